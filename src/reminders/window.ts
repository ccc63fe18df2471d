import { type Calendar, closingTime, isWorkingDay, nextWorkingMoment } from '#src/calendar/index.ts';
import { addDays, weekdayOf } from '#src/directory/openingHours.ts';
import type { WorkingHours } from '#src/staff/workingHours.ts';
import { dayOf } from '#src/text/formats.ts';
import { moment } from './ladder.ts';

/** From when until when a person may be written to on one day; the break at noon lies inside. */
export interface Window {
  from: Date;
  to: Date;
}

/** A closure that is longer has no date to tell. */
const DAYS_AHEAD = 366;

/** The person's own hours count on their weekdays; a Saturday that is worked by decree is worked in the agency's. Null on a day off. */
function windowOn(calendar: Calendar, hours: WorkingHours | undefined, day: string, digestAt: string): Window | null {
  if (!isWorkingDay(calendar, day)) return null;
  const own = hours?.[String(weekdayOf(day))];
  const weekend = calendar.policy.weeklyRest.includes(weekdayOf(day));
  if (hours && !weekend && (!own || own.length === 0)) return null;
  const midnight = moment(day, '00:00');
  const [opens, closes] =
    own && own.length > 0
      ? [moment(day, own[0]!.slice(0, 5)), moment(day, own.at(-1)!.slice(6))]
      : [nextWorkingMoment(calendar, midnight), closingTime(calendar, day)];
  const earliest = moment(day, digestAt);
  const from = opens > earliest ? opens : earliest;
  return from < closes ? { from, to: closes } : null;
}

/** The window that `now` lies in, else the next one; null when there is none within a year. Nothing is said outside: at night, on days off, before the digest. */
export function nextWindow(calendar: Calendar, hours: WorkingHours | undefined, digestAt: string, now: Date): Window | null {
  const today = dayOf(now);
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
    const window = windowOn(calendar, hours, addDays(today, ahead), digestAt);
    if (window && window.to > now) return window;
  }
  return null;
}
