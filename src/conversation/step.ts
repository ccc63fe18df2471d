import type { Locale } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import type { DossierAsk } from './dossiers.ts';
import type { Facts } from './facts.ts';
import type { FeedbackAsk } from './feedback/asks.ts';
import type { PersonAsk } from './handover/asks.ts';
import type { NewsAsk } from './news.ts';
import type { OfficialAsk } from './official.ts';
import type { PrivacyAsk } from './privacy.ts';
import type { Screen } from './screen.ts';
import { choice, draw, succeeded } from './screens.ts';
import { goTo, type State } from './state.ts';
import type { Understanding } from './understand.ts';

/** What a step wants done outside: the shell does it in the same transaction that keeps the state. */
export type Effect =
  | { kind: 'setLocale'; locale: Locale }
  | { kind: 'eraseConversation' }
  /** The answer needs what the database knows: until it is told, `replies` say what can be said without. */
  | { kind: 'askDossier'; ask: DossierAsk }
  | { kind: 'askFeedback'; ask: FeedbackAsk }
  /** The message may be an official's: the shell knows whose chat it is, and for everybody else the step stands as it is. */
  | { kind: 'askOfficial'; ask: OfficialAsk }
  /** It is for a person, or may be: where nobody was asked for, the step stands as it is. */
  | { kind: 'askPerson'; ask: PersonAsk; before: Reply[] }
  /** What the person asks about their own data. */
  | { kind: 'askPrivacy'; ask: PrivacyAsk }
  /** News of the authority: to be sent it, or no more of it. For words that may mean something else the step stands as it is. */
  | { kind: 'askNews'; ask: NewsAsk };

export interface Step {
  state: State;
  replies: Reply[];
  effects: Effect[];
  /** For figures: what was understood, and whether an answer was found. Never the words. */
  intent: string;
  /** What the words were understood as; null when a button was pressed. */
  meaning?: Understanding | null;
  outcome: 'answered' | 'asked' | 'unknown';
}

/** The step that shows a screen, `before` above it; what took the place of an ended procedure, or home where nothing is left to show. */
export function show(state: State, screen: Screen, facts: Facts, intent: string, before: Block[] = []): Step {
  const next = succeeded(screen, facts);
  if (next) return show(state, next.screen, facts, intent, [...before, next.word]);
  const drawn = draw(screen, facts);
  if (!drawn) return home(state, facts, intent, [{ kind: 'text', text: facts.say('screen.gone') }]);
  const asked = screen.kind === 'candidates' || screen.kind === 'clarify';
  return {
    state: goTo(state, screen),
    replies: [{ ...drawn, blocks: [...before, ...drawn.blocks] }],
    effects: [],
    intent,
    outcome: asked ? 'asked' : 'answered',
  };
}

/** The first menu; what was talked of before is done with. */
export function home(state: State, facts: Facts, intent: string, before: Block[] = []): Step {
  return show({ ...state, trail: [], topic: null }, { kind: 'home' }, facts, intent, before);
}

/** Says openly that it was not understood; the second time in a row a person is offered. */
export function missed(state: State, facts: Facts, intent: string): Step {
  const { say } = facts;
  const misses = state.misses + 1;
  const key = misses > 1 ? 'missed.again' : intent === 'procedure' ? 'missed.vague' : 'missed.outOfScope';
  const answer = reply(
    [{ kind: 'text', text: say(key) }],
    [
      choice(say('home.browse'), { kind: 'levels' }),
      choice(say('home.handover'), { kind: 'topic', topic: 'handover' }),
      choice(say('home.help'), { kind: 'topic', topic: 'help' }),
    ],
  );
  return { state: { ...state, misses }, replies: [answer], effects: [], intent, outcome: 'unknown' };
}

/** Greets somebody who writes for the first time, whatever they wrote: they must know that this is an automatic assistant. */
export function greeted(step: Step, { say, office }: Facts, first: boolean): Step {
  if (!first) return step;
  const hello: Block = { kind: 'text', text: say('greeting.first', { office: office.name }) };
  const [head, ...rest] = step.replies;
  return {
    ...step,
    state: { ...step.state, greeted: true },
    replies: head ? [{ ...head, blocks: [hello, ...head.blocks] }, ...rest] : [reply([hello])],
  };
}

/** Keeps what the last menu offered, so that a number typed next means it. */
export function remember(step: Step): Step {
  const choices = step.replies.at(-1)?.choices ?? [];
  if (choices.length === 0 && step.outcome === 'unknown') return step;
  return { ...step, state: { ...step.state, menu: choices.map((entry) => entry.payload) } };
}
