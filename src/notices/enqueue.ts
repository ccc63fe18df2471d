import { Prisma } from '#src/generated/prisma/client.ts';
import { fewRows, type Transaction } from '#src/platform/database.ts';
import type { Answer, Notice, StoredContext } from './notice.ts';
import { afterQuiet, type QuietHours } from './quietHours.ts';

/**
 * Keeps what must be said, inside the caller's transaction: it is said if and only if that commits, by whichever instance comes first.
 * Rows for one chat go out in the order given here. A notice whose key is already there is left out.
 * @returns how many were kept.
 */
export async function enqueue(tx: Transaction, messages: (Answer | Notice)[], now: Date, quiet?: QuietHours): Promise<number> {
  if (messages.length === 0) return 0;
  const kept = await tx.$queryRaw<{ count: number }[]>`WITH ${enqueueParts(messages, now, quiet)} SELECT count(*)::int AS count FROM said`;
  return kept[0]?.count ?? 0;
}

const SAYING = `"order" int, channel text, chat text, kind text, urgent boolean, reply jsonb, context jsonb, key text, subject text,
  "notBefore" timestamptz, "expiresAt" timestamptz`;

/**
 * The same as parts of a WITH (`said` holds what was kept), for a statement that does more: it stands on the way of every message.
 * An answer is given to somebody who has just written: their chat is not gone, and its windows begin now. A notice to a chat that is gone
 * is not tried, and kept as not delivered for people to see. `when`: a condition for all of them, such as a row of a part before.
 */
export function enqueueParts(messages: (Answer | Notice)[], now: Date, quiet?: QuietHours, when: Prisma.Sql = Prisma.sql`true`): Prisma.Sql {
  const rows = messages.map((message, order) => ({ order, ...rowOf(message, now, quiet) }));
  return Prisma.sql`
    saying AS (
      SELECT g.*, (l."goneAt" IS NOT NULL AND g.kind = 'notice') AS gone
      FROM (${fewRows(rows, SAYING, 'chat')}) AS g
      LEFT JOIN outbox_lane l ON l.channel = g.channel AND l.chat = g.chat
      WHERE ${when}),
    said AS (
      INSERT INTO outbox (channel, chat, kind, urgent, reply, context, "dedupeKey", subject, "notBefore", "expiresAt", "createdAt", state, reason, "endedAt")
      SELECT channel, chat, kind, urgent, reply, context, key, subject, "notBefore", "expiresAt", ${now},
        CASE WHEN gone THEN 'dead' ELSE 'waiting' END, CASE WHEN gone THEN 'gone' END, CASE WHEN gone THEN ${now}::timestamptz END
      FROM saying ORDER BY "order"
      ON CONFLICT ("dedupeKey") DO NOTHING
      RETURNING channel, chat, kind, state, "notBefore"),
    said_in AS (
      INSERT INTO outbox_lane AS l (channel, chat, waiting, "nextAt", "lastInboundAt")
      SELECT channel, chat, count(*)::int, min("notBefore"), CASE WHEN bool_or(kind = 'answer') THEN ${now}::timestamptz END
      FROM said WHERE state = 'waiting' GROUP BY channel, chat ORDER BY channel, chat
      ON CONFLICT (channel, chat) DO UPDATE SET waiting = l.waiting + excluded.waiting,
        "nextAt" = GREATEST(l."freeAt", LEAST(l."nextAt", excluded."nextAt")),
        "lastInboundAt" = COALESCE(excluded."lastInboundAt", l."lastInboundAt"),
        "goneAt" = CASE WHEN excluded."lastInboundAt" IS NULL THEN l."goneAt" END)`;
}

function rowOf(message: Answer | Notice, now: Date, quiet?: QuietHours) {
  const context: StoredContext = { locale: message.locale };
  if (message.kind === 'answer') {
    if (message.edit) context.edit = message.edit;
    return {
      ...message.to,
      kind: message.kind,
      urgent: true,
      reply: message.reply,
      context,
      key: null,
      subject: null,
      notBefore: now,
      expiresAt: null,
    };
  }
  const [{ channel, chat }, ...others] = message.to;
  if (message.template) context.template = message.template;
  if (others.length > 0) context.others = others;
  const wished = message.notBefore && message.notBefore > now ? message.notBefore : now;
  return {
    channel,
    chat,
    kind: message.kind,
    urgent: message.urgent ?? false,
    reply: message.reply,
    context,
    key: message.key,
    subject: message.subject,
    notBefore: quiet ? afterQuiet(wished, quiet) : wished,
    expiresAt: message.expiresAt ?? null,
  };
}
