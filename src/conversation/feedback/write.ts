import { SHARED_TOPICS, TOPICS } from '#src/feedback/model.ts';
import { mask } from '#src/text/mask.ts';
import type { Facts } from '../facts.ts';
import { type Referred, referPlace } from '../refer.ts';
import type { State } from '../state.ts';
import type { Step } from '../step.ts';
import { drawReferral, drawTopic } from '../topics.ts';
import type { Understanding } from '../understand.ts';
import { type Draft, type DraftStep, isForgotten, newDraft } from './draft.ts';
import { drawStep, PREVIOUS } from './draw.ts';
import { senderWords } from './sender.ts';
import { aboutOf } from './sent.ts';
import { asking, at, homeAfter, note, said } from './step.ts';
import { firstAsked, itIs, LONGEST, takeText, WHICH } from './take.ts';

/** What a bare yes or no answers, by question. */
const YES: Partial<Record<DraftStep, string>> = { same: 'same', confirm: 'right', more: 'next', contact: 'named', summary: 'send' };
const NO: Partial<Record<DraftStep, string>> = {
  ...{ same: 'new', confirm: 'topics', place: 'noPlace', similar: 'other', more: 'next', contact: 'anonymous', address: 'noAddress' },
};

/** Words that correct or choose; more of them tell a story. */
const SHORT = 10;
const isShort = (text: string): boolean => text.split(/\s+/).length <= SHORT;

/** A question that names a procedure so surely is no feedback. */
const SURE_PROCEDURE = 0.8;

/** Begins feedback, with the words that already tell what is wrong where there are some; a draft that was left is gone on with. */
export function beginFeedback(state: State, message: string | null, facts: Facts): Step {
  const left = state.draft && !isForgotten(state.draft, facts.now) && state.draft.text ? state.draft : null;
  const about = aboutOf(state);
  const { telling, saysFeedback } = facts.readFeedback(message ?? '');
  if (message !== null && (telling || (about && !saysFeedback) || facts.refer(message).doubt))
    return takeText(state, { ...newDraft(facts.now), about }, message, facts);
  if (left) return at(state, left, left.step, facts, [note(facts, 'feedback.ask.goOn')]);
  return at(state, newDraft(facts.now), 'text', facts);
}

/** A choice of the questions; null when it is none of theirs. */
export function draftChoice(state: State, choice: string, facts: Facts): Step | null {
  if (choice === 'where') return { ...said(state, [drawTopic('feedback', facts)]), outcome: 'answered' };
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
    case 'same':
      return draft.about
        ? asking({ ...state, draft: null }, { kind: draft.about.what, code: draft.about.code, text: draft.text, photo: draft.photos[0] ?? null })
        : at(state, draft, firstAsked(draft), facts);
    case 'new':
      return at(state, { ...draft, about: null }, firstAsked(draft), facts);
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
    case 'noAddress':
      return at(state, { ...draft, address: null }, 'summary', facts);
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

/** After what it is about is known: whether others have said it too, where that can be; else the pictures. */
function onwards(state: State, draft: Draft, facts: Facts): Step {
  if (draft.editing) return at(state, { ...draft, editing: false }, 'summary', facts);
  if (draft.topic === 'site' && !draft.place && draft.latitude === null && draft.step !== 'place' && draft.step !== 'confirm')
    return at(state, draft, 'place', facts);
  const step = at(state, draft, 'more', facts);
  return SHARED_TOPICS.includes(draft.topic) ? { ...step, effects: [{ kind: 'askFeedback', ask: { kind: 'similar', draft } }] } : step;
}

export const afterPlace = (draft: Draft): DraftStep => (draft.editing ? 'summary' : 'confirm');

/** Words while feedback is being written; null when they are about something else. */
export function draftWords(state: State, draft: Draft, message: string, meaning: Understanding | null, facts: Facts): Step | null {
  const move = meaning?.move?.kind;
  if (move === 'restart') return null;
  if (move === 'back') {
    const previous = PREVIOUS[draft.step];
    return previous ? at(state, draft, previous, facts) : null;
  }
  const text = message.trim().slice(0, LONGEST);
  const offered = drawStep(draft, facts.say).choices.map(({ payload }) => payload.replace(/^#e:/, ''));
  const { picks } = facts.readFeedback(text);
  const [yes, no] = (['yes', 'no'] as const).map((is) => move === is || picks.includes(is));
  const pick = picks.find((name) => offered.includes(name)) ?? (yes ? YES[draft.step] : no ? NO[draft.step] : undefined);
  const [one, ...others] = draft.step === 'similar' && yes ? draft.offered : [];
  if (one !== undefined && others.length === 0) return asking({ ...state, draft: null }, { kind: 'follow', code: one });
  if (pick) return draftChoice(state, pick, facts);
  if (move || yes || no) return again(state, draft, facts);
  if (!text) return at(state, draft, draft.step, facts);

  switch (draft.step) {
    case 'text':
      return asksProcedure(meaning) ? null : takeText(state, draft, text, facts);
    case 'which':
      return whichInWords(state, draft, text, meaning, facts);
    case 'topic': {
      const { topic } = facts.readFeedback(text);
      return topic !== 'other' && isShort(text) ? onwards(state, { ...draft, topic }, facts) : moreWords(state, draft, text, facts);
    }
    case 'contact':
    case 'name':
    case 'phone':
    case 'address':
      return senderWords(state, draft, text, facts);
    default:
      return moreWords(state, draft, text, facts);
  }
}

/** The question again. Whoever has no telephone is told what can be done without. */
const again = (state: State, draft: Draft, facts: Facts): Step =>
  at(state, draft, draft.step, facts, draft.step === 'phone' ? [note(facts, 'feedback.ask.phoneNone')] : []);

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
export function moreWords(state: State, draft: Draft, message: string, facts: Facts): Step {
  const { kind, parts } = draft.step === 'place' ? ofPlace(message, facts) : facts.refer(message);
  const before = kind ? [drawReferral(kind, facts)] : [];
  const text = mask(parts.feedback.trim());
  if (!text) return at(state, draft, draft.step, facts, before);
  if (draft.step === 'place') return at(state, { ...draft, place: text.slice(0, 200), editing: false }, afterPlace(draft), facts, before);
  const { dossierCode, place } = facts.readFeedback(text);
  const onlyCode = dossierCode !== null && text.length < dossierCode.length + 15;
  const taken = note(facts, onlyCode ? 'feedback.ask.codeTaken' : 'feedback.ask.moreTaken');
  const more = {
    ...draft,
    dossierCode: dossierCode ?? draft.dossierCode,
    place: draft.step === 'confirm' && isShort(text) ? (place ?? draft.place) : (draft.place ?? place),
  };
  return at(state, onlyCode ? more : { ...more, text: `${draft.text}\n${text}`.slice(0, LONGEST) }, draft.step, facts, [...before, taken]);
}
