import type { Held, WorkAct, WorkDossier } from '#src/dossiers/work/acts.ts';
import type { Locale } from '#src/platform/texts.ts';
import { heirOf } from '#src/procedures/heir.ts';
import { nameOf } from '#src/procedures/present.ts';
import type { Paired } from '#src/staff/commands/pairing.ts';
import type { Block } from '#src/text/blocks.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import { drawDirectoryAnswer } from './directoryAnswers.ts';
import { type DossierAsk, type DossierTold, dossierAskOf, drawDossier, lookUpAsk } from './dossiers.ts';
import type { Facts } from './facts.ts';
import type { FeedbackAsk, FeedbackTold } from './feedback/asks.ts';
import { beginFeedback, hearFeedback, leaveDraft, takeText, tellFeedback as told } from './feedback/dialogue.ts';
import { newDraft, paused } from './feedback/draft.ts';
import type { PersonAsk, PersonTold, ServeTold } from './handover/asks.ts';
import { drawPersonTold, isHandedOver, type PersonHeard } from './handover/citizen.ts';
import { drawServe, servingAfter } from './handover/official.ts';
import { drawNewsTold, type NewsAsk, type NewsTold, newsAskOf } from './news.ts';
import { drawPaired, type OfficialAsk } from './official.ts';
import { drawPrivacy, type PrivacyAsk, type PrivacyTold, privacyAskOf } from './privacy.ts';
import { payloadOf, type Screen, screenOf, type Topic } from './screen.ts';
import { choice, draw, procedureScreen, succeeded } from './screens.ts';
import { currentScreen, goBack, goTo, newState, type State } from './state.ts';
import { drawReferral, drawReferralBeside } from './topics.ts';
import type { Understand, Understanding } from './understand.ts';
import { heldReply, type WorkScene, type WorkStep, workStep } from './work.ts';
import type { WorkEvent } from './workEvent.ts';

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

/** From this score on the first procedure is answered at once. */
const SURE = 0.62;
/** The first is also answered when it leads the second this clearly. */
const LEAD = 2.2;
const MOST_CANDIDATES = 4;

/** Greets somebody who writes for the first time, whatever they wrote: they must know that this is an automatic assistant. */
function greeted(step: Step, { say, office }: Facts, first: boolean): Step {
  if (!first) return step;
  const hello: Block = { kind: 'text', text: say('greeting.first', { office: office.name }) };
  const [head, ...rest] = step.replies;
  return {
    ...step,
    state: { ...step.state, greeted: true },
    replies: head ? [{ ...head, blocks: [hello, ...head.blocks] }, ...rest] : [reply([hello])],
  };
}

/** One message in, the next state and the answers out. Pure: everything it may look at is in its arguments. */
export function converse(state: State, message: string, facts: Facts, understand: Understand): Step {
  const meant = message.startsWith('#') ? null : understand(message, state.topic);
  const feedback = hearFeedback(state, message, meant, facts);
  if (feedback) return { ...greeted(remember(feedback), facts, !state.greeted), meaning: meant };
  const left = leaveDraft(state);
  const step = message.startsWith('#') ? chosen(left, message, facts) : null;
  const meaning = step ? null : (meant ?? understand(message, state.topic));
  const result = step ?? said(left, message, meaning as Understanding, { ...facts, filing: meaning?.filing ?? null });
  return { ...greeted(remember(result), facts, !state.greeted), meaning };
}

/** The step again, with the answer to what it asked about dossiers. `before` is the state that the step began with. */
export function tellDossier(before: State, step: Step, told: DossierTold, facts: Facts): Step {
  const found = told.kind !== 'lookUp' || told.result.found === 'details' || told.result.found === 'degree';
  const answer: Step = { ...step, replies: [drawDossier(told, facts)], outcome: found ? 'answered' : 'unknown' };
  return { ...greeted(remember(answer), facts, !before.greeted), meaning: step.meaning ?? null };
}

/** The step again, with what was done or found out about feedback. */
export const tellFeedback = (step: Step, answer: FeedbackTold, facts: Facts): Step => remember(told(step, answer, facts));

const asOfficial = (state: State, replies: Reply[], outcome: Step['outcome']): Step =>
  remember({ state, replies, effects: [], intent: 'work', outcome, meaning: null });

