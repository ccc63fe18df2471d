import type { Say } from '#src/platform/texts.ts';
import { dayOf, formatDateTime, formatIsoDate, formatNumber } from '#src/text/formats.ts';
import type { Calendar } from './calendar.ts';
import { apologyBy } from './days.ts';
import type { Due, InterruptionOutcome, NotDue } from './dueDate.ts';
import { explainDue, type Skipped } from './explain.ts';
import { numberOfDay, weekdayOfDay } from './localTime.ts';
import type { Provisional } from './provisional.ts';
import { termNeedsReview } from './term.ts';

/** "16/03/2026", or "14/03/2026–15/03/2026". */
const range = (from: string, to: string) => (from === to ? formatIsoDate(from) : `${formatIsoDate(from)}–${formatIsoDate(to)}`);

/** "thứ Hai, 16/03/2026" as the locale says it. */
export const dayName = (day: string, say: Say) =>
  say('due.day', { weekday: say(`due.weekday.${weekdayOfDay(numberOfDay(day))}`), date: formatIsoDate(day) });

function because({ reason, name, source }: Skipped, say: Say): string {
  return name === undefined ? say(`due.reason.${reason}`) : say('due.named', { name, source: source ?? '' });
}

function interruptionLine({ from, to, effect, ignored, used, left }: InterruptionOutcome, countedIn: string, say: Say): string {
  const times = { from: formatDateTime(from), to: to ? formatDateTime(to) : '' };
  if (ignored) return say('due.ignored', times);
  return effect === 'restart'
    ? say('due.restart', times)
    : say('due.pause', { ...times, used: formatNumber(used), left: formatNumber(left), unit: say(`due.unit.${countedIn}`, { count: left }) });
}

/** Days in a row that are only proposed are said once. */
export function provisionalLines(calendar: Calendar, provisional: readonly Provisional[], say: Say): string[] {
  const groups: { name: string; from: string; to: string }[] = [];
  for (const entry of provisional) {
    if (entry.kind !== 'dayProposed') continue;
    const last = groups.at(-1);
    // Nothing but days of rest between two of the same name.
    if (last?.name === entry.name && numberOfDay(entry.date) - numberOfDay(last.to) <= 3) last.to = entry.date;
    else groups.push({ name: entry.name, from: entry.date, to: entry.date });
  }
  const years = provisional.flatMap((entry) => (entry.kind === 'yearNotOfficial' ? [entry.year] : []));
  const key = calendar.policy.countProposed ? 'due.proposedCounted' : 'due.proposed';
  return [
    ...years.map((year) => say('due.yearNotOfficial', { year: String(year) })),
    ...groups.map(({ name, from, to }) => say(key, { name, days: range(from, to) })),
  ];
}

function termText({ term }: Due, say: Say): string {
  if (term.unit === 'sameDay' || term.unit === 'text') return say('due.term.sameDay');
  return say('due.term.counted', { value: formatNumber(term.value), unit: say(`due.unit.${term.unit}`, { count: term.value }) });
}

/** Where the count begins. A term in hours runs from the moment itself, and what is done the same day counts nothing. */
function zeroLine(due: Due, say: Say): string[] {
  const zero = dayName(due.dayZero, say);
  if (due.moved) return [say(`due.moved.${due.moved}`, { zero })];
  if (due.term.unit === 'sameDay' || due.countedIn === 'workingHours') return [];
  return [say(due.interruptions.some(({ ignored }) => !ignored) ? 'due.zeroAgain' : 'due.zero', { zero })];
}

/** Days that were passed over, by reason. */
function skippedLine(skipped: readonly Skipped[], say: Say): string[] {
  const reasons = Map.groupBy(skipped, (entry) => because(entry, say));
  const days = [...reasons].map(([reason, entries]) => `${entries.map(({ from, to }) => range(from, to)).join(', ')} (${reason})`);
  return days.length > 0 ? [say('due.skipped', { days: days.join('; ') })] : [];
}

/** The due date and how it was counted, for a person: the first line is the answer. */
export function dueLines(calendar: Calendar, due: Due | NotDue, say: Say): string[] {
  if (!due.computed) {
    if (due.because === 'text') return [say('due.inWords', { text: due.text })];
    return [
      say(`due.${due.because}`, {
        since: formatDateTime(due.since),
        left: formatNumber(due.left),
        unit: say(`due.unit.${due.unit}`, { count: due.left }),
      }),
    ];
  }
  const { skipped, worked } = explainDue(calendar, due);
  // A term so short that there is no working day before its end has no time for an apology.
  const lastDay = apologyBy(calendar, due.due);
  return [
    say(due.provisional.length > 0 ? 'due.headProvisional' : 'due.head', {
      time: formatDateTime(due.due).slice(11),
      day: dayName(due.dueOn, say),
    }),
    say('due.received', { time: formatDateTime(due.received).slice(11), day: dayName(dayOf(due.received), say) }),
    termText(due, say),
    ...due.interruptions.map((outcome) => interruptionLine(outcome, due.countedIn, say)),
    ...zeroLine(due, say),
    ...skippedLine(skipped, say),
    ...worked.map(({ date, name, source }) => say('due.worked', { day: dayName(date, say), name, source })),
    ...(due.rolledFrom ? [say('due.rolled', { day: dayName(due.rolledFrom, say) })] : []),
    ...provisionalLines(calendar, due.provisional, say),
    ...(termNeedsReview(due.term) ? [say('due.review')] : []),
    ...(lastDay >= dayOf(due.received) ? [say('due.apology', { day: dayName(lastDay, say) })] : []),
  ];
}
