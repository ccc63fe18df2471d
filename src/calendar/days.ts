import { type Calendar, type CalendarDay, closingOf, isWorking, shiftWorking, workingFrom } from './calendar.ts';
import { zeroByCutoff, zeroOf } from './dayZero.ts';
import { type DayNumber, dayNumberAt, instantOf, isoOfDay, numberOfDay } from './localTime.ts';
import { addWorkingTime, inSession, workingTimeBetween } from './workingTime.ts';

/** A day given as an ISO day or as an instant, whose day in Viet Nam it is. */
export type DayLike = string | Date;

const numberOf = (day: DayLike): DayNumber => (typeof day === 'string' ? numberOfDay(day) : dayNumberAt(day.getTime()));

export const isWorkingDay = (calendar: Calendar, day: DayLike): boolean => isWorking(calendar, numberOf(day));
/** What the calendar says of a day that goes otherwise than its weekday; undefined for any other. */
export const calendarDay = (calendar: Calendar, day: DayLike): CalendarDay | undefined => calendar.days.get(numberOf(day));
/** The first working day after a day, as an ISO day. */
export const nextWorkingDay = (calendar: Calendar, day: DayLike): string => isoOfDay(shiftWorking(calendar, numberOf(day), 1));
/** The last working day before a day. */
export const previousWorkingDay = (calendar: Calendar, day: DayLike): string => isoOfDay(shiftWorking(calendar, numberOf(day), -1));
/** The day itself when it is a working day, else the next one. */
export const workingDayFrom = (calendar: Calendar, day: DayLike): string => isoOfDay(workingFrom(calendar, numberOf(day), 1));
/** The day `count` working days later; below zero, so many before: T-3 is `shiftWorkingDays(calendar, dueOn, -3)`. */
export const shiftWorkingDays = (calendar: Calendar, day: DayLike, count: number): string => isoOfDay(shiftWorking(calendar, numberOf(day), count));

/** Working days after `from` up to and including `to`; below zero when `to` is earlier. Zero on the same day: due today. */
export function workingDaysBetween(calendar: Calendar, from: DayLike, to: DayLike): number {
  const [first, last] = [numberOf(from), numberOf(to)];
  let count = 0;
  for (let day = Math.min(first, last) + 1; day <= Math.max(first, last); day++) if (isWorking(calendar, day)) count++;
  return last < first ? -count : count;
}

/** Working minutes between two instants; 0 when the second is not later. */
export const workingMinutesBetween = (calendar: Calendar, from: Date, to: Date): number =>
  workingTimeBetween(calendar, from.getTime(), to.getTime()) / 60_000;
/** The instant so many working minutes later. */
export const addWorkingMinutes = (calendar: Calendar, from: Date, minutes: number): Date =>
  new Date(addWorkingTime(calendar, from.getTime(), minutes * 60_000));
/** Whether the office works at this moment; the moment of closing is outside. */
export const isWorkingTime = (calendar: Calendar, at: Date): boolean => inSession(calendar, at.getTime());
/** The moment itself in working time, else the next opening. */
export function nextWorkingMoment(calendar: Calendar, at: Date): Date {
  // A millisecond of working time later than the moment, less that millisecond: never the end of a session.
  return isWorkingTime(calendar, at) ? at : new Date(addWorkingTime(calendar, at.getTime(), 1) - 1);
}
/** When the office closes on a day, as an instant. */
export const closingTime = (calendar: Calendar, day: DayLike): Date => new Date(instantOf(numberOf(day), closingOf(calendar, numberOf(day))));

/** The day that counts as the day of receipt. */
export const dayZeroOf = (calendar: Calendar, received: Date): string => isoOfDay(zeroOf(calendar, received.getTime()).day);
/** The day on which the papers go to the unit that handles them: the same when received by 15:00, else the next working day (Decree 61/2018, article 18). */
export const transferOn = (calendar: Calendar, received: Date): string =>
  isoOfDay(zeroByCutoff(calendar, received.getTime(), calendar.transferCutoff).day);
/** The last day for the apology and the new date: the last working day before the due date (Decree 61/2018, article 19(9)). */
export const apologyBy = (calendar: Calendar, due: DayLike): string => previousWorkingDay(calendar, due);
