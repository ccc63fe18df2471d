import type { Campaign } from './model.ts';

/** What a channel lets the assistant say of itself. */
export interface ChannelReach {
  channel: string;
  /** Milliseconds after somebody last wrote in which they can be told something; null when always. */
  windowMs: number | null;
  /** Messages of this month that are left for what can wait; null where nobody counts. */
  left: number | null;
}

export interface LastSeen {
  lastInboundAt: Date | null;
  goneAt: Date | null;
}

/** Why somebody cannot be reached now; null when they can. Pure. */
export function whyUnreachable(
  channel: ChannelReach | undefined,
  { lastInboundAt, goneAt }: LastSeen,
  now: Date,
): 'channel' | 'gone' | 'window' | null {
  if (!channel) return 'channel';
  if (goneAt) return 'gone';
  if (channel.windowMs === null) return null;
  return lastInboundAt && now.getTime() - lastInboundAt.getTime() <= channel.windowMs ? null : 'window';
}

/** Times of the next letters: at the campaign's pace, from `nextAt` or now on, within the coming minute, at most `most`. Pure. */
export function slots(now: Date, nextAt: Date, perMinute: number, most: number): Date[] {
  const gap = 60_000 / perMinute;
  const first = Math.max(now.getTime(), nextAt.getTime());
  const room = Math.ceil((now.getTime() + 60_000 - first) / gap);
  return Array.from({ length: Math.max(0, Math.min(most, room)) }, (_, at) => new Date(first + Math.round(at * gap)));
}

/** When the last letter goes at the earliest, counting from the first. */
export const minutesOf = (receivers: number, { perMinute }: Pick<Campaign, 'perMinute'>): number => Math.ceil(receivers / perMinute);
