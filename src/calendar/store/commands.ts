import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { type CalendarDay, makeCalendar } from '../calendar.ts';
import type { WorkingTimePolicy } from '../policy.ts';
import { type By, changeCalendar } from './change.ts';
import { calendarDay, officialYear, type Scope, workingTimePolicy } from './schema.ts';

/** Where a day holds: in the whole country, in the province, or in one agency of the directory. */
export type Where = { scope: Exclude<Scope, 'agency'> } | { scope: 'agency'; agencyId: string };
export const NATIONAL: Where = { scope: 'national' };

export const keyOf = (where: Where) => ({ scope: where.scope, agencyId: where.scope === 'agency' ? where.agencyId : '' });
const subjectOf = (date: string, { scope, agencyId }: { scope: string; agencyId: string }) => `calendar:${date}:${agencyId || scope}`;
const said = ({ kind, status, name }: { kind: string; status: string; name: string }) => `${kind}, ${status}, ${name}`;

/**
 * Adds days that go otherwise than their weekday, or changes them, all or none. Open dossiers are to be recomputed when the returned
 * revision is newer than the one that their due date was computed with. Throws the AppErrors `calendarDayInvalid` and `calendarReasonMissing`.
 */
export async function changeDays(database: Database, given: readonly CalendarDay[], where: Where, by: By): Promise<number> {
  const days = given.map((day) => {
    const read = calendarDay.safeParse(day);
    if (!read.success) throw invalid(read.error.issues[0]?.path.join('.') ?? '');
    return read.data;
  });
  return changeCalendar(database, by, async (tx) => {
    const lines = [];
    for (const day of days) {
      const key = { date: day.date, ...keyOf(where) };
      const held = await tx.calendarDay.findUnique({ where: { date_scope_agencyId: key } });
      const before = held && !held.removed ? said(held) : null;
      // Written again by a person it is that person's, and no file changes it any more.
      if (before === said(day) && held?.source === day.source && held.origin !== 'files') continue;
      const content = { ...day, origin: 'admin', removed: false, updatedAt: by.at };
      await tx.calendarDay.upsert({ where: { date_scope_agencyId: key }, create: { ...key, ...content }, update: content });
      lines.push({ action: 'calendar.changeDay', subject: subjectOf(day.date, key), details: { before, after: said(day) } });
    }
    return lines;
  });
}

/** `changeDays` for one. */
export const changeDay = (database: Database, day: CalendarDay, where: Where, by: By): Promise<number> => changeDays(database, [day], where, by);

/** Takes a day away: it goes as its weekday again, whatever the file says. Throws the AppErrors `calendarDayMissing` and `calendarReasonMissing`. */
export async function removeDay(database: Database, date: string, where: Where, by: By): Promise<number> {
  return changeCalendar(database, by, async (tx) => {
    const key = { date, ...keyOf(where) };
    const held = await tx.calendarDay.findUnique({ where: { date_scope_agencyId: key } });
    if (!held || held.removed) throw new AppError('calendarDayMissing', { status: 404, params: { day: date } });
    await tx.calendarDay.update({ where: { date_scope_agencyId: key }, data: { removed: true, origin: 'admin', updatedAt: by.at } });
    return { action: 'calendar.removeDay', subject: subjectOf(date, key), details: { before: said(held), after: null } };
  });
}

/** Says that a year's days off are announced completely, or (`announced: false`) takes that back: then due dates in it are provisional. */
export async function announceYear(database: Database, given: { year: number; source: string; announced?: boolean }, by: By): Promise<number> {
  const { announced = true, ...rest } = given;
  const read = officialYear.safeParse(rest);
  if (!read.success) throw invalid(read.error.issues[0]?.path.join('.') ?? '');
  const { year, source } = read.data;
  return changeCalendar(database, by, async (tx) => {
    const held = await tx.calendarYear.findUnique({ where: { year } });
    if (held?.announced === announced && held.source === source) return null;
    const content = { announced, source, origin: 'admin', updatedAt: by.at };
    await tx.calendarYear.upsert({ where: { year }, create: { year, ...content }, update: content });
    return { action: 'calendar.announceYear', subject: `calendar:${year}`, details: { announced, source } };
  });
}

/**
 * Sets how an agency counts time (without one: every agency). What is left out is the default. Throws the AppErrors
 * `workingTimeInvalid` and `calendarReasonMissing`.
 */
export async function changeWorkingHours(database: Database, agencyId: string | null, given: Partial<WorkingTimePolicy>, by: By): Promise<number> {
  const read = workingTimePolicy.safeParse(given);
  if (!read.success) throw new AppError('workingTimeInvalid', { status: 400, params: { detail: read.error.issues[0]?.path.join('.') ?? '' } });
  const policy = read.data;
  makeCalendar({ days: [], officialYears: [], policy });
  return changeCalendar(database, by, async (tx) => {
    const where = { agencyId: agencyId ?? '' };
    await tx.workingHours.upsert({ where, create: { ...where, policy, updatedAt: by.at }, update: { policy, updatedAt: by.at } });
    return {
      action: 'calendar.changeWorkingHours',
      subject: `calendar:hours:${agencyId ?? ''}`,
      details: { policy: JSON.stringify(policy).slice(0, 500) },
    };
  });
}

const invalid = (field: string) => new AppError('calendarDayInvalid', { status: 400, params: { field } });
