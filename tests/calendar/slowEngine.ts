import type { CalendarDay, Interruption, Term, WorkingTimePolicy } from '#src/calendar/index.ts';

/**
 * The rules of working time once more, written apart from `src/calendar` and as slowly as a clerk would count: minute after minute on
 * a time line, with no arithmetic on days but "the next minute". Everything is in minutes since 1970 by the clock of Viet Nam.
 */
export type Minute = number;
const DAY = 1440;
const dayOf = (minute: Minute) => Math.floor(minute / DAY);
const dateOf = (day: number) => new Date(day * DAY * 60_000).toISOString().slice(0, 10);
export const minuteAt = (instant: Date): Minute => instant.getTime() / 60_000 + 420;

interface DayLine {
  /** Which minutes of the day lie in a session, worked or not. */
  inSession: boolean[];
  working: boolean;
}

export type SlowAnswer = { due: Minute; zero: string } | { stopped: 'pause' | 'restart'; left: number };

export class SlowEngine {
  private readonly lines = new Map<number, DayLine>();
  private last: { day: number; line: DayLine } | null = null;
  private readonly policy: WorkingTimePolicy;
  private readonly byDate: Map<string, CalendarDay>;
  /** The sessions of each "04-16" that lies in a season. */
  private readonly seasonal = new Map<string, string[]>();

  constructor(days: CalendarDay[], policy: WorkingTimePolicy) {
    this.policy = policy;
    this.byDate = new Map(days.filter((day) => day.status !== 'proposed' || policy.countProposed).map((day) => [day.date, day]));
    for (const { from, to, sessions } of policy.seasons) {
      // Day by day from the first to the last, through the leap day of 2024.
      let walk = Date.parse(`${from <= to ? 2024 : 2023}-${from}T00:00:00Z`);
      for (let here = ''; here !== to; walk += 86_400_000) this.seasonal.set((here = new Date(walk).toISOString().slice(5, 10)), sessions);
    }
  }

  private line(day: number): DayLine {
    if (this.last?.day !== day) this.last = { day, line: this.lines.get(day) ?? this.lookUp(day) };
    return this.last.line;
  }

  private lookUp(day: number): DayLine {
    const date = dateOf(day);
    const inSession = minutesOf(this.seasonal.get(date.slice(5)) ?? this.policy.sessions);
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
    const entry = this.byDate.get(date);
    const working = entry ? entry.kind === 'extraWorking' : !this.policy.weeklyRest.includes(weekday);
    const line: DayLine = { inSession, working };
    this.lines.set(day, line);
    return line;
  }

  isWorkingDay = (minute: Minute): boolean => this.line(dayOf(minute)).working;
  isWorkingMinute(minute: Minute): boolean {
    const { working, inSession } = this.line(dayOf(minute));
    return working && inSession[minute % DAY]!;
  }

  /** The minute at which the day of `minute` closes: the one after its last minute in a session. */
  private closing(minute: Minute): Minute {
    let at = (dayOf(minute) + 1) * DAY;
    while (!this.line(dayOf(minute)).inSession[(at - 1) % DAY]) at--;
    return at;
  }

  /** The first minute of the next day that is worked. */
  private nextWorkingDay(minute: Minute): Minute {
    const day = dayOf(minute);
    let at = minute;
    while (dayOf(at) === day || !this.isWorkingDay(at)) at++;
    return at;
  }

  zero(received: Minute): Minute {
    if (!this.isWorkingDay(received)) return this.nextWorkingDay(received);
    return this.policy.afterClosing === 'nextDay' && received > this.closing(received) ? this.nextWorkingDay(received) : received;
  }

  private byCutoff(received: Minute, cutoff: string): Minute {
    const zero = this.zero(received);
    const clock = `${String(Math.floor((received % DAY) / 60)).padStart(2, '0')}:${String(received % 60).padStart(2, '0')}`;
    return zero === received && clock > cutoff ? this.nextWorkingDay(received) : zero;
  }
  transferOn = (received: Minute): string => dateOf(dayOf(this.byCutoff(received, this.policy.transferCutoff)));

  apologyBy(due: Minute): string {
    let at = due;
    while (dayOf(at) === dayOf(due) || !this.isWorkingDay(at)) at--;
    return dateOf(dayOf(at));
  }

  /** Working minutes passed from one minute to another. */
  minutesBetween(from: Minute, to: Minute): number {
    let count = 0;
    for (let at = from; at < to; at++) if (this.isWorkingMinute(at)) count++;
    return count;
  }

  /** Working days that begin after the day of `from` and not after `to`. */
  daysBetween(from: Minute, to: Minute): number {
    let count = 0;
    for (let at = from + 1; at <= to; at++) if (at % DAY === 0 && this.isWorkingDay(at)) count++;
    return count;
  }

