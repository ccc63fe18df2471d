import { type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from '../facts.ts';
import type { State } from '../state.ts';
import type { Effect, Step } from '../step.ts';
import type { FeedbackAsk } from './asks.ts';
import { type Draft, type DraftStep, paused } from './draft.ts';
import { drawStep } from './draw.ts';

export const said = (state: State, replies: Reply[], effects: Effect[] = []): Step => ({
  state,
  replies,
  effects,
  intent: 'feedback',
  outcome: 'asked',
});
export const asking = (state: State, ask: FeedbackAsk, replies: Reply[] = []): Step => said(state, replies, [{ kind: 'askFeedback', ask }]);
export const note = ({ say }: Facts, key: string): Reply => reply([{ kind: 'text', text: say(key) }]);
export const homeAfter = ({ say }: Facts, key: string): Reply =>
  reply([{ kind: 'text', text: say(key) }], [{ payload: '#m', label: say('home.label') }]);

export const isActive = ({ draft }: State): boolean => draft !== null && !draft.paused;
/** The state when the person goes on with something else: the draft waits. */
export const leaveDraft = (state: State): State => (isActive(state) || state.doing ? { ...state, doing: null, draft: paused(state.draft) } : state);

/** The draft at a step, and its question after what has to be said first. */
export function at(state: State, draft: Draft, step: DraftStep, facts: Facts, before: Reply[] = []): Step {
  // What was offered is shown once: it is looked up by then.
  const next: Draft = {
    ...draft,
    step: step === 'similar' ? 'more' : step,
    held: step === 'which' ? draft.held : null,
    paused: false,
    at: facts.now.toISOString(),
  };
  const asked = drawStep(next, facts.say);
  // One message: what is said first stands above the question.
  const blocks = before.filter(({ choices }) => choices.length === 0).flatMap((each) => each.blocks);
  const apart = before.filter(({ choices }) => choices.length > 0).map((each) => ({ ...each, choices: [] }));
  return said({ ...state, draft: next, doing: null, misses: 0 }, [...apart, { ...asked, blocks: [...blocks, ...asked.blocks] }]);
}
