import { recordAudit } from '#src/platform/audit.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { dayOf } from '#src/text/formats.ts';

/** What the commands work with. */
export interface CatalogueDesk {
  database: Database;
  clock: Clock;
}

/** Who writes or approves, and what they may; the policy table is asked outside of this room. */
export interface Writer {
  /** Id of the person; "system" for what happens by itself. */
  id: string;
  may(action: 'catalogue.edit' | 'catalogue.publish'): boolean;
}

export const SYSTEM_WRITER: Writer = { id: 'system', may: () => true };

interface Act {
  tx: Transaction;
  now: Date;
  today: string;
  audit(action: string, subject: string, details?: Record<string, string | number | boolean | null>): Promise<void>;
}

/** One command: allowed, in one transaction that waits for every other change of the catalogue, with its line in the audit log. */
export async function act<T>(
  { database, clock }: CatalogueDesk,
  writer: Writer,
  action: Parameters<Writer['may']>[0],
  run: (act: Act) => Promise<T>,
): Promise<T> {
  if (!writer.may(action)) throw new AppError('notAllowed', { status: 403 });
  const now = clock.now();
  return database.$transaction(async (tx) => {
    await tx.catalogueState.createMany({ data: [{ id: 1, updatedAt: now }], skipDuplicates: true });
    await tx.$executeRaw`SELECT 1 FROM catalogue_state WHERE id = 1 FOR UPDATE`;
    const actor = writer.id === 'system' ? 'system' : `person:${writer.id}`;
    return run({
      tx,
      now,
      today: dayOf(now),
      audit: (name, subject, details = {}) => recordAudit(tx, { at: now, actor, action: name, subject, details }),
    });
  });
}
