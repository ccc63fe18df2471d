import { findFeedbackCode } from '#src/feedback/code.ts';
import { SHARED_TOPICS, TOPICS } from '#src/feedback/model.ts';
import { scoreOf } from '#src/feedback/satisfaction/scores.ts';
import { mask } from '#src/text/mask.ts';
import { findPersonal } from '#src/text/personal.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from '../facts.ts';
import type { Heard } from '../heard.ts';
import type { Intent, Referral } from '../intents.ts';
import { type Referred, referPlace } from '../refer.ts';
import type { State } from '../state.ts';
import type { Effect, Step } from '../step.ts';
import { drawDoubt, drawReferral, drawTopic } from '../topics.ts';
import type { Understanding } from '../understand.ts';
import type { FeedbackAsk, FeedbackTold } from './asks.ts';
import { type Doing, type Draft, type DraftStep, isForgotten, isHeldTooLong, MOST_PHOTOS, newDraft, paused, withoutHeld } from './draft.ts';
import { drawStep, drawTold, PREVIOUS } from './draw.ts';

/** What doubtful words may turn out to be. */
const WHICH = ['feedback', 'complaint', 'denunciation', 'crime', 'emergency'] as const;
/** UTF-16 units of a whole draft's words. */
const LONGEST = 6000;
/** A question that names a procedure so surely is no feedback. */
const SURE_PROCEDURE = 0.8;
/** After a rating, what sounds like one of these is no comment but a new matter. */
const NEW_MATTERS: readonly Intent[] = ['procedure', 'dossier', 'directory', 'menu', 'language', 'privacy', 'handover', 'help'];

const said = (state: State, replies: Reply[], effects: Effect[] = []): Step => ({ state, replies, effects, intent: 'feedback', outcome: 'asked' });
const asking = (state: State, ask: FeedbackAsk, replies: Reply[] = []): Step => said(state, replies, [{ kind: 'askFeedback', ask }]);
const note = ({ say }: Facts, key: string): Reply => reply([{ kind: 'text', text: say(key) }]);
const isActive = ({ draft }: State): boolean => draft !== null && !draft.paused;

/** The draft at a step, and its question after what has to be said first. */
function at(state: State, draft: Draft, step: DraftStep, facts: Facts, before: Reply[] = []): Step {
  const next: Draft = { ...draft, step, held: step === 'which' ? draft.held : null, paused: false, at: facts.now.toISOString() };
  const asked = drawStep(next, facts.say);
  // One message: what is said first stands above the question.
  const blocks = before.filter(({ choices }) => choices.length === 0).flatMap((each) => each.blocks);
  const apart = before.filter(({ choices }) => choices.length > 0).map((each) => ({ ...each, choices: [] }));
  return said({ ...state, draft: next, doing: null, misses: 0 }, [...apart, { ...asked, blocks: [...blocks, ...asked.blocks] }]);
}

/** Begins feedback, with the words that already tell what is wrong where there are some; a draft that was left is gone on with. */
export function beginFeedback(state: State, message: string | null, facts: Facts): Step {
  const left = state.draft && !isForgotten(state.draft, facts.now) && state.draft.text ? state.draft : null;
  if (message !== null && (facts.readFeedback(message).telling || facts.refer(message).doubt))
    return takeText(state, newDraft(facts.now), message, facts);
  if (left) return at(state, left, left.step, facts, [note(facts, 'feedback.ask.goOn')]);
  return at(state, newDraft(facts.now), 'text', facts);
}

/** What a message means to feedback: a pressed choice, a code, an answer to a question of the dialogue. Null when it is about something else. */
export function hearFeedback(before: State, message: string, meaning: Understanding | null, facts: Facts): Step | null {
  const state = before.draft && isHeldTooLong(before.draft, facts.now) ? { ...before, draft: withoutHeld(before.draft) } : before;
  if (message.startsWith('#')) return chosen(state, message, facts);
  const move = meaning?.move ?? null;
  const picked = move?.kind === 'select' ? (move.number === -1 ? state.menu.at(-1) : state.menu[move.number - 1]) : undefined;
  if (picked) return chosen(state, picked, facts);
  if (state.doing) return doingWords(state, state.doing, message, meaning, facts);
  if (isActive(state)) return words(state, state.draft as Draft, message, meaning, facts);
  const code = findFeedbackCode(message);
  return code ? asking(state, { kind: 'status', code }) : null;
}

/** The state when the person goes on with something else: the draft waits. */
export const leaveDraft = (state: State): State => (isActive(state) || state.doing ? { ...state, doing: null, draft: paused(state.draft) } : state);

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

