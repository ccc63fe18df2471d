import { enqueue } from '#src/notices/enqueue.ts';
import type { Address, Notice, StoredContext } from '#src/notices/notice.ts';
import { withdraw } from '#src/notices/withdraw.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { Reply } from '#src/text/reply.ts';
import { type ChatOfPerson, chatsOf } from './chats.ts';

/** How the keys of what officials are told begin. What the same chat is told as a citizen's stays. */
const TO_OFFICIALS = ['reminder:%', 'official:%', 'work:%'];

interface Waiting {
  key: string;
  reply: Reply;
  context: StoredContext;
  urgent: boolean;
  subject: string | null;
  notBefore: Date;
  expiresAt: Date | null;
}

/**
 * What waits to be said to an official in a chat that is theirs no more is not said there, but in another of their chats, where they have one.
 * Returns how many letters have none to go to: their words are gone for good.
 */
export async function takeBack(tx: Transaction, { channel, chatId }: ChatOfPerson, personId: string, now: Date): Promise<number> {
  const rows = await tx.$queryRaw<Waiting[]>`
    SELECT "dedupeKey" AS key, reply, context, urgent, subject, "notBefore", "expiresAt" FROM outbox
    WHERE channel = ${channel} AND chat = ${chatId} AND state IN ('waiting', 'sending') AND kind = 'notice' AND "dedupeKey" LIKE ANY(${TO_OFFICIALS}::text[])
    ORDER BY id`;
  if (rows.length === 0) return 0;
  await withdraw(
    tx,
    rows.map(({ key }) => key),
    now,
  );
  const others = (await chatsOf(tx, [personId])).filter((chat) => chat.channel !== channel || chat.chatId !== chatId);
  const [first, ...more] = others.map((chat): Address => ({ channel: chat.channel, chat: chat.chatId }));
  if (!first) return rows.length;
  const notices = rows.map(
    ({ key, reply, context, urgent, subject, notBefore, expiresAt }): Notice => ({
      kind: 'notice',
      to: [first, ...more],
      reply,
      locale: context.locale,
      urgent,
      key: `${key} ${first.channel} ${first.chat}`,
      subject: subject ?? '',
      notBefore,
      ...(expiresAt && { expiresAt }),
    }),
  );
  await enqueue(tx, notices, now);
  return 0;
}
