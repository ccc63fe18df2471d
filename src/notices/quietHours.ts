/** Hours of the day in Viet Nam, from 0 to 24, in which the assistant says nothing of itself; `from` is usually in the evening. */
export interface QuietHours {
  from: number;
  to: number;
}

/** [D] of the domain reference: nothing from nine in the evening to seven in the morning. */
export const QUIET_HOURS: QuietHours = { from: 21, to: 7 };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Viet Nam keeps UTC+7 all year. */
const OFFSET = 7 * HOUR;

/** The time itself when it is not quiet then, else the end of that quiet. */
export function afterQuiet(at: Date, { from, to }: QuietHours): Date {
  if (from === to) return at;
  const local = at.getTime() + OFFSET;
  const midnight = Math.floor(local / DAY) * DAY;
  const hour = (local - midnight) / HOUR;
  const quiet = from < to ? hour >= from && hour < to : hour >= from || hour < to;
  if (!quiet) return at;
  const ends = midnight + to * HOUR + (hour >= to ? DAY : 0);
  return new Date(ends - OFFSET);
}
