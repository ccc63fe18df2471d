import type { Calendar } from '#src/calendar/index.ts';
import { isOverdue, reappointmentBreaches, termNeedsReview } from '#src/calendar/index.ts';
import type { Act } from './acts.ts';
import { afterPause, countDue, termOf, workingDue } from './dueTime.ts';
import type { DossierEventBody } from './events.ts';
import type { Dossier } from './model.ts';
import { type Refusal, type RefusalCode, refuse } from './refusals.ts';
import { RULES, type Rule } from './rules.ts';
import { type DossierState, type FormKind, type HistoryKind, isFinal } from './states.ts';
import { toldBy } from './toldBy.ts';

/** A line of the history, before it has an id. */
export interface HistoryLine {
  kind: HistoryKind;
  at: Date;
  recordedAt: Date;
  actor: string;
  unitId: string;
  fromState: DossierState;
  toState: DossierState;
  reason: string | null;
  legalBasis: string | null;
  paper: FormKind | null;
  /** When a date changed: `dueAt`, `previousDueAt`, `promisedDueAt`, `previousPromise` as ISO times. */
  data: Record<string, string | number | boolean | null>;
}

export interface Outcome {
  dossier: Dossier;
  line: HistoryLine;
  events: DossierEventBody[];
}

/**
 * What an act makes of a dossier: the dossier after it, its line of history and what must be said because of it; or why it cannot
 * be done. Pure: time comes with the act, days off with the calendar. `RULES` is the whole of what is allowed.
 */
export function transition(calendar: Calendar, before: Dossier, act: Act): Outcome | Refusal {
  const rule = ruleFor(before, act.action);
  if ('refused' in rule) return rule;
  const missing = missingOf(rule, act) ?? wrongTime(before, act) ?? wrongDate(calendar, before, act);
  if (missing) return refuse(missing);
  const clock = CLOCK[rule.clock](calendar, before, act);
  if ('refused' in clock) return clock;

  const state = rule.to ?? before.state;
  const dossier: Dossier = { ...before, ...clock, ...consequences(before, act), state, version: before.version + 1 };
  if (act.at > dossier.lastEventAt) dossier.lastEventAt = act.at;
  if (isFinal(state)) Object.assign(dossier, { closedAt: before.closedAt ?? act.at, ...RUNNING });
  dossier.dueAt = workingDue(dossier);
  const line: HistoryLine = {
    kind: rule.history,
    at: act.at,
    recordedAt: act.recordedAt,
    actor: act.actor,
    unitId: dossier.unitId,
    fromState: before.state,
    toState: state,
    reason: act.reason?.trim() || null,
    legalBasis: act.legalBasis?.trim() || null,
    paper: rule.paper,
    data: { ...changedDates(before, dossier), ...dataOf(act) },
  };
  return { dossier, line, events: toldBy(before, dossier, act) };
}

/** The rule for this act in this state, or the most helpful reason why there is none. */
export function ruleFor(dossier: Dossier, action: Act['action']): Rule | Refusal {
  const { state, source, pausedAt, acceptedAt } = dossier;
  const known = RULES.filter((rule) => rule.action === action);
  if (source === 'mirrored' && !known.some((rule) => rule.mirrored)) return refuse('dossierMirrored');
  const stage = acceptedAt === null ? 'beforeAcceptance' : 'afterAcceptance';
  const here = known.filter(({ from, when }) => from.includes(state) && (when === undefined || when === stage));
  const rule = here.find(({ suspended }) => suspended === undefined || suspended === (pausedAt !== null));
  if (rule) return rule;
  if (here.length > 0) return refuse(pausedAt ? 'dossierPaused' : 'dossierNotPaused');
  return isFinal(state) ? refuse('dossierClosed', { state }) : refuse('dossierWrongState', { state, action });
}

function missingOf({ needs }: Rule, act: Act): RefusalCode | null {
  if (needs.includes('reason') && !act.reason?.trim()) return 'dossierReasonMissing';
  if (needs.includes('legalBasis') && !act.legalBasis?.trim()) return 'dossierLegalBasisMissing';
  const items = act.action === 'requestSupplement' ? act.items : [];
  return needs.includes('items') && !items.some(({ name }) => name.trim()) ? 'dossierItemsMissing' : null;
}

