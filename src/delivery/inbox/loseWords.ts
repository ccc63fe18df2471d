import type { Heard } from '#src/conversation/heard.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import type { Job } from '#src/platform/jobs.ts';
import type { InboundContent } from '../channel.ts';

/** Where all is well nothing waits so long: its channel is switched off, or we are behind. */
const WAITED_MS = 2 * 60_000;
/** A message may be kept a little after the moment that it says it came in. */
const SLACK_MS = 5 * 60_000;
const SLICE = 500;

/** What is left of a message that may not be kept; null when it may be. */
type WithoutWords = (heard: Heard) => Heard | null;

/**
 * Messages that wait, however long their channel stays off, lose their words when these must go by another door or may have to; what is left
 * is answered in its turn. Each is judged once; a new start judges all that wait again. Returns how many lost their words.
 */
export function createLoseWords(database: Database, clock: Clock, withoutWords: WithoutWords): () => Promise<number> {
  let judgedUntil = new Date(0);
  return async () => {
    const until = new Date(clock.now().getTime() - WAITED_MS);
    const from = new Date(judgedUntil.getTime() - SLACK_MS);
    let lost = 0;
    for (let after = 0n, found = SLICE; found === SLICE; ) {
      const rows = await database.inbox.findMany({
        where: { state: 'new', id: { gt: after }, receivedAt: { gt: from, lte: until } },
        select: { id: true, content: true },
        orderBy: { id: 'asc' },
        take: SLICE,
      });
      for (const { id, content } of rows) {
        const left = leftOf(content as InboundContent | null, withoutWords);
        if (left) lost += (await database.inbox.updateMany({ where: { id, state: 'new' }, data: { content: { ...left } } })).count;
      }
      found = rows.length;
      after = rows.at(-1)?.id ?? after;
    }
    judgedUntil = until;
    return lost;
  };
}

/** What cannot even be judged may be anything: nothing of it stays either. */
function leftOf(content: InboundContent | null, withoutWords: WithoutWords): Heard | null {
  if (content === null || content.kind === 'gone') return null;
  try {
    return withoutWords(content);
  } catch {
    return { kind: 'referral', referral: 'denunciation' };
  }
}

export const loseWordsJob = (database: Database, clock: Clock, withoutWords: WithoutWords): Job => {
  const loseWords = createLoseWords(database, clock, withoutWords);
  return { name: 'inbox-words', schedule: '* * * * *', run: async () => void (await loseWords()) };
};
