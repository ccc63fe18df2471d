import { type Response, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import type { Catalogue, Procedure } from '#src/procedures/content.ts';
import { inForce } from '#src/procedures/facts.ts';
import { nameOf } from '#src/procedures/present.ts';
import { findProcedures, type ProcedureDeps, readQuery } from './procedures.ts';

/** Procedures of one answer of the list. */
const PER_PAGE = 100;

const summaryOf = (procedure: Procedure) => ({
  code: procedure.code,
  name: procedure.name,
  shortName: nameOf(procedure),
  level: procedure.levelNow ?? procedure.level,
  field: procedure.field,
  group: procedure.group,
  version: procedure.version,
  inForce: inForce(procedure),
});

/** Answers belong to a publication: whoever has that of this one is told so (304, by Express) and sent nothing. */
function send(response: Response, { revision, publishedAt }: Catalogue, body: object): void {
  response.set({ 'cache-control': 'public, no-cache', etag: `"catalogue-${revision}"` });
  response.json({ revision, publishedAt: publishedAt?.toISOString() ?? null, ...body });
}

/**
 * The published catalogue for programs: what a source says of each procedure, as it was published, without the words that we find it by.
 *
 * `GET /api/v1/procedures?q=&level=&field=&list=&page=`: found and in the order of the page `/thu-tuc`, a hundred at a time from page 0;
 * `field` is our group. `GET /api/v1/procedures/:code`: one with all that is known of it; what is unknown is absent. 404 `procedureUnknown`.
 */
export function procedureApi({ current }: Pick<ProcedureDeps, 'current'>): Router {
  const router = Router();
  router.get('/api/v1/procedures', async (request, response) => {
    const assistant = current();
    const query = readQuery(request.query);
    const found = await findProcedures(query, assistant);
    const from = query.page * PER_PAGE;
    send(response, assistant.catalogue, { total: found.length, page: query.page, procedures: found.slice(from, from + PER_PAGE).map(summaryOf) });
  });
  router.get('/api/v1/procedures/:code', (request, response) => {
    const { catalogue } = current();
    const procedure = catalogue.procedures.get(request.params.code);
    if (!procedure) throw new AppError('procedureUnknown', { status: 404 });
    const { words: _words, ...published } = procedure;
    send(response, catalogue, { procedure: { ...published, inForce: inForce(procedure) } });
  });
  return router;
}
