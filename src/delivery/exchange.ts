import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { KeyedQueue } from '#src/platform/keyedQueue.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import { LOCALES, type Locale } from '#src/platform/texts.ts';
import type { Reply } from '#src/text/reply.ts';
import type { TakeTurn } from './turn.ts';

export interface Message {
  channel: string;
  conversation: string;
  /** Repeated on a retry: the message is answered once, and the retry gets the same answer. */
  id: string | null;
  text: string;
  /** The network address of whoever writes. */
  address?: string;
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
export function createExchange(deps: { database: Database; clock: Clock; metrics: Metrics; takeTurn: TakeTurn }): Exchange {
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
  { clock, metrics, takeTurn }: { clock: Clock; metrics: Metrics; takeTurn: TakeTurn },
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
  const first = await takeTurn(
    { channel, conversation: id, within: true, ...(message.address && { address: message.address }) },
    { kind: 'text', text: message.text },
    held?.state,
    locale,
  );
  const turn = first.withDatabase ? await first.withDatabase(tx) : first;
  if (turn.erase) {
    await tx.conversation.delete({ where: { channel_id: { channel, id } } });
  } else {
    await tx.$executeRaw`UPDATE conversation SET state = ${JSON.stringify(turn.state)}::jsonb, locale = ${turn.locale} WHERE channel = ${channel} AND id = ${id}`;
    if (message.id) {
      await tx.$executeRaw`INSERT INTO answer (channel, "conversationId", "messageId", replies, at)
        VALUES (${channel}, ${id}, ${message.id}, ${JSON.stringify(turn.replies)}::jsonb, ${now})`;
    }
  }
  metrics.messages.inc({ channel, intent: turn.intent, outcome: turn.outcome });
  stop();
  return turn.replies;
}
