import { handleFeedback } from '#src/feedback/commands/handle.ts';
import type { FeedbackDesk, FeedbackRef } from '#src/feedback/desk.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import { type Actor, actorId } from '#src/staff/actor.ts';
import { fold } from '#src/text/fold.ts';

export interface Purging extends FeedbackDesk {
  /** Afterwards: the bytes of what belongs to nothing any more go, and chats whose messages went agree with their rows again. */
  settle(): Promise<unknown>;
}

/**
 * What should never have been taken in, such as a denunciation that was not recognised, is gone from everywhere by one act: the feedback's words,
 * notes, contact and pictures; what the chats that followed it still hold of it (answers kept for retries, messages on the page, what waits to
 * be sent, what could not be handled); the same words as a question. That it was there, and who purged it, stays, by its code alone. Done again
 * it does no harm. Throws refusals of the room.
 */
export async function purgeFeedback(desk: Purging, actor: Actor, ref: FeedbackRef): Promise<void> {
  const held = await desk.database.feedback.findUnique({ where: { code: ref.code }, select: { text: true, followers: true } });
  await handleFeedback(desk, actor, ref, { kind: 'purge' });
  if (held) await desk.database.$transaction((tx) => eraseTraces(tx, ref.code, held));
  await desk.settle();
}

type Chats = { channel: string; conversationId: string; own: boolean }[];

async function eraseTraces(tx: Transaction, code: string, { text, followers }: { text: string; followers: Chats }): Promise<void> {
  for (const { channel, conversationId } of followers.filter(({ own }) => own)) {
    const chat = { channel, conversationId };
    await tx.answer.deleteMany({ where: chat });
    await tx.webMessage.deleteMany({ where: chat });
    await tx.inbox.deleteMany({ where: { channel, conversation: conversationId, state: 'aside' } });
    await tx.$executeRaw`
      UPDATE conversation SET state = state || '{"draft": null, "doing": null}' WHERE channel = ${channel} AND id = ${conversationId}`;
  }
  // Steps before this one that have not been sent yet carry words; the notice of the purge itself does not.
  await tx.$executeRaw`
    UPDATE outbox SET reply = NULL, state = 'expired', "endedAt" = now(), reason = 'purged'
    WHERE subject = ${`feedback:${code}`} AND "endedAt" IS NULL AND "dedupeKey" NOT LIKE '%:purged:%' AND state = 'waiting'`;
  await tx.$executeRaw`UPDATE outbox SET reply = NULL WHERE subject = ${`feedback:${code}`} AND "endedAt" IS NOT NULL`;
  await tx.satisfaction.updateMany({ where: { kind: 'feedback', subject: code }, data: { comment: null } });
  if (text) await tx.missedQuestion.deleteMany({ where: { OR: [{ text }, { key: fold(text) }] } });
}

/** The same for a conversation with an official, by its number: what was said in it is gone, pictures too. Returns false when there is none. */
export async function purgeHandOver({ database, clock, settle }: Purging, actor: Actor, id: number): Promise<boolean> {
  const done = await database.$transaction(async (tx) => {
    const held = await tx.handOver.findUnique({ where: { id } });
    if (!held) return false;
    await tx.handOverMessage.deleteMany({ where: { handOverId: id } });
    await tx.feedbackFile.updateMany({ where: { handOverId: id }, data: { handOverId: null, source: null } });
    await tx.$executeRaw`UPDATE outbox SET reply = NULL, state = 'expired', "endedAt" = now(), reason = 'purged'
      WHERE subject = ${`handOver:${id}`} AND "endedAt" IS NULL AND state = 'waiting'`;
    await tx.$executeRaw`UPDATE outbox SET reply = NULL WHERE subject = ${`handOver:${id}`} AND "endedAt" IS NOT NULL`;
    if (held.officerChannel === 'web' && held.officerChat !== null)
      await tx.webMessage.deleteMany({ where: { channel: 'web', conversationId: held.officerChat } });
    await tx.answer.deleteMany({ where: { OR: chatsOf(held) } });
    await tx.webMessage.deleteMany({ where: { channel: held.channel, conversationId: held.conversationId } });
    await recordAudit(tx, { at: clock.now(), actor: actorId(actor), action: 'handOver.purge', subject: `handOver:${id}` });
    return true;
  });
  await settle();
  return done;
}

const chatsOf = (held: { channel: string; conversationId: string; officerChannel: string | null; officerChat: string | null }) => [
  { channel: held.channel, conversationId: held.conversationId },
  ...(held.officerChannel !== null && held.officerChat !== null ? [{ channel: held.officerChannel, conversationId: held.officerChat }] : []),
];
