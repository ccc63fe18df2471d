import type { Database } from '#src/platform/database.ts';
import type { Campaign } from './model.ts';
import { type ChannelReach, whyUnreachable } from './reach.ts';

/** What a campaign would reach on one channel now, and what it would cost there. */
export interface Audience {
  channel: string;
  receivers: number;
  /** Who cannot be reached now, and why. */
  unreachable: Partial<Record<'channel' | 'gone' | 'window', number>>;
  /** What is left this month for what can wait; null where nothing is counted. */
  left: number | null;
}

/** Counted as the letters would be told apart: by nobody's name, only by how many. */
export async function audienceOf(
  database: Database,
  { topics, areas }: Pick<Campaign, 'topics' | 'areas'>,
  channels: readonly ChannelReach[],
  now: Date,
): Promise<Audience[]> {
  const byId = new Map(channels.map((channel) => [channel.channel, channel]));
  const windows = channels.filter(({ windowMs }) => windowMs !== null);
  const rows = await database.$queryRaw<{ channel: string; gone: boolean; late: boolean; count: number }[]>`
    SELECT s.channel, l."goneAt" IS NOT NULL AS gone,
      COALESCE(l."lastInboundAt" < ${now}::timestamptz - w.ms * interval '1 millisecond', w.ms IS NOT NULL) AS late, count(*)::int AS count
    FROM campaign_subscription s
    LEFT JOIN outbox_lane l ON l.channel = s.channel AND l.chat = s."conversationId"
    LEFT JOIN jsonb_to_recordset(${JSON.stringify(windows.map(({ channel, windowMs: ms }) => ({ channel, ms })))}::jsonb) AS w(channel text, ms float8)
      ON w.channel = s.channel
    WHERE s.topics && ${topics}::text[] AND (${areas.length === 0} OR s.areas = '{}' OR s.areas && ${areas}::text[])
    GROUP BY 1, 2, 3 ORDER BY 1`;
  const found = new Map<string, Audience>();
  for (const { channel, gone, late, count } of rows) {
    const known = byId.get(channel);
    const audience = found.get(channel) ?? { channel, receivers: 0, unreachable: {}, left: known?.left ?? null };
    const seen = { goneAt: gone ? now : null, lastInboundAt: late ? null : now };
    const why = whyUnreachable(known, seen, now);
    if (why) audience.unreachable[why] = (audience.unreachable[why] ?? 0) + count;
    else audience.receivers += count;
    found.set(channel, audience);
  }
  return [...found.values()];
}
