import {
  type Calendar,
  closingTime,
  type Due,
  dayZeroOf,
  dueDate,
  isOverdue,
  shiftWorkingDays,
  type Term,
  timeliness,
  workingDaysBetween,
} from '#src/calendar/index.ts';
import type { Dossier } from './model.ts';

export type TermFacts = Pick<Dossier, 'termValue' | 'termUnit' | 'termText'>;
type ClockFacts = TermFacts & Pick<Dossier, 'clockStartedAt' | 'pauses'>;
type DueFacts = Pick<Dossier, 'dueBasis' | 'promisedDueAt' | 'computedDueAt' | 'dueAt'>;

/** The term as the calendar counts it; null when it is unknown. */
export function termOf({ termValue, termUnit, termText }: TermFacts): Term | null {
  if (termUnit === null) return null;
  if (termUnit === 'sameDay') return { unit: 'sameDay' };
  if (termUnit === 'text') return { unit: 'text', text: termText ?? '' };
  return termValue === null ? null : { unit: termUnit, value: termValue };
}

/** What the calendar makes of what happened, with how it was counted; null while there is nothing to count, or a term in words. */
export function countDue(calendar: Calendar, dossier: ClockFacts): Due | null {
  const term = termOf(dossier);
  if (term === null || dossier.clockStartedAt === null) return null;
  const interruptions = dossier.pauses.map(({ from, to }) => ({ from: new Date(from), to: new Date(to), effect: 'pause' as const }));
  const due = dueDate(calendar, { received: dossier.clockStartedAt, term, interruptions });
  return due.computed ? due : null;
}

/**
 * What officials work to: the earlier of promise and computation (a change of the calendar never takes a promise back); the promise
 * alone once form 04 gave a new date or an officer typed it; what the one-stop software says where that is the system of record.
 */
export function workingDue({ dueBasis, promisedDueAt, computedDueAt, dueAt }: DueFacts): Date | null {
  if (dueBasis === 'imported') return dueAt;
  if (dueBasis !== 'term' || computedDueAt === null) return promisedDueAt;
  return promisedDueAt === null || computedDueAt < promisedDueAt ? computedDueAt : promisedDueAt;
}

/** A date that is not counted from a term goes on after a pause by the working days that were left of it; unchanged when it had passed. */
export function afterPause(calendar: Calendar, due: Date, from: Date, to: Date): Date {
  if (isOverdue(due, from)) return due;
  const left = workingDaysBetween(calendar, from, due);
  const moved = closingTime(calendar, shiftWorkingDays(calendar, dayZeroOf(calendar, to), left));
  return moved > due ? moved : due;
}

export type Standing = 'notStarted' | 'inTerm' | 'paused' | 'early' | 'onTime' | 'overdue' | 'ended';

/**
 * Early, on time or overdue by calendar date, not by the hour: a dossier finished at 17:30 on its due date is on time (forms 06a, 06b).
 * Derived, never stored. A pause that began after the due date does not hide the delay.
 */
export function standing(dossier: Pick<Dossier, 'state' | 'dueAt' | 'resolvedAt' | 'pausedAt' | 'acceptedAt'>, now: Date): Standing {
  const { state, dueAt, resolvedAt, pausedAt, acceptedAt } = dossier;
  if (state === 'rejected' || state === 'withdrawn' || state === 'stopped') return 'ended';
  if (resolvedAt) return dueAt ? timeliness(dueAt, resolvedAt) : 'onTime';
  if (acceptedAt === null) return 'notStarted';
  if (dueAt && isOverdue(dueAt, pausedAt ?? now)) return 'overdue';
  return pausedAt ? 'paused' : 'inTerm';
}
