import { Router } from 'express';
import { type Answering, type UnderstandingBy, understoodBy } from '#src/conversation/assistant.ts';
import { officeBlocks } from '#src/conversation/topics.ts';
import type { Clock } from '#src/platform/clock.ts';
import { AppError } from '#src/platform/errors.ts';
import { listIn, sayIn } from '#src/platform/texts.ts';
import type { Procedure } from '#src/procedures/content.ts';
import { inForce } from '#src/procedures/facts.ts';
import { heirOf } from '#src/procedures/heir.ts';
import { nameOf } from '#src/procedures/present.ts';
import { successorBlocks } from '#src/procedures/presentSuccession.ts';
import { activeOn, countPublications, publicationsOf } from '#src/procedures/publications.ts';
import { dayOf } from '#src/text/formats.ts';
import { localeOf } from './locale.ts';
import { type ListQuery, procedureListPage } from './procedureList.ts';
import { procedurePage } from './procedurePage.ts';

export interface ProcedureDeps {
  clock: Clock;
  authority: string | undefined;
  current(): Pick<Answering, 'catalogue' | 'office' | 'read' | 'meant'>;
  /** Told of words that found nothing. */
  noteSearch?(text: string): void;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '');

/** What a list is asked for; what makes no sense is as if it were not there. */
export const readQuery = (query: Record<string, unknown>): ListQuery => ({
  text: text(query['q']).trim(),
  publication: text(query['list']),
  level: text(query['level']),
  field: text(query['field']),
  page: Math.min(Math.max(Number.parseInt(text(query['page']), 10) || 0, 0), 999),
});

/** What a query finds: by words in the order of fit, else what is in force first, by name. */
export async function findProcedures(query: ListQuery, assistant: Pick<Answering, 'catalogue'> & UnderstandingBy): Promise<Procedure[]> {
  const { catalogue } = assistant;
  const list = catalogue.publications.find((entry) => entry.id === query.publication);
  const codes = list && new Set(Object.values(list.members).flatMap((groups) => Object.values(groups ?? {}).flat()));
  const wanted = (procedure: Procedure) =>
    (!codes || codes.has(procedure.code)) &&
    (!query.level || procedure.level === query.level || procedure.levels.some((level) => level === query.level)) &&
    (!query.field || procedure.group === query.field);
  if (query.text)
    return (await understoodBy(assistant, query.text)).procedures.flatMap(({ code }) => catalogue.procedures.get(code) ?? []).filter(wanted);
  return [...catalogue.procedures.values()]
    .filter(wanted)
    .sort((a, b) => Number(inForce(b)) - Number(inForce(a)) || nameOf(a).localeCompare(nameOf(b), 'vi'));
}

/** `GET /thu-tuc` and `GET /thu-tuc/:code`: the published catalogue to read. */
export function procedures({ clock, authority, current, noteSearch }: ProcedureDeps): Router {
  const router = Router();
  router.get('/thu-tuc', async (request, response) => {
    const locale = localeOf(request);
    const say = sayIn(locale);
    const assistant = current();
    const { catalogue } = assistant;
    const query = readQuery(request.query);
    const found = await findProcedures(query, assistant);
    if (found.length === 0 && !query.publication && !query.level && !query.field) noteSearch?.(query.text);
    const today = dayOf(clock.now());
    const asked = text(request.query['at']);
    const day = /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : today;
    response.type('html').send(
      procedureListPage({
        say,
        locale,
        authority: authority ?? say('app.authority'),
        query,
        found,
        publications: catalogue.publications.filter((entry) => activeOn(entry, day)),
        day,
        counts: countPublications(catalogue.publications, day),
        fields: [...new Set([...catalogue.procedures.values()].map(({ group }) => group))].sort((a, b) =>
          say(`group.${a}`).localeCompare(say(`group.${b}`), 'vi'),
        ),
      }),
    );
  });
  router.get('/thu-tuc/:code', (request, response) => {
    const locale = localeOf(request);
    const say = sayIn(locale);
    const { catalogue, office } = current();
    const procedure = catalogue.procedures.get(request.params.code);
    if (!procedure) throw new AppError('procedureUnknown', { status: 404 });
    const groups = catalogue.groups.filter((group) => group.options.some((option) => option.code === procedure.code));
    const related = [...new Set(groups.flatMap((group) => group.options.map((option) => option.code)))].filter((code) => code !== procedure.code);
    response.type('html').send(
      procedurePage({
        say,
        locale,
        authority: authority ?? say('app.authority'),
        procedure,
        heir: heirOf(procedure, catalogue),
        publications: publicationsOf(catalogue, procedure.code, dayOf(clock.now())),
        successors: successorBlocks(procedure, catalogue.succession, say),
        related: related.flatMap((code) => catalogue.procedures.get(code) ?? []).slice(0, 6),
        office: officeBlocks({ catalogue, office, say, sayAll: (key) => listIn(locale, key) }),
      }),
    );
  });
  return router;
}
