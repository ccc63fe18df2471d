import type { Say } from '#src/platform/texts.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { form } from '../forms.ts';
import type { View } from '../shell.ts';

export interface Difference {
  field: string;
  from: string;
  to: string;
}

export const differencesView = (say: Say, list: readonly Difference[]): VNode =>
  html`<dl class="differences">${list.map(
    ({ field, from, to }) =>
      html`<div><dt>${say(`directoryPage.field.${field}`)}</dt>${from ? html`<dd><del>${from}</del></dd>` : null}${to ? html`<dd><ins>${to}</ins></dd>` : null}</div>`,
  )}</dl>` as VNode;

export interface ChangeShown {
  act: string;
  by: string;
  at: Date;
  what: 'added' | 'changed' | 'removed';
  differences: Difference[];
}

/** What was done to an entry; the newest change can be taken back where it stands. */
export function changesView(view: View, undo: string, changes: readonly ChangeShown[]): VNode {
  const { say } = view;
  return html`<section class="card" aria-labelledby="history"><h2 id="history">${say('directoryPage.history.title')}</h2>
  ${
    changes.length === 0
      ? html`<p class="note">${say('directoryPage.history.none')}</p>`
      : html`<ul class="comments">${changes.map(
          ({ act, by, at, what, differences }, place) => html`<li>
          <p class="note">${say(`directoryPage.history.${what}`, { name: by, time: formatDateTime(at) })}</p>
          ${what === 'changed' ? differencesView(say, differences) : null}
          ${place === 0 ? form(view, undo, html`<input type="hidden" name="act" value=${act} /><p class="act"><button type="submit" class="second">${say('directoryPage.history.undo')}</button></p>`) : null}
        </li>`,
        )}</ul>`
  }</section>` as VNode;
}
