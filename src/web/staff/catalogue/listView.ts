import type { Say } from '#src/platform/texts.ts';
import { codeWords } from '#src/procedures/present.ts';
import { formatDateTime, formatNumber, shorten } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { form } from '../forms.ts';
import { TOKEN_FIELD } from '../formToken.ts';
import type { View } from '../shell.ts';
import { table, turning } from '../table.ts';
import { type ListQuery, type Row, STANDS } from './listQuery.ts';
import { addressOf, CATALOGUE, GROUPS, LEGAL, NEW, TRY, WORKBOOK } from './places.ts';

export interface ListShown {
  query: ListQuery;
  rows: readonly Row[];
  total: number;
  page: number;
  more: boolean;
  groups: readonly string[];
  mayPublish: boolean;
  named(id: string | null): string;
  /** What came of acting on several at once: a sentence for each that was not done. */
  left: readonly string[];
  /** Codes whose drafts were just dropped and can be had back. */
  dropped: readonly string[];
  /** Drafts were to be dropped, and there were none. */
  noneDropped: boolean;
}

/** What is to be known of a row in a few words, the most pressing first. */
function standText(say: Say, row: Row, named: ListShown['named']): VNode {
  const marks = [
    row.edit
      ? html`<span class="standing soon">${say(`catalogueEditing.state.${row.edit.state}`)}</span> <span class="note">${named(row.edit.updatedBy)}, ${formatDateTime(row.edit.updatedAt)}</span>`
      : null,
    row.ended ? html`<span class="standing">${say('catalogueEditing.stand.ended')}</span>` : null,
    row.stale ? html`<span class="standing">${say('catalogueEditing.stand.stale')}</span>` : null,
    row.missing.length > 0 && !row.ended
      ? html`<span class="standing">${say('catalogueEditing.missing', { count: row.missing.length })}</span>`
      : null,
  ].filter(Boolean);
  return html`${marks.length > 0 ? marks.map((mark) => html`<div>${mark}</div>`) : say('catalogueEditing.inForce')}` as VNode;
}

const tools = ({ say }: View) =>
  html`<nav class="pills" aria-label=${say('catalogueEditing.tools')}>
    ${[
      [NEW, 'add'],
      [TRY, 'try'],
      [GROUPS, 'groups'],
      [LEGAL, 'legal'],
      [WORKBOOK, 'workbook'],
    ].map(([href, key]) => html`<a class="pill" href=${href}>${say(`catalogueEditing.${key}`)}</a>`)}
  </nav>`;

/** Drafts that were just dropped, with the way to have them back. */
const undo = (view: View, dropped: readonly string[]): VNode =>
  html`<div class="card said" role="status"><p>${view.say('catalogueEditing.dropped', { count: dropped.length })}</p>
    ${form(
      view,
      `${CATALOGUE}/nhieu`,
      html`${dropped.map((code) => html`<input type="hidden" name="code" value=${code} />`)}
      <p class="act"><button type="submit" name="do" value="takeBack" class="second">${view.say('catalogueEditing.groupForm.undo')}</button></p>`,
    )}</div>` as VNode;

export function listBody(view: View, shown: ListShown): VNode {
  const { say, token } = view;
  const { query, rows, total, groups, mayPublish, left, page, more } = shown;
  const option = (value: string, label: string, chosen: string) => html`<option value=${value} selected=${value === chosen}>${label}</option>`;
  const cells = rows.map((row) => [
    html`<label class="pick"><input type="checkbox" name="code" value=${row.code} aria-label=${say('catalogueEditing.pick', { name: row.name })} /></label>
      <a href=${`${addressOf(row.code)}${row.edit && row.edit.state !== 'draft' ? '/duyet' : ''}`}>${shorten(row.name || row.code, 120)}</a> <span class="note">${[codeWords(row.code, say), row.friendlyName].filter(Boolean).join(' · ')}</span>`,
    row.field,
    standText(say, row, shown.named),
    row.version === null ? '–' : String(row.version),
  ]);
  return html`
  ${tools(view)}
  ${shown.dropped.length > 0 ? undo(view, shown.dropped) : null}
  ${shown.noneDropped ? html`<p class="card warning" role="alert">${say('catalogueEditing.bulk.noDraft')}</p>` : null}
  ${left.length > 0 ? html`<div class="card warning" role="alert"><p>${say('catalogueEditing.bulk.left')}</p><ul>${left.map((text) => html`<li>${text}</li>`)}</ul></div>` : null}
  <form class="card filters" method="get" action=${CATALOGUE} role="search">
    <label>${say('catalogueEditing.search')}<input type="search" name="q" value=${query.q} maxlength="200" /></label>
    <label>${say('catalogueEditing.group')}<select name="group">${option('', say('desk.filter.any'), query.group)}${groups.map((group) => option(group, say(`group.${group}`), query.group))}</select></label>
    <label>${say('catalogueEditing.standing')}<select name="stand">${option('', say('desk.filter.any'), query.stand)}${STANDS.map((stand) => option(stand, say(`catalogueEditing.stand.${stand}`), query.stand))}</select></label>
    <button type="submit">${say('procedures.find')}</button>
  </form>
  <p>${say('catalogueEditing.found', { count: formatNumber(total) })}</p>
  ${
    rows.length === 0
      ? html`<p class="card">${say('catalogueEditing.none')} <a href=${NEW}>${say('catalogueEditing.add')}</a></p>`
      : html`<form method="post" action=${`${CATALOGUE}/nhieu`} class="form">
        <input type="hidden" name=${TOKEN_FIELD} value=${token} />
        ${Object.entries(query).map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
        ${table(
          say('staff.nav.catalogue'),
          ['name', 'field', 'standing', 'version'].map((head) => say(`catalogueEditing.heads.${head}`)),
          cells,
        )}
        <details class="card"><summary>${say('catalogueEditing.bulk.title')}</summary>
          <p class="note">${say('catalogueEditing.bulk.about')}</p>
          <div class="field"><label for="bulk-reason">${say('catalogueEditing.reason')}</label><input id="bulk-reason" name="reason" maxlength="500" autocomplete="off" /></div>
          <p class="act">
            <button type="submit" name="do" value="review" class="primary">${say('catalogueEditing.submit')}</button>
            ${mayPublish ? html`<button type="submit" name="do" value="publish" class="primary">${say('catalogueEditing.publishNow')}</button>` : null}
            <button type="submit" name="do" value="export" class="second">${say('catalogueEditing.bulk.export')}</button>
            <button type="submit" name="do" value="drop" class="danger">${say('catalogueEditing.drop')}</button>
          </p>
        </details>
      </form>`
  }
  ${turning(view, CATALOGUE, { ...query }, page, more)}` as VNode;
}
