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