/** The step of somebody who sent a pairing code, with what came of it. */
export const tellPaired = (before: State, paired: Paired, facts: Facts): Step =>
  asOfficial({ ...before, greeted: true, waiting: null }, [drawPaired(paired, facts)], paired.kind === 'paired' ? 'answered' : 'unknown');

/** The step of an official, with what was found for it; a decision is still to be held, and `tellHeld` says what came of it. */
export function tellWork(before: State, event: WorkEvent, scene: WorkScene, facts: Facts): Step & Pick<WorkStep, 'decision'> {
  const { state, replies, decision } = workStep(before, event, scene, facts);
  return { ...asOfficial(state, replies, state.waiting === null ? 'answered' : 'asked'), decision };
}

/** The step again, with the answer to what it asked about the person's own data. */
export function tellPrivacy(before: State, step: Step, told: PrivacyTold, facts: Facts): Step {
  const answer: Step = { ...step, replies: [drawPrivacy(told, facts)], outcome: 'answered' };
  return { ...greeted(remember(answer), facts, !before.greeted), meaning: step.meaning ?? null };
}

/** The step of a citizen who asks for a person or talks with one, with what came of it. `step` is what the assistant would have said. */
export function tellPerson(before: State, step: Step, heard: PersonHeard, told: PersonTold | null, facts: Facts): Step {
  const replies = [...heard.before, ...(told ? drawPersonTold(told, facts) : [])];
  const state: State = {
    ...before,
    handedOver: told === null || told.kind === 'slowed' ? before.handedOver : isHandedOver(told),
    draft: paused(before.draft),
    doing: null,
  };
  const outcome = told?.kind === 'leaving' || told?.kind === 'question' ? 'asked' : 'answered';
  const answer: Step = { state, replies, effects: [], intent: 'handover', outcome, meaning: step.meaning ?? null };
  return remember(replies.length > 0 ? greeted(answer, facts, !before.greeted) : answer);
}

/** The step of somebody who talks with nobody any more, as far as is known by now. */
export const tellAlone = (step: Step): Step => ({ ...step, state: { ...step.state, handedOver: false } });

/** The step of an official who answers citizens, with what came of it. */
export const tellServe = (before: State, told: ServeTold, facts: Facts): Step =>
  asOfficial(
    { ...before, greeted: true, waiting: null, serving: servingAfter(before.serving, told) },
    drawServe(told, facts),
    told.kind === 'refused' ? 'unknown' : told.kind === 'colleagues' ? 'asked' : 'answered',
  );

/** The step of somebody who asks for news or for no more of it, with what is known or was done. Feedback that is being written goes on after a stop. */
export function tellNews(before: State, told: NewsTold, facts: Facts): Step {
  const state = told.kind === 'stopped' ? before : leaveDraft(before);
  return greeted(
    remember({ state, replies: [drawNewsTold(told, facts)], effects: [], intent: 'news', outcome: 'answered', meaning: null }),
    facts,
    !before.greeted,
  );
}

/** What can be said of news without knowing whether the person gets any. */
export const hearNews = (before: State, ask: NewsAsk, facts: Facts): Step => greeted(remember(aboutNews(before, ask, facts)), facts, !before.greeted);

const aboutNews = (state: State, ask: NewsAsk, facts: Facts): Step => ({
  ...show(leaveDraft(state), { kind: 'topic', topic: 'news' }, facts, 'news'),
  effects: [{ kind: 'askNews', ask }],
});

export const tellHeld = (step: Step, held: Held, act: WorkAct, work: WorkDossier, facts: Facts): Step =>
  asOfficial(step.state, [heldReply(held, act, work, facts)], 'refused' in held ? 'unknown' : 'answered');

/** A choice that only officials are shown, in a chat that is nobody's any more. */
export const tellNotPaired = (before: State, { say }: Facts): Step =>
  asOfficial(
    { ...before, waiting: null },
    [reply([{ kind: 'text', text: say('work.notPaired') }], [choice(say('home.label'), { kind: 'home' })])],
    'unknown',
  );

