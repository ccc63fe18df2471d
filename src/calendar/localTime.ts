/** Viet Nam keeps UTC+7 the whole year and has since 1975: Asia/Ho_Chi_Minh is this one number. */
const OFFSET = 7 * 3_600_000;
export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

/** Days since 1970-01-01 in Viet Nam, for arithmetic; everything that leaves the room is an ISO day or an instant. */
export type DayNumber = number;

export const dayNumberAt = (instant: number): DayNumber => Math.floor((instant + OFFSET) / DAY_MS);
/** Milliseconds since midnight in Viet Nam. */
export const timeOfDay = (instant: number): number => instant + OFFSET - dayNumberAt(instant) * DAY_MS;
export const instantOf = (day: DayNumber, time: number): number => day * DAY_MS + time - OFFSET;

/** "2026-03-09" as its number. */
export const numberOfDay = (day: string): DayNumber => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
/** Days as they were written once: the same few thousand are asked for again and again. */
const written = new Map<DayNumber, string>();
const MOST = 50_000;

/** The number of a day as "2026-03-09". */
export function isoOfDay(day: DayNumber): string {
  let iso = written.get(day);
  if (iso === undefined) {
    if (written.size >= MOST) written.clear();
    iso = new Date(day * DAY_MS).toISOString().slice(0, 10);
    written.set(day, iso);
  }
  return iso;
}
export const yearOfDay = (day: DayNumber): number => Number(isoOfDay(day).slice(0, 4));
/** 1 Monday to 7 Sunday. */
export const weekdayOfDay = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The corresponding day `months` later; the month's last day when it has none (Civil Code 2015, article 148(3)). */
export function addMonths(day: DayNumber, months: number): DayNumber {
  const from = new Date(day * DAY_MS);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(from.getUTCDate(), last)) / DAY_MS;
}
