import { z } from 'zod';
import { doing, draft } from './feedback/draft.ts';
import { payloadOf, type Screen, screenOf } from './screen.ts';

const HISTORY = 12;

/** What is kept between messages: where the reader was, what the last menu offered, what was last talked of. Never their words, but for feedback that is being written. */
const stored = z.object({
  /** Payloads of the screens shown, the current one last. */
  trail: z.array(z.string()).default([]),
  /** Payloads of the numbered choices last shown; a number means these and no older ones. */
  menu: z.array(z.string()).default([]),
  /** The procedure talked of, so that "mất bao lâu?" has a subject. */
  topic: z.string().nullable().default(null),
  greeted: z.boolean().default(false),
  /** What an official was asked to write next, as the payload of the act that it belongs to. */
  waiting: z.string().nullable().default(null),
  /** How many messages in a row were not understood. */
  misses: z.number().default(0),
  /** Feedback that is being written. */
  draft: draft.nullable().default(null),
  /** What the next words are for: more to feedback that was sent, why it is reopened, a comment on a rating. */
  doing: doing.nullable().default(null),
  /** They asked for a person, as far as is known here: what they say is for that person. */
  handedOver: z.boolean().default(false),
  /** The number of the conversation that an official answers: what they write goes there. */
  serving: z.number().nullable().default(null),
});

export type State = z.output<typeof stored>;

export const newState = (): State => stored.parse({});

/** Reads a stored state; one that an older version wrote, or that is damaged, begins anew rather than failing the message. */
export const readState = (value: unknown): State => stored.safeParse(value).data ?? newState();

export const currentScreen = (state: State): Screen | null => screenOf(state.trail.at(-1) ?? '');

/** The state after moving to `screen`: shown twice in a row it is remembered once. */
export function goTo(state: State, screen: Screen): State {
  const payload = payloadOf(screen);
  const trail = state.trail.at(-1) === payload ? state.trail : [...state.trail, payload].slice(-HISTORY);
  return { ...state, trail, topic: screen.kind === 'procedure' ? screen.code : state.topic, misses: 0 };
}

/** The state after "back"; with nowhere to go back to, it is the home screen. */
export function goBack(state: State): State {
  const trail = state.trail.slice(0, -1);
  return { ...state, trail: trail.length > 0 ? trail : ['#m'], misses: 0 };
}
