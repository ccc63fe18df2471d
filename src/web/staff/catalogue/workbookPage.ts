import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { LOCALES, listIn, sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import type { CatalogueDesk } from '#src/procedures/editing/commands/desk.ts';
import { draftable, draftWorkbook, planWorkbook, saveWorkbookWords, worded } from '#src/procedures/editing/commands/workbook.ts';
import { describe, fieldNames } from '#src/procedures/exchange/findings.ts';
import { formatOf, openProcedures, writeProcedures } from '#src/procedures/exchange/formats.ts';
import type { Plan } from '#src/procedures/exchange/plan.ts';
import { codeWords } from '#src/procedures/present.ts';
import { formatDate } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { form, typedIn } from '../forms.ts';
import { TOKEN_FIELD } from '../formToken.ts';
import { actorOf, type Shell } from '../shell.ts';
import { table } from '../table.ts';
import { uploadOf } from '../upload.ts';
import { wordsDifferencesView } from './differencesView.ts';
import { CATALOGUE, STYLES, WORKBOOK, writerOf } from './places.ts';

const LARGEST = 8_000_000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Rows of the report that a page shows. */
const MOST = 200;

interface Dry {
  plan: Plan;
  /** The file's number while it waits. */
  upload: string;
  catalogue: Catalogue;
  meanwhile?: boolean;
}

/** `/quan-tri/thu-tuc/bang-tinh`: the catalogue as a workbook, and back: a dry run, then drafts for review and words in force. */
export function catalogueWorkbookPage(shell: Shell): Router {
  const { database, clock, current } = shell.deps;
  const desk: CatalogueDesk = { database, clock };
  const router = Router();
  router.use(WORKBOOK, shell.signedIn, shell.allowed('catalogue.edit'));

  async function planOf(name: string, bytes: Buffer, catalogue: Catalogue): Promise<Plan> {
    const source = sayIn('vi')('exchange.portalSource', { file: name, day: formatDate(clock.now()) });
    const zeroWords = LOCALES.flatMap((locale) => listIn(locale, 'exchange.zeroWords'));
    return planWorkbook(await openProcedures(name, bytes), catalogue, { source, zeroWords });
  }

  const show = (request: Request, response: Response, wrong: AppError | null = null) =>
    shell.send(request, response, (view) => {
      const { say } = view;
      return {
        title: say('catalogueEditing.workbook'),
        styles: STYLES,
        status: wrong ? 422 : 200,
        body: html`<p><a href=${CATALOGUE}>${say('catalogueEditing.back')}</a></p>
        ${wrong ? html`<p class="card warning" role="alert">${say(`errors.${wrong.code}`, wrong.params)}</p>` : null}
        <section class="card" aria-labelledby="out"><h2 id="out">${say('catalogueEditing.book.out')}</h2><p>${say('catalogueEditing.book.outAbout')}</p><p class="act"><a class="pill" href=${`${WORKBOOK}/thu-tuc.xlsx`}>${say('catalogueEditing.book.download')}</a></p></section>
        <section class="card" aria-labelledby="in"><h2 id="in">${say('catalogueEditing.book.in')}</h2><p>${say('catalogueEditing.book.inAbout')}</p>
        <form method="post" action=${WORKBOOK} class="form" enctype="multipart/form-data"><input type="hidden" name=${TOKEN_FIELD} value=${view.token} />
          <div class="field"><label for="file">${say('catalogueEditing.book.file')}</label><input type="file" id="file" name="file" accept=".xlsx,.csv,.json" /></div>
          <p class="act"><button type="submit" class="primary">${say('catalogueEditing.book.dryRun')}</button></p></form></section>` as VNode,
      };
    });

  /** The dry run, by the catalogue of `catalogue`. `meanwhile`: it was another one when this was first shown. */
  const report = (request: Request, response: Response, { plan, upload, catalogue, meanwhile = false }: Dry) =>
    shell.send(request, response, (view) => {
      const { say } = view;
      const findings = describe(plan.remarks, say);
      const [drafts, words] = [draftable(plan), worded(plan)];
      return {
        title: say('catalogueEditing.book.report'),
        styles: STYLES,
        status: meanwhile ? 409 : 200,
        body: html`<p><a href=${WORKBOOK}>${say('catalogueEditing.book.again')}</a></p>
        ${meanwhile ? html`<p class="card warning" role="alert">${say('errors.bookMeanwhile')}</p>` : null}
        <p class="card" role="status">${say('catalogueEditing.book.summary', {
          drafts: drafts.length,
          words: words.length,
          same: plan.items.filter(({ status }) => status === 'unchanged').length,
          refused: plan.items.filter(({ status }) => status === 'refused').length + plan.broken.length,
        })}</p>
        ${
          drafts.length > 0
            ? table(
                say('catalogueEditing.book.changes'),
                [say('catalogueEditing.heads.name'), say('catalogueEditing.book.fields')],
                drafts.slice(0, MOST).map(({ code, name, fields, status }) => [
                  `${name} (${codeWords(code, say)})`,
                  status === 'new'
                    ? say('catalogueEditing.book.new')
                    : fieldNames(
                        fields.filter((field) => !field.startsWith('words.')),
                        say,
                      ),
                ]),
              )
            : null
        }
        ${
          words.length > 0
            ? table(
                say('catalogueEditing.book.wordChanges'),
                [say('catalogueEditing.heads.name'), say('catalogueEditing.book.fields')],
                words
                  .slice(0, MOST)
                  .map((item) => [
                    `${item.name} (${codeWords(item.code, say)})`,
                    wordsDifferencesView(say, catalogue.procedures.get(item.code)?.words, item.words),
                  ]),
              )
            : null
        }
        ${
          drafts.length + words.length > 0
            ? html`<div class="card">${form(
                view,
                `${WORKBOOK}/ban-nhap`,
                html`<input type="hidden" name="upload" value=${upload} /><input type="hidden" name="revision" value=${String(catalogue.revision)} />
                <p>${say('catalogueEditing.book.draftAbout')}</p>
                <p class="act"><button type="submit" class="primary">${say(
                  words.length === 0
                    ? 'catalogueEditing.book.draft'
                    : drafts.length === 0
                      ? 'catalogueEditing.book.saveWords'
                      : 'catalogueEditing.book.both',
                  { count: drafts.length, words: words.length },
                )}</button></p>`,
              )}</div>`
            : html`<p class="card">${say('catalogueEditing.book.nothing')}</p>`
        }
        ${
          findings.length > 0
            ? table(
                say('catalogueEditing.book.findings'),
                ['row', 'level', 'message'].map((head) => say(`catalogueEditing.book.${head}`)),
                findings
                  .slice(0, MOST)
                  .map(({ row, sheet, level, message, procedure }) => [
                    say(sheet ? 'exchange.placeInSheet' : 'exchange.place', { row, sheet: sheet ?? '' }),
                    say(`exchange.levels.${level}`),
                    procedure ? `${procedure}: ${message}` : message,
                  ]),
              )
            : null
        }` as VNode,
      };
    });

  router.get(WORKBOOK, (request, response) => show(request, response));
  router.get(`${WORKBOOK}/thu-tuc.xlsx`, async (_request, response) => {
    const bytes = await writeProcedures('thu-tuc.xlsx', [...current().catalogue.procedures.values()], sayIn('vi'));
    response.set('Cache-Control', 'no-store').attachment('thu-tuc.xlsx').type(XLSX).send(bytes);
  });

  router.post(WORKBOOK, uploadOf(LARGEST), shell.ours, async (request, response) => {
    const file = request.upload;
    try {
      if (!file) throw new AppError('bookMissing', { status: 422 });
      formatOf(file.name);
      const { catalogue } = current();
      const plan = await planOf(file.name, file.bytes, catalogue);
      const id = randomUUID();
      await database.catalogueUpload.create({
        data: { id, personId: actorOf(request).id, name: file.name.slice(0, 200), bytes: new Uint8Array(file.bytes), at: clock.now() },
      });
      await report(request, response, { plan, upload: id, catalogue });
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      await show(request, response, error);
    }
  });

  router.post(`${WORKBOOK}/ban-nhap`, shell.form, async (request, response) => {
    const { upload = '', revision = '' } = typedIn(request.body);
    const actor = actorOf(request);
    const row = await database.catalogueUpload.findFirst({ where: { id: upload, personId: actor.id } });
    if (!row) return show(request, response, new AppError('bookGone', { status: 410 }));
    const { catalogue } = current();
    const plan = await planOf(row.name, Buffer.from(row.bytes), catalogue);
    // What is saved is what was shown.
    if (revision !== String(catalogue.revision)) return report(request, response, { plan, upload, catalogue, meanwhile: true });
    const writer = writerOf(actor);
    try {
      const words = await saveWorkbookWords(desk, writer, plan, row.name, catalogue);
      const { made, left } = await draftWorkbook(desk, writer, plan, row.name);
      await database.catalogueUpload.delete({ where: { id: row.id } });
      if (words > 0) await shell.deps.catalogueChanged?.();
      const key = left.length > 0 ? 'someLeft' : words === 0 ? 'made' : made === 0 ? 'wordsSaved' : 'bothMade';
      const values = { count: made, words, left: left.join(', ').slice(0, 500) };
      shell.done(response, made > 0 ? `${CATALOGUE}?stand=editing` : CATALOGUE, { key: `catalogueEditing.book.${key}`, values });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'bookMeanwhile') throw error;
      await shell.deps.catalogueChanged?.();
      await report(request, response, {
        plan: await planOf(row.name, Buffer.from(row.bytes), current().catalogue),
        upload,
        catalogue: current().catalogue,
        meanwhile: true,
      });
    }
  });

  return router;
}
