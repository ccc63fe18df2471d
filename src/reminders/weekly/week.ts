import { addDays, weekdayOf } from '#src/directory/openingHours.ts';

/** The oldest of what is overdue; its code and no more. */
export interface Oldest {
  code: string;
  /** ISO time. */
  dueAt: string;
}

/**
 * What is told of a week; all of them counts. Extended dossiers (with a new date by form 04) are apart from the others, so that an apology
 * hides no delay: `onTime` and `late` are of dossiers that kept their first date or missed it.
 */
export const WEEK_FIGURES = [
  'received',
  'done',
  'onTime',
  'late',
  'extendedOnTime',
  'extendedLate',
  'overdue',
  'overdueExtended',
  'apologyMissing',
  'feedbackLate',
] as const;
export type WeekFigure = (typeof WEEK_FIGURES)[number];
export type WeekFigures = Record<WeekFigure, number>;

/** The week of a unit and field; feedback has no field and stands in a row with an empty one. */
export interface WeekRow extends WeekFigures {
  unitId: string;
  field: string;
  oldest: Oldest | null;
}

export const NO_FIGURES: WeekFigures = Object.fromEntries(WEEK_FIGURES.map((figure) => [figure, 0])) as WeekFigures;

/** The Monday of the week that a day lies in; days as "2026-11-23". */
export const mondayOf = (day: string): string => addDays(day, 1 - weekdayOf(day));
export const weekBefore = (monday: string): string => addDays(monday, -7);
export const weekAfter = (monday: string): string => addDays(monday, 7);
export const sundayOf = (monday: string): string => addDays(monday, 6);

export function sumOf(rows: readonly WeekFigures[]): WeekFigures {
  const sum = { ...NO_FIGURES };
  for (const row of rows) for (const figure of WEEK_FIGURES) sum[figure] += row[figure];
  return sum;
}

/** Per cent of the dossiers that were done with their first date kept; null where none had a date. */
export function onTimeRate({ onTime, late }: Pick<WeekFigures, 'onTime' | 'late'>): number | null {
  return onTime + late === 0 ? null : Math.floor((onTime / (onTime + late)) * 1000) / 10;
}

/** Rows with something overdue, the most first; of the same, the longest first. */
export const overdueRows = (rows: readonly WeekRow[]): WeekRow[] =>
  rows
    .filter(({ overdue, overdueExtended }) => overdue + overdueExtended > 0)
    .sort((a, b) => b.overdue + b.overdueExtended - a.overdue - a.overdueExtended || (a.oldest?.dueAt ?? '').localeCompare(b.oldest?.dueAt ?? ''));
