import { mask } from '#src/text/mask.ts';
import type { Reply } from '#src/text/reply.ts';
import type { Facts } from '../facts.ts';
import type { Referral } from '../intents.ts';
import type { State } from '../state.ts';
import type { Step } from '../step.ts';
import { drawDoubt, drawReferral } from '../topics.ts';
import { type Draft, type DraftStep, paused, withoutHeld } from './draft.ts';
import { at, said } from './step.ts';

/** What doubtful words may turn out to be. */
export const WHICH = ['feedback', 'complaint', 'denunciation', 'crime', 'emergency'] as const;
/** UTF-16 units of a whole draft's words. */
export const LONGEST = 6000;

/** The words of the matter, without what must go by another door: of a mixed message the rest is gone on with. */
export function takeText(state: State, draft: Draft, message: string, facts: Facts): Step {
  const { kind, parts, doubt } = facts.refer(message);
  if (doubt) return which(state, draft, message, doubt, facts);
  const before = kind ? [drawReferral(kind, facts, parts.feedback.trim() !== '')] : [];
  const text = mask(parts.feedback.trim()).slice(0, LONGEST);
  if (!text) return referredOnly(state, draft, before, facts);
  return takeFeedback(state, draft, text, facts, before);
}

/** It may be feedback and may be what must not be taken in: the door is shown, and the citizen says which it is. Until then nothing is taken in. */
function which(state: State, draft: Draft, message: string, doubt: Referral, facts: Facts): Step {
  const held = { ...draft, held: mask(message.trim()).slice(0, LONGEST) };
  return at(state, held, 'which', facts, [drawDoubt(doubt, facts)]);
}

/** The citizen said which it is. What is no feedback is forgotten at once. */
export function itIs(state: State, draft: Draft, what: (typeof WHICH)[number], facts: Facts): Step {
  if (what !== 'feedback') return referredOnly(state, withoutHeld(draft) ?? { ...draft, text: '' }, [drawReferral(what, facts)], facts);
  return draft.held ? takeFeedback(state, draft, draft.held, facts) : at(state, draft, 'text', facts);
}

/** What is asked of a new matter: where it is, or whether it is understood. */
export const firstAsked = ({ topic, place, latitude }: Draft): DraftStep => (topic === 'site' && !place && latitude === null ? 'place' : 'confirm');

function takeFeedback(state: State, draft: Draft, text: string, facts: Facts, before: Reply[] = []): Step {
  if (draft.editing) return at(state, { ...draft, text, editing: false }, 'summary', facts, before);
  const { topic, place, dossierCode } = facts.readFeedback(text);
  const guessed = { ...draft, text, topic, place: place ?? draft.place, dossierCode: dossierCode ?? draft.dossierCode };
  return at(state, guessed, draft.about ? 'same' : firstAsked(guessed), facts, before);
}

/** Nothing of it can be taken in: the door is shown, and the question stands. */
const referredOnly = (state: State, draft: Draft, before: Reply[], facts: Facts): Step =>
  before.length > 0
    ? { ...said({ ...state, draft: draft.text ? paused(draft) : null }, before), intent: 'referral', outcome: 'answered' }
    : at(state, draft, draft.step, facts);
