import { type Calendar, makeCalendar } from '#src/calendar/index.ts';
import type { Agency } from '#src/directory/agency.ts';
import type { Directory } from '#src/directory/directory.ts';
import { type Clock, systemClock } from '#src/platform/clock.ts';
import { type Locale, listIn, sayIn } from '#src/platform/texts.ts';
import type { Catalogue, Procedure } from '#src/procedures/content.ts';
import { type Likeness, likenessOf } from '#src/procedures/likeness.ts';
import type { Section } from '#src/procedures/sections.ts';
import type { Reply } from '#src/text/reply.ts';
import { converse, hearNews } from './converse.ts';
import { createAskDirectory } from './directoryQuestions.ts';
import type { DossierTold } from './dossiers.ts';
import type { Facts } from './facts.ts';
import type { FeedbackTold } from './feedback/asks.ts';
import { dropsDraft, hearThing, withPhoto } from './feedback/dialogue.ts';
import { createReadFeedback, type ReadFeedback } from './feedback/read.ts';
import type { PersonTold } from './handover/asks.ts';
import { hearForPerson, type PersonHeard } from './handover/citizen.ts';
import { answerReferred, answerUnread, asMessage, type Heard } from './heard.ts';
import type { Language } from './language.ts';
import { createMoveFinder } from './moves.ts';
import type { NewsTold } from './news.ts';
import { createOfficialReader } from './official.ts';
import type { PrivacyTold } from './privacy.ts';
import { createNewsReader } from './readNews.ts';
import { createRefer, type Refer } from './refer.ts';
import { draw, procedureScreen } from './screens.ts';
import { settled } from './settle.ts';
import type { State } from './state.ts';
import type { Step } from './step.ts';
import { tellDossier, tellFeedback, tellHeld, tellNews, tellNotPaired, tellPaired, tellPerson, tellPrivacy, tellServe, tellWork } from './tell.ts';
import { createUnderstand, type Understand } from './understand.ts';

/** Everything needed to answer, at one revision of the catalogue. A publication makes a new one. */
export interface Assistant {
  catalogue: Catalogue;
  office: Agency;
  /** How messages are read without the directory and without what knows complaints; serves again when a publication leaves every word as it was. */
  read: Understand;
  understand: Understand;
  /** What of a citizen's words must go by another door: complaints, denunciations, crimes, emergencies. */
  refer: Refer;
  readFeedback: ReadFeedback;
  answer(state: State, message: string, locale: Locale): Step;
  /** Answers whatever a person did on a channel. */
  hear(state: State, heard: Heard, locale: Locale): Step;
  /** The step again, with the answer to the effect `askDossier`. */
  tellDossier(before: State, step: Step, told: DossierTold, locale: Locale): Step;
  /** The step again, with the answer to the effect `askFeedback`. */
  tellFeedback(step: Step, told: FeedbackTold, locale: Locale): Step;
  /** What a citizen would be told of a procedure, published or not. */
  show(procedure: Procedure, sections: Section[], locale: Locale): Reply;
  /** By which the office counts. */
  calendar(): Calendar;
  /** The step again, with the answer to the effect `askPrivacy`. */
  tellPrivacy(before: State, step: Step, told: PrivacyTold, locale: Locale): Step;
  /** The step again, with what came of the effect `askPerson`; null: nothing of it may be passed on. */
  tellPerson(before: State, step: Step, heard: PersonHeard, told: PersonTold | null, locale: Locale): Step;
  /** The step of somebody who asks for news, with the answer to the effect `askNews`. */
  tellNews(before: State, told: NewsTold, locale: Locale): Step;
  /** Which of a procedure's texts a message resembles, the closest first. */
  why(message: string, procedure: Procedure): Likeness[];
  /** The steps of an official, with what was found or done for the effect `askOfficial`. */
  official(locale: Locale): OfficialSteps;
}

type WithoutFacts<F> = F extends (...args: [...infer Args, Facts]) => infer Result ? (...args: Args) => Result : never;
export interface OfficialSteps {
  paired: WithoutFacts<typeof tellPaired>;
  work: WithoutFacts<typeof tellWork>;
  serve: WithoutFacts<typeof tellServe>;
  held: WithoutFacts<typeof tellHeld>;
  notPaired: WithoutFacts<typeof tellNotPaired>;
}

/** A procedure that fits this well is meant. */
const SURE = 0.8;

/** Who and where besides the one-stop unit, and what time it is. */
interface Desk {
  directory?: Directory;
  clock?: Clock;
  /** Asked each time: it changes when somebody enters a day off. */
  calendar?: () => Calendar;
  /** How messages are understood, where that has been prepared already. */
  read?: Understand;
}

/** Weekends alone, and no year announced: every date by it is said to be provisional. */
const BARE_CALENDAR = makeCalendar({ days: [], officialYears: [] });

