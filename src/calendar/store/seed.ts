import type { Database } from '#src/platform/database.ts';
import { changeCalendar } from './change.ts';
import { type CalendarFile, readCalendarFile } from './file.ts';

const NATIONAL = { scope: 'national', agencyId: '' } as const;

/**
 * Brings what came from the calendar's file up to date; what an admin or an import wrote, or took away, stays. Doing it again does
 * nothing. Returns the revision in force.
 */
export async function seedCalendar(database: Database, at: Date, file: CalendarFile = readCalendarFile()): Promise<number> {
  return changeCalendar(database, { actor: 'system', at, reason: 'prisma/calendar' }, async (tx) => {
    const [held, years] = [await tx.calendarDay.findMany({ where: NATIONAL }), await tx.calendarYear.findMany()];
    const days = new Map(held.map((row) => [row.date, row]));
    const written = file.days.filter((day) => {
      const row = days.get(day.date);
      return row ? row.origin === 'files' && differs(row, day) : true;
    });
    const named = new Set(file.days.map(({ date }) => date));
    const gone = held.filter((row) => row.origin === 'files' && !named.has(row.date)).map((row) => row.date);
    const announced = new Map(years.map((row) => [row.year, row]));
    const newYears = file.officialYears.filter(({ year, source }) => {
      const row = announced.get(year);
      return row ? row.origin === 'files' && row.source !== source : true;
    });
    const inFile = new Set(file.officialYears.map(({ year }) => year));
    const goneYears = years.filter((row) => row.origin === 'files' && !inFile.has(row.year)).map((row) => row.year);
    if (written.length + gone.length + newYears.length + goneYears.length === 0) return null;

    const replaced = [...gone, ...written.map(({ date }) => date)];
    await tx.calendarDay.deleteMany({ where: { ...NATIONAL, origin: 'files', date: { in: replaced } } });
    await tx.calendarDay.createMany({ data: written.map((day) => ({ ...day, ...NATIONAL, origin: 'files', updatedAt: at })) });
    await tx.calendarYear.deleteMany({ where: { origin: 'files', year: { in: [...goneYears, ...newYears.map(({ year }) => year)] } } });
    await tx.calendarYear.createMany({ data: newYears.map((year) => ({ ...year, announced: true, origin: 'files', updatedAt: at })) });
    const details = { days: written.length, removed: gone.length, years: newYears.length + goneYears.length };
    return { action: 'calendar.seed', subject: 'calendar', details };
  });
}

type Day = CalendarFile['days'][number];
const differs = (row: { kind: string; name: string; status: string; source: string }, day: Day) =>
  row.kind !== day.kind || row.name !== day.name || row.status !== day.status || row.source !== day.source;
