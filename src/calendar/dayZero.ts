import { type Calendar, closingOf, isWorking, workingFrom } from './calendar.ts';
import { type DayNumber, dayNumberAt, timeOfDay } from './localTime.ts';

/** Why the count does not begin on the day of receipt. */
export type Moved = 'dayOff' | 'afterClosing' | 'afterCutoff';

interface DayZero {
  day: DayNumber;
  moved: Exclude<Moved, 'afterCutoff'> | null;
}

/** The day of receipt, or the next working day when that is a day off or it came after closing (the moment of closing still counts). */
export function zeroOf(calendar: Calendar, received: number): DayZero {
  const day = dayNumberAt(received);
  if (!isWorking(calendar, day)) return { day: workingFrom(calendar, day, 1), moved: 'dayOff' };
  const late = calendar.policy.afterClosing === 'nextDay' && timeOfDay(received) > closingOf(calendar, day);
  return late ? { day: workingFrom(calendar, day + 1, 1), moved: 'afterClosing' } : { day, moved: null };
}

/** Day zero of what must leave the same day: later than the cut-off on a working day, it is the next one. */
export function zeroByCutoff(calendar: Calendar, received: number, cutoff: number): { day: DayNumber; moved: Moved | null } {
  const zero = zeroOf(calendar, received);
  if (zero.moved !== null || timeOfDay(received) <= cutoff) return zero;
  return { day: workingFrom(calendar, zero.day + 1, 1), moved: 'afterCutoff' };
}
