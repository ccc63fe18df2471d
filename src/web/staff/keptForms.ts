import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';

/** The largest form that is kept over signing in again, as Express counts it. */
export const LARGEST_KEPT = '3mb';

const keptFields = z.record(z.string().max(100), z.string());

/** Keeps what somebody sent when their session had ended, now that they have signed in. Returns the number to get it back by; null for what is no form. */
export async function keepForm(
  { database, clock }: { database: Database; clock: Clock },
  personId: string,
  path: string,
  kept: string,
): Promise<string | null> {
  let fields: unknown;
  try {
    fields = JSON.parse(kept.toWellFormed().replaceAll('\\u0000', ''));
  } catch {
    return null;
  }
  const read = keptFields.safeParse(fields);
  if (!read.success) return null;
  const id = randomUUID();
  await database.keptForm.create({ data: { id, personId, path, fields: read.data, at: clock.now() } });
  return id;
}

/** What was kept for this person and page, once. */
export async function takeKept(database: Database, personId: string, path: string, id: string): Promise<Record<string, string> | null> {
  const where = { id, personId, path };
  const row = await database.keptForm.findFirst({ where });
  if (row) await database.keptForm.deleteMany({ where });
  return row ? keptFields.parse(row.fields) : null;
}
