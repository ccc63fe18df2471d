import { createHash } from 'node:crypto';
import type { Answering } from '#src/conversation/assistant.ts';
import type { Heard } from '#src/conversation/heard.ts';
import type { Reading } from '#src/conversation/reading.ts';
import { newState, readState, type State } from '#src/conversation/state.ts';
import type { Effect, Step } from '#src/conversation/step.ts';
import { tellAlone } from '#src/conversation/tell.ts';
import { WORK_LIMITS, type WorkLimits } from '#src/dossiers/work/heldActs.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { Log } from '#src/platform/log.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import type { Locale } from '#src/platform/texts.ts';
import { erasePerson } from '#src/privacy/person.ts';
import { unpairChat } from '#src/staff/commands/pairing.ts';
import type { Reply } from '#src/text/reply.ts';
import { askNews } from './askNews.ts';
import { askPrivacy } from './askPrivacy.ts';
import { askFeedback } from './feedback.ts';
import { findDossier } from './findDossier.ts';
import { askPerson } from './handOver.ts';
import { askOfficial } from './official.ts';

/** Where a message comes from. */
export interface Talk {
  channel: string;
  conversation: string;
  /** The network address, where a stranger can make conversations at will (the web chat): wrong codes are counted against it too. */
  address?: string;
  /** A transaction waits for the answer. */
  within?: boolean;
}

/** What one message leads to: kept together with its completion, or not at all. */
export interface Turn {
  state: unknown;
  locale: Locale;
  replies: Reply[];
  /** The person asked that nothing of the conversation stays. */
  erase: boolean;
  /** For figures, never the words. */
  intent: string;
  outcome: string;
  /** What must be asked of, or done in, the database first, in the transaction that keeps the rest; it returns the whole turn. */
  withDatabase?: (tx: Transaction) => Promise<Turn>;
}

/** Answers one message. Without the database unless the turn says `withDatabase`, so that hundreds can share a transaction. */
export type TakeTurn = (talk: Talk, heard: Heard, state: unknown, locale: Locale) => Turn | Promise<Turn>;

export interface TurnDeps {
  /** Asked each time: a publication makes a new one. */
  current(): Answering;
  clock: Clock;
  log: Pick<Log, 'warn'>;
  /** The address of everything held of a person, as a file; none where it is not served. */
  fileOf?(chat: ChatOfPerson): string | null;
  /** What stands for whom or what is not kept (`Secrets.mark`). */
  mark?(text: string): string;
  /** What officials may do from a chat. */
  work?: WorkLimits;
  /** Told what became of each message, to learn from those that were not understood. */
  learn?(talk: Talk, before: State, heard: Heard, step: Step): void;
}

/** Where no secret is at hand: tests, the terminal. */
const unkeyed = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** The assistant as a TakeTurn, with the rooms that it asks. */
export function turnsOf({ current, clock, log, fileOf = () => null, mark = unkeyed, work = WORK_LIMITS, learn }: TurnDeps): TakeTurn {
  const answer = (assistant: Answering, talk: Talk, before: State, heard: Heard, locale: Locale, reading: Reading | null): Turn => {
    const step = assistant.hear(before, heard, locale, reading);
    // What is said to a person is that person's.
    if (!before.handedOver && before.serving === null) learn?.(talk, before, heard, step);
    const turn = turnFrom(step, locale);
    if (turn.erase) return { ...turn, withDatabase: (tx) => forget(tx, talk, clock.now(), mark).then(() => turn) };
    const find = <K extends Effect['kind']>(kind: K) => step.effects.find((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind);
    const [official, news, person, asked, own, feedback] = [
      find('askOfficial'),
      find('askNews'),
      find('askPerson'),
      find('askDossier'),
      find('askPrivacy'),
      find('askFeedback'),
    ];
    if (!official && !news && !person && !asked && !own && !feedback) return turn;
    const withDatabase = async (tx: Transaction) => {
      const now = clock.now();
      const known =
        official && (await askOfficial(tx, official.ask, { before, talk, steps: assistant.official(locale), room: { clock, limits: work } }));
      if (known) return turnFrom(known, locale);
      const chat = { channel: talk.channel, conversationId: talk.conversation };
      // At any moment, also while a person is answering.
      const informed = news && (await askNews(tx, news.ask, chat, { locale, now }));
      if (informed) return turnFrom(assistant.tellNews(before, informed, locale), locale);
      const world = { now, locale, office: assistant.office, calendar: assistant.calendar(), mark };
      const heard = person && (await askPerson(tx, person.ask, chat, world));
      if (person && heard) {
        const told = assistant.tellPerson(before, step, person, heard.told, locale);
        // A dossier's code is looked up all the same.
        const found =
          asked?.ask.kind === 'lookUp' ? assistant.tellDossier(before, step, await findDossier(tx, asked.ask, talk, { now, log }), locale) : null;
        return turnFrom(found ? { ...told, replies: [...told.replies, ...found.replies] } : told, locale);
      }
      const alone = person ? tellAlone(step) : step;
      if (own) {
        const told = await askPrivacy(tx, own.ask, chat, { now, locale, calendar: assistant.calendar(), fileOf });
        return turnFrom(assistant.tellPrivacy(before, alone, told, locale), locale);
      }
      if (feedback)
        return turnFrom(
          assistant.tellFeedback(alone, await askFeedback(tx, feedback.ask, talk, { ...world, readFeedback: assistant.readFeedback }), locale),
          locale,
        );
      if (!asked) return turnFrom(alone, locale);
      const told = await findDossier(tx, asked.ask, talk, { now, log });
      return turnFrom(assistant.tellDossier(before, alone, told, locale), locale);
    };
    return { ...turn, withDatabase };
  };
  return (talk, heard, stored, locale) => {
    const assistant = current();
    const before = stored ? readState(stored) : newState();
    const words = assistant.toRead(before, heard);
    const reading = words && assistant.read(words.text, words.topic, talk.within);
    return reading instanceof Promise
      ? reading.then((read) => answer(assistant, talk, before, heard, locale, read))
      : answer(assistant, talk, before, heard, locale, reading);
  };
}

/** Whoever asked that nothing stays follows no dossier and no feedback here any more, and is no official here. */
async function forget(tx: Transaction, { channel, conversation }: Talk, now: Date, mark: (text: string) => string): Promise<void> {
  await erasePerson(tx, { channel, conversationId: conversation }, now, mark);
  await unpairChat(tx, { channel, chatId: conversation }, now);
}

function turnFrom(step: Step, locale: Locale): Turn {
  return {
    state: step.state,
    locale: step.effects.find((effect) => effect.kind === 'setLocale')?.locale ?? locale,
    replies: step.replies,
    erase: step.effects.some((effect) => effect.kind === 'eraseConversation'),
    intent: step.intent,
    outcome: step.outcome,
  };
}
