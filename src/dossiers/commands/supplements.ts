import { shiftWorkingDays } from '#src/calendar/index.ts';
import type { Prisma } from '#src/generated/prisma/client.ts';
import { dayOf } from '#src/text/formats.ts';
import { change, type Given, type Plan } from '../change.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';
import type { Dossier, SupplementItem } from '../model.ts';
import { acceptPlan } from './receiveDossier.ts';

export interface SupplementRequest extends Given {
  /** Everything that is missing, at once (NĐ 61/2018 Đ15.3, Đ17.2; NĐ 309/2026 Đ17). */
  items: SupplementItem[];
  reason: string;
  guidance?: string;
  /** After which the dossier may be closed, where the procedure says so. */
  deadline?: Date;
}

/** Working days after reception in which an examination may ask for supplements (NĐ 61/2018 Đ19.4). */
const NOTICE_WITHIN = 3;

/** Asks for what is missing (form 02). After acceptance the clock stands until it is in; later than three working days is marked late. */
export const requestSupplement = (desk: Desk, who: Who, ref: DossierRef, given: SupplementRequest): Promise<Dossier> =>
  change(desk, who, ref, given, ({ tx, dossier, calendar, at }) => {
    const { items, guidance, deadline } = given;
    const started = dossier.clockStartedAt;
    const late = started !== null && dayOf(at) > shiftWorkingDays(calendar, started, NOTICE_WITHIN);
    return {
      act: { action: 'requestSupplement', items, late, ...(guidance && { guidance }), ...(deadline && { deadline }) },
      write: (outcome) => tx.dossierSupplement.create({ data: supplementRow(outcome.dossier, { ...given, at, actor: who.actor, late }) }),
    };
  });

export function supplementRow(
  dossier: Dossier,
  { items, reason, legalBasis, guidance, deadline, at, actor, late }: SupplementRequest & { at: Date; actor: string; late: boolean },
): Prisma.DossierSupplementUncheckedCreateInput {
  const stage = dossier.acceptedAt === null ? 'beforeAcceptance' : 'processing';
  const texts = { reason: reason.trim(), legalBasis: legalBasis?.trim() || null, guidance: guidance?.trim() || null };
  const list = items.filter(({ name }) => name.trim()) as unknown as Prisma.InputJsonValue;
  return {
    dossierId: dossier.id,
    number: dossier.supplementCount,
    stage,
    items: list,
    ...texts,
    requestedAt: at,
    requestedBy: actor,
    late,
    deadline: deadline ?? null,
  };
}

/**
 * What was missing is in and the dossier is complete. Before acceptance it is accepted with that; after it, the term begins again
 * or goes on, as the procedure says. `typedDueAt` is the officer's date where the term is words.
 */
export const acceptSupplement = (desk: Desk, who: Who, ref: DossierRef, given: Given & { typedDueAt?: Date } = {}): Promise<Dossier> =>
  change(desk, who, ref, given, ({ tx, dossier, at }) => {
    const open = { dossierId: dossier.id, completedAt: null };
    const completed = () => tx.dossierSupplement.updateMany({ where: open, data: { completedAt: at, completedBy: who.actor } });
    const supplement: Plan = { act: { action: 'acceptSupplement', ...(given.typedDueAt && { typedDueAt: given.typedDueAt }) }, write: completed };
    return dossier.acceptedAt === null ? [supplement, acceptPlan(tx, given.typedDueAt)] : supplement;
  });
