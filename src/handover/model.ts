/** "asked": out of hours, or nobody came and nothing was said yet: the next words become feedback. */
export const STATES = ['asked', 'waiting', 'taken', 'ended'] as const;
export type HandOverState = (typeof STATES)[number];

/** How one ends: closed by the official, left by the citizen, nothing more heard from them, gone on with as feedback. */
export const ENDS = ['closed', 'left', 'silent', 'feedback'] as const;
export type End = (typeof ENDS)[number];

/** What the steps look at and change. */
export interface HandOver {
  id: number;
  agencyId: string;
  unitId: string;
  channel: string;
  conversationId: string;
  locale: string;
  state: HandOverState;
  ended: End | null;
  officerId: string | null;
  officerChannel: string | null;
  officerChat: string | null;
  round: number;
  offeredTo: string | null;
  offeredAt: Date;
  unansweredSince: Date | null;
  askedAt: Date;
  saidAt: Date;
  endedAt: Date | null;
}

/** A chat on a channel, as officials' chats are named. */
export interface OfficersChat {
  channel: string;
  chatId: string;
}