function chosen(state: State, payload: string, facts: Facts): Step | null {
  const [verb = '', rest = ''] = payload.split(/:(.*)/s);
  const score = scoreOf(payload);
  if (score) {
    const doing: Doing = { what: 'comment', kind: score.kind, subject: score.subject };
    return asking({ ...leaveDraft(state), doing }, { kind: 'rate', of: score.kind, subject: score.subject, score: score.score });
  }
  switch (verb) {
    case '#e':
      return ourChoice(state, rest, facts);
    case '#j':
      return asking({ ...state, draft: null }, { kind: 'follow', code: rest });
    case '#i':
      return asking(leaveDraft(state), { kind: 'status', code: rest || null });
    case '#a':
      return said({ ...leaveDraft(state), doing: { what: 'add', kind: 'feedback', subject: rest } }, [note(facts, 'feedback.ask.add')]);
    case '#r':
      return said({ ...leaveDraft(state), doing: { what: 'reopen', kind: 'feedback', subject: rest } }, [note(facts, 'feedback.ask.reopen')]);
    default:
      return payload === '#t:feedback' ? beginFeedback(state, null, facts) : null;
  }
}

function ourChoice(state: State, choice: string, facts: Facts): Step | null {
  if (choice === 'skip') return { ...said({ ...state, doing: null }, [thanks(facts)]), outcome: 'answered' };
  if (choice === 'where') return { ...said(state, [drawTopic('feedback', facts)]), outcome: 'answered' };
  if (choice === 'mine') return asking(leaveDraft(state), { kind: 'status', code: null });
  if (choice === 'write') return beginFeedback(state, null, facts);
  const { draft } = state;
  if (!draft) return beginFeedback(state, null, facts);
  const is = WHICH.find((known) => choice === `which:${known}`);
  if (is) return itIs(state, draft, is, facts);
  const topic = TOPICS.find((known) => choice === `topic:${known}`);
  if (topic) return onwards(state, { ...draft, topic }, facts);
  const editing = draft.step === 'summary' ? { ...draft, editing: true } : draft;
  switch (choice) {
    case 'right':
    case 'noPlace':
      return draft.step === 'place' && draft.topic === 'site' && !draft.editing ? at(state, draft, 'confirm', facts) : onwards(state, draft, facts);
    case 'topics':
      return at(state, editing, 'topic', facts);
    case 'place':
      return at(state, editing, 'place', facts);
    case 'editText':
      return at(state, editing, 'text', facts);
    case 'other':
      return at(state, draft, 'more', facts);
    case 'next':
      return at(state, draft, draft.editing ? 'summary' : 'contact', facts);
    case 'contact':
      return at(state, draft, 'contact', facts);
    case 'named':
      return at(state, { ...draft, anonymous: false }, 'name', facts);
    case 'anonymous':
      return at(state, { ...draft, anonymous: true, name: null, phone: null, email: null, address: null }, 'summary', facts);
    case 'send':
      return draft.step === 'summary' && draft.text && draft.anonymous !== null
        ? asking({ ...state, draft: null }, { kind: 'send', draft })
        : at(state, draft, draft.step, facts);
    case 'cancel':
      return { ...said({ ...state, draft: null }, [homeAfter(facts, 'feedback.told.cancelled')]), outcome: 'answered' };
    default:
      return null;
  }
}

const homeAfter = ({ say }: Facts, key: string): Reply => reply([{ kind: 'text', text: say(key) }], [{ payload: '#m', label: say('home.label') }]);
const thanks = (facts: Facts): Reply => homeAfter(facts, 'feedback.told.thanks');

/** After what it is about is known: whether others have said it too, where that can be; else the pictures. */
function onwards(state: State, draft: Draft, facts: Facts): Step {
  if (draft.editing) return at(state, { ...draft, editing: false }, 'summary', facts);
  if (draft.topic === 'site' && !draft.place && draft.latitude === null && draft.step !== 'place' && draft.step !== 'confirm')
    return at(state, draft, 'place', facts);
  const step = at(state, draft, 'more', facts);
  return SHARED_TOPICS.includes(draft.topic) ? { ...step, effects: [{ kind: 'askFeedback', ask: { kind: 'similar', draft } }] } : step;
}

const afterPlace = (draft: Draft): DraftStep => (draft.editing ? 'summary' : 'confirm');

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
function itIs(state: State, draft: Draft, what: (typeof WHICH)[number], facts: Facts): Step {
  if (what !== 'feedback') return referredOnly(state, withoutHeld(draft) ?? { ...draft, text: '' }, [drawReferral(what, facts)], facts);
  return draft.held ? takeFeedback(state, draft, draft.held, facts) : at(state, draft, 'text', facts);
}

function takeFeedback(state: State, draft: Draft, text: string, facts: Facts, before: Reply[] = []): Step {
  if (draft.editing) return at(state, { ...draft, text, editing: false }, 'summary', facts, before);
  const { topic, place, dossierCode } = facts.readFeedback(text);
  const guessed = { ...draft, text, topic, place: place ?? draft.place, dossierCode: dossierCode ?? draft.dossierCode };
  const step = topic === 'site' && !guessed.place && guessed.latitude === null ? 'place' : 'confirm';
  return at(state, guessed, step, facts, before);
}

/** Nothing of it can be taken in: the door is shown, and the question stands. */
const referredOnly = (state: State, draft: Draft, before: Reply[], facts: Facts): Step =>
  before.length > 0
    ? { ...said({ ...state, draft: draft.text ? paused(draft) : null }, before), intent: 'referral', outcome: 'answered' }
    : at(state, draft, draft.step, facts);

