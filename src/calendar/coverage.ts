import type { Calendar } from './calendar.ts';

/** Notices of the next year's days off come from October on (2024: 3 December, 2025: October). */
const FIRST_MONTH = 10;

/** A year that somebody should enter the announced days off of, and how many days are known without an announcement. */
export interface YearToAnnounce {
  year: number;
  statutory: number;
  proposed: number;
}

/**
 * The year whose announced days off are missing, Tết first of all: the current one, or from October on the next. Null when all is there.
 * `today` is an ISO day. For doctor, reminders and pages.
 */
export function yearToAnnounce(calendar: Calendar, today: string): YearToAnnounce | null {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const missing = [year, ...(month >= FIRST_MONTH ? [year + 1] : [])].find((wanted) => !calendar.officialYears.has(wanted));
  if (missing === undefined) return null;
  const of = (date: string) => date.startsWith(`${missing}-`);
  return {
    year: missing,
    statutory: [...calendar.days.values()].filter(({ date, status }) => of(date) && status !== 'proposed').length,
    proposed: calendar.proposed.filter(({ entry }) => of(entry.date)).length,
  };
}
