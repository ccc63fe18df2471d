import { Prisma } from '#src/generated/prisma/client.ts';
import type { StoredContext } from '#src/notices/notice.ts';
import type { Statements } from '#src/platform/direct.ts';
import type { Reply } from '#src/text/reply.ts';
import type { ChannelLimits } from '../channel.ts';

/** A row taken to be sent: ours until `leaseUntil`. */
export interface Claimed {
  id: bigint;
  channel: string;
  chat: string;
  kind: 'answer' | 'notice';
  urgent: boolean;
  reply: Reply;
  context: StoredContext;
  parts: number;
  attempts: number;
  firstTriedAt: Date;
  expiresAt: Date | null;
  leaseUntil: Date;
  /** It was being sent by somebody whose lease ended: it may have arrived. */
  interrupted: boolean;
  lastInboundAt: Date | null;
  dedupeKey: string | null;
  subject: string | null;
}

/**
 * Takes the first row of each of up to `most` chats that are due, as many as the channel's pace allows over all instances, in one
 * statement. `all`: nothing else was due.
 */
export async function claim(
  database: Statements,
  channel: string,
  limits: ChannelLimits,
  most: number,
  leaseMs: number,
  now: Date,
): Promise<{ rows: Claimed[]; all: boolean }> {
  const leaseUntil = new Date(now.getTime() + leaseMs);
  // A chat without a due row is looked at again soon when its count says that one has just come.
  const soon = new Date(now.getTime() + 1000);
  const { perSecond } = limits;
  // At most a second's worth is saved up, and one message where the pace is slower than that.
  const rows = await database.query<Claimed & { full: boolean }>(Prisma.sql`
    -- The moment is asked for, and what holds of every moment and chat is asked too: so the same few rows are always reckoned with, the plan is
    -- made once (it takes three times as long as the statement), and it goes by the indexes. By the one of lanes in its order: only so are the
    -- places of chats that have been served passed over from the second time on.
    WITH given AS MATERIALIZED (SELECT '-infinity'::timestamptz AS since, ${now}::timestamptz AS at),
    pace AS (
      SELECT LEAST(GREATEST(1, ${perSecond}::float8), tokens + ${perSecond}::float8 * GREATEST(0, extract(epoch FROM ${now}::timestamptz - "tokensAt"))) AS tokens
      FROM outbox_channel WHERE channel = ${channel} AND "offAt" IS NULL AND ("pausedTo" IS NULL OR "pausedTo" <= ${now}) FOR UPDATE),
    lanes AS (
      SELECT channel, chat, waiting, "lastInboundAt" FROM outbox_lane
      WHERE channel = ${channel} AND "nextAt" >= (SELECT since FROM given) AND "nextAt" <= (SELECT at FROM given) AND ("leaseUntil" IS NULL OR "leaseUntil" <= (SELECT at FROM given))
      ORDER BY "nextAt" LIMIT (SELECT LEAST(${most}, floor(tokens))::int FROM pace) FOR UPDATE SKIP LOCKED),
    heads AS (
      SELECT l.channel, l.chat, l.waiting, l."lastInboundAt", h.id, h.state,
        rest.later, rest.seen
      FROM lanes l LEFT JOIN LATERAL (
        SELECT id, state FROM outbox o
        WHERE o.channel = l.channel AND o.chat = l.chat AND o.state IN ('waiting', 'sending') AND o."notBefore" <= (SELECT at FROM given)
        ORDER BY id LIMIT 1) h ON true
      LEFT JOIN LATERAL (
        SELECT min(w."notBefore") AS later, count(*) AS seen FROM outbox w
        WHERE h.id IS NULL AND w.channel = l.channel AND w.chat = l.chat AND w.state = 'waiting') rest ON true
      WHERE l.chat || '' = l.chat),
    paid AS (
      UPDATE outbox_channel c SET "tokensAt" = ${now}, tokens = (SELECT tokens FROM pace) - (SELECT count(id) FROM heads)
      WHERE c.channel = ${channel} AND EXISTS (SELECT 1 FROM pace)),
    leased AS (
      UPDATE outbox_lane l SET "leaseUntil" = CASE WHEN h.id IS NOT NULL THEN ${leaseUntil}::timestamptz END,
        "nextAt" = CASE WHEN h.id IS NOT NULL THEN ${leaseUntil}::timestamptz WHEN h.waiting <= 0 THEN NULL
        WHEN h.seen < h.waiting THEN ${soon}::timestamptz ELSE GREATEST(h.later, ${soon}::timestamptz) END
      FROM heads h WHERE l.channel = h.channel AND l.chat = h.chat)
    UPDATE outbox o SET state = 'sending', attempts = o.attempts + 1, "leaseUntil" = ${leaseUntil}, "firstTriedAt" = COALESCE(o."firstTriedAt", ${now})
    -- Taken back since this statement began: it is not sent.
    FROM heads h WHERE o.id = h.id AND (o.state IN ('waiting', 'sending')) IS TRUE -- so put, it is found by its id
    RETURNING o.id, o.channel, o.chat, o.kind, o.urgent, o.reply, o.context, o.parts, o.attempts, o."firstTriedAt", o."expiresAt", o."leaseUntil",
      o."dedupeKey", o.subject, h.state = 'sending' AS interrupted, h."lastInboundAt", 
      (SELECT count(*) FROM lanes) >= (SELECT LEAST(${most}, floor(tokens)) FROM pace) AS full`);
  return { rows: rows.sort((one, other) => (one.id < other.id ? -1 : 1)), all: !rows[0]?.full };
}
