import { Prisma } from '#src/generated/prisma/client.ts';
import type { Statements } from '#src/platform/direct.ts';
import type { InboundContent } from '../channel.ts';
import type { Turn } from '../turn.ts';

/** A message that waits, as a round sees it. */
export interface Waiting {
  id: bigint;
  channel: string;
  conversation: string;
  content: InboundContent;
  attempts: number;
  due: boolean;
}

/** A conversation in a round. */
export interface Held {
  channel: string;
  id: string;
  state: unknown;
  locale: string;
  /** Messages handled in this transaction, and the state after them. */
  done: bigint[];
  turns: { turn: Turn; content: InboundContent }[];
  erase: boolean;
  gone: boolean;
}

/** The highest that an id can be. */
const LAST = 2n ** 63n - 1n;

/**
 * Locks conversations that have something due, and takes the first messages of each; others' are passed over. The lock is what keeps a
 * conversation in order: what changed hands between the look and the lock shows when the round is completed (`Overtaken`).
 */
export async function claimTalks(
  tx: Statements,
  most: number,
  inARow: number,
  now: Date,
  channels: string[],
  skip: string[],
): Promise<{ talks: Map<string, Held>; messages: Waiting[] }> {
  const rows = await tx.query<Waiting & { state: unknown; locale: string }>(Prisma.sql`
    -- All of them; so put, the oldest are read first, and no more than are taken, however many wait.
    WITH every AS MATERIALIZED (SELECT 0::bigint AS first, ${LAST}::bigint AS last),
    talks AS MATERIALIZED (
      SELECT channel, id, state, locale FROM conversation
      WHERE (channel, id) IN (
        SELECT channel, conversation FROM inbox
        WHERE state = 'new' AND id >= (SELECT first FROM every) AND id <= (SELECT last FROM every) AND "dueAt" <= ${now} AND channel || '' = ANY(${channels}::text[])
          AND NOT (channel || ' ' || conversation = ANY(${skip}::text[]))
        ORDER BY id LIMIT ${most * 4})
      LIMIT ${most} FOR UPDATE SKIP LOCKED)
    SELECT i.id, i.channel, i.conversation, i.content, i.attempts, i."dueAt" <= ${now} AS due, t.state, t.locale
    FROM talks t
    CROSS JOIN LATERAL (
      SELECT * FROM inbox WHERE channel = t.channel AND conversation = t.id AND state = 'new' ORDER BY id LIMIT ${inARow}) AS i
    ORDER BY i.id`);
  const talks = new Map<string, Held>();
  for (const { channel, conversation, state, locale } of rows) {
    const key = `${channel} ${conversation}`;
    if (!talks.has(key)) talks.set(key, { channel, id: conversation, state, locale, done: [], turns: [], erase: false, gone: false });
  }
  return { talks, messages: rows };
}
