import type { Calendar } from './calendar.ts';
import { apologyBy, type DayLike, isWorkingDay } from './days.ts';
import { dayNumberAt, isoOfDay } from './localTime.ts';

/** A new date for the return of results, as somebody is about to promise it. */
export interface Reappointment {
  /** The due date in force. */
  due: Date;
  newDue: Date;
  /** When the apology goes out. */
  announced: Date;
  /** How many new dates the dossier has had before. */
  earlier: number;
}

/**
 * What is against the rule: `tooMany` (a second new date), `tooLate` (the apology goes out later than the last working day before the
 * due date), `notLater`, `dayOff`. A breach is for a person to decide on and to be kept on record, never hidden.
 */
export type ReappointmentBreach = 'tooMany' | 'tooLate' | 'notLater' | 'dayOff';

const day = (at: Date) => isoOfDay(dayNumberAt(at.getTime()));

/** The breaches of a new date; none when it is lawful (Decree 61/2018, article 19(9): once, and at the latest one day before the term ends). */
export function reappointmentBreaches(calendar: Calendar, { due, newDue, announced, earlier }: Reappointment): ReappointmentBreach[] {
  const rules: [ReappointmentBreach, boolean][] = [
    ['tooMany', earlier >= calendar.policy.maxReappointments],
    ['tooLate', day(announced) > apologyBy(calendar, due as DayLike)],
    ['notLater', day(newDue) <= day(due)],
    ['dayOff', !isWorkingDay(calendar, newDue)],
  ];
  return rules.filter(([, broken]) => broken).map(([breach]) => breach);
}