/** Keeps what the last menu offered, so that a number typed next means it. */
function remember(step: Step): Step {
  const choices = step.replies.at(-1)?.choices ?? [];
  if (choices.length === 0 && step.outcome === 'unknown') return step;
  return { ...step, state: { ...step.state, menu: choices.map((entry) => entry.payload) } };
}

/** A button pressed, or a number typed: null when the payload is none of ours, and then it is read as words. */
function chosen(state: State, payload: string, facts: Facts): Step | null {
  if (payload === '#b') return back(state, facts);
  if (payload.startsWith('#n')) return notMeant(state, payload, facts);
  if (payload === '#x')
    return { ...show(newState(), { kind: 'topic', topic: 'erased' }, facts, 'privacy'), effects: [{ kind: 'eraseConversation' }] };
  const locale = /^#v:(vi|en)$/.exec(payload)?.[1] as Locale | undefined;
  if (locale) return setLocale(state, locale, facts);
  const ask = dossierAskOf(payload);
  if (ask) return askDossier(state, ask, facts);
  const news = newsAskOf(payload);
  if (news) return aboutNews(state, news, facts);
  const own = privacyAskOf(payload);
  if (own) return { ...show(state, { kind: 'topic', topic: 'privacy' }, facts, 'privacy'), effects: [{ kind: 'askPrivacy', ask: own }] };
  const screen = screenOf(payload);
  if (!screen) return null;
  if (screen.kind === 'topic' && screen.topic === 'dossier') return askDossier(state, { kind: 'list' }, facts);
  if (screen.kind === 'topic' && screen.topic === 'news') return aboutNews(state, { kind: 'show' }, facts);
  return screen.kind === 'home' ? home(state, facts, 'menu') : show(state, screen, facts, intentOfScreen(screen));
}

/** The answer was not what was meant: the others that it might have been, or the menu. */
function notMeant(state: State, payload: string, facts: Facts): Step {
  const sorry: Block[] = [{ kind: 'text', text: facts.say('misunderstood') }];
  const others = screenOf(payload.replace('#n', '#c'));
  if (others?.kind === 'candidates' && draw(others, facts)) return show(state, others, facts, 'procedure', sorry);
  return { ...home(state, facts, 'menu', sorry), outcome: 'unknown' };
}

const intentOfScreen = (screen: Screen): string => {
  if (screen.kind === 'topic') return screen.topic.startsWith('erase') ? 'privacy' : screen.topic;
  return screen.kind === 'levels' || screen.kind === 'fields' || screen.kind === 'field' ? 'menu' : 'procedure';
};

