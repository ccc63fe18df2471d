import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { AppError } from '#src/platform/errors.ts';
import { DAY_KINDS, DAY_STATUSES } from '../calendar.ts';

const FILE = new URL('../../../prisma/calendar/national.yaml', import.meta.url);

const text = z.string().trim().min(1).max(200);
export const calendarDay = z.strictObject({ date: z.iso.date(), kind: z.enum(DAY_KINDS), status: z.enum(DAY_STATUSES), name: text, source: text });
export const officialYear = z.strictObject({ year: z.int().min(2000).max(2100), source: text });

/** The calendar of the whole country; no day and no year stands twice, and a worked day is a day of rest. */
export const calendarFile = z.strictObject({ officialYears: z.array(officialYear), days: z.array(calendarDay) }).superRefine((file, context) => {
  const report = (message: string) => context.addIssue({ code: 'custom', message });
  const names = [...file.days.map(({ date }) => date), ...file.officialYears.map(({ year }) => String(year))];
  for (const [at, name] of names.entries()) if (names.indexOf(name) !== at) report(`${name} stands twice`);
  const official = new Set(file.officialYears.map(({ year }) => year));
  for (const { date, kind, status } of file.days) {
    const weekend = [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
    if (weekend !== (kind === 'extraWorking')) report(`${date} is ${weekend ? 'a day of rest anyway' : 'worked anyway'}`);
    if (status === 'statutory' && official.has(Number(date.slice(0, 4)))) report(`${date} is not official, but its year is`);
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
  if (!read.success) throw broken(`${issue?.path.map(String).join(' › ')}: ${issue?.message}`);
  return read.data;
}
