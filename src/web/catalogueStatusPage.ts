import type { Locale, Say } from '#src/platform/texts.ts';
import { IF_ANY, PARTS } from '#src/procedures/completeness.ts';
import { codeWords } from '#src/procedures/present.ts';
import { type CatalogueReport, FAULTS, type Fault, type Finding } from '#src/procedures/report.ts';
import { faultTexts } from '#src/procedures/reportText.ts';
import { formatIsoDate, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from './html.ts';
import { layout } from './layout.ts';

export interface CatalogueStatusPage {
  say: Say;
  locale: Locale;
  authority: string;
  report: CatalogueReport;
  /** Only what has this fault, and only in this group of fields. */
  fault: Fault | undefined;
  field: string | undefined;
  page: number;
}

/** Findings at the top, and findings on one page of the list. */
export const WORST = 10;
export const PAGE = 50;

function addressOf({ locale, fault, field, page }: Pick<CatalogueStatusPage, 'locale' | 'fault' | 'field' | 'page'>): string {
  const query = new URLSearchParams({ fault: fault ?? '', field: field ?? '', page: page > 0 ? String(page) : '', lang: locale });
  for (const [key, value] of [...query]) if (!value) query.delete(key);
  return `/thu-tuc/tinh-trang?${query}`;
}

const entry = (finding: Finding, say: Say): VNode =>
  html`
  <li>
    <a href=${`/thu-tuc/${finding.code}`}>${finding.name}</a>
    <span class="note">${[codeWords(finding.code, say), say(`group.${finding.group}`), finding.inForce ? '' : say('procedures.historical')].filter(Boolean).join(' · ')}</span>
    ${faultTexts(finding, say).map((text) => html`<p>${text}</p>`)}
  </li>` as VNode;

const count = ({ say, locale }: CatalogueStatusPage, counts: Record<Fault, number>, fault: Fault, field?: string): VNode =>
  html`
  <li>${
    counts[fault] > 0
      ? html`<a href=${`${addressOf({ locale, fault, field, page: 0 })}#list`}>${say(`staleness.fault.${fault}`)}: ${formatNumber(counts[fault])}</a>`
      : html`${say(`staleness.fault.${fault}`)}: 0`
  }</li>` as VNode;

const totals = (page: CatalogueStatusPage): VNode =>
  html`
  <section class="card how" aria-labelledby="counts">
    <h2 id="counts">${page.say('staleness.counts')}</h2>
    <ul>${FAULTS.map((fault) => count(page, page.report.faults, fault))}</ul>
    <h3>${page.say('staleness.parts')}</h3>
    <ul>${PARTS.map((part) => html`<li>${page.say(`staleness.part.${part}`)}: ${formatNumber(page.report.parts[part])} ${IF_ANY.has(part) ? page.say('staleness.ifAny') : ''}</li>`)}</ul>
  </section>` as VNode;

const fields = (page: CatalogueStatusPage): VNode =>
  html`
  <section class="card how" aria-labelledby="fields">
    <h2 id="fields">${page.say('staleness.fields')}</h2>
    ${page.report.fields.map(
      ({ group, procedures, faults }) => html`
      <h3>${page.say(`group.${group}`)} (${formatNumber(procedures)})</h3>
      <ul>${FAULTS.filter((fault) => faults[fault] > 0).map((fault) => count(page, faults, fault, group))}</ul>`,
    )}
  </section>` as VNode;

function list(given: CatalogueStatusPage): VNode {
  const { say, report, fault, field, page } = given;
  const found = report.findings.filter((finding) => (!fault || finding.faults.includes(fault)) && (!field || finding.group === field));
  const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
  const link = (to: number, key: string) =>
    to >= 0 && to <= last
      ? html`<a class="pill" href=${`${addressOf({ ...given, page: to })}#list`}>${say(key, { page: to + 1, pages: last + 1 })}</a>`
      : null;
  const title = [fault ? say(`staleness.fault.${fault}`) : say('staleness.all'), field ? say(`group.${field}`) : ''].filter(Boolean).join(' · ');
  return html`
  <section aria-labelledby="list">
    <h2 id="list">${title}: ${formatNumber(found.length)}</h2>
    ${found.length > page * PAGE ? html`<ol class="card entries" start=${page * PAGE + 1}>${found.slice(page * PAGE, (page + 1) * PAGE).map((finding) => entry(finding, say))}</ol>` : null}
    <nav class="pills" aria-label=${say('procedures.pages')}>${link(page - 1, 'browse.previous')}${link(page + 1, 'browse.next')}</nav>
  </section>` as VNode;
}

/** The page at "/thu-tuc/tinh-trang": the worst at the top, then counts by fault and by field, then the list that was asked for. */
export function catalogueStatusPage(page: CatalogueStatusPage): string {
  const { say, locale, authority, report } = page;
  const worst = report.findings.slice(0, WORST);
  const body = html`
    <div class="wide sheet">
      <p><a href="/thu-tuc">${say('procedures.back')}</a></p>
      <h1>${say('staleness.title')}</h1>
      <p role="status">${say('staleness.summary', { day: formatIsoDate(report.day), count: formatNumber(report.procedures), faulty: formatNumber(report.findings.length) })}</p>
      ${worst.length > 0 ? html`<section class="card warning" aria-labelledby="worst"><h2 id="worst">${say('staleness.worst')}</h2><ol class="entries">${worst.map((finding) => entry(finding, say))}</ol></section>` : null}
      ${totals(page)}
      ${fields(page)}
      ${list(page)}
    </div>` as VNode;
  return layout({ title: `${say('staleness.title')} – ${authority}`, locale, say, body, authority });
}
