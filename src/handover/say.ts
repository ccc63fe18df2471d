import { enqueue } from '#src/notices/enqueue.ts';
import type { Address, Notice } from '#src/notices/notice.ts';
import type { Transaction } from '#src/platform/database.ts';
import { LOCALES, type Locale, type Say, sayIn } from '#src/platform/texts.ts';
import type { Reach } from '#src/staff/reach.ts';
import type { Block } from '#src/text/blocks.ts';
import { type Choice, reply } from '#src/text/reply.ts';
import type { HandOver, OfficersChat } from './model.ts';

/** What must be said in a hand-over: to the citizen, or to officials in chats of theirs. Neither learns the other's account. */
export interface Said {
  /** What makes it one of its own within the hand-over: said once. */
  once: string;
  blocks(say: Say): Block[];
  choices?(say: Say): Choice[];
  notBefore?: Date;
}

const localeOf = (text: string): Locale => LOCALES.find((known) => known === text) ?? 'vi';

const notice = ({ id }: HandOver, to: [Address, ...Address[]], locale: Locale, { once, blocks, choices, notBefore }: Said): Notice => {
  const say = sayIn(locale);
  const key = `handOver:${id}:${once}:${to[0].channel}:${to[0].chat}`;
  return {
    ...{ kind: 'notice', to, locale, key, subject: `handOver:${id}`, urgent: true, reply: reply(blocks(say), choices?.(say)) },
    ...(notBefore && { notBefore }),
  };
};

/** No quiet hours: they are talking with a person, and wait. */
export const tellCitizen = (tx: Transaction, handOver: HandOver, said: Said, now: Date): Promise<number> =>
  enqueue(tx, [notice(handOver, [{ channel: handOver.channel, chat: handOver.conversationId }], localeOf(handOver.locale), said)], now);

/** In the chat that the official answers in; who answers on the page reads it there. */
export async function tellOfficer(tx: Transaction, handOver: HandOver, said: Said, now: Date): Promise<void> {
  const { officerChannel: channel, officerChat: chat } = handOver;
  if (channel !== null && chat !== null) await enqueue(tx, [notice(handOver, [{ channel, chat }], 'vi', said)], now);
}

const addressesOf = (chats: readonly OfficersChat[]): Address[] => chats.map(({ channel, chatId }) => ({ channel, chat: chatId }));

/** In the chat of each that works best. */
export async function tellPeople(
  tx: Transaction,
  handOver: HandOver,
  people: readonly string[],
  reach: ReadonlyMap<string, Reach>,
  said: Said,
  now: Date,
): Promise<void> {
  const notices = people.flatMap((person) => {
    const found = reach.get(person);
    const [first, ...others] = addressesOf(found?.chats ?? []);
    return first ? [notice(handOver, [first, ...others], found?.locale ?? 'vi', said)] : [];
  });
  await enqueue(tx, notices, now);
}
