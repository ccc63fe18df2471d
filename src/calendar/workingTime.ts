import { type Calendar, isWorking, sessionsOn, workingFrom } from './calendar.ts';
import { dayNumberAt, instantOf, timeOfDay } from './localTime.ts';

/**
 * The instant `duration` milliseconds of working time after `from`. What ends exactly at the end of a session ends there, not at the
 * next opening. A duration of nothing ends at `from`, or at the next opening when that is not in a session.
 */
export function addWorkingTime(calendar: Calendar, from: number, duration: number): number {
  let day = dayNumberAt(from);
  let time = timeOfDay(from);
  let left = duration;
  for (;;) {
    const at = workingFrom(calendar, day, 1);
    if (at !== day) time = 0;
    for (const session of sessionsOn(calendar, at)) {
      const start = Math.max(session.from, time);
      if (start < session.to && left <= session.to - start) return instantOf(at, start + left);
      if (start < session.to) left -= session.to - start;
    }
    [day, time] = [at + 1, 0];
  }
}

/** Milliseconds of working time between two instants; nothing when the second is not later. */
export function workingTimeBetween(calendar: Calendar, from: number, to: number): number {
  const [first, last] = [dayNumberAt(from), dayNumberAt(to)];
  let sum = 0;
  for (let day = first; day <= last; day++) {
    if (!isWorking(calendar, day)) continue;
    for (const session of sessionsOn(calendar, day)) {
      const start = Math.max(instantOf(day, session.from), from);
      sum += Math.max(0, Math.min(instantOf(day, session.to), to) - start);
    }
  }
  return sum;
}

/** Whether `at` lies in a session of a working day; the moment that a session ends is outside. */
export function inSession(calendar: Calendar, at: number): boolean {
  const [day, time] = [dayNumberAt(at), timeOfDay(at)];
  return isWorking(calendar, day) && sessionsOn(calendar, day).some(({ from, to }) => from <= time && time < to);
}
