import { withdraw } from '#src/notices/withdraw.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import { type ChatKey, letterKey, NEWS_TOPICS, type NewsTopic, wants } from './model.ts';

export interface Subscription {
  topics: NewsTopic[];
  areas: string[];
}

export async function readSubscription(tx: Transaction, chat: ChatOfPerson): Promise<Subscription | null> {
  const row = await tx.campaignSubscription.findUnique({ where: { channel_conversationId: chat }, select: { topics: true, areas: true } });
  return row && { topics: NEWS_TOPICS.filter((topic) => row.topics.includes(topic)), areas: row.areas };
}

/** Keeps what a person wants news of; what waits for them and is wanted no more is taken back. The consent is the caller's matter. */
export async function subscribe(tx: Transaction, chat: ChatOfPerson, wish: Subscription, locale: string, now: Date): Promise<void> {
  const kept = { ...wish, locale };
  await tx.campaignSubscription.upsert({
    where: { channel_conversationId: chat },
    create: { ...chat, ...kept, at: now },
    update: kept,
  });
  await takeBack(tx, chat, wish, now);
}

/** No more news, at once: what was queued and has not been said is taken back too. Returns whether there was anything to end. */
export async function unsubscribe(tx: Transaction, chat: ChatOfPerson, now: Date): Promise<boolean> {
  const { count } = await tx.campaignSubscription.deleteMany({ where: chat });
  await takeBack(tx, chat, null, now);
  return count > 0;
}

async function takeBack(tx: Transaction, chat: ChatKey, wish: Subscription | null, now: Date): Promise<void> {
  const queued = await tx.campaignLetter.findMany({ where: { ...chat, state: 'queued' }, select: { campaignId: true } });
  if (queued.length === 0) return;
  const campaigns = await tx.campaign.findMany({
    where: { id: { in: queued.map(({ campaignId }) => campaignId) } },
    select: { id: true, topics: true, areas: true },
  });
  const unwanted = campaigns.filter((campaign) => !wish || !wants(wish, campaign));
  await withdraw(
    tx,
    unwanted.map(({ id }) => letterKey(id, chat)),
    now,
  );
}