export function createAssistant(
  catalogue: Catalogue,
  office: Agency,
  language: Language,
  { directory = { units: [], successions: [], agencies: [office] }, clock = systemClock, calendar = () => BARE_CALENDAR, read }: Desk = {},
): Assistant {
  const readMessage = read ?? createUnderstand(catalogue, language);
  const readOfficial = createOfficialReader(language.moves, language.analyse);
  const findMove = createMoveFinder(language.moves, language.analyse);
  const readNews = createNewsReader(language.news, language.moves.polite, language.analyse);
  const readFeedback = createReadFeedback(language.feedback, language.analyse);
  const askDirectory = createAskDirectory(language.directory, directory, language.analyse);
  const refer = createRefer(language);
  const placed: Understand = (text, topic) => {
    const meaning = readMessage(text, topic);
    // "Xã A cũ giờ là xã gì": names that only the directory knows. What surely names a procedure is one.
    const unsure = meaning.intent === 'out_of_scope' || (meaning.intent === 'procedure' && (meaning.procedures[0]?.score ?? 0) < SURE);
    return unsure && !meaning.move && askDirectory(text).asksPlace
      ? { ...meaning, intent: 'directory', sections: [], procedures: [], also: [], group: null, elsewhere: null, followUp: false }
      : meaning;
  };
  const understand = settled(placed, refer);
  const factsIn = (locale: Locale, shown = catalogue): Facts => {
    const about = { catalogue: shown, office, directory, askDirectory, calendar: calendar(), filing: null, refer, readFeedback, now: clock.now() };
    return { ...about, say: sayIn(locale), sayAll: (key) => listIn(locale, key) };
  };
  const answer = (state: State, message: string, locale: Locale): Step => {
    const step = converse(state, message, factsIn(locale), understand);
    // A change of language is answered in the new one.
    const change = step.effects.find((effect) => effect.kind === 'setLocale');
    return change && change.locale !== locale ? { ...converse(state, message, factsIn(change.locale), understand), effects: step.effects } : step;
  };
  const forOfficial = (state: State, heard: Heard, step: Step): Step => {
    const message = asMessage(heard);
    const ask = message === null ? null : readOfficial(state, message);
    return ask ? { ...step, effects: [...step.effects, { kind: 'askOfficial', ask }] } : step;
  };
  const forAssistant = (state: State, heard: Heard, facts: Facts, locale: Locale): Step => {
    if (heard.kind === 'referral') return answerReferred(state, heard.referral, facts);
    const message = asMessage(heard);
    const thing = hearThing(state, heard, facts);
    if (thing) return thing;
    if (message === null) return answerUnread(state, heard, facts);
    const before = { ...state, waiting: null };
    // "Thôi không gửi nữa" of feedback that is being written is about that.
    const news = dropsDraft(state, message, facts) ? null : readNews(message);
    if (news && (news.kind !== 'stop' || news.sure)) return hearNews(before, news, facts);
    const step = answer(before, message, locale);
    if (heard.kind === 'photo') return withPhoto(step, heard.file);
    return news ? { ...step, effects: [...step.effects, { kind: 'askNews', ask: news }] } : step;
  };
  const hear = (state: State, heard: Heard, locale: Locale): Step => {
    const facts = factsIn(locale);
    const step = forOfficial(state, heard, forAssistant(state, heard, facts, locale));
    const person = hearForPerson(state, heard, step, findMove, facts);
    return person ? { ...step, effects: [...step.effects, { kind: 'askPerson', ...person }] } : step;
  };
  const tell: Assistant['tellDossier'] = (before, step, told, locale) => tellDossier(before, step, told, factsIn(locale));
  const show: Assistant['show'] = (procedure, sections, locale) =>
    draw(procedureScreen(procedure.code, sections), factsIn(locale, { ...catalogue, procedures: new Map([[procedure.code, procedure]]) })) as Reply;
  const why: Assistant['why'] = (message, procedure) => likenessOf(message, procedure, language.analyse);
  const official: Assistant['official'] = (locale) => {
    const facts = factsIn(locale);
    return {
      paired: (before, paired) => tellPaired(before, paired, facts),
      work: (before, event, scene) => tellWork(before, event, scene, facts),
      serve: (before, told) => tellServe(before, told, facts),
      held: (step, held, act, work) => tellHeld(step, held, act, work, facts),
      notPaired: (before) => tellNotPaired(before, facts),
    };
  };
  return {
    catalogue,
    why,
    office,
    read: readMessage,
    understand,
    refer,
    readFeedback,
    calendar,
    tellPerson: (before, step, heard, told, locale) => tellPerson(before, step, heard, told, factsIn(locale)),
    tellNews: (before, told, locale) => tellNews(before, told, factsIn(locale)),
    tellPrivacy: (before, step, told, locale) => tellPrivacy(before, step, told, factsIn(locale)),
    answer,
    hear,
    tellDossier: tell,
    official,
    tellFeedback: (step, told, locale) => tellFeedback(step, told, factsIn(locale)),
    show,
  };
}
