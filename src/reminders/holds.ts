import { recordAudit } from '#src/platform/audit.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Settings } from './rule.ts';
import { slices, untilNone } from './slices.ts';
import { readSlices, type Waiting } from './waiting.ts';

/**
 * Holds every rule that would write more messages at once than it may, and goes on holding it until somebody decides. What was released is not
 * counted again. Returns the rules that are held, and those that newly are.
 */
export async function holdTooMany(
  database: Database,
  now: Date,
  { mostAtOnce, singly }: Settings,
  waiting: readonly Waiting[],
): Promise<{ newly: string[]; held: Set<string> }> {
  const many = [...messagesByRule(waiting, singly)].filter(([, messages]) => messages > mostAtOnce);
  if (many.length > 0)
    await database.reminderHold.createMany({ data: many.map(([rule, messages]) => ({ rule, messages, since: now })), skipDuplicates: true });
  const held = new Set((await openHolds(database)).map(({ rule }) => rule));
  if (waiting.some(({ rule, state }) => state === 'due' && held.has(rule))) await hold(database, now, held);
  return { newly: many.map(([rule]) => rule), held };
}

/** Sets aside what waits of these rules. */
async function hold(database: Database, now: Date, held: ReadonlySet<string>): Promise<void> {
  const ids: string[] = [];
  await readSlices(database, now, null, ({ id, rule, state }) => {
    if (state === 'due' && held.has(rule)) ids.push(String(id));
  });
  for (const size = slices(); ids.length > 0; )
    await size.take((rows) => {
      const slice = ids.splice(-rows);
      // What is due is open; said so that no index of what waits fits, all of which the planner would read for each slice.
      return database.$executeRaw`UPDATE reminder_item SET state = 'held' WHERE id = ANY(${slice}::bigint[]) AND state || '' = 'due'`;
    });
}

/** Pure: how many messages each rule would write; urgent ones come singly as long as they are few. */
function messagesByRule(waiting: readonly Waiting[], singly: number): Map<string, number> {
  const byPerson = Map.groupBy(
    waiting.filter(({ state }) => state === 'due'),
    ({ rule, personId, urgent }) => JSON.stringify([rule, personId, urgent]),
  );
  const messages = new Map<string, number>();
  for (const all of byPerson.values()) {
    const { rule, urgent } = all[0]!;
    const count = all.reduce((sum, each) => sum + each.count, 0);
    messages.set(rule, (messages.get(rule) ?? 0) + (urgent && count <= singly ? count : 1));
  }
  return messages;
}

export const openHolds = (database: Database) => database.reminderHold.findMany({ where: { decidedAt: null }, orderBy: { since: 'asc' } });

/** How much of each held rule still waits: what was settled meanwhile, or overtaken by a later reminder, is gone. */
export async function stillHeld(database: Database): Promise<Map<string, number>> {
  const rows = await database.$queryRaw<{ rule: string; count: number }[]>`
    SELECT rule, count(*)::int AS count FROM reminder_item WHERE "closedAt" IS NULL AND state = 'held' GROUP BY rule`;
  return new Map(rows.map(({ rule, count }) => [rule, count]));
}

type Decision = 'released' | 'discarded';

/**
 * Lets what a rule wanted to say go out, or throws it away, once and with a reason in the audit log. What has been settled meanwhile is gone
 * anyway. Throws the AppErrors `reminderReasonMissing` and `reminderHoldUnknown`.
 */
export async function decideHold(
  database: Database,
  given: { id: number; decision: Decision; reason: string },
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
  await settle(database, rule, decision, by.at);
}

/** Goes on with what was decided and broken off. */
export async function finishDecisions(database: Database): Promise<void> {
  for (const rule of (await stillHeld(database)).keys()) {
    const newest = await database.reminderHold.findFirst({ where: { rule }, orderBy: { id: 'desc' } });
    if (newest?.decidedAt) await settle(database, rule, newest.decision as Decision, newest.decidedAt);
  }
}

/** What is released waits from the decision on: a large digest that is being closed at that moment has not said it. */
const settle = (database: Database, rule: string, decision: Decision, at: Date): Promise<number> =>
  untilNone((rows) =>
    decision === 'released'
      ? database.$executeRaw`UPDATE reminder_item SET state = 'released', "notBefore" = GREATEST("notBefore", ${at}::timestamptz) WHERE id IN (
          SELECT id FROM reminder_item WHERE "closedAt" IS NULL AND state = 'held' AND rule = ${rule} LIMIT ${rows})`
      : database.$executeRaw`UPDATE reminder_item SET state = 'discarded', "closedAt" = ${at} WHERE id IN (
          SELECT id FROM reminder_item WHERE "closedAt" IS NULL AND state = 'held' AND rule = ${rule} LIMIT ${rows})`,
  );
