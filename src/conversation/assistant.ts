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
import type { Read, Reading } from './reading.ts';
import { createNewsReader } from './readNews.ts';
import { createRefer, type Refer } from './refer.ts';
import { draw, procedureScreen } from './screens.ts';
import { settle } from './settle.ts';
import type { State } from './state.ts';
import type { Step } from './step.ts';
import { tellDossier, tellFeedback, tellHeld, tellNews, tellNotPaired, tellPaired, tellPerson, tellPrivacy, tellServe, tellWork } from './tell.ts';
import type { Understand, Understanding } from './understand.ts';

/** What answers, at one revision of the catalogue, once a message has been read (`Reading`). A publication makes a new one. */
export interface Answers {
  catalogue: Catalogue;
  office: Agency;
  /** What must be read before it can be heard: its words and the procedure talked of; null when there are none. */
  toRead(state: State, heard: Heard): { text: string; topic: string | null } | null;
  /** What a message that was read means here, with the directory and with what knows complaints. */
  meant(reading: Reading): Understanding;
  /** What of a citizen's words must go by another door: complaints, denunciations, crimes, emergencies. */
  refer: Refer;
  readFeedback: ReadFeedback;
  /** Answers a message as the assistant alone would: without news, officials or persons. `reading`: of the message, in the state's topic. */
  answer(state: State, message: string, locale: Locale, reading: Reading): Step;
  /** Answers whatever a person did on a channel. `reading`: of what `toRead` names. */
  hear(state: State, heard: Heard, locale: Locale, reading: Reading | null): Step;
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

/** Answers with something that reads for it, here or in another thread. */
export interface Answering extends Answers {
  /** `first`: somebody waits who holds up others; it is read before what waits. */
  read(text: string, topic: string | null, first?: boolean): Reading | Promise<Reading>;
}

/** Enough to understand messages. */
export type UnderstandingBy = Pick<Answering, 'read' | 'meant'>;
/** Asks what messages would mean with another catalogue; takes a moment and leaves everything else its turn. */
export type Rehearse = <T>(catalogue: Catalogue, ask: (by: UnderstandingBy) => Promise<T>) => Promise<T>;

/** What a message means, for whoever can wait until it is read. */
export const understoodBy = async ({ read, meant }: UnderstandingBy, text: string): Promise<Understanding> => meant(await read(text, null));

/** Answers that read for themselves, at once. */
export interface Assistant extends Answers {
  read: Read;
  understand: Understand;
  answer(state: State, message: string, locale: Locale): Step;
  hear(state: State, heard: Heard, locale: Locale, reading?: Reading | null): Step;
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
}

/** Weekends alone, and no year announced: every date by it is said to be provisional. */
const BARE_CALENDAR = makeCalendar({ days: [], officialYears: [] });

export function createAnswers(
  catalogue: Catalogue,
  office: Agency,
  language: Language,
  { directory = { units: [], successions: [], agencies: [office] }, clock = systemClock, calendar = () => BARE_CALENDAR }: Desk = {},
): Answers {
  const readOfficial = createOfficialReader(language.moves, language.analyse);
  const findMove = createMoveFinder(language.moves, language.analyse);
  const readNews = createNewsReader(language.news, language.moves.polite, language.analyse);
  const readFeedback = createReadFeedback(language.feedback, language.analyse);
  const askDirectory = createAskDirectory(language.directory, directory, language.analyse);
  const refer = createRefer(language);
  const placed = ({ text, meaning }: Reading): Understanding => {
    // "Xã A cũ giờ là xã gì": names that only the directory knows. What surely names a procedure is one.
    const unsure = meaning.intent === 'out_of_scope' || (meaning.intent === 'procedure' && (meaning.procedures[0]?.score ?? 0) < SURE);
    return unsure && !meaning.move && askDirectory(text).asksPlace
      ? { ...meaning, intent: 'directory', sections: [], procedures: [], also: [], group: null, elsewhere: null, followUp: false }
      : meaning;
  };
  const meant = (reading: Reading): Understanding => settle(placed(reading), reading.referred, reading.text.split(/\s+/).length);
  const factsIn = (locale: Locale, { shown = catalogue, reading = null }: { shown?: Catalogue; reading?: Reading | null } = {}): Facts => {
    const about = { catalogue: shown, office, directory, askDirectory, calendar: calendar(), filing: null, readFeedback, now: clock.now() };
    const referred: Refer = reading ? (text) => (text === reading.text ? reading.referred : refer(text)) : refer;
    return { ...about, refer: referred, say: sayIn(locale), sayAll: (key) => listIn(locale, key) };
  };
  const answer: Answers['answer'] = (state, message, locale, reading) => {
    const understand: Understand = () => meant(reading);
    const step = converse(state, message, factsIn(locale, { reading }), understand);
    // A change of language is answered in the new one.
    const change = step.effects.find((effect) => effect.kind === 'setLocale');
    return change && change.locale !== locale
      ? { ...converse(state, message, factsIn(change.locale, { reading }), understand), effects: step.effects }
      : step;
  };
  const forOfficial = (state: State, heard: Heard, step: Step): Step => {
    const message = asMessage(heard);
    const ask = message === null ? null : readOfficial(state, message);
    return ask ? { ...step, effects: [...step.effects, { kind: 'askOfficial', ask }] } : step;
  };
  const forAssistant = (state: State, heard: Heard, facts: Facts, locale: Locale, reading: Reading | null): Step => {
    if (heard.kind === 'referral') return answerReferred(state, heard.referral, facts);
    const message = asMessage(heard);
    const thing = hearThing(state, heard, facts);
    if (thing) return thing;
    if (message === null) return answerUnread(state, heard, facts);
    const before = { ...state, waiting: null };
    // "Thôi không gửi nữa" of feedback that is being written is about that.
    const news = dropsDraft(state, message, facts) ? null : readNews(message);
    if (news && (news.kind !== 'stop' || news.sure)) return hearNews(before, news, facts);
    if (reading?.text !== message) throw new Error('heard before it was read');
    const step = answer(before, message, locale, reading);
    if (heard.kind === 'photo') return withPhoto(step, heard.file);
    return news ? { ...step, effects: [...step.effects, { kind: 'askNews', ask: news }] } : step;
  };
  const hear: Answers['hear'] = (state, heard, locale, reading) => {
    const facts = factsIn(locale, { reading });
    const step = forOfficial(state, heard, forAssistant(state, heard, facts, locale, reading));
    const person = hearForPerson(state, heard, step, findMove, facts);
    return person ? { ...step, effects: [...step.effects, { kind: 'askPerson', ...person }] } : step;
  };
  const toRead: Answers['toRead'] = ({ topic }, heard) => {
    const text = asMessage(heard);
    return text === null ? null : { text, topic };
  };
  const tell: Answers['tellDossier'] = (before, step, told, locale) => tellDossier(before, step, told, factsIn(locale));
  const show: Answers['show'] = (procedure, sections, locale) =>
    draw(
      procedureScreen(procedure.code, sections),
      factsIn(locale, { shown: { ...catalogue, procedures: new Map([[procedure.code, procedure]]) } }),
    ) as Reply;
  const why: Answers['why'] = (message, procedure) => likenessOf(message, procedure, language.analyse);
  const official: Answers['official'] = (locale) => {
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
    toRead,
    meant,
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

export function createAssistant(catalogue: Catalogue, office: Agency, language: Language, read: Read, desk: Desk = {}): Assistant {
  const answers = createAnswers(catalogue, office, language, desk);
  return {
    ...answers,
    read,
    understand: (text, topic) => answers.meant(read(text, topic)),
    answer: (state, message, locale) => answers.answer(state, message, locale, read(message, state.topic)),
    hear: (state, heard, locale, reading) => {
      const words = reading ? null : answers.toRead(state, heard);
      return answers.hear(state, heard, locale, words ? read(words.text, words.topic) : (reading ?? null));
    },
  };
}
