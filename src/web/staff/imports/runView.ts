import { FIELDS } from '#src/dossiers/exchange/fields.ts';
import { describe, type FindingCode, headingOf, levelOf, type Remark } from '#src/dossiers/exchange/findings.ts';
import type { Headings } from '#src/dossiers/exchange/mappingStore.ts';
import type { PartKind } from '#src/dossiers/exchange/parts.ts';
import type { ImportRun } from '#src/generated/prisma/client.ts';
import { formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { confirmed, form, input, submit } from '../forms.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';
import { DIFFERENCES, IMPORTS, stateOf } from './startView.ts';

const UNDER_WAY = ['waiting', 'reading', 'writing'];
export const isUnderWay = ({ state }: ImportRun): boolean => UNDER_WAY.includes(state);

export interface RunShown {
  run: ImportRun;
  /** Which of its files are still kept. */
  parts: ReadonlySet<PartKind>;
  seesDifferences: boolean;
}

/** How far it is; `data-watch` is what the script looks at again. */
function progress({ say }: View, { state, dryRun, done, total }: ImportRun): VNode {
  const numbers = { done: formatNumber(done), total: formatNumber(total) };
  return html`<div class="card" data-watch role="status">
    <p><b>${say(state === 'writing' && dryRun ? 'imports.progress.comparing' : `imports.progress.${state}`, numbers)}</b></p>
    <progress max=${total || 1} value=${state === 'writing' ? done : undefined} aria-label=${say('imports.progress.label')}></progress>
    <p class="note">${say('imports.progress.leave')}</p>
  </div>` as VNode;
}

function outcome({ say }: View, { run, parts, seesDifferences }: RunShown): VNode {
  const { state, created, updated, unchanged, refused, differences, done } = run;
  const rows = [
    ['created', created],
    ['updated', updated],
    ['unchanged', unchanged],
    ['kept', done - created - updated - unchanged - (refusedElsewhere(run) ?? 0)],
    ['refused', refused],
    ['differences', differences],
  ] as const;
  return html`<div class="card">
    <p><b>${say(state === 'checked' ? 'imports.checked' : 'imports.done')}</b></p>
    <dl class="pairs">${rows.map(([name, count]) => html`<div><dt>${say(`imports.count.${name}`)}</dt><dd>${formatNumber(count)}</dd></div>`)}</dl>
    ${parts.has('refused') ? html`<p><a class="pill" href=${`${IMPORTS}/${run.id}/can-sua.xlsx`}>${say('imports.refusedFile')}</a></p><p class="note">${say('imports.refusedHint')}</p>` : null}
    ${state === 'done' && differences > 0 && seesDifferences ? html`<p><a href=${DIFFERENCES}>${say('imports.differences.title')}</a></p>` : null}
  </div>` as VNode;
}

/** Rows that are fit to be written; of what a dry run read. */
const soundRows = (run: ImportRun): number => run.done - (refusedElsewhere(run) ?? 0);

const refusedElsewhere = ({ findings }: ImportRun) => (findings as Partial<Record<FindingCode, number>>).agencyNotAllowed;

/** What is worth reading, the graver first; what is only said stays out. */
function findings(view: View, { remarks, findings: counted, headings }: ImportRun): VNode | null {
  const { say } = view;
  const rank = (remark: Remark) => (levelOf(remark.code) === 'error' ? 0 : 1);
  const shown = (remarks as unknown as Remark[]).filter(({ code }) => levelOf(code) !== 'info').sort((a, b) => rank(a) - rank(b));
  if (shown.length === 0) return null;
  const all = Object.entries(counted as Partial<Record<FindingCode, number>>)
    .filter(([code]) => levelOf(code as FindingCode) !== 'info')
    .reduce((sum, [, count]) => sum + (count ?? 0), 0);
  // A file of JSON has entries, and no headings.
  const inTable = Object.keys(headings as Headings).length > 0;
  const rows = shown.map((remark) => {
    const { row, sheet, column, field, dossier, level, code, message } = describe(remark, say);
    const place = say(sheet ? 'exchange.placeInSheet' : inTable ? 'exchange.placeInTable' : 'exchange.place', { row, sheet: sheet ?? '' });
    return [
      column ? say('dossierExchange.placeInColumn', { place, column }) : place,
      html`<span class=${level === 'error' ? 'standing overdue' : 'standing soon'}>${say(`exchange.levels.${level}`)}</span>`,
      dossier ? html`<span class="code">${dossier}</span>` : '',
      // What a column means is corrected on this page, not with an option of the command.
      code === 'columnGuessed' ? say('imports.columnGuessed', { ...remark.params, field: field ? headingOf(field, say) : '' }) : message,
    ];
  });
  const heads = ['place', 'level', 'code', 'message'].map((head) => say(`imports.heads.${head}`));
  return html`<section aria-labelledby="findings"><h2 id="findings">${say('imports.findings')}</h2>
    ${table(say('imports.findings'), heads, rows)}
    ${all > rows.length ? html`<p class="note">${say('dossierExchange.moreFindings', { count: formatNumber(all - rows.length) })}</p>` : null}</section>` as VNode;
}

/** What each heading means, to be corrected and remembered; open where something is not understood. */
function columns(view: View, { id, headings, state, mapping }: ImportRun): VNode | null {
  const { say } = view;
  const read = Object.entries(headings as Headings);
  if (read.length === 0) return null;
  const options = FIELDS.map(({ name }) => ({ value: name as string, label: headingOf(name, say) }));
  const choices = (chosen: string | null) => [
    html`<option value="" selected=${chosen === null}>${say('imports.leaveAlone')}</option>`,
    ...options.map(({ value, label }) => html`<option value=${value} selected=${value === chosen}>${label}</option>`),
  ];
  return html`<details class="card" open=${state === 'failed'}><summary>${say('imports.columns')}</summary>
    ${form(
      view,
      `${IMPORTS}/${id}/kiem-tra`,
      html`<p class="note">${say('imports.columnsHint')}</p>
      <div class="columns">${read.map(
        ([heading, field], at) => html`<div class="field"><label for=${`column-${at}`}>${heading}</label>
          <input type="hidden" name=${`heading-${at}`} value=${heading} />
          <select id=${`column-${at}`} name=${`column-${at}`}>${choices(field)}</select></div>`,
      )}</div>
      ${input(view, { name: 'mapping', label: say('imports.remember'), hint: say('imports.rememberHint'), maxlength: 60 }, { values: { mapping: mapping ?? '' } })}
      ${submit(say('imports.checkAgain'))}`,
    )}</details>` as VNode;
}

/** Why it ended, in the words of this page: what to do is done here. */
function problemText({ say }: View, { problem, problemParams, headings }: ImportRun): string {
  const named = Object.keys(headings as Headings).length > 0;
  if (problem === 'importNoHeader') return say(named ? 'errors.importNoHeaderHere' : 'errors.importNoRows');
  return say(`errors.${problem ?? 'importStopped'}`, problemParams as Record<string, string | number>);
}

/** One import: how far it is, or what it came to and what can be done now. */
export function runBody(view: View, shown: RunShown): VNode {
  const { say } = view;
  const { run, parts } = shown;
  const { id, state, dryRun, startedAt } = run;
  const ended = state === 'failed' || state === 'interrupted';
  const kept = parts.has('sent');
  const labels = { open: say('imports.import.open'), question: say('imports.import.question'), button: say('imports.import.button') };
  return html`
  <p><a href=${IMPORTS}>${say('imports.back')}</a></p>
  <p>${stateOf(view, run)} · ${formatDateTime(startedAt)}</p>
  ${isUnderWay(run) ? progress(view, run) : null}
  ${ended ? html`<p class="card warning" role="alert">${problemText(view, run)}</p>` : null}
  ${state === 'checked' || state === 'done' ? outcome(view, shown) : null}
  ${state === 'checked' && kept ? html`<div class="card">${soundRows(run) > 0 ? confirmed(view, `${IMPORTS}/${id}/nhap`, labels) : say('imports.nothingSound')}</div>` : null}
  ${ended && kept && !dryRun ? form(view, `${IMPORTS}/${id}/nhap`, submit(say('imports.goOn'))) : null}
  ${(state === 'checked' || ended) && kept ? columns(view, run) : null}
  ${ended && kept && dryRun && Object.keys(run.headings as object).length === 0 ? form(view, `${IMPORTS}/${id}/kiem-tra`, submit(say('imports.checkAgain'))) : null}
  ${!isUnderWay(run) && !ended ? findings(view, run) : null}` as VNode;
}
