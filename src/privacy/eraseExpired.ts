import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * As the privacy notice says: answers for retries a day, a conversation 90 days after its last message. What came in and went out is without
 * words by then: its rows tell a platform's late repetition (Zalo OA's last comes within two hours, Telegram's within a day) from a new event.
 * What could not be handled or delivered waits longer for somebody to look.
 */
export const KEPT_DAYS = { answers: 1, webMessages: 7, conversations: 90, jobRuns: 7, inbox: 7, outbox: 30, failed: 30 };
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
