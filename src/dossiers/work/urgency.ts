import { type Calendar, shiftWorkingDays } from '#src/calendar/index.ts';
import { dayOf } from '#src/text/formats.ts';
import type { WorkDossier, WorkLine } from './acts.ts';

type Work = WorkDossier | WorkLine;

/** Why a dossier stands where it does in the list, the most urgent first. */
export const URGENCIES = ['overdue', 'today', 'toApprove', 'toTake', 'soon', 'toReceive', 'later'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Working days before the due date from which a dossier is due soon (T-3). */
const SOON = 3;

export function urgencyOf(calendar: Calendar, { dossier, offeredTo, proposed }: Work, now: Date): Urgency {
  const { dueAt, state } = dossier;
  if (state === 'submitted') return 'toReceive';
  if (dueAt && dueAt < now) return 'overdue';
  if (dueAt && dayOf(dueAt) === dayOf(now)) return 'today';
  if (proposed) return 'toApprove';
  if (offeredTo) return 'toTake';
  return dueAt && dayOf(dueAt) <= shiftWorkingDays(calendar, now, SOON) ? 'soon' : 'later';
}

/** By urgency, then by due time; what has no date last. */
export function byUrgency<W extends Work>(calendar: Calendar, work: readonly W[], now: Date): { work: W; urgency: Urgency }[] {
  const time = ({ dossier }: Work) => (dossier.dueAt ?? dossier.submittedAt).getTime();
  return work
    .map((each) => ({ work: each, urgency: urgencyOf(calendar, each, now) }))
    .sort((a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) || time(a.work) - time(b.work));
}
