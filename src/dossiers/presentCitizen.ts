import type { DossierApology, DossierEvent, DossierSupplement } from '#src/generated/prisma/client.ts';
import { standing } from './dueTime.ts';
import type { Dossier, ReturnChannel, SupplementItem } from './model.ts';
import type { DossierState } from './states.ts';

/** How far a dossier is, without saying anything about it: what anybody may see who has the code (TT 01/2018/TT-VPCP Đ16.2d). */
export const DEGREES = ['submitted', 'inProgress', 'waitingForYou', 'ready', 'returned', 'ended'] as const;
export type Degree = (typeof DEGREES)[number];

const DEGREE: Record<DossierState, Degree> = {
  submitted: 'submitted',
  accepted: 'inProgress',
  processing: 'inProgress',
  supplementRequested: 'waitingForYou',
  awaitingPayment: 'waitingForYou',
  withdrawalRequested: 'inProgress',
  resolved: 'ready',
  returned: 'returned',
  rejected: 'ended',
  withdrawn: 'ended',
  stopped: 'ended',
};

export interface PublicView {
  code: string;
  degree: Degree;
}

/** What the holder of the slip sees: the dossier down to the unit, dates and reasons; no names, no contact. */
export interface CitizenView extends PublicView {
  procedureCode: string;
  procedureName: string;
  agencyId: string;
  unitId: string;
  state: DossierState;
  submittedAt: Date;
  acceptedAt: Date | null;
  /** What was last promised; `originalDueAt` differs after an apology, a pause or a supplement. */
  promisedDueAt: Date | null;
  originalDueAt: Date | null;
  provisional: boolean;
  overdue: boolean;
  paused: { since: Date; reason: string | null; expectedEnd: Date | null } | null;
  supplement: { items: SupplementItem[]; reason: string; guidance: string | null; deadline: Date | null } | null;
  apology: { reason: string; originalDueAt: Date; newDueAt: Date } | null;
  /** Why it was not received, refused or stopped, and on what legal basis. */
  ending: { reason: string; legalBasis: string | null } | null;
  outcome: 'granted' | 'refused' | null;
  resolvedAt: Date | null;
  returnedAt: Date | null;
  returnChannel: ReturnChannel;
  demo: boolean;
}

export const presentPublic = ({ code, state }: Pick<Dossier, 'code' | 'state'>): PublicView => ({ code, degree: DEGREE[state] });

/** Kinds of history lines that end a dossier against the citizen's wish, with a reason that they may read (finding 1-08). */
export const ENDINGS = ['rejected', 'refused', 'stopped', 'withdrawn'] as const;

export interface CitizenParts {
  supplement: DossierSupplement | null;
  apology: DossierApology | null;
  ending: Pick<DossierEvent, 'reason' | 'legalBasis'> | null;
}

export function presentCitizen(dossier: Dossier, { supplement, apology, ending }: CitizenParts, now: Date): CitizenView {
  const { pausedAt } = dossier;
  const waits = dossier.state === 'supplementRequested' || dossier.state === 'awaitingPayment';
  return {
    ...presentPublic(dossier),
    procedureCode: dossier.procedureCode,
    procedureName: dossier.procedureName,
    agencyId: dossier.agencyId,
    unitId: dossier.unitId,
    state: dossier.state,
    submittedAt: dossier.submittedAt,
    acceptedAt: dossier.acceptedAt,
    promisedDueAt: dossier.promisedDueAt,
    originalDueAt: dossier.originalDueAt,
    provisional: dossier.provisional,
    overdue: standing(dossier, now) === 'overdue',
    paused: pausedAt && !waits ? { since: pausedAt, reason: dossier.pauseReason, expectedEnd: dossier.pauseExpectedEnd } : null,
    supplement: supplement && {
      items: supplement.items as unknown as SupplementItem[],
      reason: supplement.reason,
      guidance: supplement.guidance,
      deadline: supplement.deadline,
    },
    apology: apology && { reason: apology.reason, originalDueAt: apology.originalDueAt, newDueAt: apology.newDueAt },
    ending: ending?.reason ? { reason: ending.reason, legalBasis: ending.legalBasis } : null,
    outcome: dossier.outcome,
    resolvedAt: dossier.resolvedAt,
    returnedAt: dossier.returnedAt,
    returnChannel: dossier.returnChannel,
    demo: dossier.demo,
  };
}
