import { enqueue } from '#src/notices/enqueue.ts';
import type { Notice } from '#src/notices/notice.ts';
import { afterQuiet, QUIET_HOURS, type QuietHours } from '#src/notices/quietHours.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import { letterOf } from './letter.ts';
import { type Campaign, LETTER_LASTS_MS, letterKey, wants } from './model.ts';
import { type ChannelReach, type LastSeen, slots, whyUnreachable } from './reach.ts';

export interface FeedDeps {
  database: Database;
  clock: Clock;
  quiet?: QuietHours;
  /** The agency that speaks, by name. */
  authority(): Promise<string>;
  /** The channels that are served. */
  channels(): readonly ChannelReach[];
  /** Whether the assistant may say anything of itself now: a campaign waits, so that it does not all go at once afterwards. */
  proactive(): Promise<boolean>;
}

/** Letters and subscribers of one transaction: the embedded connection is held for less than 50 ms. */
const SLICE = 50;
const LOOK = 200;

interface Subscriber extends LastSeen {
  id: bigint;
  channel: string;
  conversationId: string;
  locale: string;
  topics: string[];
  areas: string[];
}

/**
 * Queues the letters of the coming minute of every campaign whose time has come. Where it stands is kept with the letters, so that a crash or a
 * second instance repeats nothing. Returns how many were queued.
 */
export async function feedCampaigns(deps: FeedDeps): Promise<number> {
  const { database, clock, quiet = QUIET_HOURS } = deps;
  const now = clock.now();
  if (afterQuiet(now, quiet) > now || !(await deps.proactive())) return 0;
  const due = await database.campaign.findMany({
    where: { state: { in: ['approved', 'sending'] }, nextAt: { lt: new Date(now.getTime() + 60_000) } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  let queued = 0;
  const authority = due.length > 0 ? await deps.authority() : '';
  for (const { id } of due) {
    for (let more = true; more; ) {
      const done = await database.$transaction((tx) => feedSlice(tx, id, { ...deps, quiet, authority, now }));
      queued += done.queued;
      more = done.more;
    }
  }
  return queued;
}

interface Slice extends Pick<FeedDeps, 'channels'> {
  quiet: QuietHours;
  authority: string;
  now: Date;
}

const lockDue = async (tx: Transaction, id: number, now: Date): Promise<Campaign | null> => {
  // Whoever holds it is feeding or stopping it.
  const locked = await tx.$queryRaw<object[]>`SELECT 1 FROM campaign WHERE id = ${id} FOR UPDATE SKIP LOCKED`;
  if (locked.length === 0) return null;
  const before = new Date(now.getTime() + 60_000);
  return tx.campaign.findFirst({ where: { id, state: { in: ['approved', 'sending'] }, nextAt: { lt: before } } });
};

async function feedSlice(tx: Transaction, id: number, { channels, quiet, authority, now }: Slice): Promise<{ queued: number; more: boolean }> {
  const campaign = await lockDue(tx, id, now);
  if (!campaign?.nextAt) return { queued: 0, more: false };
  const { _max } = campaign.lastSubscription === null ? await tx.campaignSubscription.aggregate({ _max: { id: true } }) : { _max: { id: null } };
  const last = campaign.lastSubscription ?? _max.id ?? 0n;
  const times = slots(now, campaign.nextAt, campaign.perMinute, SLICE);
  // Locked, so that somebody who ends it this moment is either passed over or finds the letter that is to be taken back.
  const seen = await tx.$queryRaw<Subscriber[]>`
    SELECT s.id, s.channel, s."conversationId", s.locale, s.topics, s.areas, l."lastInboundAt", l."goneAt"
    FROM campaign_subscription s LEFT JOIN outbox_lane l ON l.channel = s.channel AND l.chat = s."conversationId"
    WHERE s.id > ${campaign.cursor} AND s.id <= ${last} ORDER BY s.id LIMIT ${LOOK} FOR UPDATE OF s`;
  const byId = new Map(channels().map((channel) => [channel.channel, channel]));
  const notices: Notice[] = [];
  const letters: { campaignId: number; channel: string; conversationId: string; state: string; reason: string | null }[] = [];
  let cursor = campaign.cursor;
  for (const subscriber of seen) {
    if (notices.length === times.length) break;
    cursor = subscriber.id;
    if (!wants(subscriber, campaign)) continue;
    const { channel, conversationId } = subscriber;
    const reason = whyUnreachable(byId.get(channel), subscriber, now);
    letters.push({ campaignId: id, channel, conversationId, state: reason ? 'unreachable' : 'queued', reason });
    if (!reason) notices.push(noticeTo(campaign, subscriber, authority, times[notices.length]!));
  }
  const over = seen.length < LOOK && cursor === (seen.at(-1)?.id ?? cursor);
  await enqueue(tx, notices, now, quiet);
  await tx.campaignLetter.createMany({ data: letters, skipDuplicates: true });
  const gap = 60_000 / campaign.perMinute;
  const lastSlot = notices.length > 0 ? times[notices.length - 1]! : null;
  await tx.campaign.update({
    where: { id },
    data: {
      state: 'sending',
      cursor,
      lastSubscription: last,
      startedAt: campaign.startedAt ?? now,
      nextAt: over ? null : lastSlot ? new Date(lastSlot.getTime() + Math.round(gap)) : campaign.nextAt,
      ...(over && { queuedAt: now }),
    },
  });
  return { queued: notices.length, more: !over && times.length > 0 };
}

function noticeTo(campaign: Campaign, { channel, conversationId, locale: kept }: Subscriber, authority: string, notBefore: Date): Notice {
  const locale: Locale = kept === 'en' ? 'en' : 'vi';
  return {
    kind: 'notice',
    to: [{ channel, chat: conversationId }],
    reply: letterOf(campaign, authority, locale, sayIn(locale)),
    locale,
    key: letterKey(campaign.id, { channel, conversationId }),
    subject: `campaign:${campaign.id}`,
    notBefore,
    expiresAt: new Date(notBefore.getTime() + LETTER_LASTS_MS),
    // Where only approved templates may go, this one goes as a message while that is free, or not at all.
    template: { name: 'campaign', values: {} },
  };
}
