import type { Calendar } from './calendar.ts';
import { type DayNumber, yearOfDay } from './localTime.ts';

/** Why a date is "tạm tính": a year whose days off are not announced, or a day that is only proposed. */
export type Provisional = { kind: 'yearNotOfficial'; year: number } | { kind: 'dayProposed'; date: string; name: string };

/** Everything between two days, both included, that no official calendar covers yet. */
export function provisionalBetween(calendar: Calendar, from: DayNumber, to: DayNumber): Provisional[] {
  const found: Provisional[] = [];
  for (let year = yearOfDay(from), last = yearOfDay(to); year <= last; year++)
    if (!calendar.officialYears.has(year)) found.push({ kind: 'yearNotOfficial', year });
  for (const { day, entry } of calendar.proposed)
    if (from <= day && day <= to) found.push({ kind: 'dayProposed', date: entry.date, name: entry.name });
  return found;
}
