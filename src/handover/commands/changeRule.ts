import { recordAudit } from '#src/platform/audit.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { type Actor, actorId } from '#src/staff/actor.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { may } from '#src/staff/policy.ts';
import { refusal } from '../refusals.ts';
import { handOverRule } from '../rule.ts';

/** Sets who of a unit is on duty and how long everybody waits. Throws FieldFaults for numbers that are none. */
export async function changeRule(
  { database, clock }: { database: Database; clock: Clock },
  actor: Actor,
  { agencyId, unitId }: { agencyId: string; unitId: string },
  given: unknown,
): Promise<void> {
  if (!may(actor, 'handOver.duty', { agencyId, unitId })) throw refusal('handOverNotAllowed');
  const read = handOverRule.safeParse(given);
  if (!read.success) throw fieldFaults(Object.fromEntries(read.error.issues.map(({ path }) => [String(path[0]), 'minutes'])));
  const now = clock.now();
  await database.$transaction(async (tx) => {
    const data = { agencyId, content: read.data, changedAt: now };
    await tx.handOverRuleRow.upsert({ where: { unitId }, create: { unitId, ...data }, update: data });
    await recordAudit(tx, { at: now, actor: actorId(actor), action: 'handOver.duty', subject: `unit:${unitId}` });
  });
}
