import { findFeedbackCode } from '#src/feedback/code.ts';
import { mask } from '#src/text/mask.ts';
import type { Facts } from '../facts.ts';
import type { Heard } from '../heard.ts';
import type { State } from '../state.ts';
import type { Step } from '../step.ts';
import type { Understanding } from '../understand.ts';
import type { FeedbackTold } from './asks.ts';
import { type Draft, isHeldTooLong, MOST_PHOTOS, paused, withoutHeld } from './draft.ts';
import { drawStep, drawTold } from './draw.ts';
import { sentChoice, sentWords } from './sent.ts';
import { asking, at, isActive, note } from './step.ts';
import { takeText } from './take.ts';
import { afterPlace, beginFeedback, draftChoice, draftWords } from './write.ts';

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
  return code ? asking(state, { kind: 'status', code }) : null;
}

function chosen(state: State, payload: string, facts: Facts): Step | null {
  if (payload === '#t:feedback') return beginFeedback(state, null, facts);
  return sentChoice(state, payload, facts) ?? (payload.startsWith('#e:') ? draftChoice(state, payload.slice(3), facts) : null);
}

/** A picture or a place while feedback is being written; null when none is. */
export function hearThing(state: State, heard: Heard, facts: Facts): Step | null {
  if (heard.kind === 'photo' && state.doing?.what === 'add') {
    const text = mask(heard.caption.trim()) || facts.say('feedback.photo');
    return asking({ ...state, doing: null }, { kind: 'add', code: state.doing.subject, text, photo: heard.file });
  }
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
  if (draft.step === 'text' && caption) return takeText(state, taken, caption, facts);
  return at(state, taken, draft.step, facts, [note(facts, full ? 'feedback.ask.photosFull' : 'feedback.ask.photoTaken')]);
}

/** The step again with what was done or found out. What the step said stays where nothing is to be added to it. */
export function tellFeedback(step: Step, told: FeedbackTold, facts: Facts): Step {
  if (told.kind === 'similar') {
    if (told.found.length === 0 || !step.state.draft) return step;
    const draft: Draft = { ...step.state.draft, step: 'similar' };
    return { ...step, state: { ...step.state, draft }, replies: [drawStep(draft, facts.say, told.found)] };
  }
  const doing = told.kind === 'rated' ? step.state.doing : null;
  const draft = told.kind === 'slowed' ? paused(told.draft) : step.state.draft;
  return { ...step, state: { ...step.state, doing, draft }, replies: [...step.replies, drawTold(told, facts.say)], outcome: 'answered' };
}
