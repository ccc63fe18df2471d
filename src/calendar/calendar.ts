import { AppError } from '#src/platform/errors.ts';
import { type DayNumber, isoOfDay, MINUTE_MS, numberOfDay, weekdayOfDay } from './localTime.ts';
import { DEFAULT_POLICY, type SessionText, type WorkingTimePolicy } from './policy.ts';

/** `inLieu`: off because a holiday fell on the weekly rest. `swap`: off against a worked day, which is `extraWorking`. `closure`: the office alone is closed. */
export const DAY_KINDS = ['holiday', 'inLieu', 'swap', 'extraWorking', 'closure'] as const;
export type DayKind = (typeof DAY_KINDS)[number];

/** `official`: announced. `statutory`: follows from the Labour Code, not yet announced. `proposed`: may still change. */
export const DAY_STATUSES = ['official', 'statutory', 'proposed'] as const;
export type DayStatus = (typeof DAY_STATUSES)[number];

/** A day that goes otherwise than its weekday. */
export interface CalendarDay {
  /** "2026-02-16" */
  date: string;
  kind: DayKind;
  name: string;
  status: DayStatus;
  /** The notice or article of law that says so. */
  source: string;
}

/** What a calendar is made of: plain data, from rows or from the file. */
export interface CalendarData {
  /** Days in order of weight: a later one for the same date wins (national, then province, then agency). */
  days: CalendarDay[];
  /** Years whose days off are announced completely. A due date in any other year is provisional. */
  officialYears: number[];
  policy?: Partial<WorkingTimePolicy>;
  /** Grows with each change of the rows. */
  revision?: number;
}

/** From and to in milliseconds since midnight. */
export interface Session {
  from: number;
  to: number;
}

/** A calendar ready for computing: made once for each revision, never changed. */
export interface Calendar {
  readonly revision: number;
  readonly policy: Readonly<WorkingTimePolicy>;
  readonly days: ReadonlyMap<DayNumber, CalendarDay>;
  /** 1 for each day from `FIRST_DAY` on that is worked: what every count asks a hundred times. */
  readonly worked: Uint8Array;
  readonly proposed: readonly { day: DayNumber; entry: CalendarDay }[];
  readonly officialYears: ReadonlySet<number>;
  readonly sessions: readonly Session[];
  readonly seasons: readonly { from: string; to: string; sessions: readonly Session[] }[];
  readonly transferCutoff: number;
  readonly sameDayCutoff: number;
}

/** Due dates are counted between these days; outside of them nothing is known but the weekly rest, and no dossier lies there. */
const FIRST_DAY = numberOfDay('2000-01-01');
const LAST_DAY = numberOfDay('2099-12-31');

/** Longest stretch of days off that is walked over; a calendar with a longer one has a fault. */
const LONGEST_BREAK = 366;

/** "15:00" in milliseconds since midnight. */
const timeOf = (text: string): number => {
  const [hours, minutes] = [Number(text.slice(0, 2)), Number(text.slice(3, 5))];
  if (!/^\d\d:\d\d$/.test(text) || hours > 24 || minutes > 59) throw policyInvalid(text);
  return (hours * 60 + minutes) * MINUTE_MS;
};
const policyInvalid = (detail: string) => new AppError('workingTimeInvalid', { status: 400, params: { detail } });

function sessionsOf(texts: readonly SessionText[]): Session[] {
  const sessions = texts.map((text) => ({ from: timeOf(text.slice(0, 5)), to: timeOf(text.slice(6)) }));
  const orderly = sessions.every(({ from, to }, at) => from < to && (at === 0 || sessions[at - 1]!.to <= from));
  if (!orderly || sessions.length === 0) throw policyInvalid(texts.join(', '));
  return sessions;
}

/**
 * Makes a calendar for computing. Throws the AppError `workingTimeInvalid` for sessions that are none, overlap or are out of order,
 * a time that is none, or a week of rest alone.
 */
export function makeCalendar({ days, officialYears, policy: given, revision = 0 }: CalendarData): Calendar {
  const policy = { ...DEFAULT_POLICY, ...given };
  const rest = new Set(policy.weeklyRest);
  if (rest.size > 6) throw policyInvalid(policy.weeklyRest.join(', '));
  const counted = days.filter(({ status }) => status !== 'proposed' || policy.countProposed);
  const proposed = days.filter(({ status }) => status === 'proposed');
  const byDay = new Map(counted.map((entry) => [numberOfDay(entry.date), entry]));
  const working = (day: DayNumber) => (byDay.has(day) ? byDay.get(day)!.kind === 'extraWorking' : !rest.has(weekdayOfDay(day)));
  return {
    revision,
    policy,
    days: byDay,
    worked: Uint8Array.from({ length: LAST_DAY - FIRST_DAY + 1 }, (_, at) => Number(working(FIRST_DAY + at))),
    proposed: proposed.map((entry) => ({ day: numberOfDay(entry.date), entry })).sort((a, b) => a.day - b.day),
    officialYears: new Set(officialYears),
    sessions: sessionsOf(policy.sessions),
    seasons: policy.seasons.map(({ from, to, sessions }) => ({ from, to, sessions: sessionsOf(sessions) })),
    transferCutoff: timeOf(policy.transferCutoff),
    sameDayCutoff: timeOf(policy.sameDayCutoff),
  };
}

export function isWorking({ worked, policy }: Calendar, day: DayNumber): boolean {
  return day >= FIRST_DAY && day <= LAST_DAY ? worked[day - FIRST_DAY] === 1 : !policy.weeklyRest.includes(weekdayOfDay(day));
}

/** The first working day at or after (`step` 1), or at or before (-1). */
export function workingFrom(calendar: Calendar, day: DayNumber, step: 1 | -1): DayNumber {
  for (let walked = 0, at = day; walked <= LONGEST_BREAK; walked++, at += step) if (isWorking(calendar, at)) return at;
  throw new AppError('calendarWithoutWorkingDay', { params: { day: isoOfDay(day) } });
}

/** The working day `count` working days after (below zero: before). */
export function shiftWorking(calendar: Calendar, day: DayNumber, count: number): DayNumber {
  const step = count < 0 ? -1 : 1;
  let at = day;
  for (let left = Math.abs(count); left > 0; left--) at = workingFrom(calendar, at + step, step);
  return at;
}

/** The sessions of a day, if it is a working day. */
export function sessionsOn({ seasons, sessions }: Calendar, day: DayNumber): readonly Session[] {
  if (seasons.length === 0) return sessions;
  const date = isoOfDay(day).slice(5);
  const season = seasons.find(({ from, to }) => (from <= to ? from <= date && date <= to : from <= date || date <= to));
  return season?.sessions ?? sessions;
}

export const closingOf = (calendar: Calendar, day: DayNumber): number => sessionsOn(calendar, day).at(-1)!.to;
/** The working time of a day, in milliseconds. */
export const lengthOf = (sessions: readonly Session[]): number => sessions.reduce((sum, { from, to }) => sum + to - from, 0);
