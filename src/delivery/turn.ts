import type { Assistant } from '#src/conversation/assistant.ts';
import type { Step } from '#src/conversation/converse.ts';
import type { Heard } from '#src/conversation/heard.ts';
import { newState, readState, type State } from '#src/conversation/state.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { Locale } from '#src/platform/texts.ts';
import type { Reply } from '#src/text/reply.ts';

/** Where a message comes from. */
export interface Talk {
  channel: string;
  conversation: string;
}

/** What one message leads to: kept together with its completion, or not at all. */
export interface Turn {
  state: unknown;
  locale: Locale;
  replies: Reply[];
  /** The person asked that nothing of the conversation stays. */
  erase: boolean;
  /** For figures, never the words. */
  intent: string;
  outcome: string;
  /** What must be asked of, or done in, the database first, in the transaction that keeps the rest; it returns the whole turn. */
  withDatabase?: (tx: Transaction) => Promise<Turn>;
}

/** Answers one message. Synchronous and without I/O unless the turn says `withDatabase`, so that hundreds can share a transaction. */
export type TakeTurn = (talk: Talk, heard: Heard, state: unknown, locale: Locale) => Turn;

/** The assistant as a TakeTurn. `current` is asked each time: a publication makes a new one. */
export const turnsOf =
  (current: () => Assistant): TakeTurn =>
  (_talk, heard, state, locale) =>
    turnFrom(current().hear(stateFrom(state), heard, locale), locale);

const stateFrom = (stored: unknown): State => (stored ? readState(stored) : newState());

function turnFrom(step: Step, locale: Locale): Turn {
  return {
    state: step.state,
    locale: step.effects.find((effect) => effect.kind === 'setLocale')?.locale ?? locale,
    replies: step.replies,
    erase: step.effects.some((effect) => effect.kind === 'eraseConversation'),
    intent: step.intent,
    outcome: step.outcome,
  };
}
