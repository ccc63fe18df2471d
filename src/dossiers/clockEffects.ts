import { type Calendar, isOverdue, termNeedsReview } from '#src/calendar/index.ts';
import type { Act } from './acts.ts';
import { afterPause, countDue, termOf } from './dueTime.ts';
import type { Dossier } from './model.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { ClockEffect } from './rules.ts';

export type Change = Partial<Dossier>;

/** A clock that does not stand. */
export const RUNNING = { pausedAt: null, pauseReason: null, pauseExpectedEnd: null };

/** What each effect of the table does to a dossier; pure. */
export const CLOCK: Record<ClockEffect, (calendar: Calendar, dossier: Dossier, act: Act) => Change | Refusal> = {
  none: () => ({}),
  stop: () => ({}),
  start(calendar, dossier, act) {
    const typed = act.action === 'acceptDossier' ? act.typedDueAt : undefined;
    const started = { acceptedAt: act.at, clockStartedAt: act.at };
    const due = firstDue(calendar, { ...dossier, ...started }, typed);
    return 'refused' in due ? due : { ...started, ...due, originalDueAt: due.promisedDueAt ?? null };
  },
  suspend(_calendar, dossier, act) {
    // A payment stands outside the term only where the procedure says so: its clause is the legal basis.
    const counts = dossier.clockStartedAt === null || dossier.pausedAt !== null || (act.action === 'requestPayment' && !act.legalBasis?.trim());
    const expectedEnd = act.action === 'pauseDossier' ? (act.expectedEnd ?? null) : null;
    return counts ? {} : { pausedAt: act.at, pauseReason: act.reason?.trim() ?? null, pauseExpectedEnd: expectedEnd };
  },
  resume: (calendar, dossier, act) => resumed(calendar, dossier, act.at),
  again(calendar, dossier, act) {
    const { pausedAt, dueAt, supplementPolicy } = dossier;
    // A supplement asked for when the dossier was already late does not begin its term again: the delay stays visible.
    const late = pausedAt !== null && dueAt !== null && isOverdue(dueAt, pausedAt);
    if (supplementPolicy === 'pause' || late) return resumed(calendar, dossier, act.at);
    const typed = act.action === 'acceptSupplement' ? act.typedDueAt : undefined;
    const again = { clockStartedAt: act.at, pauses: [], ...RUNNING };
    const due = firstDue(calendar, { ...dossier, ...again }, typed);
    return 'refused' in due ? due : { ...again, ...due };
  },
  reappoint(_calendar, dossier, act) {
    if (act.action !== 'approveApology') return {};
    const basis: Change = dossier.source === 'mirrored' ? {} : { dueBasis: 'appointment' };
    return { ...basis, promisedDueAt: act.newDueAt, reappointments: dossier.reappointments + 1 };
  },
};

/** The date on the slip: by the term where it can be counted, else as the officer typed it. */
function firstDue(calendar: Calendar, dossier: Dossier, typed: Date | undefined): Change | Refusal {
  const term = termOf(dossier);
  const unsure = term !== null && termNeedsReview(term);
  const counted = unsure ? null : countDue(calendar, dossier);
  if (counted) {
    const provisional = counted.provisional.length > 0;
    return { dueBasis: 'term', promisedDueAt: counted.due, computedDueAt: counted.due, computedWith: calendar.revision, provisional };
  }
  if (!typed) return refuse(unsure ? 'dossierTermUnsure' : 'dossierDueMissing');
  if (typed <= dossier.clockStartedAt!) return refuse('dossierDueBeforeReceipt');
  return { dueBasis: 'typed', promisedDueAt: typed, computedDueAt: null, computedWith: calendar.revision, provisional: false };
}

/** The clock goes on: the time since `pausedAt` does not count, unless the dossier was late before. */
function resumed(calendar: Calendar, dossier: Dossier, at: Date): Change {
  const { pausedAt, promisedDueAt, computedDueAt, dueBasis } = dossier;
  if (pausedAt === null) return RUNNING;
  const pauses = [...dossier.pauses, { from: pausedAt.toISOString(), to: at.toISOString() }];
  const counted = dueBasis === 'term' ? countDue(calendar, { ...dossier, pauses }) : null;
  const shifted = promisedDueAt && afterPause(calendar, promisedDueAt, pausedAt, at);
  if (!counted) return { ...RUNNING, pauses, promisedDueAt: shifted };
  // A promise that the calendar has since overtaken moves by the pause alone.
  const kept = promisedDueAt?.getTime() === computedDueAt?.getTime();
  const provisional = counted.provisional.length > 0;
  const computed = { computedDueAt: counted.due, computedWith: calendar.revision, provisional };
  return { ...RUNNING, pauses, ...computed, promisedDueAt: kept ? counted.due : shifted };
}