  /** The minute at which `count` working minutes have passed. */
  private after(from: Minute, count: number): Minute {
    let at = from;
    for (let left = count; left > 0; at++) if (this.isWorkingMinute(at)) left--;
    return at;
  }

  private endOfWorkingDays(zero: Minute, term: number): Minute {
    let at = zero;
    let left = term;
    while (left >= 1) {
      at = this.nextWorkingDay(at);
      left -= 1;
    }
    if (left === 0) return this.closing(at);
    const day = this.nextWorkingDay(at);
    return this.after(day, Math.round(left * this.minutesBetween(day, day + DAY)));
  }

  private endOfDays(zero: Minute, days: number): Minute {
    let at = zero;
    for (let left = days; left > 0; left--) {
      const day = dayOf(at);
      while (dayOf(at) === day) at++;
    }
    if (this.policy.rollForward && !this.isWorkingDay(at)) at = this.nextWorkingDay(at);
    return this.closing(at);
  }

  /** Days from a day to the corresponding day of a later month, or that month's last. */
  private daysOfMonths(zero: Minute, months: number): number {
    const [year = 0, month = 0, date = 0] = dateOf(dayOf(zero)).split('-').map(Number);
    for (let days = 1; ; days++) {
      const [y = 0, m = 0, d = 0] = dateOf(dayOf(zero) + days)
        .split('-')
        .map(Number);
      const last = dateOf(dayOf(zero) + days + 1).endsWith('-01');
      if (y * 12 + m === year * 12 + month + months && (d === date || (last && d < date))) return days;
    }
  }

  due(receivedAt: Date, term: Exclude<Term, { unit: 'text' }>, interruptions: Interruption[]): SlowAnswer {
    const inMinutes = term.unit === 'workingHours' || (term.unit === 'workingDays' && this.policy.timeOfDay === 'preserve');
    const whole = (start: Minute): { start: Minute; zero: Minute; left: number; due: Minute } => {
      if (term.unit === 'sameDay') {
        const zero = this.byCutoff(start, this.policy.sameDayCutoff);
        return { start, zero, left: 0, due: this.closing(zero) };
      }
      const zero = this.zero(start);
      if (inMinutes) {
        const sessions = this.policy.sessions.reduce((sum, text) => sum + toMinutes(text.slice(6)) - toMinutes(text.slice(0, 5)), 0);
        const left = Math.round(term.value * (term.unit === 'workingHours' ? 60 : sessions));
        return { start, zero, left, due: this.after(start, left) };
      }
      const left = term.unit === 'months' ? this.daysOfMonths(zero, term.value) : term.value;
      return { start, zero, left, due: term.unit === 'workingDays' ? this.endOfWorkingDays(zero, left) : this.endOfDays(zero, left) };
    };
    let count = whole(minuteAt(receivedAt));
    for (const { from: begun, to, effect } of [...interruptions].sort((a, b) => +a.from - +b.from)) {
      const from = Math.max(minuteAt(begun), count.start);
      if (inMinutes ? from > count.due : dayOf(from) > dayOf(count.due)) continue;
      const endOfDay = (dayOf(from) + 1) * DAY - 1;
      const calendarDays = Math.max(0, dayOf(from) - dayOf(count.zero));
      const byDay = term.unit === 'workingDays' || term.unit === 'sameDay' ? this.daysBetween(count.zero, endOfDay) : calendarDays;
      const left = Math.max(0, count.left - (inMinutes ? this.minutesBetween(count.start, from) : byDay));
      if (to === null) return { stopped: effect, left: inMinutes ? left / 60 : left };
      const start = Math.max(minuteAt(to), from);
      const zero = this.zero(start);
      if (effect === 'restart') count = whole(start);
      else if (inMinutes) count = { start, zero, left, due: this.after(count.due, this.minutesBetween(from, start)) };
      else if (term.unit === 'days' || term.unit === 'months') count = { start, zero, left, due: this.endOfDays(zero, left) };
      else count = { start, zero, left, due: this.endOfWorkingDays(zero, left) };
    }
    return { due: count.due, zero: dateOf(dayOf(count.zero)) };
  }
}

/** Which minutes of a day lie in the sessions: every minute is asked of every session, once for each set of sessions. */
function minutesOf(sessions: string[]): boolean[] {
  const key = sessions.join();
  const known = patterns.get(key);
  if (known) return known;
  const minutes = Array.from({ length: DAY }, (_, minute) => {
    const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    return sessions.some((text) => text.slice(0, 5) <= clock && clock < text.slice(6));
  });
  patterns.set(key, minutes);
  return minutes;
}
const patterns = new Map<string, boolean[]>();

const toMinutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
