import { mask } from '#src/text/mask.ts';
import { reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import { goTo, type State } from './state.ts';
import type { Step } from './step.ts';
import { drawReferral } from './topics.ts';
import type { Understanding } from './understand.ts';

/** UTF-16 units. */
const LONGEST = 2000;

const said = (state: State, replies: Step['replies'], effects: Step['effects'] = []): Step => ({
  ...{ state, replies, effects },
  intent: 'privacy',
  outcome: 'asked',
});

/** Asks what of the person's own data is to be corrected. */
export function askCorrection(state: State, { say }: Pick<Facts, 'say'>, before: Step['replies'] = []): Step {
  const asked = reply([{ kind: 'text', text: say('privacy.whatToCorrect') }], [{ payload: '#e:skip', label: say('feedback.pick.stop') }]);
  const doing = { what: 'correct', kind: 'feedback', subject: '' } as const;
  return said({ ...goTo(state, { kind: 'topic', topic: 'privacy' }), doing }, [...before, asked]);
}

/** The answer to it, without what must go by another door; null when it is a move. */
export function correctionWords(state: State, message: string, meaning: Understanding | null, facts: Facts): Step | null {
  if (meaning?.move) return null;
  const { kind, parts } = facts.refer(message);
  const before = kind ? [drawReferral(kind, facts)] : [];
  const text = mask(parts.feedback.trim()).slice(0, LONGEST).toWellFormed();
  if (!text) return askCorrection(state, facts, before);
  return said({ ...state, doing: null }, before, [{ kind: 'askPrivacy', ask: { kind: 'correct', text } }]);
}
