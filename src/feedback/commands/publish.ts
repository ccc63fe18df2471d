import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import { type Actor, actorId } from '#src/staff/actor.ts';
import { fold } from '#src/text/fold.ts';
import { findPersonal } from '#src/text/personal.ts';
import { type FeedbackAction, type FeedbackDesk, type FeedbackRef, mayDo } from '../desk.ts';
import { refusalError } from '../refusals.ts';
import { type Held, hold } from '../store.ts';

async function change(
  desk: FeedbackDesk,
  actor: Actor,
  { code, version }: FeedbackRef,
  asked: { action: FeedbackAction; audited: string },
  write: (tx: Transaction, held: Held) => Promise<unknown>,
): Promise<void> {
  const now = desk.clock.now();
  await desk.database.$transaction(async (tx) => {
    const held = await hold(tx, code);
    if (version !== undefined && version !== held.version) throw refusalError('feedbackChanged');
    if (!mayDo(actor, asked.action, held)) throw refusalError('feedbackNotAllowed');
    if (held.answeredAt === null) throw refusalError('feedbackNotAnswered');
    await write(tx, held);
    await tx.feedback.update({ where: { id: held.id }, data: { version: { increment: 1 } } });
    await recordAudit(tx, { at: now, actor: actorId(actor), action: `feedback.${asked.audited}`, subject: `feedback:${code}` });
  });
}

/** Whether a text names somebody or says how to reach them, as far as can be told: personal numbers, and the sender's own name. */
async function isPersonal(tx: Transaction, feedbackId: number, texts: readonly string[]): Promise<boolean> {
  const contact = await tx.feedbackContact.findUnique({ where: { feedbackId } });
  const name = contact?.name ? fold(contact.name) : null;
  return texts.some((text) => findPersonal(text).length > 0 || (name !== null && name.length > 3 && fold(text).includes(name)));
}

/** Writes what everybody may read of it, without personal data; another person approves it. Takes back what was published. */
export const proposePublication = (desk: FeedbackDesk, actor: Actor, ref: FeedbackRef, text: { question: string; answer: string }) =>
  change(desk, actor, ref, { action: 'feedback.answer', audited: 'proposePublication' }, async (tx, { id }) => {
    const [publicText, publicAnswer] = [text.question.trim().slice(0, 3000), text.answer.trim().slice(0, 5000)];
    if (!publicText || !publicAnswer) throw refusalError('feedbackTextMissing');
    if (await isPersonal(tx, id, [publicText, publicAnswer])) throw refusalError('feedbackPersonal');
    await tx.feedback.update({ where: { id }, data: { publicText, publicAnswer, proposedBy: actorId(actor), publishedAt: null, publishedBy: null } });
  });

/** Publishes what somebody else wrote. */
export const approvePublication = (desk: FeedbackDesk, actor: Actor, ref: FeedbackRef) =>
  change(desk, actor, ref, { action: 'feedback.publish', audited: 'publish' }, async (tx, { id }) => {
    const { publicText, publicAnswer, proposedBy } = await tx.feedback.findUniqueOrThrow({ where: { id } });
    if (!publicText || !publicAnswer) throw refusalError('feedbackTextMissing');
    if (proposedBy === actorId(actor)) throw refusalError('feedbackOwnProposal');
    await tx.feedback.update({ where: { id }, data: { publishedAt: desk.clock.now(), publishedBy: actorId(actor) } });
  });

export const withdrawPublication = (desk: FeedbackDesk, actor: Actor, ref: FeedbackRef) =>
  change(desk, actor, ref, { action: 'feedback.publish', audited: 'withdrawPublication' }, (tx, { id }) =>
    tx.feedback.update({ where: { id }, data: { publishedAt: null, publishedBy: null } }),
  );
