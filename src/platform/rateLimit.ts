import type { Database, Transaction } from './database.ts';

/** So many in a span of milliseconds. */
export interface Rate {
  most: number;
  ms: number;
}

/**
 * Counts one more for `key` (a keyed hash, never who it is), and tells how many there have been in its span: the database counts, so that
 * several instances count together. A span begins with its first.
 */
export async function countIn(tx: Database | Transaction, key: string, ms: number, now: Date): Promise<number> {
  const over = new Date(now.getTime() - ms);
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    INSERT INTO rate_count AS r (key, count, since) VALUES (${key}, 1, ${now})
    ON CONFLICT (key) DO UPDATE SET count = CASE WHEN r.since <= ${over} THEN 1 ELSE r.count + 1 END,
      since = CASE WHEN r.since <= ${over} THEN ${now}::timestamptz ELSE r.since END
    RETURNING count`;
  return row!.count;
}

/** Whether one more is within all of these rates. It is counted in each, also where it is too much. */
export async function isWithin(tx: Database | Transaction, key: string, rates: readonly Rate[], now: Date): Promise<boolean> {
  let within = true;
  for (const { most, ms } of rates) if ((await countIn(tx, `${key}:${ms}`, ms, now)) > most) within = false;
  return within;
}
