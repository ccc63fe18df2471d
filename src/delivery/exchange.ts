import type { Assistant } from '#src/conversation/assistant.ts';
import type { Reply } from '#src/conversation/reply.ts';
import { newState, readState } from '#src/conversation/state.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { KeyedQueue } from '#src/platform/keyedQueue.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import { LOCALES, type Locale } from '#src/platform/texts.ts';

export interface Message {
  channel: string;
  conversation: string;
  /** Repeated on a retry: the message is answered once, and the retry gets the same answer. */
  id: string | null;
  text: string;
  /** The language to begin in when the conversation is new. */
  locale: Locale;
}

/** Messages of one conversation that may wait for those before them. */
const MOST_WAITING = 250;

export interface Exchange {
  /** Answers a message. Throws AppError `tooManyMessages` when too many of the same conversation wait. */
  (message: Message): Promise<Reply[]>;
  /** Resolves when everything begun has been answered. */
  idle(): Promise<void>;
}

/**
 * Conversations whose answer is returned at once (web chat): one message of a conversation after another, the state and the
 * answer kept in one transaction, so that a crash or a retry repeats nothing.
 */
export function createExchange(deps: { database: Database; clock: Clock; metrics: Metrics; assistant(): Assistant }): Exchange {
  const queue = new KeyedQueue(MOST_WAITING);
  const exchange = async (message: Message): Promise<Reply[]> => {
    const answered = queue.run(`${message.channel} ${message.conversation}`, () => deps.database.$transaction((tx) => answer(tx, message, deps)));
    if (!answered) throw new AppError('tooManyMessages', { status: 429 });
    return answered;
  };
  return Object.assign(exchange, { idle: () => queue.idle() });
}

async function answer(
  tx: Transaction,
  message: Message,
  { clock, metrics, assistant }: { clock: Clock; metrics: Metrics; assistant(): Assistant },
): Promise<Reply[]> {
  const stop = metrics.messageSeconds.startTimer({ channel: message.channel });
  const { channel, conversation: id } = message;
  const now = clock.now();
  // One statement makes the row if need be and locks it: other instances wait here for their turn.
  const rows = await tx.$queryRaw<{ state: unknown; locale: string; replies: unknown }[]>`
    WITH held AS (
      INSERT INTO conversation (channel, id, state, locale, "createdAt", "updatedAt")
      VALUES (${channel}, ${id}, '{}'::jsonb, ${message.locale}, ${now}, ${now})
      ON CONFLICT (channel, id) DO UPDATE SET "updatedAt" = excluded."updatedAt"
      RETURNING state, locale)
    SELECT held.state, held.locale, a.replies FROM held
    LEFT JOIN answer a ON a.channel = ${channel} AND a."conversationId" = ${id} AND a."messageId" = ${message.id ?? ''}`;
  const held = rows[0];
  if (held?.replies) return held.replies as Reply[];

  const locale = LOCALES.find((known) => known === held?.locale) ?? 'vi';
  const step = assistant().answer(held ? readState(held.state) : newState(), message.text, locale);
  if (step.effects.some((effect) => effect.kind === 'eraseConversation')) {
    await tx.conversation.delete({ where: { channel_id: { channel, id } } });
  } else {
    const changed = step.effects.find((effect) => effect.kind === 'setLocale')?.locale ?? locale;
    await tx.$executeRaw`UPDATE conversation SET state = ${JSON.stringify(step.state)}::jsonb, locale = ${changed} WHERE channel = ${channel} AND id = ${id}`;
    if (message.id) {
      await tx.$executeRaw`INSERT INTO answer (channel, "conversationId", "messageId", replies, at)
        VALUES (${channel}, ${id}, ${message.id}, ${JSON.stringify(step.replies)}::jsonb, ${now})`;
    }
  }
  metrics.messages.inc({ channel, intent: step.intent, outcome: step.outcome });
  stop();
  return step.replies;
}
