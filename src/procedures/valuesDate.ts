import { z } from 'zod';

/** A day of data, "2026-11-22"; YAML's own dates are taken too. */
export const isoDay = z.union([z.date(), z.iso.date()]).transform((value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value));

const toDay = (at: Date): string => at.toISOString().slice(0, 10);
const lastOfMonth = (year: number, month: number): string => toDay(new Date(Date.UTC(year, month, 0)));

/** The day after a day. */
export const nextDay = (day: string): string => toDay(new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000));

/** Whole calendar days from one day to another; negative when the second comes first. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** The same day some months later; the last of the month where it has no such day. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = lastOfMonth(year, month + months);
  return `${last.slice(0, 8)}${String(Math.min(date, Number(last.slice(8)))).padStart(2, '0')}`;
}

/** A date, month or year in a text, as its last day; null when there is no such day. */
function lastDayOf(text: string): string | null {
  const [year = 0, month, date] = text.split('-').map(Number);
  if (month === undefined) return `${text}-12-31`;
  if (month < 1 || month > 12) return null;
  const last = lastOfMonth(year, month);
  if (date === undefined) return last;
  return date >= 1 && date <= Number(last.slice(8)) ? text : null;
}

const DATE = /(?<!\d)(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?(?!\d)/g;
const VALUE = /^\s*~?\s*((?:19|20)\d{2}(?:-\d{2}-\d{2}|-\d{2}(?!\d))?)(?:\s*[-–]\s*((?:19|20)\d{2}))?(?!\d)/;

/**
 * The day that the values of a procedure are of, from `valuesAsOf` ("2026-07-18", "2026", "~2019-2022 (…)"): the date itself,
 * or the last day of a month, year or range. A year alone is made exact by the earliest date of that year among the sources,
 * which are dated copies. Null when there is none.
 */
export function valuesDay({ valuesAsOf, sources }: { valuesAsOf?: string | undefined; sources: readonly string[] }): string | null {
  const found = VALUE.exec(valuesAsOf ?? '');
  if (!found) return null;
  const [, first = '', until] = found;
  if (until) return `${until}-12-31`;
  if (first.length > 4) return lastDayOf(first);
  const [earliest] = sources
    .flatMap((source) => source.match(DATE) ?? [])
    .filter((date) => date.startsWith(`${first}-`))
    .flatMap((date) => lastDayOf(date) ?? [])
    .sort();
  return earliest ?? `${first}-12-31`;
}
