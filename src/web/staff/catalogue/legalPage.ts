import { type Request, type Response, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import type { CatalogueDesk } from '#src/procedures/editing/commands/desk.ts';
import { legalMark, saveLegalText } from '#src/procedures/editing/commands/words.ts';
import { EditFaults } from '#src/procedures/editing/commands/write.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { faultSummary, form, input, select, submit, type Typed, typedIn } from '../forms.ts';
import { actorOf, type Shell } from '../shell.ts';
import { pageOf, table, turning } from '../table.ts';
import { CATALOGUE, LEGAL, STYLES, writerOf } from './places.ts';

const STATUSES = ['inForce', 'amended', 'replaced', 'expired', 'unknown'] as const;
const SIZE = 100;
const numbers = (text = ''): string[] =>
  text
    .split(/[,;\n]/)
    .map((each) => each.trim())
    .filter(Boolean);

/** `/quan-tri/thu-tuc/van-ban`: the texts that procedures cite, and whether each is in force. */
export function catalogueLegalPage(shell: Shell): Router {
  const { database, clock, current } = shell.deps;
  const desk: CatalogueDesk = { database, clock };
  const router = Router();
  router.use(LEGAL, shell.signedIn, shell.allowed('catalogue.edit'));

  async function show(request: Request, response: Response, typed: Typed | null, refused: AppError | null = null): Promise<void> {
    const q = String(request.query['q'] ?? '')
      .trim()
      .toLowerCase()
      .slice(0, 100);
    const { legal, procedures } = current().catalogue;
    const chosen = legal.find(({ number }) => number === String(request.query['so'] ?? ''));
    const page = pageOf(request);
    const all = legal.filter(({ number, title = '' }) => `${number} ${title}`.toLowerCase().includes(q));
    const found = all.slice(page * SIZE, (page + 1) * SIZE);
    const citing = Map.groupBy(
      [...procedures.values()].flatMap(({ legalBasis }) => legalBasis),
      (number) => number,
    );
    const values: Record<string, string> = chosen
      ? {
          number: chosen.number,
          title: chosen.title ?? '',
          status: chosen.status,
          from: chosen.from ?? '',
          to: chosen.to ?? '',
          replacedBy: chosen.replacedBy.join(', '),
          source: chosen.source ?? '',
        }
      : {};
    const shown = typed ?? { values };
    const mark = typed?.values['mark'] ?? legalMark(chosen);
    await shell.send(request, response, (view) => {
      const { say } = view;
      const field = (name: string, more = {}) => ({ name, label: say(`catalogueEditing.legalForm.${name}`), maxlength: 500, ...more });
      const rows = found.map(({ number, title, status, replacedBy, to }) => [
        html`<a href=${`${LEGAL}?so=${encodeURIComponent(number)}#form-title`}>${number}</a>`,
        title ?? '',
        say(`catalogueEditing.validity.${status}`, { by: replacedBy.join(', '), to: to ? formatIsoDate(to) : '' }),
        String(citing.get(number)?.length ?? 0),
      ]);
      return {
        title: say('catalogueEditing.legal'),
        styles: STYLES,
        status: refused?.status ?? (typed?.faults ? 422 : 200),
        body: html`<p><a href=${CATALOGUE}>${say('catalogueEditing.back')}</a></p>
        <form class="card filters" method="get" action=${LEGAL} role="search"><label>${say('catalogueEditing.legalForm.search')}<input type="search" name="q" value=${q} maxlength="100" /></label><button type="submit">${say('procedures.find')}</button></form>
        ${
          rows.length > 0
            ? table(
                say('catalogueEditing.legal'),
                ['number', 'title', 'status', 'cited'].map((name) => say(`catalogueEditing.legalForm.${name}`)),
                rows,
              )
            : html`<p class="card">${say('catalogueEditing.legalForm.none')}</p>`
        }
        ${turning(view, LEGAL, { q }, page, all.length > (page + 1) * SIZE)}
        <section class="card" aria-labelledby="form-title"><h2 id="form-title">${say(chosen ? 'catalogueEditing.legalForm.change' : 'catalogueEditing.legalForm.add')}</h2>${faultSummary(view, shown)}
        ${refused ? html`<p class="card warning" role="alert">${say(`errors.${refused.code}`)}</p>` : null}
        ${form(
          view,
          LEGAL,
          html`<input type="hidden" name="mark" value=${mark} />${input(view, field('number', { required: true }), shown)}${input(view, field('title'), shown)}
          ${select(
            view,
            field('status'),
            STATUSES.map((status) => ({ value: status, label: say(`catalogueEditing.legalForm.is.${status}`) })),
            shown,
          )}
          ${input(view, field('from', { type: 'date' }), shown)}${input(view, field('to', { type: 'date' }), shown)}
          ${input(view, field('replacedBy', { hint: say('catalogueEditing.legalForm.hint.replacedBy') }), shown)}
          ${input(view, field('source', { hint: say('catalogueEditing.legalForm.hint.source') }), shown)}${submit(say('staff.save'))}`,
        )}</section>` as VNode,
      };
    });
  }

  router.get(LEGAL, (request, response) => show(request, response, null));
  router.post(LEGAL, shell.form, async (request, response) => {
    const values = typedIn(request.body);
    const given = Object.fromEntries(
      ['number', 'title', 'status', 'from', 'to', 'source'].flatMap((name) => (values[name] ? [[name, values[name]]] : [])),
    );
    const held = current().catalogue.legal.find(({ number }) => number === values['number']);
    try {
      const { amendedBy = [] } = held ?? {};
      await saveLegalText(
        desk,
        writerOf(actorOf(request)),
        { ...given, amendedBy, replacedBy: numbers(values['replacedBy']) },
        values['mark'] || undefined,
      );
      await shell.deps.catalogueChanged?.();
      shell.done(response, LEGAL, { key: 'staff.said.saved' });
    } catch (error) {
      if (error instanceof EditFaults) return show(request, response, { values, faults: error.faults });
      if (!(error instanceof AppError) || error.code !== 'wordsMeanwhile') throw error;
      // Saved once more, it is typed over what the other one wrote; a new text whose number there is already is that one.
      await shell.deps.catalogueChanged?.();
      const now = current().catalogue.legal.find(({ number }) => number === values['number']);
      await show(request, response, { values: { ...values, mark: legalMark(now) } }, error);
    }
  });

  return router;
}
