import type { AppError } from '#src/platform/errors.ts';
import type { Place } from '../desk.ts';
import type { Dossier, SupplementItem } from '../model.ts';
import { isRefusal } from '../refusals.ts';
import type { Permission } from '../rules.ts';
import { ruleFor } from '../transition.ts';

/** What an official can do to a dossier from a chat. */
export const WORK_ACTS = [
  'confirmHandOver',
  'refuseHandOver',
  'approveApology',
  'rejectApology',
  'addNote',
  'requestSupplement',
  'completeDossier',
  'handOver',
  'proposeApology',
  'snooze',
] as const;
export type WorkAct = (typeof WORK_ACTS)[number];

/** What an act is told; which of it is needed its command says. */
export interface WorkGiven {
  reason?: string;
  items?: SupplementItem[];
  toUnitId?: string;
  paper?: boolean;
  newDueAt?: Date;
  until?: Date;
}

/** A dossier with what decides what may be done to it. */
export interface WorkDossier {
  dossier: Dossier;
  /** The unit that is asked to take it, while it has not. */
  offeredTo: string | null;
  /** The apology that waits for approval. */
  proposed: { reason: string; originalDueAt: Date; newDueAt: Date } | null;
  snoozesLeft: number;
}

/** What a list of work shows of a dossier, and what decides how urgent it is and which step comes next. */
export interface WorkLine extends Pick<WorkDossier, 'offeredTo'> {
  dossier: Pick<
    Dossier,
    'id' | 'code' | 'procedureName' | 'state' | 'source' | 'submittedAt' | 'acceptedAt' | 'resolvedAt' | 'pausedAt' | 'dueAt' | 'reappointments'
  >;
  /** An apology waits for approval. */
  proposed: boolean;
}

/** The work of an official as a list. */
export interface TodaysWork {
  work: WorkLine[];
  /** How many they have put off. */
  snoozed: number;
}

/** What became of a decision: kept until it is done, or refused at once. */
export type Held = { held: number; until: Date } | { refused: AppError };

/** Where an act is asked for; null when there is nothing to do it to. */
function unitFor(act: WorkAct, { dossier, offeredTo, proposed, snoozesLeft }: WorkDossier): string | null {
  switch (act) {
    case 'confirmHandOver':
    case 'refuseHandOver':
      return offeredTo;
    case 'handOver':
      return offeredTo ? null : dossier.unitId;
    case 'approveApology':
    case 'rejectApology':
      return proposed ? dossier.unitId : null;
    case 'proposeApology':
      return proposed || dossier.reappointments > 0 || !(dossier.promisedDueAt ?? dossier.dueAt) ? null : dossier.unitId;
    case 'snooze':
      return snoozesLeft > 0 ? dossier.unitId : null;
    default:
      return dossier.unitId;
  }
}

/** The acts that somebody may do now: what the table of rules allows, the policy permits and there is something to do to. Pure. */
export function offeredActs(may: (permission: Permission, place: Place) => boolean, work: WorkDossier): WorkAct[] {
  const { dossier } = work;
  return WORK_ACTS.filter((act) => {
    const rule = ruleFor(dossier, act === 'snooze' ? 'addNote' : act);
    const unitId = unitFor(act, work);
    return !isRefusal(rule) && unitId !== null && may(rule.who, { agencyId: dossier.agencyId, unitId, field: dossier.field });
  });
}
