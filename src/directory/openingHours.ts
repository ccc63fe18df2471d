import { formatDateTime } from '#src/text/formats.ts';
import type { Agency } from './agency.ts';

/** Minutes since midnight, Vietnamese time. */
export interface Session {
  from: number;
  to: number;
}

export interface LocalTime {
  /** "2026-11-22" */
  day: string;
  /** Minutes since midnight. */
  minutes: number;
}

export interface DayHours {
  day: string;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  sessions: Session[];
  /** Why this day goes otherwise than its weekday; null when it does not. */
  reason: string | null;
}

export type OpenState =
  | { open: true; until: number }
  | { open: false; reason: string | null; next: { day: string; weekday: number; at: number } | null };

/** How far ahead the next opening is looked for; a closure that is longer has no date to tell. */
const DAYS_AHEAD = 30;
const NOON = 12 * 60;

export const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
/** 450 as "07:30". */
export const clockOf = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

export const localTime = (at: Date): LocalTime => {
  const [date = '', clock = ''] = formatDateTime(at).split(/,? /);
  return { day: date.split('/').reverse().join('-'), minutes: minutesOf(clock) };
};

/** 1 Monday to 7 Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
export const addDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** "07:30-11:30" in minutes. */
export const sessionsOf = (sessions: string[]): Session[] => sessions.map((text) => ({ from: minutesOf(text), to: minutesOf(text.slice(6)) }));

/** The sessions of a day: a special day's own, else those of its weekday. Null when the hours are not known. */
export function hoursOn(agency: Pick<Agency, 'hours' | 'specialDays'>, day: string): DayHours | null {
  const weekday = weekdayOf(day);
  const special = agency.specialDays.find(({ from, to = from }) => from <= day && day <= to);
  if (special) return { day, weekday, sessions: sessionsOf(special.sessions), reason: special.reason };
  return agency.hours ? { day, weekday, sessions: sessionsOf(agency.hours[String(weekday)] ?? []), reason: null } : null;
}

/** Whether it is open at a time (the minute it closes is closed), until when, or when it opens next. Null when the hours are not known. */
export function openAt(agency: Pick<Agency, 'hours' | 'specialDays'>, { day, minutes }: LocalTime): OpenState | null {
  const today = hoursOn(agency, day);
  if (!today) return null;
  const session = today.sessions.find(({ from, to }) => from <= minutes && minutes < to);
  if (session) return { open: true, until: session.to };
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
    const hours = hoursOn(agency, addDays(day, ahead));
    const next = hours?.sessions.find(({ from }) => ahead > 0 || from > minutes);
    if (hours && next) return { open: false, reason: today.reason, next: { day: hours.day, weekday: hours.weekday, at: next.from } };
  }
  return { open: false, reason: today.reason, next: null };
}

/** The part of the sessions that lies between two times. */
export const between = (sessions: Session[], from: number, to: number): Session[] =>
  sessions.map((session) => ({ from: Math.max(session.from, from), to: Math.min(session.to, to) })).filter((session) => session.from < session.to);

/** The break around noon: null when there is none, because it stays open or does not open on both sides of it. */
export function lunchBreak(sessions: Session[]): Session | null {
  const before = sessions.filter(({ to }) => to <= NOON + 60).at(-1);
  const after = sessions.find(({ from }) => before && from >= before.to && from >= NOON - 60);
  return before && after && after.from > before.to ? { from: before.to, to: after.from } : null;
}
