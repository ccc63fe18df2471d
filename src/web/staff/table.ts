import type { Request } from 'express';
import { COUNTED } from '#src/dossiers/watch.ts';
import { formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import type { View } from './shell.ts';

/**
 * A table that scrolls by itself where it is too wide, also by keyboard; on a phone its rows stand as cards, which the roles keep a table.
 * Cells of a row stand in the order of `heads`.
 */
export const table = (caption: string, heads: readonly string[], rows: readonly (readonly unknown[])[]): VNode =>
  html`
  <div class="card scroll" role="group" aria-label=${caption} tabindex="0">
    <table role="table">
      <caption class="unseen">${caption}</caption>
      <thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead>
      <tbody role="rowgroup">${rows.map(
        (row) =>
          html`<tr role="row">${row.map((cell, at) => (at === 0 ? html`<th scope="row" role="rowheader">${cell}</th>` : html`<td role="cell" data-label=${heads[at]}>${cell}</td>`))}</tr>`,
      )}</tbody>
    </table>
  </div>` as VNode;

/** A number that was counted no further than one beyond `COUNTED`: "7.678", or "hơn 1.000". */
export const atMost = ({ say }: View, count: number): string =>
  count > COUNTED ? say('staff.moreThan', { count: formatNumber(COUNTED) }) : formatNumber(count);

/** The page asked for, 0 the first. */
export const pageOf = (request: Request): number => Math.min(Math.max(Number.parseInt(String(request.query['page']), 10) || 0, 0), 9999);

/** Links to the page before and after; `query` is what else the list was asked for. */
export function turning({ say }: View, path: string, query: Record<string, string>, page: number, more: boolean): VNode | null {
  const link = (to: number, key: string) => {
    const search = new URLSearchParams({ ...query, ...(to > 0 && { page: String(to) }) });
    for (const [name, value] of [...search]) if (!value) search.delete(name);
    return html`<a class="pill" href=${`${path}?${search}`}>${say(key)}</a>`;
  };
  if (page === 0 && !more) return null;
  return html`<nav class="pills" aria-label=${say('procedures.pages')}>
    ${page > 0 ? link(page - 1, 'staff.pages.previous') : null}${more ? link(page + 1, 'staff.pages.next') : null}
  </nav>` as VNode;
}
