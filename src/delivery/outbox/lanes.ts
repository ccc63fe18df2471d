import type { Database } from '#src/platform/database.ts';

/**
 * Makes the chats' counts and times agree with their rows again. They always do unless somebody edited the tables by hand or restored
 * part of a backup; run at start and every hour, it makes such a chat go on instead of staying silent. Returns how many were mended.
 */
export function mendLanes(database: Database): Promise<number> {
  return database.$executeRaw`
    WITH seen AS (
      SELECT channel, chat, count(*)::int AS waiting, min("notBefore") AS next FROM outbox WHERE state IN ('waiting', 'sending') GROUP BY channel, chat),
    wrong AS (
      SELECT COALESCE(s.channel, l.channel) AS channel, COALESCE(s.chat, l.chat) AS chat, COALESCE(s.waiting, 0) AS waiting, s.next
      FROM outbox_lane l FULL JOIN seen s ON s.channel = l.channel AND s.chat = l.chat
      WHERE COALESCE(s.waiting, 0) <> COALESCE(l.waiting, 0) OR (s.waiting > 0 AND l."nextAt" IS NULL) OR (s.waiting IS NULL AND l."nextAt" IS NOT NULL))
    INSERT INTO outbox_lane AS l (channel, chat, waiting, "nextAt") SELECT channel, chat, waiting, next FROM wrong ORDER BY channel, chat
    ON CONFLICT (channel, chat) DO UPDATE SET waiting = excluded.waiting, "nextAt" = GREATEST(l."freeAt", excluded."nextAt")`;
}
