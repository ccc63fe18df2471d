import { type Request, type Response, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { type Say, sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import type { CatalogueDesk, Writer } from '#src/procedures/editing/commands/desk.ts';
import { dropEdit, takeBackEdit } from '#src/procedures/editing/commands/drop.ts';
import { publishEdit } from '#src/procedures/editing/commands/publish.ts';
import { submitEdit } from '#src/procedures/editing/commands/write.ts';
import { writeProcedures } from '#src/procedures/exchange/formats.ts';
import { codeWords, nameOf } from '#src/procedures/present.ts';
import { may } from '#src/staff/policy.ts';
import { dayOf } from '#src/text/formats.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { allOf, typedIn } from '../forms.ts';
import { actorOf, type Shell } from '../shell.ts';
import { pageOf } from '../table.ts';
import { addressOfList, type EditRow, type ListQuery, readListQuery, rowsFor } from './listQuery.ts';
import { listBody } from './listView.ts';
import { CATALOGUE, STYLES, writerOf } from './places.ts';

const SIZE = 50;
const MOST_AT_ONCE = 200;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Codes in "?bo=": drafts that were just dropped. */
const droppedIn = (request: Request): string[] =>
  String(request.query['bo'] ?? '')
    .split(',')
    .filter(Boolean)
    .slice(0, MOST_AT_ONCE);

/** `/quan-tri/thu-tuc`: every procedure, what is being written of it, and what is the matter with it. */
export function catalogueListPage(shell: Shell): Router {
  const { database, clock, current } = shell.deps;
  const desk: CatalogueDesk = { database, clock };
  const router = Router();
  router.use(CATALOGUE, shell.signedIn, shell.allowed('catalogue.edit'));

  /** Edits as a list shows them; what is typed only where no text in force has a name. */
  async function editsFor({ procedures }: Catalogue): Promise<EditRow[]> {
    const rows = await database.procedureEdit.findMany({ select: { code: true, state: true, updatedBy: true, updatedAt: true } });
    const codes = rows.flatMap(({ code }) => (procedures.has(code) ? [] : [code]));
    const fresh = await database.procedureEdit.findMany({ where: { code: { in: codes } }, select: { code: true, values: true } });
    const typed = new Map(fresh.map(({ code, values }) => [code, values]));
    return rows.map((row) => ({ ...row, values: typed.get(row.code) ?? {} }));
  }

  async function show(request: Request, response: Response, query: ListQuery, left: (say: Say) => readonly string[] = () => []): Promise<void> {
    const { catalogue } = current();
    const edits = await editsFor(catalogue);
    const all = rowsFor(query, catalogue, edits, dayOf(clock.now()));
    const page = pageOf(request);
    const rows = all.slice(page * SIZE, (page + 1) * SIZE);
    const named = await officialsNamed(
      database,
      rows.map(({ edit }) => edit?.updatedBy ?? null),
    );
    const asked = droppedIn(request);
    const dropped = await database.droppedEdit.findMany({ where: { code: { in: asked } }, select: { code: true } });
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.catalogue'),
      styles: STYLES,
      body: listBody(view, {
        query,
        rows,
        total: all.length,
        page,
        more: all.length > (page + 1) * SIZE,
        groups: [...new Set([...catalogue.procedures.values()].map(({ group }) => group))].sort(),
        mayPublish: may(actorOf(request), 'catalogue.publish'),
        named,
        left: left(view.say),
        dropped: dropped.map(({ code }) => code),
        noneDropped: asked.length > 0 && dropped.length === 0,
      }),
      status: left(view.say).length > 0 ? 422 : 200,
    }));
  }

  router.get(CATALOGUE, (request, response) => show(request, response, readListQuery(request.query)));

  /** What a procedure is called in the list. */
  const called = (code: string, say: Say): string => {
    const procedure = current().catalogue.procedures.get(code);
    return procedure ? nameOf(procedure) : codeWords(code, say);
  };

  const ACTS: Record<string, (writer: Writer, code: string, reason: string) => Promise<unknown>> = {
    review: (writer, code, reason) => submitEdit(desk, writer, code, reason),
    publish: (writer, code, reason) => publishEdit(desk, writer, code, { catalogue: current().catalogue, reason }),
    drop: (writer, code) => dropEdit(desk, writer, code),
    takeBack: (writer, code) => takeBackEdit(desk, writer, code),
  };

  router.post(`${CATALOGUE}/nhieu`, shell.form, async (request, response) => {
    const codes = allOf(request.body, 'code').slice(0, MOST_AT_ONCE);
    const typed = typedIn(request.body);
    const { do: wanted = '', reason = '' } = typed;
    // Whoever had looked for something sees the same list again.
    const query = readListQuery(typed);
    if (wanted === 'export') {
      const { procedures } = current().catalogue;
      const chosen = codes.length > 0 ? codes.flatMap((code) => procedures.get(code) ?? []) : [...procedures.values()];
      const bytes = await writeProcedures('thu-tuc.xlsx', chosen, sayIn('vi'));
      return void response.attachment('thu-tuc.xlsx').type(XLSX).send(bytes);
    }
    const act = ACTS[wanted];
    if (!act || codes.length === 0) return show(request, response, query, (say) => [say('catalogueEditing.bulk.nothing')]);
    const left: [string, AppError][] = [];
    for (const code of codes) {
      try {
        await act(writerOf(actorOf(request)), code, reason);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        left.push([code, error]);
      }
    }
    if (wanted === 'publish') await shell.deps.catalogueChanged?.();
    if (left.length > 0)
      return show(request, response, query, (say) =>
        left.map(([code, error]) => `${called(code, say)}: ${say(`errors.${error.code}`, error.params)}`),
      );
    if (wanted === 'drop') return response.redirect(303, addressOfList(CATALOGUE, { ...query, bo: codes.join(',') }));
    shell.done(response, addressOfList(CATALOGUE, { ...query }), { key: `catalogueEditing.bulk.done.${wanted}`, values: { count: codes.length } });
  });

  return router;
}
