import type { Calendar } from './calendar.ts';
import { COUNTED_IN, type CountedIn, countFrom, inUnit, resumeHours, usedBy, wholeTerm } from './count.ts';
import type { Moved } from './dayZero.ts';
import { type DayNumber, dayNumberAt, isoOfDay } from './localTime.ts';
import { type Provisional, provisionalBetween } from './provisional.ts';
import { checkTerm, type Term } from './term.ts';

/**
 * A time that does not count. `pause` (financial obligation, posting, expertise …): what was left goes on after it.
 * `restart` (supplement found during examination): the whole term again from the complete dossier (Decree 61/2018, article 19(4)).
 */
export interface Interruption {
  from: Date;
  /** When work goes on, or the dossier is complete; null while it is not. */
  to: Date | null;
  effect: 'pause' | 'restart';
}

export interface TermClock {
  /** When the complete dossier was received. */
  received: Date;
  term: Term;
  interruptions?: readonly Interruption[];
}

/** What became of an interruption, in order of time. */
export interface InterruptionOutcome extends Interruption {
  /** It began after the due date, when the dossier was already late, and changes nothing. */
  ignored: boolean;
  /** Of the term, in `countedIn`. */
  used: number;
  left: number;
}

/** Days after `after` up to and including `until`: a stretch whose days off were passed over. */
export interface Span {
  after: string;
  until: string;
}

export interface Due {
  computed: true;
  due: Date;
  /** The day of `due`: what "early", "on time" and "overdue" are told by. */
  dueOn: string;
  received: Date;
  term: Term;
  /** What was counted: months are counted as days, and an authority that keeps the hour of receipt counts hours. */
  countedIn: CountedIn;
  /** The day from which the last count runs; it is not counted itself (Civil Code 2015, article 147). */
  dayZero: string;
  moved: Moved | null;
  /** The last day by the calendar, when it is a day off and the term therefore ended later. */
  rolledFrom: string | null;
  interruptions: InterruptionOutcome[];
  spans: Span[];
  /** Why the date may still change; empty when an official calendar covers it all. */
  provisional: Provisional[];
}

/** `text`: the term is words, an officer sets the date. `paused`, `awaitingSupplement`: the clock stands since `since`, with `left` to go. */
export type NotDue =
  | { computed: false; because: 'text'; text: string }
  | { computed: false; because: 'paused' | 'awaitingSupplement'; since: Date; left: number; unit: CountedIn };

/**
 * When a dossier is due, and how it was counted, as data. Pure: the same calendar and clock give the same answer. Interruptions
 * may come in any order and are applied one after the other by their beginning. Throws the AppError `termInvalid`.
 */
export function dueDate(calendar: Calendar, { received, term, interruptions = [] }: TermClock): Due | NotDue {
  if (term.unit === 'text') return { computed: false, because: 'text', text: term.text };
  checkTerm(term);
  const mode = calendar.policy.timeOfDay === 'preserve' && term.unit === 'workingDays' ? 'workingHours' : COUNTED_IN[term.unit];
  let started = received.getTime();
  let count = wholeTerm(calendar, mode, term, started);
  const outcomes: InterruptionOutcome[] = [];
  // Until the clock starts, and while it runs.
  const waited = { after: dayNumberAt(started) - (count.moved === 'dayOff' ? 1 : 0), until: count.zero - 1 };
  const runs: { after: DayNumber; until: DayNumber }[] = [];

  for (const given of interruptions.length > 1 ? interruptions.toSorted((a, b) => a.from.getTime() - b.from.getTime()) : interruptions) {
    const from = Math.max(given.from.getTime(), started);
    // Terms in hours are over at their hour, all others at the end of their day.
    const late = mode === 'workingHours' ? from > count.end : dayNumberAt(from) > dayNumberAt(count.end);
    const used = late ? count.left : Math.min(count.left, usedBy(calendar, mode, count, started, from));
    const left = count.left - used;
    outcomes.push({ ...given, ignored: late, used: inUnit(mode, used), left: inUnit(mode, left) });
    if (late) continue;
    if (given.to === null) {
      const because = given.effect === 'restart' ? 'awaitingSupplement' : 'paused';
      return { computed: false, because, since: given.from, left: inUnit(mode, left), unit: mode };
    }
    runs.push({ after: count.zero, until: dayNumberAt(from) });
    const resumed = Math.max(given.to.getTime(), from);
    if (given.effect === 'restart') count = wholeTerm(calendar, mode, term, resumed);
    else if (mode === 'workingHours') count = resumeHours(calendar, count, from, resumed, left);
    else count = countFrom(calendar, mode, resumed, left);
    started = resumed;
  }

  const dueDay = dayNumberAt(count.end);
  // A term in days counts every day: only its end moves over days off.
  if (mode === 'days') runs.splice(0, runs.length, { after: (count.rolledFrom ?? dueDay) - 1, until: dueDay });
  else runs.push({ after: count.zero, until: dueDay });
  return {
    computed: true,
    due: new Date(count.end),
    dueOn: isoOfDay(dueDay),
    received,
    term,
    countedIn: mode,
    dayZero: isoOfDay(count.zero),
    moved: count.moved,
    rolledFrom: count.rolledFrom === null ? null : isoOfDay(count.rolledFrom),
    interruptions: outcomes,
    spans: [waited, ...runs]
      .filter(({ after, until }) => until > after)
      .map(({ after, until }) => ({ after: isoOfDay(after), until: isoOfDay(until) })),
    provisional: provisionalBetween(calendar, dayNumberAt(received.getTime()), dueDay),
  };
}
