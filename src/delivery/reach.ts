import type { ChannelReach } from '#src/campaigns/reach.ts';
import type { ChannelStatus } from './delivery.ts';
import { leftForNotices } from './quota.ts';

/** What each channel lets the assistant say of itself, and how much of its month is left for it. */
export const reachOf = (statuses: readonly ChannelStatus[]): ChannelReach[] =>
  statuses.map(({ channel, noticeWindowMs, month }) => ({ channel, windowMs: noticeWindowMs, left: month && leftForNotices(month) }));
