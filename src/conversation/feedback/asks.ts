import type { FeedbackState, Topic } from '#src/feedback/model.ts';
import type { Rated, Score } from '#src/feedback/satisfaction/scores.ts';
import type { Draft } from './draft.ts';

/** What a step of the dialogue wants done or found out; the shell does it in the transaction that keeps the state. */
export type FeedbackAsk =
  | { kind: 'similar'; draft: Draft }
  | { kind: 'send'; draft: Draft }
  | { kind: 'follow'; code: string }
  /** By a link of the page for feedback. */
  | { kind: 'followLink'; token: string }
  /** By its code; by its number where it is another's that this chat follows, for whoever has the code may add to it. */
  | { kind: 'status'; code: string | null }
  | { kind: 'followedStatus'; id: number }
  | { kind: 'add' | 'reopen'; code: string; text: string; photo: string | null }
  | { kind: 'rate'; of: Rated; subject: string; score: Score }
  | { kind: 'comment'; of: Rated; subject: string; text: string };

export interface SimilarOne {
  code: string;
  topic: Topic;
  place: string | null;
  createdAt: Date;
  state: FeedbackState;
}

export interface StatusView {
  code: string;
  topic: Topic;
  state: FeedbackState;
  createdAt: Date;
  dueAt: Date;
  anonymous: boolean;
  forwardedTo: string | null;
  /** Answers and reasons, the last first. */
  answers: { at: Date; text: string }[];
  own: boolean;
  mayAdd: boolean;
  mayReopen: boolean;
}

export type FeedbackTold =
  | { kind: 'similar'; found: SimilarOne[] }
  | { kind: 'sent'; code: string; dueAt: Date; provisional: boolean; anonymous: boolean }
  /** Too much at once, or these very words again: the draft waits. */
  | { kind: 'slowed' | 'again'; draft: Draft }
  | { kind: 'followed'; code: string }
  | { kind: 'status'; view: StatusView }
  | { kind: 'list'; views: { id: number; code: string; topic: Topic; state: FeedbackState; own: boolean }[] }
  | { kind: 'done'; what: 'add' | 'reopen' | 'comment'; code: string; dueAt: Date | null }
  | { kind: 'rated'; of: Rated; subject: string }
  | { kind: 'refused'; code: string };
