import { NEWS_TOPICS } from '#src/campaigns/model.ts';
import { readSubscription, subscribe, unsubscribe } from '#src/campaigns/subscribe.ts';
import type { NewsAsk, NewsTold, Wish } from '#src/conversation/news.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import type { Locale } from '#src/platform/texts.ts';
import { giveConsent, hasConsent, withdrawConsent } from '#src/privacy/consent.ts';

/**
 * Does, or finds out, what a person asks about news, in the transaction that keeps the conversation. Nothing is kept before they agreed to the
 * text as it is now. Null when the words may mean something else, and they get no news that could be stopped.
 */
export async function askNews(
  tx: Transaction,
  ask: NewsAsk,
  chat: ChatOfPerson,
  { locale, now }: { locale: Locale; now: Date },
): Promise<NewsTold | null> {
  if (ask.kind === 'stop') {
    const had = await unsubscribe(tx, chat, now);
    if (had) await withdrawConsent(tx, chat, now, 'news');
    return had || ask.sure ? { kind: 'stopped', had } : null;
  }
  if (ask.kind === 'agree') await giveConsent(tx, chat, 'news', now);
  else if (!(await hasConsent(tx, chat, 'news'))) return { kind: 'offer' };
  const wish = (await readSubscription(tx, chat)) ?? { topics: [], areas: [] };
  const next = wished(wish, ask);
  if (next !== wish || ask.kind === 'agree') await subscribe(tx, chat, next, locale, now);
  if (ask.kind === 'areas' || ask.kind === 'area' || ask.kind === 'everywhere') return { kind: 'areas', wish: next };
  if (ask.kind === 'done' && next.topics.length > 0) return { kind: 'wish', wish: next };
  return { kind: 'topics', wish: next };
}

const toggled = <T>(list: readonly T[], entry: T): T[] => (list.includes(entry) ? list.filter((each) => each !== entry) : [...list, entry]);

/** What is wished after this. Pure. */
function wished(wish: Wish, ask: NewsAsk): Wish {
  switch (ask.kind) {
    case 'topic':
      return { ...wish, topics: toggled(wish.topics, ask.topic) };
    case 'allTopics':
      return { ...wish, topics: [...NEWS_TOPICS] };
    case 'area':
      return { ...wish, areas: toggled(wish.areas, ask.code) };
    case 'everywhere':
      return { ...wish, areas: [] };
    default:
      return wish;
  }
}
