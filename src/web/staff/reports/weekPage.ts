import { type Request, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import type { Table } from '#src/platform/sheets/cells.ts';
import { formatXlsx } from '#src/platform/sheets/xlsx.ts';
import { type Say, sayIn } from '#src/platform/texts.ts';
import { onTimeRate, WEEK_FIGURES, type WeekRow } from '#src/reminders/weekly/week.ts';
import { loadWeek, type Week } from '#src/reminders/weekly/weekStore.ts';
import { oldestWords, percent, weekFacts, weekName } from '#src/reminders/weekly/weekWords.ts';
import { may } from '#src/staff/policy.ts';
import { formatDate, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { addressOf } from '../dossiers/visible.ts';
import { loadPlaces, type Places } from '../places.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { table } from '../table.ts';
import { FILES } from './reportsView.ts';
import { sendXlsx } from './sendXlsx.ts';

const PAGE = '/can-bo/tuan';
/** Weeks to choose from. */
const WEEKS = 60;

interface WeekShown {
  week: Week;
  agencyId: string;
  agencies: string[];
  weeks: string[];
  places: Places;
}

const search = (agencyId: string, week: string): string => `?${new URLSearchParams({ 'co-quan': agencyId, tuan: week })}`;

/** The whole week as rows: what, how many, and the change. */
const factRows = (say: Say, { rows, before }: Week): string[][] =>
  weekFacts(say, rows, before).map(({ label, value, change }) => [label, value, change || '–']);
const factHeads = (say: Say): string[] => ['what', 'value', 'change'].map((head) => say(`week.${head}`));

const unitHeads = (say: Say): string[] => [
  ...['units', 'field'].map((head) => say(`week.${head}`)),
  ...WEEK_FIGURES.map((figure) => say(`week.figure.${figure}`)),
  say('week.rate'),
  say('week.oldestHead'),
];
const unitRow = (say: Say, row: WeekRow, places: Places): string[] => [
  places.named(row.unitId),
  row.field || say('week.noField'),
  ...WEEK_FIGURES.map((figure) => (row[figure] === 0 ? '–' : formatNumber(row[figure]))),
  percent(onTimeRate(row)),
  oldestWords(say, row) || '–',
];

/** Two sheets: the whole week, then by unit and field. */
const weekTables = (say: Say, { week, places }: WeekShown): Table[] => [
  { name: say('week.sheet'), rows: [factHeads(say), ...factRows(say, week)] },
  { name: say('week.byUnit'), rows: [unitHeads(say), ...week.rows.map((row) => unitRow(say, row, places))] },
];

function chooser({ say }: View, { week, agencyId, agencies, weeks, places }: WeekShown): VNode {
  return html`
  <form class="card filters" method="get" action=${PAGE}>
    <label>${say('week.choose')}<select name="tuan">${weeks.map((each) => html`<option value=${each} selected=${each === week.week}>${weekName(say, each)}</option>`)}</select></label>
    ${
      agencies.length > 1
        ? html`<label>${say('workCalendar.agency')}<select name="co-quan">${agencies.map((id) => html`<option value=${id} selected=${id === agencyId}>${places.named(id)}</option>`)}</select></label>`
        : null
    }
    <button type="submit">${say('procedures.find')}</button>
  </form>` as VNode;
}

function body(view: View, shown: WeekShown): VNode {
  const { say } = view;
  const { week, agencyId, places } = shown;
  const rows = week.rows.map((row) => {
    const cells: unknown[] = unitRow(say, row, places);
    if (row.oldest)
      cells[cells.length - 1] = html`<a href=${addressOf(row.oldest.code)}>${row.oldest.code}</a> ${formatDate(new Date(row.oldest.dueAt))}`;
    return cells;
  });
  return html`
  <p>${say('week.about')}</p>
  ${chooser(view, shown)}
  <h2>${weekName(say, week.week)}</h2>
  ${table(say('week.total'), factHeads(say), factRows(say, week))}
  ${week.before ? null : html`<p class="note">${say('week.first')}</p>`}
  <section aria-labelledby="units"><h2 id="units">${say('week.byUnit')}</h2>
    ${rows.length > 0 ? table(say('week.byUnit'), unitHeads(say), rows) : html`<p class="card">${say('reports.none')}</p>`}</section>
  <p><a class="pill" href=${`${PAGE}/tep.xlsx${search(agencyId, week.week)}`}>${say('reports.xlsx')}</a></p>` as VNode;
}

/** `/can-bo/tuan`: a week as it was counted and told to the leaders, of the units that somebody may see; the same as a workbook. */
export function weekPage(shell: Shell): Router {
  const { database } = shell.deps;
  const router = Router();
  router.use(PAGE, shell.signedIn, shell.allowed('report.view'));

  /** The week asked for, else the newest; null where none has been counted. */
  async function find(request: Request): Promise<WeekShown | null> {
    const actor = actorOf(request);
    const kept = await database.weeklyReport.findMany({ select: { agencyId: true, week: true }, orderBy: { week: 'desc' } });
    const own = new Set(actor.memberships.map((membership) => membership.agencyId));
    const agencies = [...new Set(kept.map((row) => row.agencyId))].filter((id) => own.has(id));
    const agencyId = agencies.find((id) => id === request.query['co-quan']) ?? agencies[0];
    if (agencyId === undefined) return null;
    const weeks = kept.flatMap((row) => (row.agencyId === agencyId ? row.week : [])).slice(0, WEEKS);
    const week = await loadWeek(database, agencyId, weeks.find((each) => each === request.query['tuan']) ?? weeks[0]!);
    if (!week) return null;
    const seen = (row: WeekRow) => may(actor, 'report.view', { agencyId, unitId: row.unitId, ...(row.field && { field: row.field }) });
    const visible = { ...week, rows: week.rows.filter(seen), before: week.before?.filter(seen) ?? null };
    return { week: visible, agencyId, agencies, weeks, places: await loadPlaces(database) };
  }

  router.get(PAGE, async (request, response) => {
    const shown = await find(request);
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.week'),
      body: shown ? body(view, shown) : (html`<p class="card">${view.say('week.none')}</p>` as VNode),
    }));
  });

  router.get(`${PAGE}/tep.xlsx`, async (request, response) => {
    const shown = await find(request);
    if (!shown) throw new AppError('notFound', { status: 404 });
    const tables = weekTables(sayIn(actorOf(request).locale), shown);
    await sendXlsx(shell, request, response, FILES.week, shown.week.rows.length, await formatXlsx(tables, 1));
  });

  return router;
}
