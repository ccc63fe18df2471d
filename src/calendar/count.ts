import { type Calendar, closingOf, isWorking, lengthOf, sessionsOn, shiftWorking, workingFrom } from './calendar.ts';
import { type Moved, zeroByCutoff, zeroOf } from './dayZero.ts';
import { addMonths, type DayNumber, dayNumberAt, instantOf, MINUTE_MS } from './localTime.ts';
import type { Term } from './term.ts';
import { addWorkingTime, workingTimeBetween } from './workingTime.ts';

export type CountedIn = 'workingDays' | 'days' | 'workingHours';

/** Where a count stands: how it began, and where it ends. */
export interface Count {
  zero: DayNumber;
  moved: Moved | null;
  /** What is still to go after day zero, in working days, days, or milliseconds of working hours. */
  left: number;
  end: number;
  rolledFrom: DayNumber | null;
}

export const COUNTED_IN: Record<Term['unit'], CountedIn> = {
  workingDays: 'workingDays',
  sameDay: 'workingDays',
  days: 'days',
  months: 'days',
  workingHours: 'workingHours',
  text: 'days',
};
const HOUR_MS = 60 * MINUTE_MS;

/** Ends `left` working days after day zero at closing; a fraction goes that share of the working time into the following working day. */
function endOfWorkingDays(calendar: Calendar, zero: DayNumber, left: number): number {
  const whole = Math.floor(left);
  const day = shiftWorking(calendar, zero, whole);
  const share = left - whole;
  if (share === 0) return instantOf(day, closingOf(calendar, day));
  const next = workingFrom(calendar, day + 1, 1);
  const duration = Math.round((share * lengthOf(sessionsOn(calendar, next))) / MINUTE_MS) * MINUTE_MS;
  return addWorkingTime(calendar, instantOf(next, 0), duration);
}

function endOfDays(calendar: Calendar, zero: DayNumber, left: number): Pick<Count, 'end' | 'rolledFrom'> {
  const last = zero + left;
  const day = calendar.policy.rollForward ? workingFrom(calendar, last, 1) : last;
  return { end: instantOf(day, closingOf(calendar, day)), rolledFrom: day === last ? null : last };
}

/** A count of `left` from a moment of receipt or resumption. */
export function countFrom(calendar: Calendar, mode: CountedIn, start: number, left: number): Count {
  const { day: zero, moved } = zeroOf(calendar, start);
  if (mode === 'workingHours') return { zero, moved, left, end: addWorkingTime(calendar, start, left), rolledFrom: null };
  if (mode === 'days') return { zero, moved, left, ...endOfDays(calendar, zero, left) };
  return { zero, moved, left, end: endOfWorkingDays(calendar, zero, left), rolledFrom: null };
}

/** The whole term from a moment of receipt. Months become the days up to the corresponding date, so that a pause can divide them. */
export function wholeTerm(calendar: Calendar, mode: CountedIn, term: Exclude<Term, { unit: 'text' }>, start: number): Count {
  if (term.unit === 'sameDay') {
    const { day, moved } = zeroByCutoff(calendar, start, calendar.sameDayCutoff);
    return { zero: day, moved, left: 0, end: instantOf(day, closingOf(calendar, day)), rolledFrom: null };
  }
  if (mode === 'workingHours') {
    const unit = term.unit === 'workingHours' ? HOUR_MS : lengthOf(calendar.sessions);
    return countFrom(calendar, mode, start, Math.round((term.value * unit) / MINUTE_MS) * MINUTE_MS);
  }
  if (term.unit !== 'months') return countFrom(calendar, mode, start, term.value);
  const zero = zeroOf(calendar, start).day;
  return countFrom(calendar, mode, start, addMonths(zero, term.value) - zero);
}

/** How much of the count was used when a pause began: the day on which it began counts as used. */
export function usedBy(calendar: Calendar, mode: CountedIn, { zero }: Count, started: number, from: number): number {
  if (mode === 'workingHours') return workingTimeBetween(calendar, started, from);
  const day = dayNumberAt(from);
  if (mode === 'days') return Math.max(0, day - zero);
  let used = 0;
  for (let at = zero + 1; at <= day; at++) if (isWorking(calendar, at)) used++;
  return used;
}

export const inUnit = (mode: CountedIn, amount: number) => (mode === 'workingHours' ? amount / HOUR_MS : amount);

/** A term in hours gets exactly the working time of the pause on top. */
export function resumeHours(calendar: Calendar, count: Count, from: number, resumed: number, left: number): Count {
  const paused = workingTimeBetween(calendar, from, resumed);
  const { day: zero, moved } = zeroOf(calendar, resumed);
  return { zero, moved, left, end: paused > 0 ? addWorkingTime(calendar, count.end, paused) : count.end, rolledFrom: null };
}
