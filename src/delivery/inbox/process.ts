import type { Heard } from '#src/conversation/heard.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Clock } from '#src/platform/clock.ts';
import { inSavepoint, type OpenDatabase, type Transaction } from '#src/platform/database.ts';
import { type Statements, throughPrisma } from '#src/platform/direct.ts';
import { briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import { LOCALES, type Locale, sayIn } from '#src/platform/texts.ts';
import { reply } from '#src/text/reply.ts';
import type { TakeTurn, Turn } from '../turn.ts';
import { claimTalks, type Held, type Waiting } from './claimTalks.ts';
import { complete, Overtaken } from './complete.ts';
import type { Holding } from './holding.ts';

export interface ProcessDeps {
  database: Pick<OpenDatabase, 'prisma' | 'direct'>;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  takeTurn: TakeTurn;
  /** Words that may not be kept, not even for somebody to look at: a denunciation that could not be answered. */
  mustNotStay?(heard: Heard): boolean;
  /** Channels that are served now: the messages of one that is switched off wait. */
  served(): string[];
  /** Conversations that share a transaction; 1 gives each message its own. */
  most: number;
  /** Where no other process handles messages of this database: what keeps the workers of this one apart. Else the locks of a server do. */
  holding: Holding | null;
  /** Acknowledgements that wait for the database; null when none do. */
  acknowledging?(): Promise<unknown> | null;
}

/** A message that fails is tried this often before it is set aside for a person to look at. */
const MOST_ATTEMPTS = 3;
/** Messages of one conversation taken at a time. */
const IN_A_ROW = 16;
/** Rounds of so many messages have time enough to let acknowledgements pass; larger ones are in a hurry. */
const UNHURRIED = 8;
/** Conversations of a round that are answered at the same time: while one is read, others are heard. */
const SIDE_BY_SIDE = 8;

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
      await deps.database.prisma.$transaction((tx) => keepFailure(tx, message, error, deps));
    }
  }
  return count;
}

interface Left {
  held: Held;
  message: Waiting;
  turn?: Turn;
}

interface Round {
  talks: Map<string, Held>;
  messages: Waiting[];
  /** What asks the database, and whatever comes after it in its conversation, in order. */
  left: Left[];
  failures: { message: Waiting; error: unknown }[];
}

/**
 * One look, the answers, and one statement that keeps what needed no database; with other instances about, a transaction holds the
 * conversations meanwhile. Each conversation that does need the database is kept in a transaction of its own: in between the one connection
 * of the embedded database is free for whoever waits, acknowledgements above all.
 */
async function round(deps: ProcessDeps, conversations: number, inARow: number, skip: Set<string>, claimed: Waiting[] = []): Promise<number> {
  const { clock, served, holding } = deps;
  const { prisma, direct } = deps.database;
  const now = clock.now();
  let ours: Iterable<string> = [];
  const quickly = async (tx: Statements) => {
    const look = (held: string[]) => claimTalks(tx, conversations, inARow, now, served(), [...skip, ...held]);
    const looked = await (holding?.look(look) ?? look([]));
    ours = looked.talks.keys();
    claimed.push(...looked.messages);
    const begun: Round = { ...looked, left: [], failures: [] };
    await answerAll(begun, deps);
    const { talks, left, failures } = begun;
    const apart = new Map<Held, Left[]>([...talks.values()].filter((held) => held.gone).map((held) => [held, []]));
    for (const one of left) apart.set(one.held, [...(apart.get(one.held) ?? []), one]);
    const rest = [...talks.values()].filter((held) => !apart.has(held));
    await complete(tx, rest, now);
    return { apart, failures, count: rest.reduce((sum, held) => sum + held.done.length, 0) };
  };
  try {
    const { apart, failures, count } = await (holding ? quickly(direct) : direct.transaction(quickly));
    let all = count;
    for (const [held, its] of apart) all += await prisma.$transaction((tx) => keepTalk(tx, held, its, now, deps));
    for (const { message, error } of failures) all += await prisma.$transaction((tx) => keepFailure(tx, message, error, deps));
    return all;
  } finally {
    holding?.letGo(ours);
  }
}

const nextTurn = () => new Promise((next) => setImmediate(next));

/** Lets whatever else waits for the processor have its turn, and acknowledgements that have come in go out before the next answer. */
async function giveWay(hurried: boolean, { acknowledging }: ProcessDeps): Promise<void> {
  await nextTurn();
  const before = hurried ? null : acknowledging?.();
  if (before) await before.then(nextTurn);
}

