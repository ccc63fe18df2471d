import { createHash } from 'node:crypto';
import type { Database, Transaction } from '#src/platform/database.ts';

/** Attempts before the first pause. An address is shared by a whole office. */
const FREE = { name: 5, address: 50, chat: 5 } as const;
const FIRST_PAUSE_S = 60;
/** Short enough that nobody can be kept out of their account by a stranger's guesses for long. */
const LONGEST_PAUSE_S = 900;
const FORGET_MS = 24 * 3_600_000;
/** A step of 30 seconds with its neighbours, and some. */
const CODE_LASTS_MS = 120_000;

const keyOf = (kind: keyof typeof FREE, value: string) => `${kind}:${createHash('sha256').update(value).digest('base64url').slice(0, 22)}`;

/** By whom something was tried. */
export interface Tried {
  kind: keyof typeof FREE;
  value: string;
}

/**
 * Counts an attempt before the password or code is looked at, so that a thousand at once are counted one by one. Returns until when nothing is
 * tried, or null to go on. Whether there is such a user name makes no difference.
 */
export async function countAttempt(tx: Database | Transaction, now: Date, tried: readonly Tried[]): Promise<Date | null> {
  for (const { kind, value } of tried) {
    const [key, free] = [keyOf(kind, value), FREE[kind]];
    const forgotten = new Date(now.getTime() - FORGET_MS);
    const pause = { first: FIRST_PAUSE_S, longest: LONGEST_PAUSE_S };
    const counted = await tx.$executeRaw`
      INSERT INTO sign_in_guard AS held (key, failures, since, "blockedTo") VALUES (${key}, 1, ${now}, ${now})
      ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN held.since < ${forgotten} THEN 1 ELSE held.failures + 1 END,
        since = ${now},
        "blockedTo" = CASE WHEN held.since < ${forgotten} OR held.failures + 1 < ${free}::int THEN ${now}
          ELSE ${now}::timestamptz + make_interval(secs => LEAST(${pause.longest}::float, ${pause.first}::float * 2 ^ LEAST(20, held.failures + 1 - ${free}::int))) END
      WHERE held."blockedTo" <= ${now}`;
    if (counted > 0) continue;
    const row = await tx.signInGuard.findUnique({ where: { key } });
    return row?.blockedTo ?? now;
  }
  return null;
}

export const beginAttempt = (database: Database, now: Date, username: string, address: string): Promise<Date | null> =>
  countAttempt(database, now, [
    { kind: 'name', value: username },
    { kind: 'address', value: address },
  ]);

/** After the right password: the name's failures are forgotten, the address gets back its one attempt. */
export async function endAttempt(tx: Database | Transaction, now: Date, username: string, address: string): Promise<void> {
  await forgetFailures(tx, username);
  await giveBack(tx, now, { kind: 'address', value: address });
}

/** An attempt that was right does not count. */
export const giveBack = (tx: Database | Transaction, now: Date, { kind, value }: Tried) =>
  tx.signInGuard.updateMany({ where: { key: keyOf(kind, value) }, data: { failures: { decrement: 1 }, blockedTo: now } });

export const forgetFailures = (tx: Database | Transaction, username: string) =>
  tx.signInGuard.deleteMany({ where: { key: keyOf('name', username) } });

/** For the retention job: what nobody added to for a day is forgotten. */
export const forgetOldFailures = (database: Database, now: Date) =>
  database.signInGuard.deleteMany({ where: { since: { lt: new Date(now.getTime() - FORGET_MS) } } });

/** A code of an authenticator is good once while it lasts (RFC 6238 §5.2): true for who comes first with it. Kept as a hash for a day, like failures. */
export async function spendCode(database: Database, now: Date, personId: string, code: string): Promise<boolean> {
  const key = `code:${createHash('sha256').update(`${personId} ${code}`).digest('base64url').slice(0, 22)}`;
  const lasts = new Date(now.getTime() - CODE_LASTS_MS);
  const spent = await database.$executeRaw`
    INSERT INTO sign_in_guard AS held (key, failures, since, "blockedTo") VALUES (${key}, 0, ${now}, ${now})
    ON CONFLICT (key) DO UPDATE SET since = ${now} WHERE held.since < ${lasts}`;
  return spent > 0;
}
