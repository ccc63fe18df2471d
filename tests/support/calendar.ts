import { type Calendar, type CalendarData, makeCalendar, type WorkingTimePolicy } from '#src/calendar/index.ts';
import { readCalendarFile } from '#src/calendar/store/file.ts';

/** "2026-03-09T09:15" in Viet Nam. */
export const at = (local: string): Date => new Date(`${local}+07:00`);
/** An instant as "2026-03-09T09:15" in Viet Nam. */
export const local = (instant: Date): string => new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 16);

export const realCalendarData = (): CalendarData => {
  const { days, officialYears } = readCalendarFile();
  return { days, officialYears: officialYears.map(({ year }) => year) };
};

/** The calendar of the repository's file, with the default policy but for what a test is about. */
export const realCalendar = (policy: Partial<WorkingTimePolicy> = {}): Calendar => makeCalendar({ ...realCalendarData(), policy });
