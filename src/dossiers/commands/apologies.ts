import { apologyBy } from '#src/calendar/index.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import { dayOf } from '#src/text/formats.ts';
import { change, type Given } from '../change.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';
import type { Dossier } from '../model.ts';
import { refusalError, refuse } from '../refusals.ts';

const promiseOf = ({ promisedDueAt, dueAt }: Dossier): Date => {
  const due = promisedDueAt ?? dueAt;
  if (!due) throw refusalError(refuse('dossierDueMissing'));
  return due;
};

/**
 * Drafts the apology with the one new date (form 04). It is preventive: later than the last working day before the promised date
 * it is marked late, which is a breach of its own (NĐ 61/2018 Đ19.9).
 */
export const proposeApology = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string; newDueAt: Date }): Promise<Dossier> =>
  change(desk, who, ref, given, async ({ tx, dossier, calendar, at }) => {
    if (await proposedOf(tx, dossier)) throw refusalError(refuse('dossierApologyPending'));
    const { newDueAt } = given;
    const { unitId, id: dossierId } = dossier;
    const originalDueAt = promiseOf(dossier);
    const late = dayOf(at) > apologyBy(calendar, originalDueAt);
    const row = {
      dossierId,
      state: 'proposed',
      reason: given.reason.trim(),
      unitId,
      originalDueAt,
      newDueAt,
      proposedAt: at,
      proposedBy: who.actor,
      late,
    };
    return { act: { action: 'proposeApology', newDueAt, unitId, late }, write: () => tx.dossierApology.create({ data: row }) };
  });

/** Approves it: the citizen is told, the date moves, once. Its reason is the one that was proposed. */
export const approveApology = (desk: Desk, who: Who, ref: DossierRef, given: Given = {}): Promise<Dossier> =>
  change(desk, who, ref, given, async ({ tx, dossier, calendar, at }) => {
    const proposed = await proposedOf(tx, dossier);
    if (!proposed) throw refusalError(refuse('dossierApologyNone'));
    const { newDueAt, unitId, reason } = proposed;
    const late = dayOf(at) > apologyBy(calendar, promiseOf(dossier));
    const toldChats = await tx.dossierChat.count({ where: { dossierId: dossier.id } });
    const decided = { state: 'approved', decidedAt: at, decidedBy: who.actor, late, toldChats };
    return {
      reason,
      act: { action: 'approveApology', newDueAt, unitId, late },
      write: () => tx.dossierApology.update({ where: { id: proposed.id }, data: decided }),
    };
  });

/** Sends the draft back: the date stays, another draft may follow. */
export const rejectApology = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string }): Promise<Dossier> =>
  change(desk, who, ref, given, async ({ tx, dossier, at }) => {
    const proposed = await proposedOf(tx, dossier);
    if (!proposed) throw refusalError(refuse('dossierApologyNone'));
    const decided = { state: 'rejected', decidedAt: at, decidedBy: who.actor, note: given.reason.trim() };
    return {
      act: { action: 'rejectApology', unitId: proposed.unitId },
      write: () => tx.dossierApology.update({ where: { id: proposed.id }, data: decided }),
    };
  });

export const DELIVERIES = ['printed', 'postal', 'phone'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** Records how an approved apology reached a citizen who follows the dossier in no chat: the proof of it (NĐ 61/2018 Đ19.9). */
export async function recordApologyDelivery(desk: Desk, who: Who, ref: DossierRef, how: Delivery): Promise<void> {
  const dossier = await desk.database.dossier.findUnique({ where: { code: ref.code } });
  if (!dossier) throw refusalError(refuse('dossierNotFound'));
  if (!who.may('dossier.process', dossier) && !who.may('dossier.receive', dossier)) throw refusalError(refuse('dossierNotAllowed'));
  const now = desk.clock.now();
  await desk.database.$transaction(async (tx) => {
    const approved = { dossierId: dossier.id, state: 'approved', deliveredAt: null };
    const { count } = await tx.dossierApology.updateMany({ where: approved, data: { deliveredAt: now, deliveredBy: who.actor, deliveredHow: how } });
    if (count === 0) throw refusalError(refuse('dossierApologyNotApproved'));
    await recordAudit(tx, { at: now, actor: who.actor, action: 'dossier.deliverApology', subject: `dossier:${dossier.code}`, details: { how } });
  });
}

const proposedOf = (tx: Transaction, { id }: Dossier) => tx.dossierApology.findFirst({ where: { dossierId: id, state: 'proposed' } });
