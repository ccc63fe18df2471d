import type { Assistant } from '#src/conversation/assistant.ts';
import type { Step } from '#src/conversation/converse.ts';
import type { Heard } from '#src/conversation/heard.ts';
import { newState, readState } from '#src/conversation/state.ts';
import { WORK_LIMITS, type WorkLimits } from '#src/dossiers/work/heldActs.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { Log } from '#src/platform/log.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import type { Locale } from '#src/platform/texts.ts';
import { erasePerson } from '#src/privacy/person.ts';
import { unpairChat } from '#src/staff/commands/pairing.ts';
import type { Reply } from '#src/text/reply.ts';
import { askPrivacy } from './askPrivacy.ts';
import { askFeedback } from './feedback.ts';
import { findDossier } from './findDossier.ts';
import { askOfficial } from './official.ts';

/** Where a message comes from. */
export interface Talk {
  channel: string;
  conversation: string;
  /** The network address, where a stranger can make conversations at will (the web chat): wrong codes are counted against it too. */
  address?: string;
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

/** Answers one message. Synchronous and without I/O unless the turn says `withDatabase`, so that hundreds can share a transaction. */
export type TakeTurn = (talk: Talk, heard: Heard, state: unknown, locale: Locale) => Turn;

export interface TurnDeps {
  /** Asked each time: a publication makes a new one. */
  current(): Assistant;
  clock: Clock;
  log: Pick<Log, 'warn'>;
  /** The address of everything held of a person, as a file; none where it is not served. */
  fileOf?(chat: ChatOfPerson): string | null;
  /** What officials may do from a chat. */
  work?: WorkLimits;
}

/** The assistant as a TakeTurn, with the rooms that it asks. */
export function turnsOf({ current, clock, log, fileOf = () => null, work = WORK_LIMITS }: TurnDeps): TakeTurn {
  return (talk, heard, stored, locale) => {
    const assistant = current();
    const before = stored ? readState(stored) : newState();
    const step = assistant.hear(before, heard, locale);
    const turn = turnFrom(step, locale);
    if (turn.erase) return { ...turn, withDatabase: (tx) => forget(tx, talk, clock.now()).then(() => turn) };
    const official = step.effects.find((effect) => effect.kind === 'askOfficial');
    const asked = step.effects.find((effect) => effect.kind === 'askDossier');
    const own = step.effects.find((effect) => effect.kind === 'askPrivacy');
    const feedback = step.effects.find((effect) => effect.kind === 'askFeedback');
    if (!official && !asked && !own && !feedback) return turn;
    const withDatabase = async (tx: Transaction) => {
      const now = clock.now();
      const known =
        official && (await askOfficial(tx, official.ask, { before, talk, steps: assistant.official(locale), room: { clock, limits: work } }));
      if (known) return turnFrom(known, locale);
      const chat = { channel: talk.channel, conversationId: talk.conversation };
      if (own) {
        const told = await askPrivacy(tx, own.ask, chat, { now, locale, calendar: assistant.calendar(), fileOf });
        return turnFrom(assistant.tellPrivacy(before, step, told, locale), locale);
      }
      if (feedback) {
        const told = await askFeedback(tx, feedback.ask, talk, { now, locale, office: assistant.office, calendar: assistant.calendar() });
        return turnFrom(assistant.tellFeedback(step, told, locale), locale);
      }
      if (!asked) return turn;
      const told = await findDossier(tx, asked.ask, talk, { now, log });
      return turnFrom(assistant.tellDossier(before, step, told, locale), locale);
    };
    return { ...turn, withDatabase };
  };
}

/** Whoever asked that nothing stays follows no dossier and no feedback here any more, and is no official here. */
async function forget(tx: Transaction, { channel, conversation }: Talk, now: Date): Promise<void> {
  await erasePerson(tx, { channel, conversationId: conversation }, now);
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