function show(state: State, screen: Screen, facts: Facts, intent: string, before: Block[] = []): Step {
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

/** What can be said of dossiers without the database, and what is asked of it. */
function askDossier(state: State, ask: DossierAsk, facts: Facts): Step {
  const before: Block[] = ask.kind === 'lookUp' ? [{ kind: 'text', text: facts.say('topic.dossierCode', { code: ask.code }) }] : [];
  return { ...show(state, { kind: 'topic', topic: 'dossier' }, facts, 'dossier', before), effects: [{ kind: 'askDossier', ask }] };
}

function home(state: State, facts: Facts, intent: string, before: Block[] = []): Step {
  return show({ ...state, trail: [], topic: null }, { kind: 'home' }, facts, intent, before);
}

function back(state: State, facts: Facts): Step {
  const previous = goBack(state);
  return show(previous, currentScreen(previous) ?? { kind: 'home' }, facts, 'menu');
}

function setLocale(state: State, locale: Locale, facts: Facts): Step {
  return { ...home(state, facts, 'language'), effects: [{ kind: 'setLocale', locale }] };
}

function said(state: State, message: string, meaning: Understanding, facts: Facts): Step {
  if (meaning.move) return moved(state, meaning, facts);
  const { referral } = meaning;
  if (referral && meaning.intent === 'procedure') {
    const step = aboutProcedure(state, meaning, facts);
    return { ...step, replies: [drawReferralBeside(referral.kind, facts), ...step.replies] };
  }
  // Doubtful: the door is shown, and the citizen asked.
  if (referral && meaning.intent === 'feedback') return takeText(state, newDraft(facts.now), message, facts);
  // Of a mixed message the part that is feedback goes on, after the door for the rest.
  if (referral?.mixed) return takeText(state, newDraft(facts.now), message, facts);
  if (referral) return { state, replies: [drawReferral(referral.kind, facts)], effects: [], intent: 'referral', outcome: 'answered' };
  switch (meaning.intent) {
    case 'procedure':
      return aboutProcedure(state, meaning, facts);
    case 'dossier':
      return askDossier(state, meaning.dossierCode ? lookUpAsk(message, meaning.dossierCode) : { kind: 'list' }, facts);
    case 'directory': {
      const step = show(state, { kind: 'topic', topic: 'directory' }, facts, 'directory');
      return { ...step, replies: [drawDirectoryAnswer(facts.askDirectory(message), facts)] };
    }
    case 'feedback':
      return beginFeedback(state, message, facts);
    case 'menu':
      return home(state, facts, 'menu');
    case 'greeting':
      return home(state, facts, 'greeting', state.greeted ? [{ kind: 'text', text: facts.say('greeting.again') }] : []);
    case 'thanks':
      return {
        state,
        replies: [reply([{ kind: 'text', text: facts.say('thanks') }], [choice(facts.say('home.label'), { kind: 'home' })])],
        effects: [],
        intent: 'thanks',
        outcome: 'answered',
      };
    case 'out_of_scope':
      return missed(state, facts, 'out_of_scope');
    default:
      return show(state, { kind: 'topic', topic: meaning.intent as Topic }, facts, meaning.intent);
  }
}

function moved(state: State, { move }: Understanding, facts: Facts): Step {
  const screen = currentScreen(state);
  switch (move?.kind) {
    case 'select': {
      const payload = move.number === -1 ? state.menu.at(-1) : state.menu[move.number - 1];
      const step = payload ? chosen(state, payload, facts) : null;
      if (step) return step;
      const answer = reply(
        [{ kind: 'text', text: facts.say(state.menu.length > 0 ? 'select.outside' : 'select.nothing', { count: state.menu.length }) }],
        menuAgain(state, facts),
      );
      return { state, replies: [answer], effects: [], intent: 'menu', outcome: 'unknown' };
    }
    case 'back':
      return back(state, facts);
    case 'restart':
      return home(state, facts, 'menu');
    case 'more': {
      const next = state.menu.find((payload) => payload.startsWith('#f:') || payload.startsWith('#g:'));
      const turning = screen?.kind === 'fields' || screen?.kind === 'field' ? nextPage(screen) : null;
      if (turning && state.menu.includes(payloadOf(turning))) return show(state, turning, facts, 'menu');
      return next && !screen ? show(state, screenOf(next) ?? { kind: 'home' }, facts, 'menu') : again(state, facts);
    }
    case 'yes':
      // "Đúng rồi" to a choice means its first entry; after an answer it is only a nod.
      return screen?.kind === 'candidates' || screen?.kind === 'clarify'
        ? (chosen(state, state.menu[0] ?? '#m', facts) ?? home(state, facts, 'menu'))
        : nod(state, facts);
    case 'no':
      return notMeant(state, '#n', facts);
    default:
      return again(state, facts);
  }
}

/** The choices last shown, where they can be drawn again; else none, and the numbers go on meaning those shown before. */
function menuAgain(state: State, facts: Facts): Choice[] {
  const screen = currentScreen(state);
  const choices = (screen && draw(screen, facts)?.choices) ?? [];
  return choices.length === state.menu.length && choices.every(({ payload }, at) => payload === state.menu[at]) ? choices : [];
}

const nextPage = (screen: Extract<Screen, { kind: 'fields' | 'field' }>): Screen => ({ ...screen, page: screen.page + 1 });
const again = (state: State, facts: Facts): Step => show(state, currentScreen(state) ?? { kind: 'home' }, facts, 'menu');
const nod = (state: State, facts: Facts): Step => ({
  state,
  replies: [reply([{ kind: 'text', text: facts.say('nod') }], [choice(facts.say('home.label'), { kind: 'home' })])],
  effects: [],
  intent: 'thanks',
  outcome: 'answered',
});

/** An ended procedure and what took its place are one choice, by the name that was said. */
function withoutTwice(procedures: Understanding['procedures'], { catalogue }: Facts): Understanding['procedures'] {
  const shown = (code: string) => {
    const procedure = catalogue.procedures.get(code);
    return (procedure && heirOf(procedure, catalogue)?.code) ?? code;
  };
  return [...new Map(procedures.toReversed().map((each) => [shown(each.code), each])).values()].sort(
    (a, b) => procedures.indexOf(a) - procedures.indexOf(b),
  );
}

function aboutProcedure(state: State, heard: Understanding, facts: Facts): Step {
  const meaning = { ...heard, procedures: withoutTwice(heard.procedures, facts) };
  const { sections, procedures, group, elsewhere, followUp } = meaning;
  const screen = currentScreen(state);
  // Still choosing: the question about a part waits for the choice.
  if (followUp && (screen?.kind === 'candidates' || screen?.kind === 'clarify')) return show(state, { ...screen, sections }, facts, 'procedure');
  if (elsewhere) return sentElsewhere(state, elsewhere, facts);
  const [first, second] = procedures;
  if (group) return about(likeliest(group.options, procedures), show(state, { kind: 'clarify', group: group.id, sections }, facts, 'procedure'));
  if (!first) return missed(state, facts, 'procedure');
  if (first.score >= SURE || !second || first.score > second.score * LEAD)
    return offerOthers(offerAlso(show(state, procedureScreen(first.code, sections), facts, 'procedure'), meaning.also, facts), meaning, facts);
  const codes = procedures.slice(0, MOST_CANDIDATES).map((candidate) => candidate.code);
  return about(first.code, show(state, { kind: 'candidates', codes, sections }, facts, 'procedure'));
}

/** The other procedures that the message asked for stand first among the choices, so that no question is lost. */
function offerAlso(step: Step, also: string[], { catalogue, say }: Facts): Step {
  const procedures = also.flatMap((code) => catalogue.procedures.get(code) ?? []);
  const choices = procedures.map((procedure) => choice(say('procedure.also', { name: nameOf(procedure) }), procedureScreen(procedure.code)));
  return { ...step, replies: step.replies.map((answer) => ({ ...answer, choices: [...choices, ...answer.choices] })) };
}

/** Last among the choices: this was not meant. It leads to the next likely ones. A follow-up, or a code, leaves nothing to mistake. */
function offerOthers(step: Step, { procedures, sections, followUp }: Understanding, { say }: Facts): Step {
  if (followUp || procedures.length < 2) return step;
  const others = procedures.slice(1, MOST_CANDIDATES).map(({ code }) => code);
  const payload = payloadOf({ kind: 'candidates', codes: others, sections: sections.slice(0, 1) }).replace('#c', '#n');
  const notThis: Choice = { label: say('candidates.notThis'), payload };
  return { ...step, replies: step.replies.map((answer) => ({ ...answer, choices: [...answer.choices, notThis] })) };
}

/** The option of a question that the words fit best. */
const likeliest = (options: { code: string }[], procedures: Understanding['procedures']) =>
  procedures.find(({ code }) => options.some((option) => option.code === code))?.code ?? options[0]?.code;

/** What is being chosen among is talked of from now on, no longer the procedure before it. */
const about = (code: string | undefined, step: Step): Step => ({ ...step, state: { ...step.state, topic: code ?? step.state.topic } });

function sentElsewhere(state: State, elsewhere: NonNullable<Understanding['elsewhere']>, facts: Facts): Step {
  const { say } = facts;
  const blocks: Block[] = [
    { kind: 'heading', text: elsewhere.name.replace(/^Thủ tục\s+/i, '') },
    { kind: 'text', text: say('elsewhere.text', { agency: elsewhere.agency ?? say('elsewhere.agency') }) },
    { kind: 'link', label: say('topic.portal'), url: 'https://dichvucong.gov.vn' },
    { kind: 'note', text: say('elsewhere.code', { code: elsewhere.code }) },
  ];
  const answer = reply(
    blocks,
    [choice(say('home.label'), { kind: 'home' })],
    [{ label: say('procedure.nationalPortal'), url: 'https://dichvucong.gov.vn' }],
  );
  return { state: { ...state, topic: null }, replies: [answer], effects: [], intent: 'procedure', outcome: 'answered' };
}

/** Says openly that it was not understood; the second time in a row a person is offered. */
function missed(state: State, facts: Facts, intent: string): Step {
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
