import { dueDate, isOverdue } from '#src/calendar/index.ts';
import { change, type Given } from '../change.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';
import type { Dossier } from '../model.ts';
import { refusalError, refuse } from '../refusals.ts';

export interface ConsultationInput extends Given {
  /** Id of the unit or agency, or its name where it has none. */
  askedOf: string;
  question: string;
  term?: { value: number; unit: 'workingDays' | 'workingHours' };
}

/** Asks another unit or agency for its opinion, with a term of its own; responsibility stays where it is (NĐ 61/2018 Đ19.5). */
export const startConsultation = (desk: Desk, who: Who, ref: DossierRef, given: ConsultationInput): Promise<Dossier> =>
  change(desk, who, ref, given, ({ tx, dossier, calendar, at }) => {
    const { askedOf, question, term } = given;
    if (!question.trim() || !askedOf.trim()) throw refusalError(refuse('dossierQuestionMissing'));
    const due = term && dueDate(calendar, { received: at, term });
    const dueAt = due?.computed ? due.due : null;
    const row = { dossierId: dossier.id, askedOf, question: question.trim(), askedAt: at, askedBy: who.actor, dueAt };
    return {
      act: { action: 'startConsultation', askedOf, ...(dueAt && { dueAt }) },
      write: () => tx.dossierConsultation.create({ data: { ...row, termValue: term?.value ?? null, termUnit: term?.unit ?? null } }),
    };
  });

/** The opinion has come; a late one is reported to the head of the one-stop (NĐ 61/2018 Đ19.5). */
export const answerConsultation = (
  desk: Desk,
  who: Who,
  ref: DossierRef,
  given: Given & { consultationId: number; answer: string },
): Promise<Dossier> =>
  change(desk, who, ref, given, async ({ tx, dossier, at }) => {
    const open = await tx.dossierConsultation.findFirst({ where: { id: given.consultationId, dossierId: dossier.id, answeredAt: null } });
    if (!open || at < open.askedAt) throw refusalError(refuse('dossierConsultationNone'));
    const late = open.dueAt !== null && isOverdue(open.dueAt, at);
    const answer = given.answer.trim() || null;
    return {
      act: { action: 'answerConsultation', askedOf: open.askedOf, late },
      write: () => tx.dossierConsultation.update({ where: { id: open.id }, data: { answeredAt: at, answeredBy: who.actor, answer } }),
    };
  });
