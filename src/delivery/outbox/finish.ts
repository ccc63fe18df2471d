import { Prisma } from '#src/generated/prisma/client.ts';
import { fewRows } from '#src/platform/database.ts';
import type { Statements } from '#src/platform/direct.ts';
import type { Claimed } from './claim.ts';

/** How a claimed row ends, or when it goes on. */
export interface Finished {
  row: Claimed;
  state: 'waiting' | 'sent' | 'dead' | 'unknown' | 'expired';
  parts: number;
  attempts: number;
  reason: string | null;
  /** Nothing goes to this chat before. */
  laneFreeAt: Date;
  /** The row itself is not due before; null leaves it as it is. */
  notBefore: Date | null;
  gone: boolean;
  /** Whether the platform accepted a message, which its month counts. */
  accepted: boolean;
}

const GIVEN = `id bigint, channel text, chat text, state text, parts int, attempts int, reason text, "laneFreeAt" timestamptz,
  "notBefore" timestamptz, gone boolean, accepted boolean, lease timestamptz`;

/**
 * Keeps how rows ended and frees their chats, all in one statement. A row whose lease somebody else has taken over is left to them.
 * What was said is erased with its end; what was not delivered keeps its words until a person has looked, or retention ends.
 * Returns when something is due next in these chats, null when nothing is.
 */
export async function finish(database: Statements, ends: Finished[], now: Date): Promise<Date | null> {
  const rows = ends.map(({ row, ...end }) => ({ ...end, id: String(row.id), channel: row.channel, chat: row.chat, lease: row.leaseUntil }));
  const month = monthOf(now);
  const next = await database.query<{ nextAt: Date | null }>(Prisma.sql`
    WITH given AS (${fewRows(rows, GIVEN, 'chat')}),
    -- Chats first, and in the order in which enqueueing takes them: who holds some and waits for others never waits in a ring.
    chats AS (
      SELECT l.chat FROM given g JOIN outbox_lane l ON l.channel = g.channel AND l.chat = g.chat
      ORDER BY l.channel, l.chat FOR UPDATE OF l),
    ended AS (
      UPDATE outbox o SET state = g.state, parts = g.parts, attempts = g.attempts, reason = g.reason, "leaseUntil" = NULL,
        "notBefore" = COALESCE(g."notBefore", o."notBefore"),
        "endedAt" = CASE WHEN g.state <> 'waiting' THEN ${now}::timestamptz END,
        reply = CASE WHEN g.state IN ('sent', 'expired') THEN NULL ELSE o.reply END,
        context = CASE WHEN g.state IN ('sent', 'expired') THEN '{}'::jsonb ELSE o.context END
      FROM given g WHERE (SELECT count(*) FROM chats) IS NOT NULL AND o.id = g.id AND (o.state = 'sending') IS TRUE AND o."leaseUntil" = g.lease
      RETURNING o.id, o.channel, o.chat, o.state, o."notBefore", g."laneFreeAt", g.gone, g.accepted),
    -- Whoever is gone gets nothing more: what waited for them ends too, visibly.
    dropped AS (
      UPDATE outbox o SET state = 'dead', reason = 'gone', "endedAt" = ${now}
      FROM ended e WHERE e.gone AND o.channel = e.channel AND o.chat = e.chat AND o.state = 'waiting' AND o.id <> e.id
      RETURNING o.channel, o.chat),
    counted AS (
      INSERT INTO outbox_channel AS c (channel, "tokensAt", month, used)
      SELECT channel, ${now}::timestamptz, ${month}, count(*)::int FROM ended WHERE accepted GROUP BY channel
      ON CONFLICT (channel) DO UPDATE SET used = CASE WHEN c.month = excluded.month THEN c.used ELSE 0 END + excluded.used,
        alarmed = CASE WHEN c.month = excluded.month THEN c.alarmed ELSE 0 END, month = excluded.month)
    UPDATE outbox_lane l SET
      waiting = l.waiting - CASE WHEN e.state = 'waiting' THEN 0 ELSE 1 END - (SELECT count(*) FROM dropped d WHERE d.channel = l.channel AND d.chat = l.chat)::int,
      "freeAt" = e."laneFreeAt", "leaseUntil" = NULL,
      "goneAt" = CASE WHEN e.gone THEN ${now}::timestamptz ELSE l."goneAt" END,
      -- The count is the newest, the rows are as this statement began: when fewer are seen, one has just come, and the next claim finds it.
      "nextAt" = CASE
        WHEN e.gone OR l.waiting - CASE WHEN e.state = 'waiting' THEN 0 ELSE 1 END <= 0 THEN NULL
        ELSE (SELECT CASE WHEN count(*) < l.waiting - CASE WHEN e.state = 'waiting' THEN 0 ELSE 1 END THEN e."laneFreeAt"
            ELSE GREATEST(e."laneFreeAt", min("notBefore")) END
          FROM (
            SELECT o."notBefore" FROM outbox o WHERE o.channel = l.channel AND o.chat = l.chat AND o.state = 'waiting' AND o.id <> e.id
            UNION ALL SELECT e."notBefore" WHERE e.state = 'waiting') AS rest) END
    FROM ended e WHERE l.channel = e.channel AND l.chat = e.chat
    RETURNING l."nextAt"`);
  return next.reduce<Date | null>((first, { nextAt }) => (nextAt && (!first || nextAt < first) ? nextAt : first), null);
}

/** The month that a message counts in, in Viet Nam: "2026-11". */
export const monthOf = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 7);
