import { type Request, Router } from 'express';
import type { Calendar } from '#src/calendar/index.ts';
import { readFigures } from '#src/dossiers/figures.ts';
import { checkRegister, type RegisterRange } from '#src/dossiers/register.ts';
import { bookXlsx, readBook } from '#src/dossiers/slips/registerBook.ts';
import { IDLE_DAYS, WATCHES, type Watch, type Watched, type Watching, watchList } from '#src/dossiers/watch.ts';
import { AppError } from '#src/platform/errors.ts';
import { formatXlsx } from '#src/platform/sheets/xlsx.ts';
import type { Locale } from '#src/platform/texts.ts';
import { sayIn } from '#src/platform/texts.ts';
import { type Action, may, scopesOf } from '#src/staff/policy.ts';
import { dayOf } from '#src/text/formats.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { loadPlaces, type Places } from '../places.ts';
import { actorOf, type Shell } from '../shell.ts';
import { pageOf } from '../table.ts';
import { registerBody } from './registerView.ts';
import { FILES, REGISTER, REPORTS, reportsBody, SLUGS, type WatchQuery, watchBody } from './reportsView.ts';
import { registersFor, registerWithin } from './seen.ts';
import { sendXlsx } from './sendXlsx.ts';
import { watchTable } from './watchTable.ts';

const PAGE = 50;
/** Rows of a workbook: more than an agency has in a year. */
const MOST_ROWS = 20_000;

const text = (value: unknown): string => (typeof value === 'string' ? value.replace(/\p{Cc}/gu, '').slice(0, 200) : '');
const isDay = (day: string): boolean =>
  /^20\d\d-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);

/** `/can-bo/bao-cao`: what somebody has to look at, counted and listed, and the check of the register. */
export function reportsPage(shell: Shell): Router {
  const { database, clock, desk, fields } = shell.deps;
  const router = Router();
  router.use(REPORTS, shell.signedIn, shell.allowed('report.view'));

  async function watching(request: Request, { idleDays }: { idleDays: number } = { idleDays: IDLE_DAYS }): Promise<Watching> {
    const actor = actorOf(request);
    const calendar = await desk.calendarOf(actor.memberships[0]?.agencyId ?? '');
    return { database, calendar, now: clock.now(), within: scopesOf(actor, 'report.view'), idleDays };
  }

  function queryOf({ query }: Request): WatchQuery {
    const [field, unitId, days] = [text(query['linh-vuc']), text(query['don-vi']), Number.parseInt(text(query['so-ngay']), 10)];
    return { ...(field && { field }), ...(unitId && { unitId }), idleDays: days >= 1 && days <= 365 ? days : IDLE_DAYS };
  }

  /** What is needed to write rows down. */
  async function writingOf(rows: readonly Watched[], places: Places) {
    const calendars = new Map<string, Calendar>();
    for (const id of new Set(rows.map(({ dossier }) => dossier.agencyId))) calendars.set(id, await desk.calendarOf(id));
    const officialOf = await officialsNamed(
      database,
      rows.map(({ dossier }) => dossier.officerId),
    );
    return { places, calendarOf: (id: string) => calendars.get(id)!, officialOf, now: clock.now() };
  }

  const localeOf = (request: Request): Locale => actorOf(request).locale;

  router.get(REPORTS, async (request, response) => {
    const asking = await watching(request);
    const shown = { ...(await readFigures(asking)), places: await loadPlaces(database) };
    await shell.send(request, response, (view) => ({ title: view.say('staff.nav.reports'), body: reportsBody(view, shown) }));
  });

  /** The register and days asked for; those of this year, of the first agency, where they are not said. */
  async function rangeOf(request: Request, action: Action): Promise<{ range: RegisterRange; agencies: string[]; faults: Record<string, string> }> {
    const { query } = request;
    const actor = actorOf(request);
    const agencies = await registersFor(database, actor);
    const year = dayOf(clock.now()).slice(0, 4);
    const [from, to] = [text(query['tu']) || `${year}-01-01`, text(query['den']) || `${year}-12-31`];
    const faults = { ...(!isDay(from) && { tu: 'day' }), ...(!isDay(to) ? { den: 'day' } : to < from && { den: 'dayBefore' }) };
    const agencyId = agencies.find((id) => id === query['co-quan']) ?? agencies[0] ?? '';
    const within = registerWithin(actor, action, agencyId);
    return { range: { agencyId, from, to, ...(within && { within }) }, agencies, faults };
  }

  router.get(REGISTER, async (request, response) => {
    const { range, agencies, faults } = await rangeOf(request, 'report.view');
    const wrong = Object.keys(faults).length > 0;
    const year = dayOf(clock.now()).slice(0, 4);
    const checked = wrong ? { ...range, from: `${year}-01-01`, to: `${year}-01-01` } : range;
    const check = await checkRegister(database, await desk.calendarOf(range.agencyId), checked, clock.now());
    const places = await loadPlaces(database);
    const { agencyId, from, to } = range;
    const options = agencies.map((value) => ({ value, label: places.named(value) }));
    const typed = { values: { tu: from, den: to }, ...(wrong && { faults }) };
    const mayExport = !wrong && may(actorOf(request), 'dossier.export');
    await shell.send(request, response, (view) => ({
      title: view.say('reports.register.title'),
      body: registerBody(view, { agencyId, from, to, agencies: options, check, places, mayExport, typed }),
      status: wrong ? 422 : 200,
    }));
  });

  router.get(`${REGISTER}/tep.xlsx`, shell.allowed('dossier.export'), async (request, response) => {
    const { range, faults } = await rangeOf(request, 'dossier.export');
    if (Object.keys(faults).length > 0 || range.agencyId === '') throw new AppError('notFound', { status: 404 });
    const say = sayIn(localeOf(request));
    const book = await readBook(database, range, clock.now(), say);
    await sendXlsx(shell, request, response, FILES.register, book.rows.length, await bookXlsx(book, say));
  });

  const watchOf = (request: Request): Watch => {
    const watch = WATCHES.find((known) => SLUGS[known] === request.params['watch']);
    if (!watch) throw new AppError('notFound', { status: 404 });
    return watch;
  };

  router.get(`${REPORTS}/:watch`, async (request, response) => {
    const [watch, query, page] = [watchOf(request), queryOf(request), pageOf(request)];
    const { idleDays, ...filter } = query;
    const { rows, total, more } = await watchList(await watching(request, { idleDays }), watch, { ...filter, skip: page * PAGE, take: PAGE });
    const writing = await writingOf(rows, await loadPlaces(database));
    await shell.send(request, response, (view) => ({
      title: view.say(`reports.watch.${watch}`),
      body: watchBody(view, { ...writing, watch, query, rows, total, more, page, fields: fields() }),
    }));
  });

  router.get(`${REPORTS}/:watch/tep.xlsx`, async (request, response) => {
    const watch = watchOf(request);
    const { idleDays, ...filter } = queryOf(request);
    const { rows } = await watchList(await watching(request, { idleDays }), watch, { ...filter, take: MOST_ROWS });
    const writing = { ...(await writingOf(rows, await loadPlaces(database))), say: sayIn(localeOf(request)) };
    await sendXlsx(shell, request, response, SLUGS[watch], rows.length, await formatXlsx([watchTable(writing, watch, rows)], 1));
  });

  return router;
}
