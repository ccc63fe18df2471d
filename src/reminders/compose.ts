import type { Calendar } from '#src/calendar/index.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Address, Notice } from '#src/notices/notice.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { Reach } from '#src/staff/reach.ts';
import { dayOf } from '#src/text/formats.ts';
import { type DigestContext, digest, type Item, single } from './digest.ts';
import { holdTooMany } from './holds.ts';
import type { PeopleAt } from './ladder.ts';
import { loadMembers, peopleAt } from './organisation.ts';
import { candidates, type Group, type Receiver, receiverOf, stepsIn } from './receivers.ts';
import type { Settings } from './rule.ts';
import { nextWindow, type Window } from './window.ts';

export interface ComposeDeps {
  database: Database;
  now: Date;
  calendarOf(agencyId: string): Promise<Calendar>;
  /** How people are reached at a time, with their stand-ins. */
  loadReach(database: Database, personIds: readonly string[], at: Date): Promise<Map<string, Reach>>;
  settings: Settings;
  /** Where officials see their dossiers; null where pages have no address. */
  url: string | null;
}

export interface Composed {
  messages: number;
  items: number;
  /** Rules that are newly held, because they would have written to too many at once. */
  held: string[];
  unreached: number;
  /** The longest that a transaction held the connection, in milliseconds. */
  longestMs: number;
}

/** As in scan.ts: how long a transaction may take on the embedded database. */
const SLICE_MS = 25;
const SMALLEST = 2;
const LARGEST = 200;
const PEOPLE_AT_ONCE = 500;

/**
 * Puts what waits into messages, one for each person and moment, and hands them to notices/ in the transaction that closes the rows: each is
 * said once, whatever breaks. Begins only when nothing is left to be worked out, so that nobody gets half a digest.
 */
export async function compose(deps: ComposeDeps): Promise<Composed> {
  const { database, now, settings } = deps;
  const done: Composed = { messages: 0, items: 0, held: [], unreached: 0, longestMs: 0 };
  const [left] = await database.$queryRaw<{ some: boolean }[]>`SELECT EXISTS (SELECT FROM reminder_due WHERE "nextAt" <= ${now}) AS some`;
  if (left?.some) return done;
  done.held = await holdTooMany(database, now, settings);
  const groups = await database.$queryRaw<Group[]>`
    SELECT DISTINCT "personId", "agencyId", "unitId", field FROM reminder_item
    WHERE "closedAt" IS NULL AND state IN ('due', 'released') AND "notBefore" <= ${now}`;
  if (groups.length === 0) return done;
  const { receivers, reach, calendars } = await findReceivers(deps, groups);

  const ready = new Map<string, { groups: Group[]; until: Date }>();
  const later: { group: Group; from: Date }[] = [];
  const unreached: Group[] = [];
  for (const [index, group] of groups.entries()) {
    const receiver = receivers[index]!;
    const calendar = calendars.get(group.agencyId)!;
    if (receiver === 'unreached') unreached.push(group);
    else if (receiver === 'away') later.push({ group, from: tomorrow(calendar, settings, now) });
    else {
      const window = nextWindow(calendar, reach.get(receiver.to)?.hours, settings.digestAt, now);
      if (!window) unreached.push(group);
      else if (window.from > now) later.push({ group, from: window.from });
      else add(ready, receiver.to, group, window);
    }
  }
  await postpone(database, later, now);
  done.unreached = await giveUp(database, unreached, now);

  const queue = [...ready];
  for (let at = 0, size = 20; at < queue.length; ) {
    const batch = queue.slice(at, at + size);
    const from = performance.now();
    const said = await database.$transaction((tx) => say(tx, batch, { deps, reach, calendars }));
    const took = performance.now() - from;
    done.longestMs = Math.max(done.longestMs, took);
    done.messages += said.messages;
    done.items += said.items;
    at += batch.length;
    size = Math.round(Math.min(LARGEST, Math.max(SMALLEST, size * (took > SLICE_MS * 1.5 ? 0.5 : took < SLICE_MS ? 1.5 : 1))));
    await new Promise(setImmediate);
  }
  return done;
}

function add(ready: Map<string, { groups: Group[]; until: Date }>, to: string, group: Group, { to: until }: Window): void {
  const held = ready.get(to);
  if (held) held.groups.push(group);
  else ready.set(to, { groups: [group], until });
}

/** Everybody is away: asked again at the next digest. */
const tomorrow = (calendar: Calendar, { digestAt }: Settings, now: Date): Date => {
  const ends = nextWindow(calendar, undefined, digestAt, now)?.to ?? now;
  return nextWindow(calendar, undefined, digestAt, ends)?.from ?? new Date(now.getTime() + 86_400_000);
};

async function findReceivers({ database, now, calendarOf, loadReach }: ComposeDeps, groups: readonly Group[]) {
  const people: PeopleAt = peopleAt(await loadMembers(database, dayOf(now)));
  const reach = new Map<string, Reach>();
  const load = async (ids: Iterable<string>) => {
    const missing = [...new Set(ids)].filter((id) => !reach.has(id));
    for (let at = 0; at < missing.length; at += PEOPLE_AT_ONCE)
      for (const [id, entry] of await loadReach(database, missing.slice(at, at + PEOPLE_AT_ONCE), now)) reach.set(id, entry);
  };
  await load(groups.map(({ personId }) => personId));
  // Heads and leaders only where they are needed.
  await load(groups.filter(({ personId }) => stepsIn(personId, reach) === null).flatMap((group) => candidates(group, people)));
  const calendars = new Map<string, Calendar>();
  for (const { agencyId } of groups) if (!calendars.has(agencyId)) calendars.set(agencyId, await calendarOf(agencyId));
  const receivers: Receiver[] = groups.map((group) => receiverOf(group, people, reach));
  return { receivers, reach, calendars };
}