/** What is written down later may have happened earlier, but not before what it rests on, and not in the future. */
function wrongTime(dossier: Dossier, { at, recordedAt }: Act): RefusalCode | null {
  if (at > recordedAt) return 'dossierTimeAhead';
  const { submittedAt, acceptedAt, clockStartedAt, pauses, pausedAt, resolvedAt, returnedAt } = dossier;
  const resumed = pauses.length > 0 ? new Date(pauses.at(-1)!.to) : null;
  return [submittedAt, acceptedAt, clockStartedAt, resumed, pausedAt, resolvedAt, returnedAt].some((since) => since !== null && at < since)
    ? 'dossierTimeBackwards'
    : null;
}

/** One new date, later than the promise, on a working day (NĐ 61/2018 Đ19.9). That it comes late is a breach to be shown, not one to be refused. */
function wrongDate(calendar: Calendar, { promisedDueAt, dueAt, reappointments }: Dossier, act: Act): RefusalCode | null {
  if (act.action !== 'proposeApology' && act.action !== 'approveApology') return null;
  const due = promisedDueAt ?? dueAt;
  if (due === null) return 'dossierDueMissing';
  const breaches = reappointmentBreaches(calendar, { due, newDue: act.newDueAt, announced: act.at, earlier: reappointments });
  if (breaches.includes('tooMany')) return 'dossierReappointmentUsed';
  if (breaches.includes('notLater')) return 'dossierNewDateNotLater';
  return breaches.includes('dayOff') ? 'dossierNewDateDayOff' : null;
}

type Change = Partial<Dossier>;
const RUNNING = { pausedAt: null, pauseReason: null, pauseExpectedEnd: null };

const CLOCK: Record<Rule['clock'], (calendar: Calendar, dossier: Dossier, act: Act) => Change | Refusal> = {
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

/** What an act changes besides state and clock. */
function consequences(before: Dossier, act: Act): Change {
  switch (act.action) {
    case 'requestSupplement':
      return { supplementCount: before.supplementCount + 1 };
    case 'confirmHandOver':
      return { unitId: act.toUnitId, officerId: act.officerId ?? null };
    case 'completeDossier':
      return { resolvedAt: act.at, outcome: 'granted' };
    case 'refuseDossier':
      return { resolvedAt: act.at, outcome: 'refused' };
    case 'collectResult':
      return { returnedAt: act.at };
    case 'recordSlip':
      return { slipAt: before.slipAt ?? act.at };
    default:
      return {};
  }
}

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** Every change of a date leaves its line: a promise never moves silently. */
function changedDates(before: Dossier, after: Dossier): HistoryLine['data'] {
  const data: HistoryLine['data'] = {};
  if (iso(before.dueAt) !== iso(after.dueAt)) Object.assign(data, { dueAt: iso(after.dueAt), previousDueAt: iso(before.dueAt) });
  if (iso(before.promisedDueAt) !== iso(after.promisedDueAt))
    Object.assign(data, { promisedDueAt: iso(after.promisedDueAt), previousPromise: iso(before.promisedDueAt) });
  return data;
}

function dataOf(act: Act): HistoryLine['data'] {
  switch (act.action) {
    case 'requestSupplement':
      return { items: act.items.length, late: act.late ?? false };
    case 'pauseDossier':
      return { expectedEnd: iso(act.expectedEnd ?? null) };
    case 'handOver':
      return { toUnitId: act.toUnitId, step: act.step ?? null };
    case 'confirmHandOver':
    case 'refuseHandOver':
      return { fromUnitId: act.fromUnitId, toUnitId: act.toUnitId };
    case 'startConsultation':
      return { askedOf: act.askedOf, consultationDueAt: iso(act.dueAt ?? null) };
    case 'answerConsultation':
      return { askedOf: act.askedOf, late: act.late };
    case 'proposeApology':
    case 'approveApology':
      return { newDueAt: iso(act.newDueAt), late: act.late };
    default:
      return {};
  }
}
