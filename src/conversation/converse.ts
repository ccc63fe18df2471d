import type { Locale } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { type Choice, reply } from '#src/text/reply.ts';
import { aboutProcedure } from './aboutProcedure.ts';
import { askCorrection } from './correction.ts';
import { drawDirectoryAnswer } from './directoryAnswers.ts';
import { type DossierAsk, dossierAskOf, lookUpAsk } from './dossiers.ts';
import type { Facts } from './facts.ts';
import { hearFeedback } from './feedback/dialogue.ts';
import { newDraft } from './feedback/draft.ts';
import { leaveDraft } from './feedback/step.ts';
import { takeText } from './feedback/take.ts';
import { beginFeedback } from './feedback/write.ts';
import { type NewsAsk, newsAskOf } from './news.ts';
import { CORRECT, privacyAskOf } from './privacy.ts';
import { payloadOf, type Screen, screenOf, type Topic } from './screen.ts';
import { choice, draw } from './screens.ts';
import { currentScreen, goBack, newState, type State } from './state.ts';
import { greeted, home, missed, remember, type Step, show } from './step.ts';
import { drawReferral, drawReferralBeside } from './topics.ts';
import type { Understand, Understanding } from './understand.ts';

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

/** What can be said of news without knowing whether the person gets any. */
export const hearNews = (before: State, ask: NewsAsk, facts: Facts): Step => greeted(remember(aboutNews(before, ask, facts)), facts, !before.greeted);

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
  if (payload === CORRECT) return askCorrection(state, facts);
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

const aboutNews = (state: State, ask: NewsAsk, facts: Facts): Step => ({
  ...show(leaveDraft(state), { kind: 'topic', topic: 'news' }, facts, 'news'),
  effects: [{ kind: 'askNews', ask }],
});

/** What can be said of dossiers without the database, and what is asked of it. */
function askDossier(state: State, ask: DossierAsk, facts: Facts): Step {
  const before: Block[] = ask.kind === 'lookUp' ? [{ kind: 'text', text: facts.say('topic.dossierCode', { code: ask.code }) }] : [];
  return { ...show(state, { kind: 'topic', topic: 'dossier' }, facts, 'dossier', before), effects: [{ kind: 'askDossier', ask }] };
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
