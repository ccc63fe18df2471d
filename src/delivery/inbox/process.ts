import { enqueue, enqueueParts } from '#src/notices/enqueue.ts';
import type { Answer } from '#src/notices/notice.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import { LOCALES, type Locale, sayIn } from '#src/platform/texts.ts';
import { reply } from '#src/text/reply.ts';
import type { InboundContent } from '../channel.ts';
import type { TakeTurn, Turn } from '../turn.ts';

export interface ProcessDeps {
  database: Database;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  takeTurn: TakeTurn;
  /** Channels that are served now: the messages of one that is switched off wait. */
  served(): string[];
  /** Conversations that share a transaction; 1 gives each message its own. */
  most: number;
  /** Nobody else handles messages of this database. */
  alone: boolean;
}

interface Waiting {
  id: bigint;
  channel: string;
  conversation: string;
  content: InboundContent;
  attempts: number;
  due: boolean;
}

interface Held {
  channel: string;
  id: string;
  state: unknown;
  locale: string;
  /** Messages handled in this transaction, and the state after them. */
  done: bigint[];
  turns: { turn: Turn; content: InboundContent }[];
  erase: boolean;
  gone: boolean;
}

/** A message that fails is tried this often before it is set aside for a person to look at. */
const MOST_ATTEMPTS = 3;
/** Messages of one conversation taken at a time. */
const IN_A_ROW = 16;

/** Another instance completed one of the messages between our look and our lock: nothing of the round is kept, and it is done again. */
class Overtaken extends Error {}

/**
 * Handles what waits in the inbox: conversations side by side, the messages of one in their order. All that a message leads to (state,
 * replies, what it does in the rooms, its own completion) commits together with the others of the round; when one of them cannot, each
 * is done again on its own, so that a bad message spoils no other. Returns how many messages took effect.
 */
export async function processInbox(deps: ProcessDeps): Promise<number> {
  const { most } = deps;
  try {
    return await round(deps, most, most === 1 ? 1 : IN_A_ROW, new Set());
  } catch (error) {
    if (error instanceof Overtaken) return 1;
    deps.log.warn({ error: briefly(error) }, 'a round of messages failed; each is done on its own');
    return alone(deps, most);
  }
}

/** Each conversation's first message in a transaction of its own; the one that fails is counted, and set aside in the end. */
async function alone(deps: ProcessDeps, most: number): Promise<number> {
  let count = 0;
  const failed = new Set<string>();
  for (let tries = 0; tries < most; tries++) {
    const claimed: Waiting[] = [];
    try {
      const done = await round(deps, 1, 1, failed, claimed);
      if (done === 0 && claimed.length === 0) break;
      count += done;
    } catch (error) {
      if (error instanceof Overtaken) continue;
      const [message] = claimed;
      if (!message) throw error;
      failed.add(`${message.channel} ${message.conversation}`);
      await deps.database.$transaction((tx) => keepFailure(tx, message, error, deps));
    }
  }
  return count;
}

interface Round {
  talks: Map<string, Held>;
  messages: Waiting[];
  /** What asks the database, and whatever comes after it in its conversation, in order. */
  left: { held: Held; message: Waiting; turn?: Turn }[];
  failures: { message: Waiting; error: unknown }[];
}

/**
 * One look, the answers, one commit. With other instances about, a transaction holds the conversations meanwhile; alone, the one connection
 * of the embedded database is free for others until there is something to keep.
 */
async function round(deps: ProcessDeps, conversations: number, inARow: number, skip: Set<string>, claimed: Waiting[] = []): Promise<number> {
  const { database, clock, served } = deps;
  const now = clock.now();
  const look = async (tx: Database | Transaction): Promise<Round> => {
    const looked = await claim(tx, conversations, inARow, now, served(), skip);
    claimed.push(...looked.messages);
    const begun = { ...looked, left: [], failures: [] };
    await answerAll(begun, deps);
    return begun;
  };
  if (!deps.alone) return database.$transaction(async (tx) => keepAll(tx, await look(tx), now, deps));
  const begun = await look(database);
  return begun.talks.size === 0 ? 0 : database.$transaction((tx) => keepAll(tx, begun, now, deps));
}

