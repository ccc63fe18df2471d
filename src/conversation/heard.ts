import { reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import type { Refer } from './refer.ts';
import { choice } from './screens.ts';
import { screenOfStart } from './startLink.ts';
import type { State } from './state.ts';
import type { Step } from './step.ts';

/** What a person did, whichever channel they did it on. */
export type Heard =
  /** Typed words, or a choice's payload ("#…") where a channel sends a pressed button as text. */
  | { kind: 'text'; text: string }
  /** A pressed button. `message` is the message that holds it, so that a page can be turned in place. */
  | { kind: 'choice'; payload: string; message: string | null }
  /** First contact, a follow, or a link that was opened; `payload` is what the link carried, '' when nothing. */
  | { kind: 'start'; payload: string }
  /** A picture. `file` is what the channel needs to fetch it (a file id, or an address on the platform's own hosts). */
  | { kind: 'photo'; file: string; caption: string }
  /** Degrees, WGS 84. */
  | { kind: 'location'; latitude: number; longitude: number }
  /** Something that cannot be read here (voice, sticker, document, edited message): answered politely. */
  | { kind: 'unsupported'; what: string }
  /** A message in a group: answered with a polite refusal. */
  | { kind: 'group' };

/** The message that says the same as what was done; null when there is none. */
export function asMessage(heard: Heard): string | null {
  switch (heard.kind) {
    case 'text':
      return heard.text;
    case 'choice':
      return heard.payload;
    case 'start':
      return screenOfStart(heard.payload);
    case 'photo':
      return heard.caption.trim() || null;
    default:
      return null;
  }
}

/** Whether words must go by another door, or may have to: then they are not even kept where they could not be answered. */
export function mustNotStay(heard: Heard, refer: Refer): boolean {
  const text = heard.kind === 'choice' ? null : asMessage(heard);
  if (text === null || text.startsWith('#')) return false;
  const { kind, doubt } = refer(text);
  return kind !== null || doubt !== null;
}

/** Unreadable things that have an answer of their own. */
const OWN_ANSWER = new Set(['edited', 'contact']);

/** Says what cannot be read here and what to do instead; where the conversation stands does not change. */
export function answerUnread(state: State, heard: Heard, { say }: Facts): Step {
  const feedback = heard.kind === 'photo' || heard.kind === 'location' ? [choice(say('home.feedback'), { kind: 'topic', topic: 'feedback' })] : [];
  const choices = heard.kind === 'group' ? [] : [...feedback, choice(say('home.label'), { kind: 'home' })];
  const key = heard.kind === 'unsupported' && OWN_ANSWER.has(heard.what) ? heard.what : heard.kind;
  const answer = reply([{ kind: 'text', text: say(`heard.${key}`) }], choices);
  const menu = choices.map((entry) => entry.payload);
  return { state: { ...state, menu }, replies: [answer], effects: [], intent: 'out_of_scope', outcome: 'unknown', meaning: null };
}
