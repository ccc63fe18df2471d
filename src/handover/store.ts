import type { Transaction } from '#src/platform/database.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import { mask } from '#src/text/mask.ts';
import { type Act, step } from './lifeCycle.ts';
import type { HandOver } from './model.ts';
import { refusal } from './refusals.ts';

/** UTF-16 units of one message. */
export const LONGEST_MESSAGE = 3000;

/** The hand-over of a number, locked until the transaction ends. Throws `handOverNotFound`. */
export async function hold(tx: Transaction, id: number): Promise<HandOver> {
  const [row] = await tx.$queryRaw<HandOver[]>`SELECT * FROM hand_over WHERE id = ${id} FOR UPDATE`;
  if (!row) throw refusal('handOverNotFound');
  return row;
}

/** The one of a chat that has not ended, locked; null when there is none. */
export async function holdOf(tx: Transaction, { channel, conversationId }: ChatOfPerson): Promise<HandOver | null> {
  const [row] = await tx.$queryRaw<HandOver[]>`
    SELECT * FROM hand_over WHERE channel = ${channel} AND "conversationId" = ${conversationId} AND state <> 'ended' FOR UPDATE`;
  return row ?? null;
}

/** Takes a step and keeps what it led to. Throws refusals. */
export async function take(tx: Transaction, handOver: HandOver, act: Act, now: Date): Promise<HandOver> {
  const after = step(handOver, act, now);
  if ('refused' in after) throw refusal(after.refused);
  const { id, ...data } = after;
  await tx.handOver.update({ where: { id }, data });
  return after;
}

/** Words as they are kept: personal numbers masked, and no longer than a message. */
export const masked = (text: string): string => mask(text).slice(0, LONGEST_MESSAGE).toWellFormed();

/** Keeps what somebody said; its number makes the notice that carries it one of its own. */
export async function keepMessage(tx: Transaction, handOverId: number, by: string, text: string, now: Date): Promise<bigint> {
  const { id } = await tx.handOverMessage.create({ data: { handOverId, by, text: masked(text), at: now }, select: { id: true } });
  return id;
}

/** What the citizen has said, in order, taken out together with what they were answered; nothing is taken while they have said no word. */
export async function takeMessages(tx: Transaction, handOverId: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: bigint; by: string; text: string }[]>`
    DELETE FROM hand_over_message WHERE "handOverId" = ${handOverId}
      AND EXISTS (SELECT 1 FROM hand_over_message WHERE "handOverId" = ${handOverId} AND by = 'citizen' AND text ~ '\\S')
    RETURNING id, by, text`;
  const said = rows.filter(({ by }) => by === 'citizen').sort((one, other) => (one.id < other.id ? -1 : 1));
  return said.map(({ text }) => text);
}
