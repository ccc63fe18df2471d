import { type Calendar, closingTime, dueDate, nextWorkingMoment, transferOn } from '#src/calendar/index.ts';
import type { DossierHandOver } from '#src/generated/prisma/client.ts';
import type { Transaction } from '#src/platform/database.ts';
import { dayOf } from '#src/text/formats.ts';
import { change, type Given, type Plan } from '../change.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';
import type { Dossier } from '../model.ts';
import { findStep } from '../processes.ts';
import { refusalError, refuse } from '../refusals.ts';

export interface HandOverInput extends Given {
  toUnitId: string;
  toOfficerId?: string;
  /** A step of the internal process, whose term then holds. */
  step?: string;
  /** Whether papers travel too; they do unless everything is electronic. */
  paper?: boolean;
  note?: string;
}

/** Offers the dossier to another unit. The giving unit stays responsible until the other confirms: at any moment it is exactly one. */
export const handOver = (desk: Desk, who: Who, ref: DossierRef, given: HandOverInput): Promise<Dossier> =>
  change(desk, who, ref, given, async ({ tx, dossier, calendar, at }) => {
    const { toUnitId, toOfficerId, paper = true } = given;
    if (toUnitId === dossier.unitId) throw refusalError(refuse('dossierHandOverSameUnit'));
    if (await openHandOver(tx, dossier)) throw refusalError(refuse('dossierHandOverPending'));
    const step = given.step === undefined ? null : await findStep(tx, dossier, given.step);
    const term = step?.termValue === undefined ? null : { value: step.termValue, unit: step.termUnit ?? ('workingDays' as const) };
    const due = term && dueDate(calendar, { received: at, term });
    const dueAt = due?.computed ? due.due : null;
    const number = 1 + (await tx.dossierHandOver.count({ where: { dossierId: dossier.id } }));
    const row = {
      dossierId: dossier.id,
      number,
      step: step?.key ?? null,
      fromUnitId: dossier.unitId,
      toUnitId,
      toOfficerId: toOfficerId ?? null,
      sentAt: at,
      sentBy: who.actor,
      note: given.note?.trim() || null,
      paper,
      paperDueAt: paper ? paperDue(calendar, at) : null,
      termValue: term?.value ?? null,
      termUnit: term?.unit ?? null,
      dueAt,
      processVersion: step ? dossier.processVersion : null,
    };
    const more = { ...(toOfficerId && { toOfficerId }), ...(step && { step: step.key }), ...(dueAt && { stepDueAt: dueAt }) };
    return { act: { action: 'handOver', toUnitId, ...more }, write: () => tx.dossierHandOver.create({ data: row }) };
  });

/** Papers follow by closing of the same working day, or at the start of the next when sent after 15:00 (NĐ 61/2018 Đ18; NĐ 309/2026 Đ18). */
function paperDue(calendar: Calendar, sentAt: Date): Date {
  const day = transferOn(calendar, sentAt);
  return day === dayOf(sentAt) ? closingTime(calendar, day) : nextWorkingMoment(calendar, new Date(`${day}T00:00:00+07:00`));
}

/** The receiving unit takes the dossier, electronically and, with `paper`, the papers too. It is responsible from now on. */
export const confirmHandOver = (
  desk: Desk,
  who: Who,
  ref: DossierRef,
  given: Given & { officerId?: string; paper?: boolean } = {},
): Promise<Dossier> =>
  change(desk, who, ref, given, async ({ tx, dossier, at }): Promise<Plan> => {
    const open = await openHandOver(tx, dossier);
    if (!open) throw refusalError(refuse('dossierHandOverNone'));
    const { fromUnitId, toUnitId } = open;
    const officerId = given.officerId ?? open.toOfficerId;
    const papers = given.paper && open.paper ? { paperAt: at, paperBy: who.actor } : {};
    return {
      unitId: toUnitId,
      act: { action: 'confirmHandOver', fromUnitId, toUnitId, paper: Boolean(given.paper), ...(officerId && { officerId }) },
      write: async () => {
        await tx.dossierHandOver.updateMany({
          where: { dossierId: dossier.id, confirmedAt: { not: null }, finishedAt: null },
          data: { finishedAt: at },
        });
        await tx.dossierHandOver.update({ where: { id: open.id }, data: { confirmedAt: at, confirmedBy: who.actor, ...papers } });
      },
    };
  });

/** The papers of the newest hand-over whose papers are still on their way have come. */
export const confirmPaper = (desk: Desk, who: Who, ref: DossierRef, given: Given = {}): Promise<Dossier> =>
  change(desk, who, ref, given, async ({ tx, dossier, at }) => {
    const waiting = await tx.dossierHandOver.findFirst({
      where: { dossierId: dossier.id, paper: true, paperAt: null, refusedAt: null },
      orderBy: { number: 'desc' },
    });
    if (!waiting) throw refusalError(refuse('dossierPaperNone'));
    return {
      unitId: waiting.toUnitId,
      act: { action: 'confirmPaper' },
      write: () => tx.dossierHandOver.update({ where: { id: waiting.id }, data: { paperAt: at, paperBy: who.actor } }),
    };
  });

/** The receiving unit does not take it: only with a reason (finding "còn đùn đẩy trách nhiệm"). The giving unit stays responsible. */
export const refuseHandOver = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string }): Promise<Dossier> =>
  change(desk, who, ref, given, async ({ tx, dossier, at }) => {
    const open = await openHandOver(tx, dossier);
    if (!open) throw refusalError(refuse('dossierHandOverNone'));
    const { fromUnitId, toUnitId } = open;
    return {
      unitId: toUnitId,
      act: { action: 'refuseHandOver', fromUnitId, toUnitId },
      write: () =>
        tx.dossierHandOver.update({ where: { id: open.id }, data: { refusedAt: at, refusedBy: who.actor, refusalReason: given.reason.trim() } }),
    };
  });

/** The giving unit takes back what the other has not confirmed, such as one sent to the wrong unit: only with a reason. */
export const withdrawHandOver = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string }): Promise<Dossier> =>
  change(desk, who, ref, given, async ({ tx, dossier, at }) => {
    const open = await openHandOver(tx, dossier);
    if (!open) throw refusalError(refuse('dossierHandOverNone'));
    const { fromUnitId, toUnitId, toOfficerId } = open;
    const data = { refusedAt: at, refusedBy: who.actor, refusalReason: given.reason.trim(), withdrawn: true };
    return {
      act: { action: 'withdrawHandOver', fromUnitId, toUnitId, toOfficerId },
      write: () => tx.dossierHandOver.update({ where: { id: open.id }, data }),
    };
  });

/** The one-stop unit deals with it itself, without a hand-over. */
export const startProcessing = (desk: Desk, who: Who, ref: DossierRef, given: Given = {}): Promise<Dossier> =>
  change(desk, who, ref, given, () => ({ act: { action: 'startProcessing' } }));

const openHandOver = (tx: Transaction, { id }: Dossier): Promise<DossierHandOver | null> =>
  tx.dossierHandOver.findFirst({ where: { dossierId: id, confirmedAt: null, refusedAt: null, finishedAt: null } });
