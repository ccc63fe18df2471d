import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';

/** Another instance takes over so long after the last renewal of one that died; with `RENEW_MS` at most 25 s. */
const LEASE_MS = 20_000;
const RENEW_MS = 5000;

export interface PollLeaseDeps {
  database: Database;
  clock: Clock;
  log: Log;
  /** For tests. */
  leaseMs?: number;
  renewMs?: number;
}

/** Takes or renews the lease of a channel in one statement. True when it is ours until `until`. */
async function hold(database: Database, channel: string, owner: string, now: Date, until: Date): Promise<boolean> {
  const rows = await database.$executeRaw`
    UPDATE outbox_channel SET "pollOwner" = ${owner}, "pollUntil" = ${until}
    WHERE channel = ${channel} AND ("pollOwner" IS NULL OR "pollOwner" = ${owner} OR "pollUntil" <= ${now})`;
  return rows > 0;
}

/**
 * Runs `poll` on exactly one of all instances, until `signal` aborts: a platform answers the second with 409 (Telegram) or gives each a part of
 * the updates (Zalo Bot). The lease is renewed meanwhile; whoever cannot renew it stops before another may begin.
 */
export async function pollAlone(
  channel: string,
  poll: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  { database, clock, log, leaseMs = LEASE_MS, renewMs = RENEW_MS }: PollLeaseDeps,
): Promise<void> {
  const owner = randomUUID();
  const take = async (): Promise<boolean | null> => {
    const now = clock.now();
    return hold(database, channel, owner, now, new Date(now.getTime() + leaseMs)).catch((error: unknown) => {
      log.warn({ channel, error: briefly(error) }, 'the right to poll could not be renewed');
      return null;
    });
  };
  while (!signal.aborted) {
    if ((await take()) === true) {
      log.info({ channel }, 'this instance polls');
      const lost = new AbortController();
      const polling = poll(AbortSignal.any([signal, lost.signal])).finally(() => lost.abort());
      let heldAt = performance.now();
      while (!signal.aborted && !lost.signal.aborted) {
        await rest(renewMs, AbortSignal.any([signal, lost.signal]));
        if (signal.aborted) break;
        const held = await take();
        if (held === true) heldAt = performance.now();
        else if (held === false || performance.now() - heldAt > leaseMs - 2 * renewMs) lost.abort();
      }
      await polling;
    }
    await rest(renewMs, signal);
  }
  // Whoever stops in order lets the next begin at once.
  await database.$executeRaw`
    UPDATE outbox_channel SET "pollOwner" = NULL, "pollUntil" = NULL WHERE channel = ${channel} AND "pollOwner" = ${owner}`.catch(() => {});
}

const rest = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }).catch(() => {});
