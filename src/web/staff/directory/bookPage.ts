import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type Agency, agency } from '#src/directory/agency.ts';
import type { Directory } from '#src/directory/directory.ts';
import { ChangedMeanwhile, saveEntries } from '#src/directory/editing/commands.ts';
import { placeOfAgency } from '#src/directory/editing/desk.ts';
import { revisionOf } from '#src/directory/editing/history.ts';
import { readWhole } from '#src/directory/editing/rows.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Say, sayIn } from '#src/platform/texts.ts';
import { html, type VNode } from '../../html.ts';
import { STYLES } from '../catalogue/places.ts';
import { form } from '../forms.ts';
import { TOKEN_FIELD } from '../formToken.ts';
import type { Shell, View } from '../shell.ts';
import { table } from '../table.ts';
import { uploadOf } from '../upload.ts';
import { DIRECTORY, deskOf, editorOf } from './access.ts';
import { namesIn, sentenceOf } from './agencyPages.ts';
import { addressOf } from './agencyView.ts';
import { differencesView } from './changesView.ts';
import { type BookFault, type Plan, planBook } from './plan.ts';
import { differences, type Names, summaryOf } from './summary.ts';
import { columnLabel, readBook, writeBook } from './workbook.ts';

export const BOOK = `${DIRECTORY}/bang-tinh`;
const LARGEST = 2_000_000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Rows of the report that a page shows. */
const MOST = 200;

/** What was shown, sent again to be saved: each entry as it is to be, and the revision that it was compared with. */
const shownEntries = z.array(z.object({ content: agency, seen: z.number().int().nonnegative() })).max(500);
type Shown = z.output<typeof shownEntries>;

function faultText({ key, field, list }: BookFault, say: Say): string {
  const own = ['idUnknown', 'nameTaken', 'twice', 'ownerUnknown', 'notYours'].includes(key);
  const label = !field ? '' : list && field !== 'id' ? say(`directoryPage.column.${field}`) : columnLabel(field, say);
  const text = say(own ? `directoryPage.book.fault.${key}` : `staff.fault.${key}`);
  return label ? `${label}: ${text}` : text;
}

const differencesOf = (before: Agency | null, content: Agency, names: Names, say: Say): VNode =>
  differencesView(say, differences(before ? summaryOf(before, names, say) : new Map(), summaryOf(content, names, say)));

function reportBody(view: View, { changes, same, faults }: Plan, seen: ReadonlyMap<string, number>, names: Names): VNode {
  const { say } = view;
  const shown: Shown = changes.map(({ content }) => ({ content, seen: seen.get(content.id) ?? 0 }));
  return html`<p><a href=${BOOK}>${say('directoryPage.book.again')}</a></p>
  <p class="card" role="status">${say('directoryPage.book.summary', {
    added: changes.filter(({ before }) => !before).length,
    changed: changes.filter(({ before }) => before).length,
    same,
    faults: faults.length,
  })}</p>
  ${
    faults.length > 0
      ? table(
          say('directoryPage.book.faults'),
          [say('directoryPage.book.row'), say('directoryPage.book.wrong')],
          faults
            .slice(0, MOST)
            .map((fault) => [
              say('exchange.placeInSheet', { sheet: say(`directoryPage.book.sheet.${fault.list ?? 'entries'}`), row: fault.row }),
              faultText(fault, say),
            ]),
        )
      : null
  }
  ${
    changes.length > 0
      ? table(
          say('directoryPage.book.changes'),
          [say('directoryPage.heads.name'), say('directoryPage.book.what')],
          changes
            .slice(0, MOST)
            .map(({ before, content }) => [
              html`${content.name}${before ? null : html`<div class="note">${say('directoryPage.book.new')}</div>`}`,
              differencesOf(before, content, names, say),
            ]),
        )
      : null
  }
  ${
    changes.length > 0
      ? html`<div class="card">${form(
          view,
          `${BOOK}/luu`,
          html`<input type="hidden" name="entries" value=${JSON.stringify(shown)} />
          <p>${say(faults.length > 0 ? 'directoryPage.book.partly' : 'directoryPage.book.atOnce')}</p>
          <p class="act"><button type="submit" class="primary">${say('directoryPage.book.save', { count: changes.length })}</button></p>`,
        )}</div>`
      : html`<p class="card">${say('directoryPage.book.nothing')}</p>`
  }` as VNode;
}

const sent = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  }
});

