import type { OfficialAsk, OfficialTold } from '#src/conversation/official.ts';
import type { Transaction } from '#src/platform/database.ts';
import { pairChat } from '#src/staff/commands/pairing.ts';
import type { Talk } from './turn.ts';

/** Finds out, or does, what a message asks as an official's; null when the chat is nobody's: then it is a citizen's message. */
export async function askOfficial(tx: Transaction, ask: OfficialAsk, talk: Talk, now: Date): Promise<OfficialTold | null> {
  const chat = { channel: talk.channel, chatId: talk.conversation };
  const from = { now, ...(talk.address && { address: talk.address }) };
  return { kind: 'pair', paired: await pairChat(tx, chat, ask.code, from) };
}
