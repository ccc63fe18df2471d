import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * As the privacy notice says: answers for retries a day, a conversation 90 days after its last message. What came in and went out is without
 * words by then: its rows tell a platform's late repetition (Zalo OA's last comes within two hours, Telegram's within a day) from a new event.
 * What could not be handled or delivered waits longer for somebody to look. A question that was not understood goes when it has not been
 * asked again for so long.
 */
export const KEPT_DAYS = {
  answers: 1,
  webMessages: 7,
  conversations: 90,
  jobRuns: 7,
  inbox: 7,
  outbox: 30,
  failed: 30,
  questions: 90,
  handOvers: 90,
  rates: 2,
  forgotten: 2,
};
export type KeptDays = typeof KEPT_DAYS;
/** Rows taken at a time: the embedded database has one connection, and no slice may hold it longer than 50 ms. */
const SLICE = 500;

/** Erases what is past its time, in slices. Returns how many rows of each kind went. */
export async function eraseExpired(database: Database, clock: Clock, days: KeptDays = KEPT_DAYS): Promise<Record<string, number>> {
  const before = (kind: keyof KeptDays) => new Date(clock.now().getTime() - days[kind] * DAY);
  const slices: Record<string, () => Promise<number>> = {
    answers: () =>
      database.$executeRaw`DELETE FROM answer WHERE ctid = ANY(ARRAY(SELECT ctid FROM answer WHERE at < ${before('answers')} LIMIT ${SLICE}))`,
    webMessages: () =>
      database.$executeRaw`DELETE FROM web_message WHERE ctid = ANY(ARRAY(SELECT ctid FROM web_message WHERE at < ${before('webMessages')} LIMIT ${SLICE}))`,
    conversations: () =>
      database.$executeRaw`DELETE FROM conversation WHERE ctid = ANY(ARRAY(SELECT ctid FROM conversation WHERE "updatedAt" < ${before('conversations')} LIMIT ${SLICE}))`,
    inbox: () =>
      database.$executeRaw`DELETE FROM inbox WHERE ctid = ANY(ARRAY(SELECT ctid FROM inbox WHERE "receivedAt" < ${before('inbox')} AND state = 'done' LIMIT ${SLICE}))`,
    failed: () =>
      database.$executeRaw`DELETE FROM inbox WHERE ctid = ANY(ARRAY(SELECT ctid FROM inbox WHERE "receivedAt" < ${before('failed')} AND state = 'aside' LIMIT ${SLICE}))`,
    outbox: () =>
      database.$executeRaw`DELETE FROM outbox WHERE ctid = ANY(ARRAY(SELECT ctid FROM outbox WHERE "endedAt" < ${before('outbox')} LIMIT ${SLICE}))`,
    lanes: () => database.$executeRaw`DELETE FROM outbox_lane WHERE ctid = ANY(ARRAY(SELECT ctid FROM outbox_lane
        WHERE "lastInboundAt" < ${before('conversations')} AND waiting = 0 LIMIT ${SLICE}))`,
    // Who erased everything, or has long been quiet, and follows nothing: the last answer has been sent, the chat's id goes too.
    forgotten: () => database.$executeRaw`
      WITH gone AS (
        SELECT l.channel, l.chat FROM outbox_lane l
        WHERE l.waiting = 0 AND l."lastInboundAt" < ${before('forgotten')}
          AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.channel = l.channel AND c.id = l.chat)
          AND NOT EXISTS (SELECT 1 FROM person_chat p WHERE p.channel = l.channel AND p."chatId" = l.chat)
          AND NOT EXISTS (SELECT 1 FROM dossier_chat d WHERE d.channel = l.channel AND d."conversationId" = l.chat)
          AND NOT EXISTS (SELECT 1 FROM feedback_follower f WHERE f.channel = l.channel AND f."conversationId" = l.chat)
        LIMIT ${SLICE}),
      inbox_gone AS (DELETE FROM inbox i USING gone g WHERE i.channel = g.channel AND i.conversation = g.chat AND i.state <> 'new'),
      outbox_gone AS (DELETE FROM outbox o USING gone g WHERE o.channel = g.channel AND o.chat = g.chat AND o."endedAt" IS NOT NULL)
      DELETE FROM outbox_lane l USING gone g WHERE l.channel = g.channel AND l.chat = g.chat`,
    questions: () =>
      database.$executeRaw`DELETE FROM missed_question WHERE ctid = ANY(ARRAY(SELECT ctid FROM missed_question WHERE "lastAt" < ${before('questions')} LIMIT ${SLICE}))`,
    handOvers: () =>
      database.$executeRaw`DELETE FROM hand_over WHERE ctid = ANY(ARRAY(SELECT ctid FROM hand_over WHERE "endedAt" < ${before('handOvers')} LIMIT ${SLICE}))`,
    rates: () =>
      database.$executeRaw`DELETE FROM rate_count WHERE ctid = ANY(ARRAY(SELECT ctid FROM rate_count WHERE since < ${before('rates')} LIMIT ${SLICE}))`,
    jobRuns: () =>
      database.$executeRaw`DELETE FROM job_run WHERE ctid = ANY(ARRAY(SELECT ctid FROM job_run WHERE at < ${before('jobRuns')} LIMIT ${SLICE}))`,
  };
  const erased: Record<string, number> = {};
  for (const [kind, slice] of Object.entries(slices)) {
    for (let count = SLICE; count === SLICE; ) {
      count = await slice();
      erased[kind] = (erased[kind] ?? 0) + count;
    }
  }
  return erased;
}