/** `/quan-tri/danh-ba/bang-tinh`: the agencies as a workbook, and back: a dry run that says what would change, then all of it in one act that can be taken back. */
export function directoryBookPage(shell: Shell): Router {
  const { database, current, directoryChanged } = shell.deps;
  const desk = deskOf(shell.deps);
  const router = Router();
  router.use(BOOK, shell.signedIn, shell.allowed('directory.edit'));
  const mayEdit = (request: Request) => (entry: Pick<Agency, 'id' | 'partOf'>) => editorOf(request).may(placeOfAgency(entry));

  const show = (request: Request, response: Response, wrong: { text(say: Say): string; status: number } | null = null) =>
    shell.send(request, response, (view) => {
      const { say } = view;
      return {
        title: say('directoryPage.book.title'),
        styles: STYLES,
        status: wrong?.status ?? 200,
        body: html`<p><a href=${DIRECTORY}>${say('directoryPage.back')}</a></p>
        ${wrong ? html`<p class="card warning" role="alert">${wrong.text(say)}</p>` : null}
        <section class="card" aria-labelledby="out"><h2 id="out">${say('directoryPage.book.out')}</h2><p>${say('directoryPage.book.outAbout')}</p>
          <p class="act"><a class="pill" href=${`${BOOK}/danh-ba.xlsx`}>${say('directoryPage.book.download')}</a></p></section>
        <section class="card" aria-labelledby="in"><h2 id="in">${say('directoryPage.book.in')}</h2><p>${say('directoryPage.book.inAbout')}</p>
          <form method="post" action=${BOOK} class="form" enctype="multipart/form-data"><input type="hidden" name=${TOKEN_FIELD} value=${view.token} />
          <div class="field"><label for="file">${say('directoryPage.book.file')}</label><input type="file" id="file" name="file" accept=".xlsx,.csv" /></div>
          <p class="act"><button type="submit" class="primary">${say('directoryPage.book.dryRun')}</button></p></form></section>` as VNode,
      };
    });

  const refusal = (error: AppError, whole?: Directory) => ({
    status: error.status === 400 ? 422 : error.status,
    text: (say: Say) => (whole ? sentenceOf(error, namesIn(whole, say), say) : say(`errors.${error.code}`, error.params)),
  });

  router.get(BOOK, (request, response) => show(request, response));
  router.get(`${BOOK}/danh-ba.xlsx`, async (request, response) => {
    const whole = await readWhole(database);
    const say = sayIn('vi');
    const bytes = await writeBook(whole.agencies.filter(mayEdit(request)), namesIn(whole, say), say);
    response.set('Cache-Control', 'no-store').attachment('danh-ba.xlsx').type(XLSX).send(bytes);
  });

  router.post(BOOK, uploadOf(LARGEST), shell.ours, async (request, response) => {
    try {
      if (!request.upload) throw new AppError('bookMissing', { status: 422 });
      const book = await readBook(request.upload.name, request.upload.bytes);
      const whole = await readWhole(database);
      const ids = await database.agency.findMany({ select: { id: true } });
      const plan = planBook(book, {
        whole,
        names: namesIn(whole, sayIn('vi')),
        taken: new Set(ids.map(({ id }) => id)),
        groups: [...new Set([...current().catalogue.procedures.values()].map(({ group }) => group))],
        mayEdit: mayEdit(request),
      });
      const seen = new Map<string, number>();
      for (const { content } of plan.changes) seen.set(content.id, await revisionOf(database, 'agency', content.id));
      const next = { ...whole, agencies: [...whole.agencies, ...plan.changes.flatMap(({ before, content }) => (before ? [] : [content]))] };
      await shell.send(request, response, (view) => ({
        title: view.say('directoryPage.book.report'),
        styles: STYLES,
        body: reportBody(view, plan, seen, namesIn(next, view.say)),
      }));
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      await show(request, response, refusal(error));
    }
  });

  router.post(`${BOOK}/luu`, shell.form, async (request, response) => {
    const entries = sent.pipe(shownEntries).safeParse((request.body as Record<string, unknown>)['entries']);
    if (!entries.success) throw new AppError('formBroken', { status: 400 });
    try {
      await saveEntries(
        desk,
        editorOf(request),
        entries.data.map(({ content, seen }) => ({ entry: { kind: 'agency', content }, seen })),
      );
      await directoryChanged?.();
      const [only] = entries.data;
      const to = entries.data.length === 1 && only ? addressOf(only.content.id) : DIRECTORY;
      shell.done(response, to, { key: 'directoryPage.book.saved', values: { count: entries.data.length } });
    } catch (error) {
      if (error instanceof ChangedMeanwhile) return show(request, response, refusal(new AppError('directoryBookMeanwhile', { status: 409 })));
      if (error instanceof AppError && error.status === 409) return show(request, response, refusal(error, await readWhole(database)));
      throw error;
    }
  });

  return router;
}
