import { z } from 'zod';
import type { Database, Transaction } from '#src/platform/database.ts';

const minutes = (usual: number) => z.coerce.number().int().min(1).max(480).default(usual);

/** Who of a unit is on duty, and how long everybody waits. The numbers are the product's own until a unit sets its own. */
export const handOverRule = z.object({
  /** People by weekday, 1 Monday to 7 Sunday; on a day without anybody it is everybody of the unit. */
  duty: z.record(z.string().regex(/^[1-7]$/), z.array(z.string())).default({}),
  /** Working minutes until the next are asked to take it. */
  takeMinutes: minutes(5),
  /** Working minutes that the citizen's word may stay without an answer before it goes back to the queue. */
  answerMinutes: minutes(10),
  /** Minutes without a word of the citizen after which it is closed. */
  silentMinutes: minutes(30),
  /** Conversations that one official answers at a time. */
  most: z.coerce.number().int().min(1).max(50).default(5),
});
export type HandOverRule = z.output<typeof handOverRule>;

export const USUAL_RULE: HandOverRule = handOverRule.parse({});

export async function loadRule(tx: Database | Transaction, unitId: string): Promise<HandOverRule> {
  const row = await tx.handOverRuleRow.findUnique({ where: { unitId } });
  return handOverRule.safeParse(row?.content).data ?? USUAL_RULE;
}
