import { type Calendar, termNeedsReview } from '#src/calendar/index.ts';
import { sayIn } from '#src/platform/texts.ts';
import { dayOf } from '#src/text/formats.ts';
import { countDue, termOf } from '../dueTime.ts';
import type { DossierEventBody } from '../events.ts';
import type { Dossier } from '../model.ts';
import type { ProcedureAtReceipt } from '../procedureAtReceipt.ts';
import { type DossierState, type HistoryKind, isFinal, isOpen } from '../states.ts';
import { headingOf } from './findings.ts';
import type { ImportedDossier } from './record.ts';

/** What a mirrored dossier takes from the one-stop software; everything else of its row is this register's. */
export type Mirror = Pick<
  Dossier,
  | 'agencyId'
  | 'unitId'
  | 'procedureCode'
  | 'procedureVersion'
  | 'procedureName'
  | 'field'
  | 'channel'
  | 'returnChannel'
  | 'setCount'
  | 'fees'
  | 'state'
  | 'outcome'
  | 'submittedAt'
  | 'acceptedAt'
  | 'resolvedAt'
  | 'returnedAt'
  | 'closedAt'
  | 'lastEventAt'
  | 'termValue'
  | 'termUnit'
  | 'termText'
  | 'clockStartedAt'
  | 'pausedAt'
  | 'pauseReason'
  | 'dueBasis'
  | 'originalDueAt'
  | 'promisedDueAt'
  | 'computedDueAt'
  | 'computedWith'
  | 'provisional'
  | 'dueAt'
  | 'supplementCount'
>;

/** Where a row belongs, found before anything is written. */
export interface MirrorPlace {
  agencyId: string;
  unitId: string;
  procedureCode: string;
  /** As published; null for a procedure that the catalogue has not. */
  procedure: ProcedureAtReceipt | null;
  calendar: Calendar;
  now: Date;
}

