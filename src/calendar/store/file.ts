import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { AppError } from '#src/platform/errors.ts';
import { type Calendar, makeCalendar } from '../calendar.ts';
import { numberOfDay, weekdayOfDay } from '../localTime.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import { calendarDay, officialYear } from './schema.ts';

const FILE = new URL('../../../prisma/calendar/national.yaml', import.meta.url);

/** Whether a day of this kind changes anything: a day off on the weekly rest, or a worked day in the week, is a slip of the hand. */
export const changesWeekday = ({ date, kind }: { date: string; kind: string }, weeklyRest = DEFAULT_POLICY.weeklyRest): boolean =>
  weeklyRest.includes(weekdayOfDay(numberOfDay(date))) === (kind === 'extraWorking');

/** The calendar of the whole country. No day and no year stands twice, and every day changes something. */
const calendarFile = z.strictObject({ officialYears: z.array(officialYear), days: z.array(calendarDay) }).superRefine((file, context) => {
  const report = (message: string) => context.addIssue({ code: 'custom', message });
  const names = [...file.days.map(({ date }) => date), ...file.officialYears.map(({ year }) => String(year))];
  for (const [at, name] of names.entries()) if (names.indexOf(name) !== at) report(`${name} stands twice`);
  const official = new Set(file.officialYears.map(({ year }) => year));
  for (const day of file.days) {
    if (!changesWeekday(day)) report(`${day.date} is ${day.kind === 'extraWorking' ? 'worked' : 'a day of rest'} anyway`);
    if (day.status === 'statutory' && official.has(Number(day.date.slice(0, 4)))) report(`${day.date} is not official, but its year is`);
  }
});
export type CalendarFile = z.output<typeof calendarFile>;

/** Reads the calendar's file; throws the AppError `catalogueFileBroken` with the place of the first fault. */
export function readCalendarFile(file: URL | string = FILE): CalendarFile {
  const broken = (detail: string, cause?: unknown) =>
    new AppError('catalogueFileBroken', { params: { file: basename(String(file)), detail }, cause });
  let data: unknown;
  try {
    data = load(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw broken(String(cause).slice(0, 300), cause);
  }
  const read = calendarFile.safeParse(data);
  const [issue] = read.error?.issues ?? [];
  if (!read.success) throw broken(`${issue?.path.map(String).join(' › ')}: ${issue?.message}`.replace(/^: /, ''));
  return read.data;
}

/** The calendar of the repository's file, for where there is no database. */
export function calendarFromFile(): Calendar {
  const { days, officialYears } = readCalendarFile();
  return makeCalendar({ days, officialYears: officialYears.map(({ year }) => year) });
}
