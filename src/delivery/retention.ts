import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';

const DAY = 24 * 60 * 60 * 1000;
/**
 * As the privacy notice says: answers for retries a day, a conversation 90 days after its last message. What came in and went out is without
 * words by then: its rows tell a platform's late repetition (Zalo OA's last comes within two hours, Telegram's within a day) from a new event.
 * What could not be handled or delivered waits longer for somebody to look.
 */
const KEEP = { answers: DAY, webMessages: 7 * DAY, conversations: 90 * DAY, jobRuns: 7 * DAY, inbox: 7 * DAY, outbox: 30 * DAY, failed: 30 * DAY };
/** Rows taken at a time: the embedded database has one connection, and no slice may hold it longer than 50 ms. */
const SLICE = 500;

/** Erases what is past its time, in slices. Returns how many rows went. */
export async function eraseExpired(database: Database, clock: Clock): Promise<number> {
  const before = (age: number) => new Date(clock.now().getTime() - age);
  const slices = [
    () => database.$executeRaw`DELETE FROM answer WHERE ctid = ANY(ARRAY(SELECT ctid FROM answer WHERE at < ${before(KEEP.answers)} LIMIT ${SLICE}))`,
    () =>
      database.$executeRaw`DELETE FROM web_message WHERE ctid = ANY(ARRAY(SELECT ctid FROM web_message WHERE at < ${before(KEEP.webMessages)} LIMIT ${SLICE}))`,
    () =>
      database.$executeRaw`DELETE FROM conversation WHERE ctid = ANY(ARRAY(SELECT ctid FROM conversation WHERE "updatedAt" < ${before(KEEP.conversations)} LIMIT ${SLICE}))`,
    () =>
      database.$executeRaw`DELETE FROM inbox WHERE ctid = ANY(ARRAY(SELECT ctid FROM inbox WHERE "receivedAt" < ${before(KEEP.inbox)} AND state = 'done' LIMIT ${SLICE}))`,
    () =>
      database.$executeRaw`DELETE FROM inbox WHERE ctid = ANY(ARRAY(SELECT ctid FROM inbox WHERE "receivedAt" < ${before(KEEP.failed)} AND state = 'aside' LIMIT ${SLICE}))`,
    () =>
      database.$executeRaw`DELETE FROM outbox WHERE ctid = ANY(ARRAY(SELECT ctid FROM outbox WHERE "endedAt" < ${before(KEEP.outbox)} LIMIT ${SLICE}))`,
    () =>
      database.$executeRaw`DELETE FROM outbox_lane WHERE ctid = ANY(ARRAY(SELECT ctid FROM outbox_lane
        WHERE "lastInboundAt" < ${before(KEEP.conversations)} AND waiting = 0 LIMIT ${SLICE}))`,
    () =>
      database.$executeRaw`DELETE FROM job_run WHERE ctid = ANY(ARRAY(SELECT ctid FROM job_run WHERE at < ${before(KEEP.jobRuns)} LIMIT ${SLICE}))`,
  ];
  let erased = 0;
  for (const slice of slices) {
    for (let count = SLICE; count === SLICE; ) {
      count = await slice();
      erased += count;
    }
  }
  return erased;
}