interface Setting {
  deps: ComposeDeps;
  reach: ReadonlyMap<string, Reach>;
  calendars: ReadonlyMap<string, Calendar>;
}

/** One transaction: what waits for these people is read under lock, put into words, handed over and closed. */
async function say(tx: Transaction, batch: readonly [string, { groups: Group[]; until: Date }][], { deps, reach, calendars }: Setting) {
  const { now, settings, url } = deps;
  const receiverByGroup = new Map(batch.flatMap(([to, { groups }]) => groups.map((group) => [keyOf(group), to] as const)));
  const persons = [...new Set(batch.flatMap(([, { groups }]) => groups.map(({ personId }) => personId)))];
  const items = (
    await tx.$queryRaw<Item[]>`
      SELECT id, kind, "subjectId", ladder, rule, "personId", "agencyId", "unitId", field, urgent, first, said FROM reminder_item
      WHERE "closedAt" IS NULL AND state IN ('due', 'released') AND "notBefore" <= ${now} AND "personId" = ANY(${persons}::text[])
      ORDER BY id FOR UPDATE SKIP LOCKED`
  ).filter((item) => receiverByGroup.has(keyOf(item)));
  if (items.length === 0) return { messages: 0, items: 0 };
  const until = new Map(batch.map(([to, entry]) => [to, entry.until]));
  const notices: Notice[] = [];
  for (const [to, all] of Map.groupBy(items, (item) => receiverByGroup.get(keyOf(item))!)) {
    const { chats, locale } = reach.get(to)!;
    const [first, ...others] = chats.map(({ channel, chatId }): Address => ({ channel, chat: chatId }));
    if (!first) continue;
    const context: DigestContext = { say: sayIn(locale), now, calendarOf: (id) => calendars.get(id)!, lines: settings.lines, url };
    const { alone, together } = parts(all, settings.singly);
    const base = { kind: 'notice' as const, to: [first, ...others] as Notice['to'], locale, expiresAt: until.get(to)! };
    for (const item of alone)
      notices.push({
        ...base,
        reply: single(item, to, context),
        key: `reminder:${item.id}`,
        subject: `${item.kind}:${item.said.code}`,
        urgent: true,
      });
    if (together.length > 0)
      notices.push({ ...base, reply: digest(together, to, context), key: `reminder:${together[0]!.id}`, subject: 'reminder:digest' });
  }
  await enqueue(tx, notices, now);
  const closed = items.map((item) => ({ id: String(item.id), to: receiverByGroup.get(keyOf(item))! }));
  await tx.$executeRaw`
    UPDATE reminder_item i SET state = 'sent', "closedAt" = ${now}, "toId" = v."to"
    FROM jsonb_to_recordset(${JSON.stringify(closed)}::jsonb) AS v(id bigint, "to" text) WHERE i.id = v.id`;
  return { messages: notices.length, items: items.length };
}

/** Urgent ones come singly as long as they are few; about one subject nobody is written to twice at once. */
function parts(items: readonly Item[], singly: number): { alone: Item[]; together: Item[] } {
  const urgent = [
    ...Map.groupBy(
      items.filter((item) => item.urgent),
      ({ kind, subjectId }) => `${kind}:${subjectId}`,
    ).values(),
  ];
  if (urgent.length > singly) return { alone: [], together: [...items] };
  const alone = urgent.map((all) => all[0]!);
  return { alone, together: items.filter((item) => !item.urgent) };
}

const keyOf = ({ personId, agencyId, unitId, field }: Group): string => JSON.stringify([personId, agencyId, unitId, field]);

const AT_ONCE = 200;
const groupRows = (groups: readonly Group[]) => groups.map(({ personId, agencyId, unitId, field }) => ({ personId, agencyId, unitId, field }));

async function postpone(database: Database, later: readonly { group: Group; from: Date }[], now: Date): Promise<void> {
  for (let at = 0; at < later.length; at += AT_ONCE) {
    const rows = later.slice(at, at + AT_ONCE).map(({ group, from }) => ({ ...groupRows([group])[0], from }));
    await database.$executeRaw`
      UPDATE reminder_item i SET "notBefore" = v."from"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v("personId" text, "agencyId" text, "unitId" text, field text, "from" timestamptz)
      WHERE i."closedAt" IS NULL AND i.state IN ('due', 'released') AND i."notBefore" <= ${now} AND i."personId" = v."personId"
        AND i."agencyId" = v."agencyId" AND i."unitId" = v."unitId" AND i.field = v.field`;
  }
}

/** Nobody has a chat, from the officer to the leader: kept as not reached, for people to see. */
async function giveUp(database: Database, groups: readonly Group[], now: Date): Promise<number> {
  let count = 0;
  for (let at = 0; at < groups.length; at += AT_ONCE) {
    count += await database.$executeRaw`
      UPDATE reminder_item i SET state = 'unreached', "closedAt" = ${now}
      FROM jsonb_to_recordset(${JSON.stringify(groupRows(groups.slice(at, at + AT_ONCE)))}::jsonb)
        AS v("personId" text, "agencyId" text, "unitId" text, field text)
      WHERE i."closedAt" IS NULL AND i.state IN ('due', 'released') AND i."notBefore" <= ${now} AND i."personId" = v."personId"
        AND i."agencyId" = v."agencyId" AND i."unitId" = v."unitId" AND i.field = v.field`;
  }
  return count;
}
