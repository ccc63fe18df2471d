import { recordAudit } from '#src/platform/audit.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Settings } from './rule.ts';

/** Rows of one statement: the embedded database has one connection. */
const SLICE = 500;

/**
 * Holds every rule that would write more messages at once than it may, and goes on holding it until somebody decides. What was released is not
 * counted again. Returns the rules that are newly held.
 */
export async function holdTooMany(database: Database, now: Date, { mostAtOnce, singly }: Settings): Promise<string[]> {
  const many = await database.$queryRaw<{ rule: string; messages: number }[]>`
    SELECT rule, sum(messages)::int AS messages FROM (
      SELECT rule, "personId", CASE WHEN urgent AND count(*) <= ${singly} THEN count(*) ELSE 1 END AS messages
      FROM reminder_item WHERE "closedAt" IS NULL AND state = 'due' AND "notBefore" <= ${now} GROUP BY rule, "personId", urgent) counted
    GROUP BY rule HAVING sum(messages) > ${mostAtOnce}`;
  if (many.length > 0) await database.reminderHold.createMany({ data: many.map((entry) => ({ ...entry, since: now })), skipDuplicates: true });
  const open = await openHolds(database);
  for (const { rule } of open) {
    const hold = () => database.$executeRaw`
      UPDATE reminder_item SET state = 'held' WHERE id IN (
        SELECT id FROM reminder_item WHERE "closedAt" IS NULL AND state = 'due' AND rule = ${rule} AND "notBefore" <= ${now} LIMIT ${SLICE})`;
    while ((await hold()) > 0) await new Promise(setImmediate);
  }
  return many.map(({ rule }) => rule);
}

export const openHolds = (database: Database) => database.reminderHold.findMany({ where: { decidedAt: null }, orderBy: { since: 'asc' } });

/**
 * Lets what a rule wanted to say go out, or throws it away, once and with a reason in the audit log. What has been settled meanwhile is gone
 * anyway. Throws the AppErrors `reminderReasonMissing` and `reminderHoldUnknown`.
 */
export async function decideHold(
  database: Database,
  given: { id: number; decision: 'released' | 'discarded'; reason: string },
  by: { actor: string; at: Date },
): Promise<void> {
  const { id, decision } = given;
  const reason = given.reason.trim();
  if (!reason) throw new AppError('reminderReasonMissing', { status: 400 });
  const rule = await database.$transaction(async (tx) => {
    const { count } = await tx.reminderHold.updateMany({
      where: { id, decidedAt: null },
      data: { decision, decidedAt: by.at, decidedBy: by.actor, reason },
    });
    if (count === 0) throw new AppError('reminderHoldUnknown', { status: 404 });
    const hold = await tx.reminderHold.findUniqueOrThrow({ where: { id } });
    const details = { reason, messages: hold.messages };
    await recordAudit(tx, { at: by.at, actor: by.actor, action: `reminder.${decision}`, subject: `reminder:${hold.rule}`, details });
    return hold.rule;
  });
  const settle = () =>
    decision === 'released'
      ? database.$executeRaw`UPDATE reminder_item SET state = 'released' WHERE id IN (
          SELECT id FROM reminder_item WHERE "closedAt" IS NULL AND state = 'held' AND rule = ${rule} LIMIT ${SLICE})`
      : database.$executeRaw`UPDATE reminder_item SET state = 'discarded', "closedAt" = ${by.at} WHERE id IN (
          SELECT id FROM reminder_item WHERE "closedAt" IS NULL AND state = 'held' AND rule = ${rule} LIMIT ${SLICE})`;
  while ((await settle()) > 0) await new Promise(setImmediate);
}
