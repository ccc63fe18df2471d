import { FIGURES, type Figures, type UnitFigures } from '#src/dossiers/figures.ts';
import { WATCHES, type Watch, type Watched, type WatchFilter } from '#src/dossiers/watch.ts';
import { formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { addressOf, standingMark } from '../dossiers/visible.ts';
import type { Places } from '../places.ts';
import type { View } from '../shell.ts';
import { atMost, table, turning } from '../table.ts';
import { type Writing, written } from './watchTable.ts';

export const REPORTS = '/can-bo/bao-cao';
/** What the files of the register and of the week are called; the audit log knows them by it. */
export const FILES = { register: 'so-theo-doi', week: 'bao-cao-tuan' } as const;
export const REGISTER = `${REPORTS}/${FILES.register}`;

/** The lists as they stand in addresses. */
export const SLUGS: Record<Watch, string> = {
  overdue: 'qua-han',
  overdueExtended: 'qua-han-da-hen-lai',
  dueToday: 'den-han-hom-nay',
  extended: 'da-hen-lai',
  apologyMissing: 'thieu-xin-loi',
  notYetAccepted: 'cho-tiep-nhan',
  acceptedWithoutSlip: 'thieu-giay-hen',
  divergent: 'giay-va-dien-tu-lech',
  idle: 'khong-dien-bien',
  consultationLate: 'y-kien-cham',
};

const IDLE_CHOICES = [3, 5, 10, 15, 20];

export interface WatchQuery extends WatchFilter {
  idleDays: number;
}

export const asSearch = ({ field, unitId, idleDays }: WatchQuery, watch: Watch): Record<string, string> => ({
  'linh-vuc': field ?? '',
  'don-vi': unitId ?? '',
  'so-ngay': watch === 'idle' ? String(idleDays) : '',
});

export function addressOfWatch(watch: Watch, query: Partial<WatchQuery> = {}, more = ''): string {
  const search = new URLSearchParams(Object.entries(asSearch({ idleDays: 0, ...query }, watch)).filter(([, value]) => value && value !== '0'));
  return `${REPORTS}/${SLUGS[watch]}${more}${search.size > 0 ? `?${search}` : ''}`;
}

export interface ReportsShown extends Figures {
  places: Places;
}

/** The lists with how long they are, and the dossiers by unit and field. */
export function reportsBody(view: View, { counts, units, places }: ReportsShown): VNode {
  const { say } = view;
  const heads = ['field', ...FIGURES].map((name) => say(`reports.figure.${name}`));
  const number = (row: UnitFigures, figure: (typeof FIGURES)[number]) => {
    const count = formatNumber(row[figure]);
    if (row[figure] === 0) return '–';
    if (figure === 'open' || figure === 'paused') return count;
    return html`<a href=${addressOfWatch(figure, row)}>${count}</a>`;
  };
  const ofUnit = ([unitId, rows]: [string, UnitFigures[]]) => {
    const name = places.named(unitId);
    const cells = rows.map((row) => [row.field || say('reports.noField'), ...FIGURES.map((figure) => number(row, figure))]);
    return html`<h3>${name}</h3>${table(name, heads, cells)}`;
  };
  return html`
  <p>${say('reports.about')}</p>
  <ul class="tiles">${WATCHES.map(
    (watch) =>
      html`<li><a class=${`card tile ${counts[watch] > 0 ? 'overdue' : ''}`} href=${addressOfWatch(watch)}><b>${watch === 'acceptedWithoutSlip' ? atMost(view, counts[watch]) : formatNumber(counts[watch])}</b> ${say(`reports.watch.${watch}`)}</a></li>`,
  )}</ul>
  <section aria-labelledby="register"><h2 id="register">${say('reports.register.title')}</h2>
    <p>${say('reports.register.about')}</p><p><a class="pill" href=${REGISTER}>${say('reports.register.check')}</a></p></section>
  <section aria-labelledby="units"><h2 id="units">${say('reports.byUnit')}</h2>
    ${units.length > 0 ? [...Map.groupBy(units, ({ unitId }) => unitId)].map(ofUnit) : html`<p class="card">${say('reports.noOpen')}</p>`}
    <p class="note">${say('reports.byUnitNote')}</p></section>` as VNode;
}

export interface WatchShown extends Omit<Writing, 'say'> {
  watch: Watch;
  query: WatchQuery;
  rows: Watched[];
  /** As `watchList` counts. */
  total: number;
  more: boolean;
  page: number;
  fields: readonly string[];
}

function filters({ say }: View, { watch, query, places, fields }: WatchShown): VNode {
  const any = ['', say('desk.filter.any')] as const;
  const select = (name: string, label: string, chosen: string, options: readonly (readonly [string, string])[]) =>
    html`<label>${label}<select name=${name}>${options.map(([value, text]) => html`<option value=${value} selected=${value === chosen}>${text}</option>`)}</select></label>`;
  return html`
  <form class="card filters" method="get" action=${`${REPORTS}/${SLUGS[watch]}`}>
    ${select('don-vi', say('desk.filter.unit'), query.unitId ?? '', [any, ...places.options.map(({ value, label }) => [value, label] as const)])}
    ${select('linh-vuc', say('desk.filter.field'), query.field ?? '', [any, ...fields.map((field) => [field, field] as const)])}
    ${
      watch === 'idle'
        ? select(
            'so-ngay',
            say('reports.idleDays'),
            String(query.idleDays),
            IDLE_CHOICES.map((days) => [String(days), String(days)] as const),
          )
        : null
    }
    <button type="submit">${say('procedures.find')}</button>
  </form>` as VNode;
}

/** One list. */
export function watchBody(view: View, shown: WatchShown): VNode {
  const { say } = view;
  const { watch, query, rows, total, more, page, calendarOf, now } = shown;
  const heads = ['code', 'procedure', 'unit', 'received', 'due', 'why'].map((name) => say(`reports.heads.${name}`));
  const cells = rows.map((watched) => {
    const { dossier } = watched;
    const text = written({ ...shown, say }, watch, watched);
    return [
      html`<a href=${addressOf(dossier.code)}>${dossier.code}</a>${dossier.demo ? html`<div class="note">${say('desk.demo')}</div>` : null}`,
      html`<div>${text.procedure}</div><div class="note">${text.field}</div>`,
      html`<div>${text.unit}</div>${text.officer ? html`<div class="note">${text.officer}</div>` : null}`,
      text.received,
      html`<div>${text.due || say('desk.noDue')}</div>${standingMark(view, calendarOf(dossier.agencyId), dossier, now)}`,
      text.why.split('\n').map((line) => html`<div>${line}</div>`),
    ];
  });
  const withWhy = rows.some((watched) => written({ ...shown, say }, watch, watched).why !== '');
  const cut = (row: readonly unknown[]) => (withWhy ? row : row.slice(0, -1));
  return html`
  <p><a href=${REPORTS}>${say('reports.back')}</a></p>
  <p>${say(`reports.meaning.${watch}`)}</p>
  ${filters(view, shown)}
  <p role="status">${say('desk.found', { count: atMost(view, total) })}</p>
  ${
    rows.length > 0
      ? html`<p><a class="pill" href=${addressOfWatch(watch, query, '/tep.xlsx')}>${say('reports.xlsx')}</a></p>
        ${table(say(`reports.watch.${watch}`), cut(heads) as string[], cells.map(cut))}`
      : html`<p class="card">${say('reports.none')}</p>`
  }
  ${turning(view, `${REPORTS}/${SLUGS[watch]}`, asSearch(query, watch), page, more)}` as VNode;
}