/** Answers what needs no database. Between two answers whatever else waits for the processor has its turn: acknowledgements above all. */
async function answerAll({ talks, messages, left, failures }: Round, deps: ProcessDeps): Promise<void> {
  const blocked = new Set<Held>();
  const behind = new Set<Held>();
  for (const message of messages) {
    const held = talks.get(`${message.channel} ${message.conversation}`);
    if (!held || blocked.has(held)) continue;
    if (!message.due)
      blocked.add(held); // its turn has not come, and those behind it wait
    else if (behind.has(held)) left.push({ held, message });
    else {
      try {
        const turn = turnOf(held, message, deps);
        if (turn?.withDatabase) {
          behind.add(held);
          left.push({ held, message, turn });
        } else take(held, message, turn, deps);
      } catch (error) {
        blocked.add(held);
        failures.push({ message, error });
      }
      if (message !== messages.at(-1)) await new Promise((next) => setImmediate(next));
    }
  }
}

/** Does what needs the database and keeps everything, all in the given transaction. Returns how many messages took effect. */
async function keepAll(tx: Transaction, { talks, left, failures }: Round, now: Date, deps: ProcessDeps): Promise<number> {
  if (talks.size === 0) return 0;
  const blocked = new Set<Held>();
  for (const { held, message, turn: known } of left) {
    if (blocked.has(held)) continue;
    try {
      const turn = known ?? turnOf(held, message, deps);
      take(held, message, turn?.withDatabase ? await inSavepoint(tx, turn.withDatabase) : turn, deps);
    } catch (error) {
      blocked.add(held);
      failures.push({ message, error });
    }
  }
  await complete(tx, [...talks.values()], now);
  for (const { message, error } of failures) await keepFailure(tx, message, error, deps);
  return [...talks.values()].reduce((sum, held) => sum + held.done.length, 0) + failures.length;
}

/**
 * Locks conversations that have something due, and takes the first messages of each; others' are passed over. The lock is what keeps a
 * conversation in order: what changed hands between the look and the lock shows when the round is completed (`Overtaken`).
 */
async function claim(
  tx: Database | Transaction,
  most: number,
  inARow: number,
  now: Date,
  channels: string[],
  skip: Set<string>,
): Promise<{ talks: Map<string, Held>; messages: Waiting[] }> {
  const rows = await tx.$queryRaw<(Waiting & { state: unknown; locale: string })[]>`
    WITH talks AS MATERIALIZED (
      SELECT channel, id, state, locale FROM conversation
      WHERE (channel, id) IN (
        SELECT channel, conversation FROM inbox
        WHERE state = 'new' AND "dueAt" <= ${now} AND channel = ANY(${channels}::text[])
          AND NOT (channel || ' ' || conversation = ANY(${[...skip]}::text[]))
        ORDER BY id LIMIT ${most * 4})
      LIMIT ${most} FOR UPDATE SKIP LOCKED)
    SELECT i.id, i.channel, i.conversation, i.content, i.attempts, i."dueAt" <= ${now} AS due, t.state, t.locale
    FROM talks t
    CROSS JOIN LATERAL (
      SELECT * FROM inbox WHERE channel = t.channel AND conversation = t.id AND state = 'new' ORDER BY id LIMIT ${inARow}) AS i
    ORDER BY i.id`;
  const talks = new Map<string, Held>();
  for (const { channel, conversation, state, locale } of rows) {
    const key = `${channel} ${conversation}`;
    if (!talks.has(key)) talks.set(key, { channel, id: conversation, state, locale, done: [], turns: [], erase: false, gone: false });
  }
  return { talks, messages: rows };
}

/** The answer to a message, in the state that its conversation is in; null when the person has left. */
function turnOf(held: Held, { content }: Waiting, { takeTurn }: ProcessDeps): Turn | null {
  if (content.kind === 'gone') return null;
  const locale = LOCALES.find((known) => known === held.locale) ?? 'vi';
  return takeTurn({ channel: held.channel, conversation: held.id }, content, held.state, locale);
}

function take(held: Held, { id, content }: Waiting, turn: Turn | null, { metrics }: ProcessDeps): void {
  held.done.push(id);
  held.gone = turn === null;
  if (!turn || content.kind === 'gone') return;
  held.state = turn.erase ? null : turn.state;
  held.locale = turn.locale;
  held.erase = turn.erase;
  held.turns.push({ turn, content });
  metrics.messages.inc({ channel: held.channel, intent: turn.intent, outcome: turn.outcome });
}

