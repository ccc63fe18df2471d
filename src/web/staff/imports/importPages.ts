import { type Request, type Response, Router } from 'express';
import { isFieldName } from '#src/dossiers/exchange/fields.ts';
import { type Headings, listMappings, loadMapping } from '#src/dossiers/exchange/mappingStore.ts';
import { partsOf, readParts } from '#src/dossiers/exchange/parts.ts';
import type { ImportRun, Prisma } from '#src/generated/prisma/client.ts';
import { AppError } from '#src/platform/errors.ts';
import { actorId, type PersonActor } from '#src/staff/actor.ts';
import { may, scopesOf } from '#src/staff/policy.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { typedIn } from '../forms.ts';
import { actorOf, type Shell } from '../shell.ts';
import { pageOf } from '../table.ts';
import { isUnderWay, runBody } from './runView.ts';
import { IMPORTS, startBody } from './startView.ts';

/** Bytes of a file: five times an export of 50,000 dossiers. */
const LARGEST_FILE = 30_000_000;
/** Runs on a page of the history. */
const PAGE = 20;
const LONGEST_NAME = 60;

/** One's own; all of them for whoever imports everywhere. */
function runsOf(actor: PersonActor): Prisma.ImportRunWhereInput {
  const everywhere = scopesOf(actor, 'dossier.import').some(({ agencyId, unitId }) => agencyId === undefined && unitId === undefined);
  return everywhere ? {} : { actor: actorId(actor) };
}

/** What the form says of each heading: "column-3" is the field, "heading-3" the heading; "" leaves the column alone. */
export function readHeadings(values: Record<string, string>): Headings {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, heading]) => {
      const at = /^heading-(\d{1,3})$/.exec(name)?.[1];
      const field = values[`column-${at}`] ?? '';
      return at === undefined || heading === '' ? [] : [[heading, isFieldName(field) ? field : null]];
    }),
  );
}

/** `/can-bo/nhap-ho-so`: a file of the one-stop software is read as a dry run, its headings named where they are not known, then imported. */
export function importPages(shell: Shell): Router {
  const { database, imports } = shell.deps;
  const router = Router();
  router.use(IMPORTS, shell.signedIn, shell.allowed('dossier.import'));

  async function showStart(request: Request, response: Response, refused: AppError | null = null): Promise<void> {
    const actor = actorOf(request);
    const page = pageOf(request);
    const where = runsOf(actor);
    const runs = await database.importRun.findMany({ where, orderBy: { id: 'desc' }, skip: page * PAGE, take: PAGE + 1 });
    const people = runs.map((run) => (run.actor.startsWith('person:') ? run.actor.slice('person:'.length) : null));
    const shown = {
      runs: runs.slice(0, PAGE),
      more: runs.length > PAGE,
      page,
      mappings: (await listMappings(database)).map(({ name }) => name),
      officialOf: await officialsNamed(database, people),
      seesDifferences: may(actor, 'dossier.view'),
      limit: LARGEST_FILE / 1_000_000,
    };
    await shell.send(request, response, (view) => ({
      title: view.say('imports.title'),
      body: startBody(view, { ...shown, refused: refused && view.say(`errors.${refused.code}`, refused.params) }),
      status: refused?.status ?? 200,
    }));
  }

  /** A run that one may see; for any other the same as for one that there is not. */
  async function runFor(request: Request): Promise<ImportRun> {
    const id = /^\d{1,9}$/.test(String(request.params['id'])) ? Number(request.params['id']) : -1;
    const run = await database.importRun.findFirst({ where: { id, ...runsOf(actorOf(request)) } });
    if (!run) throw new AppError('notFound', { status: 404 });
    return run;
  }

  router.get(IMPORTS, (request, response) => showStart(request, response));

  router.post(IMPORTS, shell.file(LARGEST_FILE), async (request, response) => {
    const name = typedIn(request.body)['mapping']?.slice(0, LONGEST_NAME) ?? '';
    try {
      if (!request.sent) throw new AppError('fileMissing', { status: 422 });
      const id = await imports.send(actorOf(request), request.sent, (name && (await loadMapping(database, name))) || {}, name || null);
      response.redirect(303, `${IMPORTS}/${id}`);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await showStart(request, response, error);
    }
  });

  router.get(`${IMPORTS}/:id`, async (request, response) => {
    const run = await runFor(request);
    const parts = await partsOf(database, run.id);
    const seesDifferences = may(actorOf(request), 'dossier.view');
    await shell.send(request, response, (view) => ({
      title: run.source,
      body: runBody(view, { run, parts, seesDifferences }),
      watching: isUnderWay(run),
    }));
  });

  router.post(`${IMPORTS}/:id/kiem-tra`, shell.form, async (request, response) => {
    const { id } = await runFor(request);
    const values = typedIn(request.body);
    const name = values['mapping']?.slice(0, LONGEST_NAME) || null;
    await imports.check(actorOf(request), id, readHeadings(values), name);
    response.redirect(303, `${IMPORTS}/${id}`);
  });

  // Sent twice, it leads to the same run, whose import has begun.
  router.post(`${IMPORTS}/:id/nhap`, shell.form, async (request, response) => {
    const { id } = await runFor(request);
    await imports.begin(actorOf(request), id);
    response.redirect(303, `${IMPORTS}/${id}`);
  });

  router.get(`${IMPORTS}/:id/can-sua.xlsx`, async (request, response) => {
    const { id } = await runFor(request);
    if (!(await partsOf(database, id)).has('refused')) throw new AppError('notFound', { status: 404 });
    await shell.looked(request, 'dossier.exportRefused', `import:${id}`);
    response.attachment(`can-sua-${id}.xlsx`);
    for await (const bytes of readParts(database, id, 'refused')) response.write(bytes);
    response.end();
  });

  return router;
}
