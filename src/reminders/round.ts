import type { Database } from '#src/platform/database.ts';
import { type Composed, compose } from './compose.ts';
import { finishDigests } from './finishDigests.ts';
import { finishDecisions } from './holds.ts';
import type { ComposeDeps } from './say.ts';
import { type Scan, type ScanDeps, scan } from './scan.ts';

/** A round that has not ended after this has died; another instance goes on. Longer than clocks of instances differ. */
const LEASE_MS = 5 * 60_000;

/**
 * One round: what is due is worked out, then said. One instance at a time, so that a person's digest is one message; that nothing is said twice
 * does not rest on it but on the keys. Null where another instance is at work.
 */
export async function round(deps: ScanDeps & ComposeDeps, owner: string): Promise<{ scan: Scan; composed: Composed } | null> {
  const { database, now } = deps;
  if (!(await lease(database, owner, now))) return null;
  try {
    await finishDigests(database);
    await finishDecisions(database);
    return { scan: await scan(deps), composed: await compose(deps) };
  } finally {
    await database.reminderState.updateMany({ where: { id: 1, owner }, data: { leaseUntil: null } });
  }
}

/** A lease that ends later than any could is from a clock that was set back, and does not count. */
async function lease(database: Database, owner: string, now: Date): Promise<boolean> {
  await database.reminderState.createMany({ data: [{ id: 1 }], skipDuplicates: true });
  const [until, longest] = [new Date(now.getTime() + LEASE_MS), new Date(now.getTime() + 2 * LEASE_MS)];
  const { count } = await database.reminderState.updateMany({
    where: { id: 1, OR: [{ leaseUntil: null }, { leaseUntil: { lte: now } }, { leaseUntil: { gt: longest } }] },
    data: { owner, leaseUntil: until },
  });
  return count === 1;
}
