import { dayName, provisionalLines } from '#src/calendar/dueLines.ts';
import { type Calendar, closingTime, type Due, dueDate, explainDue, type Term, termNeedsReview, transferOn } from '#src/calendar/index.ts';
import type { Say } from '#src/platform/texts.ts';
import { dayOf, formatDateTime, formatIsoDate } from '#src/text/formats.ts';
import type { Procedure } from './content.ts';
import { inForce, standingOf, tellableTerm } from './facts.ts';

/**
 * The term by which a day may be named; null where none may (docs/decisions/0006-facts-and-their-worth.md): only a number with its unit from the
 * national portal binds, not the longest of several cases, the page of one office, or words. What the province answers runs by another calendar.
 */
export function countableTerm(procedure: Procedure): Term | null {
  const term = tellableTerm(procedure);
  if (!inForce(procedure) || standingOf(procedure) === 'moved-to-province' || term?.basis !== 'portal') return null;
  return term.value === undefined || term.unit === undefined ? null : { value: term.value, unit: term.unit };
}

/** When it would be handed in, by the calendar of the office. */
export interface FilingMoment {
  calendar: Calendar;
  at: Date;
  now: Date;
}

const clockOf = (at: Date): string => formatDateTime(at).slice(11);
const REST = new Set(['weeklyRest', 'extraWorking']);

/** "Nộp hôm nay (trước 15:00)": until when the same answer holds; a term in hours runs from the moment itself. */
function filedLine({ calendar, at, now }: FilingMoment, due: Due, say: Say): string {
  const day = dayOf(at);
  const named = day === dayOf(now) ? say('estimate.today') : dayName(day, say);
  if (due.moved) return named;
  if (due.countedIn === 'workingHours') return say('estimate.at', { day: named, time: clockOf(at) });
  const until = transferOn(calendar, at) === day ? calendar.policy.transferCutoff : clockOf(closingTime(calendar, day));
  return say('estimate.before', { day: named, time: until });
}

/** The named days off that moved the date, each with its days. */
function reasonLines(calendar: Calendar, due: Due, say: Say): string[] {
  const off = explainDue(calendar, due).skipped.filter(({ reason }) => !REST.has(reason));
  const days = off.map(({ name, from, to }) =>
    say('estimate.dayOff', { name: name ?? '', days: from === to ? formatIsoDate(from) : `${formatIsoDate(from)}–${formatIsoDate(to)}` }),
  );
  return [
    ...(days.length > 0 ? [say('estimate.because', { days: days.join('; ') })] : []),
    ...(due.rolledFrom ? [say('due.rolled', { day: dayName(due.rolledFrom, say) })] : []),
  ];
}

/** When a dossier handed in at that moment would be ready, and what moves the date; null when no day may be named. */
export function estimateText(procedure: Procedure, moment: FilingMoment, say: Say): string | null {
  const term = countableTerm(procedure);
  if (!term) return null;
  if (termNeedsReview(term)) return say('estimate.review');
  const due = dueDate(moment.calendar, { received: moment.at, term });
  if (!due.computed) return null;
  const provisional = provisionalLines(moment.calendar, due.provisional, say);
  return [
    say(provisional.length > 0 ? 'estimate.dueProvisional' : 'estimate.due', {
      filed: filedLine(moment, due, say),
      time: clockOf(due.due),
      day: dayName(due.dueOn, say),
    }),
    ...(due.moved ? [say(`estimate.moved.${due.moved}`, { zero: dayName(due.dayZero, say) })] : []),
    ...reasonLines(moment.calendar, due, say),
    ...provisional,
    say('estimate.slip'),
  ].join(' ');
}
