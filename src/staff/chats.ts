import type { PersonChat } from '#src/generated/prisma/client.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { PersonActor } from './actor.ts';
import { loadActor } from './people.ts';

/** A chat on a channel, as the tables of this room name it. */
export interface ChatOfPerson {
  channel: string;
  chatId: string;
}

export interface PairedChat extends PersonChat {
  /** They blocked the bot or left: nothing reaches them here until they write. */
  gone: boolean;
}

/** The chats of these people, for each in the order to try them: what still works first, then the preferred, then the newest. */
export async function chatsOf(tx: Database | Transaction, personIds: readonly string[]): Promise<PairedChat[]> {
  if (personIds.length === 0) return [];
  return tx.$queryRaw<PairedChat[]>`
    SELECT c.*, l."goneAt" IS NOT NULL AS gone FROM person_chat c
    LEFT JOIN outbox_lane l ON l.channel = c.channel AND l.chat = c."chatId"
    WHERE c."personId" = ANY(${[...personIds]}::text[])
    ORDER BY gone, c."preferredAt" DESC NULLS LAST, c."pairedAt" DESC, c.channel, c."chatId"`;
}

/** The official whose chat this is, with what they are on this day; null for everybody else, and for who is no longer active. */
export async function personInChat(tx: Database | Transaction, { channel, chatId }: ChatOfPerson, day: string): Promise<PersonActor | null> {
  const paired = await tx.personChat.findUnique({ where: { channel_chatId: { channel, chatId } }, select: { personId: true } });
  return paired && loadActor(tx, paired.personId, day);
}
