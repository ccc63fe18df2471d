import type { Campaign } from '#src/generated/prisma/client.ts';

export type { Campaign };

/** What people may ask for news of: `news.topic.<topic>` in locales/. Never advertising, and nothing about one's own dossier. */
export const NEWS_TOPICS = ['services', 'law', 'welfare', 'health', 'safety', 'community'] as const;
export type NewsTopic = (typeof NEWS_TOPICS)[number];

export const CAMPAIGN_STATES = ['draft', 'submitted', 'approved', 'sending', 'stopped', 'done'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** UTF-16 units that, with what stands around them, fit into one message of every channel (the shortest: Zalo Bot's 1,900). */
export const LONGEST_TITLE = 100;
export const LONGEST_TEXT = 1400;

/** Messages a minute. */
export const PACES = [10, 30, 60, 120, 300] as const;

/** A letter that could not go for so long (the month's messages are used up, a channel is off) is news no more. */
export const LETTER_LASTS_MS = 7 * 24 * 3_600_000;

/** What may become of a letter. */
export const LETTER_STATES = ['queued', 'accepted', 'failed', 'unknown', 'withdrawn', 'expired', 'unreachable'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

export interface ChatKey {
  channel: string;
  conversationId: string;
}

/** The outbox's key of a letter: a campaign is said once to a chat, whatever happens. */
export const letterKey = (campaignId: number, { channel, conversationId }: ChatKey): string => `campaign:${campaignId}:${channel}:${conversationId}`;

/** Whether a subscriber asked for this. */
export const wants = (subscriber: { topics: readonly string[]; areas: readonly string[] }, campaign: Pick<Campaign, 'topics' | 'areas'>): boolean =>
  campaign.topics.some((topic) => subscriber.topics.includes(topic)) &&
  (campaign.areas.length === 0 || subscriber.areas.length === 0 || campaign.areas.some((area) => subscriber.areas.includes(area)));
