import type { Notice } from '#src/notices/notice.ts';
import type { Transaction } from '#src/platform/database.ts';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { reply } from '#src/text/reply.ts';

/** What is said in the chat that sent a picture which cannot be had: nobody should believe that an official has seen it. */
export async function lostNotices(tx: Transaction, fileId: string): Promise<Notice[]> {
  const file = await tx.feedbackFile.findUnique({
    where: { id: fileId },
    select: {
      feedback: { select: { code: true, locale: true, followers: { where: { own: true }, select: { channel: true, conversationId: true } } } },
      handOver: { select: { id: true, locale: true, channel: true, conversationId: true } },
    },
  });
  const { feedback, handOver } = file ?? {};
  const chats = handOver ? [handOver] : (feedback?.followers ?? []);
  const locale = LOCALES.find((known) => known === (handOver ?? feedback)?.locale) ?? 'vi';
  const say = sayIn(locale);
  const text = feedback ? say('feedback.notice.pictureLost', { code: feedback.code }) : say('handOver.citizen.pictureLost');
  const subject = feedback ? `feedback:${feedback.code}` : `handOver:${handOver?.id}`;
  return chats.map(({ channel, conversationId: chat }) => ({
    ...{ kind: 'notice', to: [{ channel, chat }], reply: reply([{ kind: 'text', text }]), locale, subject },
    key: `picture:${fileId}:${channel}:${chat}`,
    // Who talks with a person waits for them.
    ...(handOver && { urgent: true }),
  }));
}
