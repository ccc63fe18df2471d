import { Prisma } from '#src/generated/prisma/client.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Direct } from '#src/platform/direct.ts';
import { Batcher } from '../batcher.ts';
import type { Inbound } from '../channel.ts';

export interface Keep {
  /** Keeps events in their order; resolves once they are safely stored, with the number that were new. */
  (channel: string, events: Inbound[]): Promise<number>;
  idle(): Promise<void>;
  /** Resolves when everything brought so far is stored; null when nothing waits for that. */
  underWay(): Promise<unknown> | null;
}

/** Under load, statements begin this far apart: an acknowledgement waits a little, and the processor is free for the answers. */
const APART_MS = 5;

interface Batch {
  channel: string;
  events: Inbound[];
}

/**
 * The door of the inbox: an event is a row before the platform hears that we have it, and the same event again is the same row.
 * `woken` is called after each commit that brought something new. An event that something must be found out about first waits for
 * `waitMs` milliseconds at most, and those behind it in its conversation with it.
 */
export function createKeep(
  database: Pick<Direct, 'query' | 'idle'>,
  clock: Clock,
  woken: () => void,
  waitMs: (channel: string, event: Inbound) => number = () => 0,
): Keep {
  const write = async (batches: Batch[]): Promise<number[]> => {
    const now = clock.now();
    const rows = batches
      .flatMap(({ channel, events }) => events.map((event) => rowOf(channel, event, new Date(now.getTime() + waitMs(channel, event)))))
      .map((row, at) => ({ ...row, at }));
    if (rows.length === 0) return batches.map(() => 0);
    const kept = await database.query<{ channel: string; eventKey: string }>(Prisma.sql`
      WITH given AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS g(at int, channel text, "eventKey" text, conversation text, content jsonb, locale text, "dueAt" timestamptz)),
      talks AS (
        INSERT INTO conversation (channel, id, state, locale, "createdAt", "updatedAt")
        SELECT DISTINCT ON (channel, conversation) channel, conversation, '{}'::jsonb, locale, ${now}::timestamptz, ${now}::timestamptz
        FROM given ORDER BY channel, conversation, at ON CONFLICT DO NOTHING)
      INSERT INTO inbox (channel, "eventKey", conversation, content, "dueAt", "receivedAt")
      SELECT channel, "eventKey", conversation, content, "dueAt", ${now} FROM given ORDER BY at
      ON CONFLICT DO NOTHING RETURNING channel, "eventKey"`);
    if (kept.length > 0) woken();
    const fresh = new Set(kept.map(({ channel, eventKey }) => `${channel} ${eventKey}`));
    return batches.map(({ channel, events }) => events.filter((event) => fresh.has(`${channel} ${event.eventKey}`)).length);
  };
  const batcher = new Batcher(write, { most: 64, apartMs: APART_MS, ready: () => database.idle() });
  const keep = (channel: string, events: Inbound[]) => (events.length === 0 ? Promise.resolve(0) : batcher.add({ channel, events }));
  return Object.assign(keep, { idle: () => batcher.idle(), underWay: () => batcher.underWay() });
}

/** PostgreSQL's text holds no zero character, and what a person typed never means one; lone surrogates are not text either. */
const clean = (_: string, value: unknown) => (typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed() : value);

function rowOf(channel: string, event: Inbound, dueAt: Date) {
  const content = JSON.parse(JSON.stringify(event.content), clean);
  return { channel, eventKey: event.eventKey.slice(0, 128), conversation: event.conversation, content, locale: event.locale ?? 'vi', dueAt };
}