/** What fails inside leaves no trace, and the transaction goes on. */
async function inSavepoint<T>(tx: Transaction, work: (tx: Transaction) => Promise<T>): Promise<T> {
  await tx.$executeRaw`SAVEPOINT message`;
  try {
    const result = await work(tx);
    await tx.$executeRaw`RELEASE SAVEPOINT message`;
    return result;
  } catch (error) {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT message`;
    throw error;
  }
}

/** Keeps everything that the round led to: states, completions, replies. One statement, however many messages there were. */
async function complete(tx: Transaction, talks: Held[], now: Date): Promise<void> {
  const touched = talks.filter((held) => held.done.length > 0);
  if (touched.length === 0) return;
  const rows = touched.map(({ channel, id, state, locale, erase }) => ({ channel, id, state: state ?? {}, locale, erase }));
  const done = touched.flatMap((held) => held.done);
  const completed = await tx.$executeRaw`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g(channel text, id text, state jsonb, locale text, erase boolean)),
    states AS (
      UPDATE conversation c SET state = g.state, locale = g.locale, "updatedAt" = ${now}
      FROM given g WHERE NOT g.erase AND c.channel = g.channel AND c.id = g.id),
    erased AS (DELETE FROM conversation c USING given g WHERE g.erase AND c.channel = g.channel AND c.id = g.id),
    ${enqueueParts(touched.flatMap(repliesOf), now)}
    UPDATE inbox SET state = 'done', content = NULL, reason = NULL, "doneAt" = ${now}
    WHERE id = ANY(${done}::bigint[]) AND state = 'new'`;
  if (completed !== done.length) throw new Overtaken();
  await markGone(
    tx,
    touched.filter((held) => held.gone),
    now,
  );
}

const repliesOf = ({ channel, id, turns }: Held): Answer[] =>
  turns.flatMap(({ turn, content }) =>
    turn.replies.map((said, at) => ({
      kind: 'answer' as const,
      to: { channel, chat: id },
      reply: said,
      locale: turn.locale,
      // Only the first reply can take the place of the message whose button was pressed.
      ...(at === 0 && content.kind === 'choice' && content.message !== null && { edit: content.message }),
    })),
  );

/** Nothing is sent to these chats until they write again. */
async function markGone(tx: Transaction, gone: Held[], now: Date): Promise<void> {
  for (const { channel, id } of gone) {
    await tx.$executeRaw`
      INSERT INTO outbox_lane (channel, chat, "goneAt") VALUES (${channel}, ${id}, ${now})
      ON CONFLICT (channel, chat) DO UPDATE SET "goneAt" = ${now}`;
  }
}

/** Counts a failed try; after the last one the message is set aside, the person gets an apology, and the conversation goes on. */
async function keepFailure(tx: Transaction, message: Waiting, error: unknown, { clock, log, metrics }: ProcessDeps): Promise<void> {
  const now = clock.now();
  const attempts = message.attempts + 1;
  const aside = attempts >= MOST_ATTEMPTS;
  const dueAt = new Date(now.getTime() + 1000 * 2 ** attempts);
  // The error's own words may hold what was said: only its kind is kept.
  const reason = error instanceof Error ? error.name : 'unknown';
  const changed = await tx.$executeRaw`
    UPDATE inbox SET attempts = ${attempts}, reason = ${reason}, "dueAt" = ${dueAt}, state = ${aside ? 'aside' : 'new'}
    WHERE id = ${message.id} AND state = 'new'`;
  if (changed === 0) return;
  log.error({ inbox: String(message.id), channel: message.channel, attempts, aside, error: reason }, 'a message could not be handled');
  if (!aside) return;
  metrics.setAside.inc({ channel: message.channel });
  const rows = await tx.$queryRaw<{ locale: Locale }[]>`
    SELECT locale FROM conversation WHERE channel = ${message.channel} AND id = ${message.conversation}`;
  const locale = rows[0]?.locale ?? 'vi';
  const apology = reply([{ kind: 'text', text: sayIn(locale)('heard.failed') }]);
  await enqueue(tx, [{ kind: 'answer', to: { channel: message.channel, chat: message.conversation }, reply: apology, locale }], now);
}
