import { isDeepStrictEqual } from 'node:util';
import { makeCalendar, type Season, type WorkingTimePolicy } from '#src/calendar/index.ts';
import type { HeldHours } from '#src/calendar/store/list.ts';
import { fieldFaults } from '#src/staff/credentials.ts';

export const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
export const AFTER_CLOSING = ['nextDay', 'sameDay'] as const;

/** "15/04" of "04-15". */
const written = (monthDay: string) => monthDay.split('-').reverse().join('/');

/** Working hours as the fields of their form. */
export const hoursTyped = ({ sessions, seasons, weeklyRest, afterClosing, transferCutoff, sameDayCutoff, countProposed }: WorkingTimePolicy) => ({
  sessions: sessions.join(', '),
  seasons: seasons.map(({ from, to, sessions: own }) => `${written(from)}-${written(to)}: ${own.join(', ')}`).join('\n'),
  ...Object.fromEntries(WEEK.map((day) => [`rest${day}`, weeklyRest.includes(day) ? '1' : ''])),
  afterClosing,
  transferCutoff,
  sameDayCutoff,
  countProposed: countProposed ? '1' : '',
});

/** "07:30" of "7:30" or "7h30"; null for what is no time. */
function timeOf(text: string): string | null {
  const [, hours, minutes = '00'] = /^(\d{1,2})[:hg.](\d{2})?$/i.exec(text.trim()) ?? [];
  return hours !== undefined && Number(hours) < 24 && Number(minutes) < 60 ? `${hours.padStart(2, '0')}:${minutes}` : null;
}

/** "7:30-11:30, 13:00-17:00" as sessions; null when a part is none. */
export function sessionsOf(text: string): string[] | null {
  const parts = text.split(/[,;]/).map((part) => part.split(/[-–]/).map(timeOf));
  return parts.every((times) => times.length === 2 && !times.includes(null)) ? parts.map((times) => times.join('-')) : null;
}

/** "15/4-15/10: 7:00-11:30, 13:30-17:00" as a season; null when it is none. */
function seasonOf(line: string): Season | null {
  const [, days = '', text = ''] = /^([^:]*):(.*)$/.exec(line) ?? [];
  const [from, to] = days.split(/[-–]/).map((day) => {
    const [, date, month] = /^(\d{1,2})\/(\d{1,2})$/.exec(day.trim()) ?? [];
    const real = date !== undefined && month !== undefined && Number(month) <= 12 && Number(date) <= 31 && Number(month) > 0 && Number(date) > 0;
    return real ? `${month.padStart(2, '0')}-${date.padStart(2, '0')}` : null;
  });
  const sessions = sessionsOf(text);
  return from && to && sessions ? { from, to, sessions } : null;
}

/** Whether these sessions follow one another. */
function orderly(sessions: string[]): boolean {
  try {
    makeCalendar({ days: [], officialYears: [], policy: { sessions } });
    return true;
  } catch {
    return false;
  }
}

/** Reads the form of working hours as what a place has of its own: what is as it comes from above is left out, so that it follows. */
export function readHours(values: Record<string, string>, { inherited, own }: HeldHours): Partial<WorkingTimePolicy> {
  const seasons = (values['seasons'] ?? '')
    .split('\n')
    .filter((line) => line.trim())
    .map(seasonOf);
  const given = {
    sessions: sessionsOf(values['sessions'] ?? ''),
    seasons: seasons.includes(null) ? null : (seasons as Season[]),
    weeklyRest: WEEK.filter((day) => values[`rest${day}`] === '1') as number[],
    afterClosing: AFTER_CLOSING.find((known) => known === values['afterClosing']) ?? null,
    transferCutoff: timeOf(values['transferCutoff'] ?? ''),
    sameDayCutoff: timeOf(values['sameDayCutoff'] ?? ''),
    countProposed: values['countProposed'] === '1',
  };
  const faults = {
    ...(!(given.sessions && orderly(given.sessions)) && { sessions: 'sessions' }),
    ...(!given.seasons?.every(({ sessions }) => orderly(sessions)) && { seasons: 'seasons' }),
    ...(given.weeklyRest.length === WEEK.length && { rest7: 'restAll' }),
    ...(!given.afterClosing && { afterClosing: 'choose' }),
    ...(!given.transferCutoff && { transferCutoff: 'hour' }),
    ...(!given.sameDayCutoff && { sameDayCutoff: 'hour' }),
    ...(!values['reason'] && { reason: 'required' }),
  };
  if (Object.keys(faults).length > 0) throw fieldFaults(faults);
  const policy = { ...own, ...given } as WorkingTimePolicy;
  return Object.fromEntries(Object.entries(policy).filter(([name, value]) => !isDeepStrictEqual(value, inherited[name as keyof WorkingTimePolicy])));
}