function words(state: State, draft: Draft, message: string, meaning: Understanding | null, facts: Facts): Step | null {
  const move = meaning?.move?.kind;
  if (move === 'restart') return null;
  if (move === 'back') {
    const previous = PREVIOUS[draft.step];
    return previous ? at(state, draft, previous, facts) : null;
  }
  if (move === 'yes' && draft.step === 'confirm') return onwards(state, draft, facts);
  if (move === 'yes' && draft.step === 'summary') return ourChoice(state, 'send', facts);
  if (move === 'no' && draft.step === 'confirm') return at(state, draft, 'topic', facts);
  if (move) return at(state, draft, draft.step, facts);
  const text = message.trim().slice(0, LONGEST);
  if (!text) return at(state, draft, draft.step, facts);

  switch (draft.step) {
    case 'text':
      return asksProcedure(meaning) ? null : takeText(state, draft, text, facts);
    case 'which':
      return whichInWords(state, draft, text, meaning, facts);
    case 'name':
      return at(state, { ...draft, name: mask(text).slice(0, 100) }, 'phone', facts);
    case 'phone': {
      const found = findPersonal(text).find(({ kind }) => kind === 'phone' || kind === 'email');
      if (!found) return at(state, draft, 'phone', facts, [note(facts, 'feedback.ask.phoneWrong')]);
      const value = text.slice(found.from, found.to);
      return at(state, { ...draft, phone: found.kind === 'phone' ? value : null, email: found.kind === 'email' ? value : null }, 'address', facts);
    }
    case 'address':
      return at(state, { ...draft, address: mask(text).slice(0, 200) }, 'summary', facts);
    default:
      return moreWords(state, draft, text, facts);
  }
}

/** "Là khiếu nại", "phản ánh thôi", or more of the matter. */
function whichInWords(state: State, draft: Draft, message: string, meaning: Understanding | null, facts: Facts): Step | null {
  const { kind, sure, feedback } = facts.refer(message);
  if (kind && sure) return itIs(state, draft, kind, facts);
  if (facts.readFeedback(message).saysFeedback) return itIs(state, draft, 'feedback', facts);
  if (meaning?.intent === 'procedure' && kind === null && feedback < 0.5) return null;
  const all = `${draft.held ?? ''}\n${message}`;
  const heard = facts.refer(all);
  // However much is added: what was doubtful is feedback only once its writer says so.
  return heard.kind && !heard.doubt ? takeText(state, draft, all, facts) : at(state, { ...draft, held: mask(all).slice(0, LONGEST) }, 'which', facts);
}

/** "Làm khai sinh cần gì": somebody who pressed the button by mistake. */
const asksProcedure = (meaning: Understanding | null): boolean =>
  meaning?.intent === 'procedure' && meaning.sections.length > 0 && (meaning.procedures[0]?.score ?? 0) >= SURE_PROCEDURE;

function ofPlace(message: string, { refer }: Facts): Pick<Referred, 'kind' | 'parts'> {
  const kind = referPlace(refer, message);
  return { kind, parts: { referred: kind ? message : '', feedback: kind ? '' : message } };
}

/** Words where a choice was expected: the place, a dossier's code, or more of the matter. */
function moreWords(state: State, draft: Draft, message: string, facts: Facts): Step {
  const { kind, parts } = draft.step === 'place' ? ofPlace(message, facts) : facts.refer(message);
  const before = kind ? [drawReferral(kind, facts)] : [];
  const text = mask(parts.feedback.trim());
  if (!text) return at(state, draft, draft.step, facts, before);
  if (draft.step === 'place') return at(state, { ...draft, place: text.slice(0, 200), editing: false }, afterPlace(draft), facts, before);
  const { dossierCode, place } = facts.readFeedback(text);
  const onlyCode = dossierCode !== null && text.length < dossierCode.length + 15;
  const taken = note(facts, onlyCode ? 'feedback.ask.codeTaken' : 'feedback.ask.moreTaken');
  const more = { ...draft, dossierCode: dossierCode ?? draft.dossierCode, place: draft.place ?? place };
  return at(state, onlyCode ? more : { ...more, text: `${draft.text}\n${text}`.slice(0, LONGEST) }, draft.step, facts, [...before, taken]);
}

/** What is written next to feedback that has been sent, or a rating that has been given. */
function doingWords(state: State, { what, kind, subject }: Doing, message: string, meaning: Understanding | null, facts: Facts): Step | null {
  const done = { ...state, doing: null };
  if (meaning?.move) return meaning.move.kind === 'no' && what === 'comment' ? said(done, [thanks(facts)]) : null;
  if (what === 'comment' && meaning && NEW_MATTERS.includes(meaning.intent)) return null;
  const { kind: referral, parts } = facts.refer(message);
  const before = referral ? [drawReferral(referral, facts)] : [];
  const text = mask(parts.feedback.trim()).slice(0, 3000);
  if (!text) return { ...said(done, before), intent: referral ? 'referral' : 'feedback', outcome: 'answered' };
  return what === 'comment'
    ? asking(done, { kind: 'comment', of: kind, subject, text }, before)
    : asking(done, { kind: what, code: subject, text, photo: null }, before);
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