export const DIFFERENCE_KINDS = ['computedDue', 'promise', 'state', 'acceptedAt', 'dueAt', 'resolvedAt', 'procedure'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Difference {
  kind: DifferenceKind;
  ours: string | null;
  theirs: string | null;
}

const date = (text: string | undefined): Date | null => (text === undefined ? null : new Date(text));
const sameDay = (a: Date | null, b: Date | null) => (a === null || b === null ? a === b : dayOf(a) === dayOf(b));
const iso = (at: Date | null) => at?.toISOString() ?? null;

/** When the dossier came into the state that it is in, where the export says so. */
function reachedAt(record: ImportedDossier): Date | null {
  const moments: Partial<Record<DossierState, string | undefined>> = {
    submitted: record.submittedAt,
    accepted: record.acceptedAt,
    rejected: record.rejectedAt,
    supplementRequested: record.supplementRequestedAt,
    resolved: record.resolvedAt,
    returned: record.returnedAt ?? record.resolvedAt,
  };
  return date(moments[record.state]);
}

/** Whether the clock stands, as far as the state tells. Before acceptance there is none. */
const stands = ({ state, paused, acceptedAt }: ImportedDossier) =>
  acceptedAt !== undefined && (paused === true || state === 'supplementRequested' || state === 'awaitingPayment');

function termFacts({ term }: ImportedDossier, { procedure }: MirrorPlace): Pick<Dossier, 'termValue' | 'termUnit' | 'termText'> {
  if (term && term.unit !== 'text') return { termValue: term.value ?? null, termUnit: term.unit, termText: term.text };
  if (procedure?.termUnit) return { termValue: procedure.termValue, termUnit: procedure.termUnit, termText: procedure.termText };
  return { termValue: null, termUnit: term ? 'text' : null, termText: term?.text ?? null };
}

/**
 * The row of a mirrored dossier. The date of the one-stop software is the promise and what reminders go by; what the calendar makes of the
 * term stands beside it and changes nothing. A term that is surely a typing error ("15 HOUR") is not counted by.
 */
export function mirrorOf(record: ImportedDossier, place: MirrorPlace, before: Dossier | null): Mirror {
  const { calendar, procedure, now } = place;
  const acceptedAt = date(record.acceptedAt);
  const terms =
    before && !record.term ? { termValue: before.termValue, termUnit: before.termUnit, termText: before.termText } : termFacts(record, place);
  const term = termOf(terms);
  const counted = term === null || termNeedsReview(term) ? null : countDue(calendar, { ...terms, clockStartedAt: acceptedAt, pauses: [] });
  // An export without the column takes no date away.
  const theirs = date(record.dueAt) ?? before?.dueAt ?? null;
  // An apology approved here is a promise made to the citizen: it stands until the other side has a new date too.
  const promised = before && before.reappointments > 0 && sameDay(theirs, before.dueAt) ? before.promisedDueAt : theirs;
  const entered = before === null || before.state !== record.state;
  // When an older state was reached is not told; of one that is new to us it was since the last import.
  const known = reachedAt(record);
  const reached = known ?? (before === null ? (acceptedAt ?? new Date(record.submittedAt)) : entered ? now : null);
  const supplement = entered && record.state === 'supplementRequested';
  const final = isFinal(record.state);
  return {
    agencyId: place.agencyId,
    unitId: place.unitId,
    procedureCode: place.procedureCode,
    procedureVersion: before?.procedureVersion ?? procedure?.procedureVersion ?? null,
    procedureName: record.procedureName ?? before?.procedureName ?? procedure?.procedureName ?? place.procedureCode,
    field: record.field ?? before?.field ?? procedure?.field ?? '',
    channel: record.channel ?? before?.channel ?? 'direct',
    returnChannel: record.returnChannel ?? before?.returnChannel ?? 'oneStop',
    setCount: record.setCount ?? before?.setCount ?? 1,
    fees: record.fee === undefined ? (before?.fees ?? []) : [{ name: headingOf('fee', sayIn('vi')), amount: record.fee }],
    state: record.state,
    outcome: record.outcome ?? null,
    submittedAt: new Date(record.submittedAt),
    acceptedAt,
    resolvedAt: date(record.resolvedAt),
    returnedAt: record.state === 'returned' ? (date(record.returnedAt) ?? date(record.resolvedAt)) : date(record.returnedAt),
    closedAt: final ? (before?.closedAt ?? reached ?? now) : null,
    lastEventAt: reached ?? before?.lastEventAt ?? now,
    ...terms,
    clockStartedAt: acceptedAt,
    pausedAt: stands(record) ? (before?.pausedAt ?? reached ?? now) : null,
    pauseReason: stands(record) ? (record.reason ?? before?.pauseReason ?? null) : null,
    dueBasis: theirs ? 'imported' : 'none',
    originalDueAt: before?.originalDueAt ?? theirs,
    promisedDueAt: promised,
    computedDueAt: counted?.due ?? null,
    computedWith: counted ? calendar.revision : null,
    provisional: (counted?.provisional.length ?? 0) > 0,
    dueAt: theirs,
    supplementCount: (before?.supplementCount ?? 0) + (supplement ? 1 : 0),
  };
}

/** Fields whose change is worth a line of history, with what they were and are; never personal data. */
const TRACKED = ['state', 'outcome', 'unitId', 'procedureCode', 'acceptedAt', 'dueAt', 'resolvedAt', 'returnedAt', 'pausedAt'] as const;
const plainValue = (value: unknown) => (value instanceof Date ? value.toISOString() : (value as string | null));

/** What changed of what is tracked, by field: [before, after]. */
export function changesOf(before: Dossier, after: Mirror): Record<string, [string | null, string | null]> {
  const pairs = TRACKED.map((name) => [name, [plainValue(before[name]), plainValue(after[name])]] as const);
  return Object.fromEntries(pairs.filter(([, [was, is]]) => was !== is)) as Record<string, [string | null, string | null]>;
}

/** The kind of the history line: endings by their name, because citizens are shown their reason; all else is an import. */
export function historyKind(record: ImportedDossier, before: Dossier | null): HistoryKind {
  if (before?.state === record.state) return 'imported';
  if (record.outcome === 'refused') return 'refused';
  return record.state === 'rejected' || record.state === 'withdrawn' || record.state === 'stopped' ? record.state : 'imported';
}

/** A final state is never lowered because a file says so: the file may be old, or a person must look. */
export const isLowered = (before: Dossier, record: ImportedDossier): boolean => isFinal(before.state) && record.state !== before.state;

/** Where a dossier of this register and the one-stop software disagree. Dates are compared by the day. */
export function differencesWithLocal(before: Dossier, record: ImportedDossier, procedureCode: string): Difference[] {
  const found: Difference[] = [];
  if (before.state !== record.state) found.push({ kind: 'state', ours: before.state, theirs: record.state });
  if (before.procedureCode !== procedureCode) found.push({ kind: 'procedure', ours: before.procedureCode, theirs: procedureCode });
  const due = before.promisedDueAt ?? before.dueAt;
  const dates = [
    ['acceptedAt', before.acceptedAt, date(record.acceptedAt)],
    ['dueAt', due, date(record.dueAt)],
    ['resolvedAt', before.resolvedAt, date(record.resolvedAt)],
  ] as const;
  for (const [kind, ours, theirs] of dates) if (!sameDay(ours, theirs)) found.push({ kind, ours: iso(ours), theirs: iso(theirs) });
  return found;
}

/** Where a mirrored dossier is not what it should be by the calendar, or by a promise made here. Only while it is open. */
export function differencesOfMirror(after: Mirror, reappointments: number): Difference[] {
  if (!isOpen(after.state) || after.dueAt === null) return [];
  const found: Difference[] = [];
  const { computedDueAt, promisedDueAt, dueAt } = after;
  // What a supplement or pause did to the term is known to the one-stop software alone.
  const undisturbed = after.supplementCount === 0 && after.pausedAt === null && reappointments === 0;
  if (computedDueAt && undisturbed && !sameDay(computedDueAt, dueAt))
    found.push({ kind: 'computedDue', ours: iso(computedDueAt), theirs: iso(dueAt) });
  if (!sameDay(promisedDueAt, dueAt)) found.push({ kind: 'promise', ours: iso(promisedDueAt), theirs: iso(dueAt) });
  return found;
}

/** What linked chats are told because the one-stop software went on. */
export function toldByImport(before: Dossier, after: Mirror, record: ImportedDossier): DossierEventBody[] {
  const { returnChannel } = after;
  const reason = record.reason ?? '';
  if (before.state === after.state) return pauseTold(before, after);
  switch (after.state) {
    case 'accepted':
    case 'processing':
      if (before.acceptedAt === null && after.acceptedAt !== null)
        return [{ kind: 'accepted', dueAt: after.promisedDueAt, provisional: false, slipToken: before.slipToken }];
      return pauseTold(before, after);
    case 'rejected':
      return [{ kind: 'rejected', reason, legalBasis: null }];
    case 'supplementRequested': {
      const items = [{ name: reason }];
      return [{ kind: 'supplementRequested', number: after.supplementCount, items, reason, guidance: null, deadline: null }];
    }
    case 'awaitingPayment':
      return [{ kind: 'paymentRequested', reason }];
    case 'withdrawn':
      return [{ kind: 'withdrawn', reason }];
    case 'stopped':
      return [{ kind: 'stopped', reason, legalBasis: null }];
    case 'resolved':
      if (after.outcome === 'refused') return [{ kind: 'refused', reason, legalBasis: null, returnChannel }];
      return [
        { kind: 'ready', returnChannel, early: after.dueAt !== null && after.resolvedAt !== null && dayOf(after.resolvedAt) < dayOf(after.dueAt) },
      ];
    case 'returned':
      return [{ kind: 'returned', returnChannel }];
    default:
      return [];
  }
}

function pauseTold(before: Dossier, after: Mirror): DossierEventBody[] {
  const moved = { dueAt: after.promisedDueAt, previousDueAt: before.promisedDueAt };
  if (before.pausedAt === null && after.pausedAt !== null)
    return [{ kind: 'paused', reason: after.pauseReason ?? '', legalBasis: null, expectedEnd: null }];
  if (before.pausedAt === null || after.pausedAt !== null) return [];
  return [before.state === 'supplementRequested' ? { kind: 'supplementAccepted', ...moved } : { kind: 'resumed', ...moved }];
}
