import type { Calendar } from '#src/calendar/index.ts';
import { reappointmentBreaches } from '#src/calendar/index.ts';
import type { Act } from './acts.ts';
import { type Change, CLOCK, RUNNING } from './clockEffects.ts';
import { workingDue } from './dueTime.ts';
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
export function ruleFor(dossier: Pick<Dossier, 'state' | 'source' | 'pausedAt' | 'acceptedAt'>, action: Act['action']): Rule | Refusal {
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
  const { submittedAt, acceptedAt, clockStartedAt, pauses, pausedAt, resolvedAt, returnedAt, lastEventAt } = dossier;
  if (at < recordedAt && at < lastEventAt) return 'dossierTimeBackwards';
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
    case 'withdrawHandOver':
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
