import type { Locale, Say } from '#src/platform/texts.ts';
import type { Procedure } from '#src/procedures/content.ts';
import { inForce } from '#src/procedures/facts.ts';
import { nameOf, titleOf } from '#src/procedures/present.ts';
import type { Publication, PublicationCounts } from '#src/procedures/publications.ts';
import { formatIsoDate, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from './html.ts';
import { layout } from './layout.ts';

export interface ListQuery {
  text: string;
  publication: string;
  level: string;
  field: string;
  page: number;
}

export interface ListPage {
  say: Say;
  locale: Locale;
  authority: string;
  query: ListQuery;
  /** What the query found, in the order to show. */
  found: Procedure[];
  publications: Publication[];
  /** The day that the lists are counted on, "2026-01-31". */
  day: string;
  counts: PublicationCounts[];
  /** Groups of fields to choose from. */
  fields: string[];
}

/** Procedures on one page of the list. */
export const PAGE = 30;

const option = (value: string, label: string, chosen: string): VNode =>
  html`<option value=${value} selected=${value === chosen}>${label}</option>` as VNode;

const filters = ({ say, query, publications, fields, locale }: ListPage): VNode =>
  html`
  <form class="card filters" method="get" action="/thu-tuc" role="search">
    <input type="hidden" name="lang" value=${locale} />
    <label>${say('procedures.search')}<input type="search" name="q" value=${query.text} maxlength="200" placeholder=${say('procedures.placeholder')} /></label>
    <label>${say('procedures.publication')}<select name="list">
      ${option('', say('procedures.all'), query.publication)}${publications.map((entry) => option(entry.id, entry.name, query.publication))}
    </select></label>
    <label>${say('procedures.level')}<select name="level">
      ${option('', say('procedures.all'), query.level)}${['commune', 'district'].map((level) => option(level, say(`procedures.levels.${level}`), query.level))}
    </select></label>
    <label>${say('procedures.field')}<select name="field">
      ${option('', say('procedures.all'), query.field)}${fields.map((field) => option(field, say(`group.${field}`), query.field))}
    </select></label>
    <button type="submit">${say('procedures.find')}</button>
  </form>` as VNode;

const entry = (procedure: Procedure, say: Say): VNode =>
  html`
  <li>
    <a href=${`/thu-tuc/${procedure.code}`}>${nameOf(procedure)}</a>
    <span class="note">${[titleOf(procedure), say(`group.${procedure.group}`), inForce(procedure) ? '' : say('procedures.historical')].filter(Boolean).join(' · ')}</span>
  </li>` as VNode;

/** The address of another page of the same list. */
function addressOf({ text, publication, level, field }: ListQuery, page: number, locale: Locale): string {
  const query = new URLSearchParams({ q: text, list: publication, level, field, page: String(page), lang: locale });
  for (const [key, value] of [...query]) if (!value) query.delete(key);
  return `/thu-tuc?${query}`;
}

function turning({ say, query, found, locale }: ListPage): VNode {
  const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
  const link = (page: number, key: string) =>
    page >= 0 && page <= last && page !== query.page
      ? html`<a class="pill" href=${addressOf(query, page, locale)}>${say(key, { page: page + 1, pages: last + 1 })}</a>`
      : null;
  return html`<nav class="pills" aria-label=${say('procedures.pages')}>${link(query.page - 1, 'browse.previous')}${link(query.page + 1, 'browse.next')}</nav>` as VNode;
}

const byField = (held: Record<string, number>, say: Say): VNode =>
  html`
  <ul>${Object.entries(held)
    .sort((a, b) => b[1] - a[1])
    .map(([field, count]) => html`<li>${say('browse.fieldCount', { field: say(`group.${field}`), count })}</li>`)}</ul>` as VNode;

const lists = ({ say, locale, day, counts, publications }: ListPage): VNode =>
  html`
  <section class="card how" aria-labelledby="lists-title">
    <h2 id="lists-title">${say('procedures.lists')}</h2>
    <form class="filters" method="get" action="/thu-tuc">
      <input type="hidden" name="lang" value=${locale} />
      <label>${say('procedures.at')}<input type="date" name="at" value=${day} min="2000-01-01" max="2099-12-31" /></label>
      <button type="submit">${say('procedures.show')}</button>
    </form>
    ${counts.length === 0 ? html`<p>${say('procedures.noLists')}</p>` : null}
    ${counts.map(
      ({ id, name, decision, date, levels }) => html`
      <h3>${name}</h3>
      <p class="note">${publications.find((publication) => publication.id === id)?.note}</p>
      <p>${decision ? say('procedure.decision', { decision }) : say('procedures.noDecision')} · ${say('procedures.from', { date: formatIsoDate(date) })}</p>
      ${Object.entries(levels).map(
        ([level, held]) => html`
        <details><summary>${say('procedures.levelCount', { level: say(`procedures.levels.${level}`), count: formatNumber(held.procedures), fields: held.fields })}</summary>
        ${byField(held.byField, say)}</details>`,
      )}`,
    )}
  </section>` as VNode;

/** The page at "/thu-tuc": search and filters over the published lists, and what each list counts. */
export function procedureListPage(asked: ListPage): string {
  const { say, locale, authority, found } = asked;
  // An old link may name a page that the list no longer has: the last one is shown.
  const query = { ...asked.query, page: Math.min(asked.query.page, Math.max(0, Math.ceil(found.length / PAGE) - 1)) };
  const page = { ...asked, query };
  const shown = found.slice(query.page * PAGE, (query.page + 1) * PAGE);
  const body = html`
    <div class="wide sheet">
      <h1>${say('procedures.title')}</h1>
      ${filters(page)}
      <p role="status">${say('procedures.found', { count: formatNumber(found.length) })}</p>
      ${shown.length > 0 ? html`<ol class="card entries" start=${query.page * PAGE + 1}>${shown.map((procedure) => entry(procedure, say))}</ol>` : html`<p class="card">${say('procedures.none')}</p>`}
      ${turning(page)}
      ${lists(page)}
    </div>` as VNode;
  return layout({ title: say('procedures.pageTitle', { authority }), locale, say, body, authority });
}
