import { reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import type { Referral } from './intents.ts';
import type { Refer } from './refer.ts';
import { choice } from './screens.ts';
import { screenOfStart } from './startLink.ts';
import type { State } from './state.ts';
import { greeted, remember, type Step } from './step.ts';
import { drawReferral } from './topics.ts';

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
  | { kind: 'group' }
  /** Words that waited too long to be kept (`withoutWords`): only which door they go by. */
  | { kind: 'referral'; referral: Referral };

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

/** What is left of words that must go by another door, or may have to, where they cannot be answered at once; null when they may be kept. */
export function withoutWords(heard: Heard, refer: Refer): Heard | null {
  const text = heard.kind === 'choice' ? null : asMessage(heard);
  if (text === null || text.startsWith('#')) return null;
  const { kind, doubt } = refer(text);
  const referral = kind ?? doubt;
  return referral && { kind: 'referral', referral };
}

/** Whether words may not even be kept where they could not be answered. */
export const mustNotStay = (heard: Heard, refer: Refer): boolean => withoutWords(heard, refer) !== null;

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

/** Shows the door for words that are gone, and says so; where the conversation stands does not change. Whoever is in danger reads the numbers to call first. */
export function answerReferred(state: State, referral: Referral, facts: Facts): Step {
  const gone = { kind: 'text' as const, text: facts.say('heard.referral') };
  const { blocks, choices } = drawReferral(referral, facts);
  const answer = reply(referral === 'emergency' ? [...blocks, gone] : [gone, ...blocks], choices);
  const step: Step = { state, replies: [answer], effects: [], intent: 'referral', outcome: 'answered', meaning: null };
  return greeted(remember(step), facts, !state.greeted);
}
