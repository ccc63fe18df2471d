import type { Moment } from '#src/platform/sheets/moments.ts';
import type { FieldName } from './fields.ts';
import { baseOfCode } from './procedureNames.ts';
import type { Draft, ReadSetting, Report } from './readDossier.ts';
import type { ImportedDossier } from './record.ts';

/** States in which the clock runs or ran: the dossier was received. */
const RECEIVED: readonly ImportedDossier['state'][] = ['accepted', 'processing', 'awaitingPayment', 'resolved', 'returned'];
/** A return, refusal, stop or supplement without a reason is impossible here as everywhere (NĐ 61/2018 Đ19). */
const WITH_REASON: readonly ImportedDossier['state'][] = ['rejected', 'supplementRequested', 'stopped', 'withdrawn'];
const DAY = 86_400_000;
/** When a due date without an hour is over, in milliseconds after midnight: 17:00. Early and late are told by the day alone. */
const CLOSING = 17 * 3_600_000;
/** Clocks of two systems differ, and a day without an hour may be tomorrow elsewhere. */
const AHEAD = DAY;

const iso = (moment: Moment | undefined): string | undefined => moment?.at.toISOString();
const dueOf = (moment: Moment | undefined): string | undefined =>
  moment && (moment.timed ? moment.at : new Date(moment.at.getTime() + CLOSING)).toISOString();
const dayOf = ({ at }: Moment): number => Math.floor((at.getTime() + 7 * 3_600_000) / DAY);
/** Whether the first is earlier; by the day alone, unless both have an hour. */
const earlier = (a: Moment | undefined, b: Moment | undefined): boolean => !!a && !!b && (a.timed && b.timed ? a.at < b.at : dayOf(a) < dayOf(b));

/** The procedure's code as the catalogue has it, found by its name where the code is missing. */
function procedureOf({ procedureCode, procedureName }: Draft, { procedures }: ReadSetting, report: Report): string | undefined {
  const base = procedureCode && baseOfCode(procedureCode);
  if (base && procedures.has(base)) {
    if (base !== procedureCode) report('procedureSuffix', 'procedureCode', { given: procedureCode, value: base });
    return base;
  }
  const named = procedureName ? procedures.byName(procedureName) : undefined;
  if (named && !base) {
    report('procedureByName', 'procedureName', { value: named });
    return named;
  }
  if (!base && !procedureName) report('procedureMissing', 'procedureCode');
  else report('procedureUnknown', base ? 'procedureCode' : 'procedureName', { given: base ?? procedureName ?? '' });
  return base;
}

/** What the values of a row must be to each other. Undefined when something is wrong that only a person can mend. */
export function checkDossier(draft: Draft, setting: ReadSetting, report: Report): ImportedDossier | undefined {
  let sound = true;
  const fault: Report = (...finding) => {
    sound = false;
    report(...finding);
  };
  const { moments, ...values } = draft;
  const { submittedAt, acceptedAt, dueAt, returnedAt, rejectedAt, supplementRequestedAt } = moments;
  const { code, state } = values;
  const procedureCode = procedureOf(draft, setting, report);

  if (state && RECEIVED.includes(state) && !acceptedAt) fault('receiptMissing', 'acceptedAt');
  else if (!acceptedAt && !submittedAt) fault('receiptMissing', 'submittedAt');
  if (earlier(dueAt, acceptedAt)) fault('dueBeforeReceipt', 'dueAt');
  for (const field of ['submittedAt', 'acceptedAt', 'resolvedAt', 'returnedAt'] as const satisfies FieldName[])
    if ((moments[field]?.at.getTime() ?? 0) > setting.now.getTime() + AHEAD) fault('inFuture', field);
  if (state && WITH_REASON.includes(state) && !values.reason) fault('reasonMissing', 'reason');
  if (values.outcome === 'refused' && !values.reason) fault('reasonMissing', 'reason');

  const decided = state === 'resolved' || state === 'returned';
  let { resolvedAt } = moments;
  if (decided && !resolvedAt && returnedAt) {
    report('resolvedFromReturned', 'resolvedAt');
    resolvedAt = returnedAt;
  } else if (decided && !resolvedAt) fault('resolvedMissing', 'resolvedAt');
  else if (state && !decided && resolvedAt && RECEIVED.includes(state)) report('resolvedWhileOpen', 'resolvedAt');
  if (earlier(resolvedAt, acceptedAt)) fault('resolvedBeforeReceipt', 'resolvedAt');
  if (decided && earlier(returnedAt, resolvedAt)) report('returnedBeforeResolved', 'returnedAt');
  if (state && RECEIVED.includes(state) && !decided && !dueAt) report('dueMissing', 'dueAt');

  const first = submittedAt ?? acceptedAt;
  if (!sound || !code || !state || !first || (!procedureCode && !values.procedureName)) return undefined;
  return {
    ...values,
    code,
    state,
    ...(procedureCode ? { procedureCode } : {}),
    submittedAt: first.at.toISOString(),
    acceptedAt: iso(acceptedAt),
    dueAt: dueOf(dueAt),
    resolvedAt: decided ? iso(resolvedAt) : undefined,
    returnedAt: iso(returnedAt),
    rejectedAt: iso(rejectedAt),
    supplementRequestedAt: iso(supplementRequestedAt),
  } as ImportedDossier;
}
