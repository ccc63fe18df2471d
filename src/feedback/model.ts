/** What feedback is about (domain reference 4.2): decides who answers and by when. */
export const TOPICS = ['site', 'dossier', 'attitude', 'rule', 'information', 'other'] as const;
export type Topic = (typeof TOPICS)[number];

/** What others may have sent too; what is about one's own dossier or an official is nobody else's. */
export const SHARED_TOPICS: readonly Topic[] = ['site', 'rule', 'information'];

export const STATES = ['received', 'classified', 'assigned', 'forwarded', 'answered', 'closed', 'notAccepted'] as const;
export type FeedbackState = (typeof STATES)[number];

/** Being worked on: somebody waits for an answer. */
export const OPEN: readonly FeedbackState[] = ['received', 'classified', 'assigned', 'forwarded'];

/** Kinds of lines of the history. */
export const LINES = [
  'received',
  'classified',
  'assigned',
  'forwarded',
  'interim',
  'answered',
  'added',
  'reopened',
  'closed',
  'refused',
  'joined',
  'purged',
  'noted',
] as const;
export type Line = (typeof LINES)[number];

/** A chat that is told of each step. */
export interface Follower {
  channel: string;
  conversationId: string;
  own: boolean;
  /** The language of the conversation; null when it is no more. */
  locale: string | null;
}

/** What the steps of the life cycle look at and change. */
export interface Feedback {
  id: number;
  code: string;
  version: number;
  agencyId: string;
  unitId: string;
  officerId: string | null;
  topic: Topic;
  state: FeedbackState;
  place: string | null;
  anonymous: boolean;
  createdAt: Date;
  classifyBy: Date;
  forwardBy: Date;
  dueAt: Date;
  provisional: boolean;
  classifiedAt: Date | null;
  answeredAt: Date | null;
  reopenUntil: Date | null;
  closedAt: Date | null;
  forwardedTo: string | null;
  reopened: number;
  sameAs: number | null;
}
