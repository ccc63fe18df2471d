import type { AuditEntry } from '#src/platform/audit.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';

/** Who changes the calendar, when and why. */
export interface By {
  actor: string;
  at: Date;
  reason: string;
  /** Looks at the change before it is kept; what this throws undoes it. */
  before?(tx: Transaction): Promise<void>;
}

type Line = Pick<AuditEntry, 'action' | 'subject' | 'details'>;
/** What a change did: nothing, or a line for the audit log, or several. */
export type Changed = Line | Line[] | null;

/**
 * Runs a change of the calendar's rows in one transaction, alone among instances: when it changed something, the revision grows and the
 * audit log gets its lines with the reason. Returns the revision in force after it. Throws the AppError `calendarReasonMissing`.
 */
export async function changeCalendar(database: Database, by: By, work: (tx: Transaction) => Promise<Changed>): Promise<number> {
  const reason = by.reason.trim();
  if (reason === '') throw new AppError('calendarReasonMissing', { status: 400 });
  return database.$transaction(async (tx) => {
    await tx.calendarState.createMany({ data: [{ id: 1, updatedAt: by.at }], skipDuplicates: true });
    const [{ revision } = { revision: 0 }] = await tx.$queryRaw<{ revision: number }[]>`SELECT revision FROM calendar_state WHERE id = 1 FOR UPDATE`;
    const lines = [(await work(tx)) ?? []].flat();
    if (lines.length === 0) return revision;
    await tx.calendarState.update({ where: { id: 1 }, data: { revision: revision + 1, updatedAt: by.at } });
    for (const line of lines)
      await recordAudit(tx, { at: by.at, actor: by.actor, ...line, details: { reason, revision: revision + 1, ...line.details } });
    await by.before?.(tx);
    return revision + 1;
  });
}
