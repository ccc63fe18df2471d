import type { Agency } from '#src/directory/agency.ts';
import {
  addDays,
  between,
  clockOf,
  type DayHours,
  hoursOn,
  type LocalTime,
  lunchBreak,
  openAt,
  type Session,
  sessionsOf,
  weekdayOf,
} from '#src/directory/openingHours.ts';
import type { Say } from '#src/platform/texts.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import type { DayPart, NamedDay, When } from './directoryWhen.ts';
import { openingHours } from './topics.ts';

type Hours = Pick<Agency, 'hours' | 'specialDays'>;

/** Minutes since midnight where a part of the day begins and ends. */
const PARTS: Record<Exclude<DayPart, 'lunch'>, [from: number, to: number]> = { morning: [0, 720], afternoon: [720, 1080], evening: [1080, 1440] };
const MOST_SPECIAL_DAYS = 3;

const sessionText = (sessions: Session[]): string => sessions.map(({ from, to }) => `${clockOf(from)}–${clockOf(to)}`).join(', ');

/** The day that is meant; a date is the next one of that day and month, null when no year has it soon. */
function dayOf(named: NamedDay, today: string): string | null {
  if (named.kind === 'ahead') return addDays(today, named.days);
  if (named.kind === 'weekday') return addDays(today, (named.weekday - weekdayOf(today) + 7) % 7);
  const year = Number(today.slice(0, 4));
  const dates = [year, year + 1].map((y) => `${y}-${String(named.month).padStart(2, '0')}-${String(named.day).padStart(2, '0')}`);
  return dates.find((date) => date >= today && !Number.isNaN(Date.parse(date)) && addDays(date, 0) === date) ?? null;
}

function dayLabel(named: NamedDay, hours: DayHours, say: Say): string {
  const weekday = say(`day.${hours.weekday}`);
  if (named.kind === 'weekday' && hours.reason === null) return weekday;
  const dated = say('directory.when.dated', { day: weekday, date: formatIsoDate(hours.day) });
  return named.kind === 'ahead' ? say(`directory.when.${named.days}`, { day: dated }) : dated;
}

const closed = (reason: string | null, say: Say): string => (reason ? say('directory.hours.closedFor', { reason }) : say('day.closed'));

/** "Thứ Bảy: nghỉ." */
function dayLine(named: NamedDay, part: When['part'], agency: Hours, today: string, say: Say): string[] {
  const day = dayOf(named, today);
  const hours = day ? hoursOn(agency, day) : null;
  if (!hours) return [];
  const label = dayLabel(named, hours, say);
  const { sessions, reason } = hours;
  if (sessions.length === 0) return [say('directory.hours.day', { day: label, hours: closed(reason, say) })];
  if (part === 'lunch') return [say('directory.hours.day', { day: label, hours: lunchText(sessions, say) })];
  const shown = part ? between(sessions, ...PARTS[part]) : sessions;
  const usual = shown.length > 0 ? sessionText(shown) : closed(null, say);
  // A date that somebody names is often a feast, and the list of special days may not reach as far.
  const text = named.kind === 'date' && reason === null ? say('directory.hours.asUsual', { hours: usual }) : usual;
  return [
    say('directory.hours.day', {
      day: part ? say('directory.when.partOf', { part: say(`directory.partIn.${part}`), day: label }) : label,
      hours: text,
    }),
  ];
}

function lunchText(sessions: Session[], say: Say): string {
  const pause = lunchBreak(sessions);
  if (pause) return say('directory.hours.lunchBreak', { from: clockOf(pause.from), to: clockOf(pause.to) });
  return sessions.some(({ from, to }) => from <= 720 && to > 720) ? say('directory.hours.lunchOpen') : sessionText(sessions);
}

/** A part of the day through the week, or lunch where it is the same on every day that has an afternoon. */
function weekPart(part: DayPart, hours: NonNullable<Agency['hours']>, say: Say): string {
  const days = Object.entries(hours).map(([day, sessions]): [string, Session[]] => [day, sessionsOf(sessions)]);
  if (part === 'lunch') {
    const texts = new Set(
      days
        .filter(([, sessions]) => lunchBreak(sessions) || sessions.some(({ from, to }) => from <= 720 && to > 720))
        .map(([, sessions]) => lunchText(sessions, say)),
    );
    return say('directory.hours.day', {
      day: say('directory.part.lunch'),
      hours: texts.size === 1 ? ([...texts][0] as string) : openingHours(hours, say),
    });
  }
  const cut = Object.fromEntries(
    days.map(([day, sessions]) => [day, between(sessions, ...PARTS[part]).map(({ from, to }) => `${clockOf(from)}-${clockOf(to)}`)]),
  );
  const none = Object.values(cut).every((sessions) => sessions.length === 0);
  return say('directory.hours.day', { day: say(`directory.part.${part}`), hours: none ? closed(null, say) : openingHours(cut, say) });
}

function stateLine(agency: Hours, time: LocalTime, now: boolean, say: Say): string | null {
  const state = openAt(agency, time);
  if (!state) return null;
  const when = say(now ? 'directory.when.now' : 'directory.when.at', {
    time: clockOf(time.minutes),
    day: say('directory.when.dated', { day: say(`day.${weekdayOf(time.day)}`), date: formatIsoDate(time.day) }),
  });
  if (state.open) return say('directory.hours.open', { when, until: clockOf(state.until) });
  const next = state.next
    ? say('directory.hours.next', {
        time: clockOf(state.next.at),
        day:
          state.next.day === time.day
            ? say('directory.when.sameDay')
            : say('directory.when.dated', { day: say(`day.${state.next.weekday}`), date: formatIsoDate(state.next.day) }),
      })
    : say('directory.hours.noNext');
  return say('directory.hours.closed', { when, closed: closed(state.reason, say), next });
}

/** The next days that go otherwise than usual; for feasts that have none the honest answer is to ask. */
function holidayLines({ specialDays }: Hours, today: string, say: Say): string[] {
  const coming = specialDays.filter(({ from, to = from }) => to >= today).sort((a, b) => a.from.localeCompare(b.from));
  const items = coming.slice(0, MOST_SPECIAL_DAYS).map(({ from, to, sessions, reason }) => {
    const days = to && to !== from ? `${formatIsoDate(from)} – ${formatIsoDate(to)}` : formatIsoDate(from);
    const hours = sessions.length > 0 ? `${sessions.join(', ').replaceAll('-', '–')} (${reason})` : closed(reason, say);
    return say('directory.hours.special', { days, hours });
  });
  return [...(items.length > 0 ? [say('directory.hours.holidays', { days: items.join('; ') })] : []), say('directory.hours.holidaysOther')];
}

/** What is asked about opening hours, in a sentence or two; empty when the hours are not known. `local` is the time now in Viet Nam. */
export function tellHours(agency: Hours, when: When, local: LocalTime, say: Say): string[] {
  if (!agency.hours) return [];
  const [first] = when.days;
  if (when.at !== null) {
    const day = first ? dayOf(first, local.day) : local.day;
    const line = day ? stateLine(agency, { day, minutes: when.at }, false, say) : null;
    return line ? [line] : [];
  }
  if (when.days.length > 0) return when.days.flatMap((day) => dayLine(day, when.part, agency, local.day, say));
  if (when.holiday) return holidayLines(agency, local.day, say);
  if (when.part) return [weekPart(when.part, agency.hours, say)];
  if (when.now) return [stateLine(agency, local, true, say) as string];
  return [say('directory.hours.week', { hours: openingHours(agency.hours, say) })];
}