/** Answers what needs no database, conversations side by side where they are read elsewhere, and gives way between two answers. */
async function answerAll(begun: Round, deps: ProcessDeps): Promise<void> {
  const hurried = begun.messages.length > UNHURRIED;
  const talks = Map.groupBy(begun.messages, ({ channel, conversation }) => begun.talks.get(`${channel} ${conversation}`));
  const underWay = new Set<Promise<void>>();
  let first = true;
  for (const [held, messages] of talks) {
    if (!held) continue;
    if (!first) await giveWay(hurried, deps);
    first = false;
    if (underWay.size === SIDE_BY_SIDE) await Promise.race(underWay);
    const answered = answerTalk(held, messages, begun, deps, hurried).finally(() => underWay.delete(answered));
    underWay.add(answered);
  }
  await Promise.all(underWay);
}

/** Answers a conversation's messages in their order, up to one whose turn has not come; what needs the database, and all behind it, is left. */
async function answerTalk(held: Held, messages: Waiting[], { left, failures }: Round, deps: ProcessDeps, hurried: boolean): Promise<void> {
  let behind = false;
  for (const message of messages) {
    if (!message.due) return;
    if (message !== messages[0]) await giveWay(hurried, deps);
    if (behind) {
      left.push({ held, message });
      continue;
    }
    try {
      const turn = await turnOf(held, message, deps);
      behind = turn?.withDatabase !== undefined;
      if (turn && behind) left.push({ held, message, turn });
      else take(held, message, turn, deps);
    } catch (error) {
      failures.push({ message, error });
      return;
    }
  }
}

/**
 * Does what a conversation needs the database for and keeps all of it, in the given transaction. Returns how many messages took effect: none
 * when another instance has taken up the conversation since our look.
 */
async function keepTalk(tx: Transaction, held: Held, left: Left[], now: Date, deps: ProcessDeps): Promise<number> {
  if (
    !deps.holding &&
    (await tx.$executeRaw`SELECT 1 FROM conversation WHERE channel = ${held.channel} AND id = ${held.id} FOR UPDATE SKIP LOCKED`) === 0
  )
    return 0;
  let failed = 0;
  for (const { message, turn: known } of left) {
    try {
      const turn = known ?? (await turnOf(held, message, deps, true));
      const work = turn?.withDatabase;
      take(held, message, work ? await inSavepoint(tx, () => work(tx)) : turn, deps);
    } catch (error) {
      failed = await keepFailure(tx, message, error, deps);
      break;
    }
  }
  await complete(throughPrisma(tx), [held], now);
  return held.done.length + failed;
}

/** The answer to a message, in the state that its conversation is in; null when the person has left. `within`: a transaction waits for it. */
async function turnOf(held: Held, { content }: Waiting, { takeTurn }: ProcessDeps, within = false): Promise<Turn | null> {
  if (content.kind === 'gone') return null;
  const locale = LOCALES.find((known) => known === held.locale) ?? 'vi';
  return takeTurn({ channel: held.channel, conversation: held.id, within }, content, held.state, locale);
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

/**
 * Counts a failed try; after the last one the message is set aside, the person gets an apology, and the conversation goes on. Returns how many
 * messages it concerned: none that is not new any more.
 */
async function keepFailure(tx: Transaction, message: Waiting, error: unknown, deps: ProcessDeps): Promise<number> {
  const { clock, log, metrics } = deps;
  const now = clock.now();
  const attempts = message.attempts + 1;
  const aside = attempts >= MOST_ATTEMPTS;
  const dueAt = new Date(now.getTime() + 1000 * 2 ** attempts);
  // The error's own words may hold what was said: only its kind is kept.
  const reason = error instanceof Error ? error.name : 'unknown';
  const changed = await tx.$executeRaw`
    UPDATE inbox SET attempts = ${attempts}, reason = ${reason}, "dueAt" = ${dueAt}, state = ${aside ? 'aside' : 'new'}
    WHERE id = ${message.id} AND state = 'new'`;
  if (changed === 0) return 0;
  log.error({ inbox: String(message.id), channel: message.channel, attempts, aside, error: reason }, 'a message could not be handled');
  if (!aside) return 1;
  if (mustNotStay(message, deps)) await tx.$executeRaw`UPDATE inbox SET state = 'done', content = NULL, "doneAt" = ${now} WHERE id = ${message.id}`;
  metrics.setAside.inc({ channel: message.channel });
  const rows = await tx.$queryRaw<{ locale: Locale }[]>`
    SELECT locale FROM conversation WHERE channel = ${message.channel} AND id = ${message.conversation}`;
  const locale = rows[0]?.locale ?? 'vi';
  const apology = reply([{ kind: 'text', text: sayIn(locale)('heard.failed') }]);
  await enqueue(tx, [{ kind: 'answer', to: { channel: message.channel, chat: message.conversation }, reply: apology, locale }], now);
  return 1;
}

/** In doubt nothing stays: what could not even be judged may be anything. */
function mustNotStay({ content }: Waiting, deps: ProcessDeps): boolean {
  if (content.kind === 'gone' || !deps.mustNotStay) return false;
  try {
    return deps.mustNotStay(content);
  } catch {
    return true;
  }
}
