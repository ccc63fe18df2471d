import { findFeedbackCode } from '#src/feedback/code.ts';
import type { Facts } from '../facts.ts';
import type { Heard } from '../heard.ts';
import type { State } from '../state.ts';
import type { Step } from '../step.ts';
import type { Understanding } from '../understand.ts';
import type { FeedbackTold } from './asks.ts';
import { type Draft, type DraftStep, isHeldTooLong, MOST_PHOTOS, newDraft, paused, withoutHeld } from './draft.ts';
import { drawStep, drawTold } from './draw.ts';
import { aboutOf, sentChoice, sentWords } from './sent.ts';
import { asking, at, isActive, note } from './step.ts';
import { takeText } from './take.ts';
import { afterPlace, beginFeedback, draftChoice, draftWords, moreWords } from './write.ts';

/** What a message means to feedback: a pressed choice, a code, an answer to a question of the dialogue. Null when it is about something else. */
export function hearFeedback(before: State, message: string, meaning: Understanding | null, facts: Facts): Step | null {
  const state = before.draft && isHeldTooLong(before.draft, facts.now) ? { ...before, draft: withoutHeld(before.draft) } : before;
  if (message.startsWith('#')) return chosen(state, message, facts);
  const move = meaning?.move ?? null;
  const picked = move?.kind === 'select' ? (move.number === -1 ? state.menu.at(-1) : state.menu[move.number - 1]) : undefined;
  if (picked) return chosen(state, picked, facts);
  if (state.doing) return sentWords(state, state.doing, message, meaning, facts);
  if (isActive(state)) return draftWords(state, state.draft as Draft, message, meaning, facts);
  const code = findFeedbackCode(message);
  if (code) return asking(state, { kind: 'status', code });
  // "Số nhà 12 ngõ 3" to an officer's question: what nothing else is understood by is about what was just told of.
  const about = meaning && isNothingElse(meaning) ? aboutOf(state) : null;
  return about && takeText(state, { ...newDraft(facts.now), about }, message, facts);
}

const LITTLE = 0.4;
const isNothingElse = ({ intent, move, procedures }: Understanding): boolean =>
  move === null && (intent === 'out_of_scope' || (intent === 'procedure' && (procedures[0]?.score ?? 0) < LITTLE));

function chosen(state: State, payload: string, facts: Facts): Step | null {
  if (payload === '#t:feedback') return beginFeedback(state, null, facts);
  return sentChoice(state, payload, facts) ?? (payload.startsWith('#e:') ? draftChoice(state, payload.slice(3), facts) : null);
}

/** A picture or a place while feedback is being written; null when none is. */
export function hearThing(state: State, heard: Heard, facts: Facts): Step | null {
  if (heard.kind === 'photo' && (state.doing?.what === 'add' || state.doing?.what === 'reopen'))
    return sentWords(state, state.doing, heard.caption.trim(), null, facts, heard.file);
  if (!isActive(state)) return null;
  const draft = state.draft as Draft;
  if (heard.kind === 'location') {
    const place = { latitude: heard.latitude, longitude: heard.longitude };
    const step = draft.step === 'place' ? afterPlace(draft) : draft.step;
    return at(state, { ...draft, ...place }, step, facts, [note(facts, 'feedback.ask.locationTaken')]);
  }
  if (heard.kind !== 'photo') return null;
  const full = draft.photos.length >= MOST_PHOTOS;
  const taken = full ? draft : { ...draft, photos: [...draft.photos, heard.file] };
  const caption = heard.caption.trim();
  const told = [note(facts, full ? 'feedback.ask.photosFull' : 'feedback.ask.photoTaken')];
  if (!caption || !TAKES_WORDS.includes(draft.step)) return at(state, taken, draft.step, facts, told);
  // A picture of what must go by another door goes with it.
  const { kind, parts } = facts.refer(caption);
  const kept = kind && !parts.feedback.trim() ? draft : taken;
  return draft.step === 'text' ? takeText(state, kept, caption, facts) : moreWords(state, kept, caption, facts);
}

/** Questions at which what stands under a picture is more of the matter. */
const TAKES_WORDS: readonly DraftStep[] = ['text', 'same', 'confirm', 'place', 'more', 'summary'];

/** Whether the words drop feedback that is being written. */
export const dropsDraft = (state: State, message: string, facts: Facts): boolean =>
  isActive(state) && facts.readFeedback(message).picks.includes('cancel');

/** The step that began feedback with the words under a picture: the picture belongs to it. */
export const withPhoto = (step: Step, file: string): Step =>
  isActive(step.state) && step.state.draft?.text ? { ...step, state: { ...step.state, draft: { ...step.state.draft, photos: [file] } } } : step;

/** The step again with what was done or found out. What the step said stays where nothing is to be added to it. */
export function tellFeedback(step: Step, told: FeedbackTold, facts: Facts): Step {
  if (told.kind === 'similar') {
    if (told.found.length === 0 || !step.state.draft) return step;
    const draft: Draft = { ...step.state.draft, step: 'similar', offered: told.found.map(({ code }) => code) };
    return { ...step, state: { ...step.state, draft }, replies: [drawStep(draft, facts.say, told.found)] };
  }
  const doing = told.kind === 'rated' ? step.state.doing : null;
  const draft = told.kind === 'slowed' ? paused(told.draft) : step.state.draft;
  return { ...step, state: { ...step.state, doing, draft }, replies: [...step.replies, drawTold(told, facts.say)], outcome: 'answered' };
}
