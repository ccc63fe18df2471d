import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Calendar, type CalendarDay, makeCalendar } from '../calendar.ts';
import { SCOPES, workingTimePolicy } from './schema.ts';

const WEIGHT: readonly string[] = SCOPES;

/** The calendar of an agency of the directory, or without one that of the authority, from its rows. */
export async function loadCalendar(database: Database | Transaction, agencyId = ''): Promise<Calendar> {
  const state = await database.calendarState.findUnique({ where: { id: 1 } });
  const rows = await database.calendarDay.findMany({ where: { removed: false, OR: [{ agencyId: '' }, { agencyId }] } });
  const years = await database.calendarYear.findMany({ where: { announced: true } });
  const hours = await database.workingHours.findMany({ where: { agencyId: { in: ['', agencyId] } }, orderBy: { agencyId: 'asc' } });
  const days = rows.sort((a, b) => WEIGHT.indexOf(a.scope) - WEIGHT.indexOf(b.scope));
  const policy = Object.assign({}, ...hours.map((row) => workingTimePolicy.parse(row.policy)));
  return makeCalendar({
    days: days as unknown as CalendarDay[],
    officialYears: years.map(({ year }) => year),
    policy,
    revision: state?.revision ?? 0,
  });
}

/** Throws the AppError `agencyUnknown` when the directory has no such agency. */
export async function requireAgency(database: Database, id: string): Promise<void> {
  if (!(await database.agency.findUnique({ where: { id }, select: { id: true } })))
    throw new AppError('agencyUnknown', { status: 404, params: { agency: id.slice(0, 60) } });
}

/** Calendars that are made once for each revision and agency: asking again costs one look at the revision. */
export function createCalendars(database: Database): (agencyId?: string) => Promise<Calendar> {
  const made = new Map<string, Calendar>();
  return async (agencyId = '') => {
    const state = await database.calendarState.findUnique({ where: { id: 1 }, select: { revision: true } });
    const held = made.get(agencyId);
    if (held && held.revision === state?.revision) return held;
    const calendar = await loadCalendar(database, agencyId);
    made.set(agencyId, calendar);
    return calendar;
  };
}
