import { type Calendar, closingOf, isWorking, lengthOf, sessionsOn, shiftWorking, workingFrom } from './calendar.ts';
import { addMonths, type DayNumber, dayNumberAt, instantOf, isoOfDay, MINUTE_MS, timeOfDay } from './localTime.ts';
import { type Provisional, provisionalBetween } from './provisional.ts';
import { checkTerm, type Term } from './term.ts';
import { addWorkingTime, workingTimeBetween } from './workingTime.ts';

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

export type CountedIn = 'workingDays' | 'days' | 'workingHours';

/** Why the count does not begin on the day of receipt. */
export type Moved = 'dayOff' | 'afterClosing' | 'afterCutoff';

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

interface DayZero {
  day: DayNumber;
  moved: Exclude<Moved, 'afterCutoff'> | null;
}

/** The day of receipt, or the next working day when that is a day off or it came after closing (the moment of closing still counts). */
export function zeroOf(calendar: Calendar, received: number): DayZero {
  const day = dayNumberAt(received);
  if (!isWorking(calendar, day)) return { day: workingFrom(calendar, day, 1), moved: 'dayOff' };
  const late = calendar.policy.afterClosing === 'nextDay' && timeOfDay(received) > closingOf(calendar, day);
  return late ? { day: workingFrom(calendar, day + 1, 1), moved: 'afterClosing' } : { day, moved: null };
}

/** Day zero of what must leave the same day: later than the cut-off on a working day, it is the next one. */
export function zeroByCutoff(calendar: Calendar, received: number, cutoff: number): { day: DayNumber; moved: Moved | null } {
  const zero = zeroOf(calendar, received);
  if (zero.moved !== null || timeOfDay(received) <= cutoff) return zero;
  return { day: workingFrom(calendar, zero.day + 1, 1), moved: 'afterCutoff' };
}

/** Where a count stands: how it began, and where it ends. */
interface Count {
  zero: DayNumber;
  moved: Moved | null;
  /** What is still to go after day zero, in working days, days, or milliseconds of working hours. */
  left: number;
  end: number;
  rolledFrom: DayNumber | null;
}

const byTerm: Record<Term['unit'], CountedIn> = {
  workingDays: 'workingDays',
  sameDay: 'workingDays',
  days: 'days',
  months: 'days',
  workingHours: 'workingHours',
  text: 'days',
};
const HOUR_MS = 60 * MINUTE_MS;

/** Ends `left` working days after day zero at closing; a fraction goes that share of the working time into the following working day. */
function endOfWorkingDays(calendar: Calendar, zero: DayNumber, left: number): number {
  const whole = Math.floor(left);
  const day = shiftWorking(calendar, zero, whole);
  const share = left - whole;
  if (share === 0) return instantOf(day, closingOf(calendar, day));
  const next = workingFrom(calendar, day + 1, 1);
  const duration = Math.round((share * lengthOf(sessionsOn(calendar, next))) / MINUTE_MS) * MINUTE_MS;
  return addWorkingTime(calendar, instantOf(next, 0), duration);
}

function endOfDays(calendar: Calendar, zero: DayNumber, left: number): Pick<Count, 'end' | 'rolledFrom'> {
  const last = zero + left;
  const day = calendar.policy.rollForward ? workingFrom(calendar, last, 1) : last;
  return { end: instantOf(day, closingOf(calendar, day)), rolledFrom: day === last ? null : last };
}

/** A count of `left` from a moment of receipt or resumption. */
function countFrom(calendar: Calendar, mode: CountedIn, start: number, left: number): Count {
  const { day: zero, moved } = zeroOf(calendar, start);
  if (mode === 'workingHours') return { zero, moved, left, end: addWorkingTime(calendar, start, left), rolledFrom: null };
  if (mode === 'days') return { zero, moved, left, ...endOfDays(calendar, zero, left) };
  return { zero, moved, left, end: endOfWorkingDays(calendar, zero, left), rolledFrom: null };
}

/** The whole term from a moment of receipt. Months become the days up to the corresponding date, so that a pause can divide them. */
function wholeTerm(calendar: Calendar, mode: CountedIn, term: Exclude<Term, { unit: 'text' }>, start: number): Count {
  if (term.unit === 'sameDay') {
    const { day, moved } = zeroByCutoff(calendar, start, calendar.sameDayCutoff);
    return { zero: day, moved, left: 0, end: instantOf(day, closingOf(calendar, day)), rolledFrom: null };
  }
  if (mode === 'workingHours') {
    const unit = term.unit === 'workingHours' ? HOUR_MS : lengthOf(calendar.sessions);
    return countFrom(calendar, mode, start, Math.round((term.value * unit) / MINUTE_MS) * MINUTE_MS);
  }
  if (term.unit !== 'months') return countFrom(calendar, mode, start, term.value);
  const zero = zeroOf(calendar, start).day;
  return countFrom(calendar, mode, start, addMonths(zero, term.value) - zero);
}

/** How much of the count was used when a pause began: the day on which it began counts as used. */
function usedBy(calendar: Calendar, mode: CountedIn, { zero }: Count, started: number, from: number): number {
  if (mode === 'workingHours') return workingTimeBetween(calendar, started, from);
  const day = dayNumberAt(from);
  if (mode === 'days') return Math.max(0, day - zero);
  let used = 0;
  for (let at = zero + 1; at <= day; at++) if (isWorking(calendar, at)) used++;
  return used;
}

const inUnit = (mode: CountedIn, amount: number) => (mode === 'workingHours' ? amount / HOUR_MS : amount);

/**
 * When a dossier is due, and how it was counted, as data. Pure: the same calendar and clock give the same answer. Interruptions
 * may come in any order and are applied one after the other by their beginning. Throws the AppError `termInvalid`.
 */
export function dueDate(calendar: Calendar, { received, term, interruptions = [] }: TermClock): Due | NotDue {
  if (term.unit === 'text') return { computed: false, because: 'text', text: term.text };
  checkTerm(term);
  const mode = calendar.policy.timeOfDay === 'preserve' && term.unit === 'workingDays' ? 'workingHours' : byTerm[term.unit];
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

/** A term in hours gets exactly the working time of the pause on top. */
function resumeHours(calendar: Calendar, count: Count, from: number, resumed: number, left: number): Count {
  const paused = workingTimeBetween(calendar, from, resumed);
  const { day: zero, moved } = zeroOf(calendar, resumed);
  return { zero, moved, left, end: paused > 0 ? addWorkingTime(calendar, count.end, paused) : count.end, rolledFrom: null };
}
