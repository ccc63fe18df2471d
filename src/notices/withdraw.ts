import type { Transaction } from '#src/platform/database.ts';

/**
 * Takes back notices that have not been said, inside the caller's transaction; their words are erased. One that is being sent this moment may
 * still arrive, but is not tried again. Their chats are locked first, so that no sender takes a row meanwhile. At most some hundreds at a time.
 * Returns how many were taken back.
 */
export async function withdraw(tx: Transaction, keys: readonly string[], now: Date): Promise<number> {
  if (keys.length === 0) return 0;
  await tx.$queryRaw`
    SELECT 1 FROM outbox_lane WHERE (channel, chat) IN (SELECT channel, chat FROM outbox WHERE "dedupeKey" = ANY(${keys}::text[]))
    ORDER BY channel, chat FOR UPDATE`;
  // Whoever is just keeping how one ended holds its row: it is left to them.
  await tx.$executeRaw`
    UPDATE outbox SET "expiresAt" = ${now} WHERE id IN (
      SELECT id FROM outbox WHERE "dedupeKey" = ANY(${keys}::text[]) AND state = 'sending' FOR UPDATE SKIP LOCKED)`;
  const rows = await tx.$queryRaw<{ count: number }[]>`
    WITH taken AS (
      UPDATE outbox SET state = 'expired', reason = 'withdrawn', reply = NULL, context = '{}', "endedAt" = ${now}
      WHERE "dedupeKey" = ANY(${keys}::text[]) AND state = 'waiting' AND parts = 0 RETURNING channel, chat),
    freed AS (
      UPDATE outbox_lane l SET waiting = l.waiting - t.count, "nextAt" = CASE WHEN l.waiting > t.count THEN l."nextAt" END
      FROM (SELECT channel, chat, count(*)::int AS count FROM taken GROUP BY channel, chat) t WHERE l.channel = t.channel AND l.chat = t.chat)
    SELECT count(*)::int AS count FROM taken`;
  return rows[0]?.count ?? 0;
}
