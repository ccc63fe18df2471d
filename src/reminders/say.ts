import type { Calendar } from '#src/calendar/index.ts';
import { agenciesOf } from '#src/dossiers/slips/readFacts.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Address, Notice } from '#src/notices/notice.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { Reach } from '#src/staff/reach.ts';
import type { Reply } from '#src/text/reply.ts';
import { type DigestContext, digest, type Item, inOrder, type Order, type Rest, single } from './digest.ts';
import { finishDigests } from './finishDigests.ts';
import { type Group, groupRows } from './receivers.ts';
import type { Settings } from './rule.ts';
import { keyOf, readSlices } from './waiting.ts';
import { loadWeek } from './weekly/weekStore.ts';
import { weekReply } from './weekly/weekWords.ts';

/** What composing needs. */
export interface ComposeDeps {
  database: Database;
  now: Date;
  calendarOf(agencyId: string): Promise<Calendar>;
  /** How people are reached at a time, with their stand-ins. */
  loadReach(database: Database, personIds: readonly string[], at: Date): Promise<Map<string, Reach>>;
  settings: Settings;
  /** Where the pages are; null where they have no address. */
  url: string | null;
}

/** What waits for one receiver. */
export interface Ready {
  groups: Group[];
  until: Date;
  count: number;
}

/** What is known of receivers and their agencies. */
export interface Setting {
  deps: ComposeDeps;
  reach: ReadonlyMap<string, Reach>;
  calendars: ReadonlyMap<string, Calendar>;
}

type Batch = readonly (readonly [string, Ready])[];

/** One transaction: what waits for these people is read under lock, put into words, handed over and closed. */
export async function say(tx: Transaction, batch: Batch, setting: Setting) {
  const { now } = setting.deps;
  const receiverByGroup = new Map(batch.flatMap(([to, { groups }]) => groups.map((group) => [keyOf(group), to] as const)));
  const persons = [...new Set(batch.flatMap(([, { groups }]) => groups.map(({ personId }) => personId)))];
  const items = (
    await tx.$queryRaw<Item[]>`
      SELECT id, kind, "subjectId", ladder, rule, "personId", "agencyId", "unitId", field, urgent, first, said FROM reminder_item
      WHERE "closedAt" IS NULL AND state IN ('due', 'released') AND "notBefore" <= ${now} AND "personId" = ANY(${persons}::text[])
      ORDER BY id FOR UPDATE SKIP LOCKED`
  ).filter((item) => receiverByGroup.has(keyOf(item)));
  if (items.length === 0) return { messages: 0, items: 0 };
  const notices: Notice[] = [];
  for (const [to, all] of Map.groupBy(items, (item) => receiverByGroup.get(keyOf(item))!))
    notices.push(...(await noticesFor(tx, to, all, batch.find(([id]) => id === to)![1].until, setting)));
  await enqueue(tx, notices, now);
  const closed = items.map((item) => ({ id: String(item.id), to: receiverByGroup.get(keyOf(item))! }));
  await tx.$executeRaw`
    UPDATE reminder_item i SET state = 'sent', "closedAt" = ${now}, "toId" = v."to"
    FROM jsonb_to_recordset(${JSON.stringify(closed)}::jsonb) AS v(id bigint, "to" text) WHERE i.id = v.id`;
  return { messages: notices.length, items: items.length };
}

/**
 * One receiver with so much that closing it would hold the connection: it is read in slices, the message is handed over together with a word
 * of what it says, and those rows are closed in slices after it.
 */
export async function sayMuch([to, { groups, until }]: readonly [string, Ready], setting: Setting) {
  const { database, now, settings } = setting.deps;
  const mine = new Set(groups.map(keyOf));
  let [count, upTo] = [0, 0n];
  const subjects = new Map<string, Order & { week: boolean; urgent: boolean; own: boolean; ids: bigint[] }>();
  await readSlices(database, now, [...new Set(groups.map(({ personId }) => personId))], (row) => {
    if (!mine.has(keyOf(row))) return;
    count++;
    if (row.id > upTo) upTo = row.id;
    const key = `${row.kind}:${row.subjectId}`;
    const due = row.dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(row.dueAt);
    const held = subjects.get(key);
    const [week, urgent, own] = [row.kind === 'week', row.urgent, row.personId === to];
    if (!held) return void subjects.set(key, { fresh: row.first, due, id: row.id, week, urgent, own, ids: [row.id] });
    held.ids.push(row.id);
    Object.assign(held, { fresh: held.fresh || row.first, due: Math.min(held.due, due), urgent: held.urgent || urgent, own: held.own || own });
  });
  const sorted = [...subjects.values()].sort(inOrder);
  const urgent = sorted.filter((subject) => subject.urgent);
  const alone = new Set(sorted.filter((subject) => subject.week || (subject.urgent && urgent.length <= settings.singly)));
  const together = sorted.filter((subject) => !alone.has(subject));
  const shown = [...alone, ...together.slice(0, settings.lines)].flatMap(({ ids }) => ids.map(String));
  const others = together.slice(settings.lines);
  const rest: Rest = { count: others.length, standingIn: others.filter(({ own }) => !own).length };
  const messages = await database.$transaction(async (tx) => {
    const items = await tx.$queryRaw<Item[]>`
      SELECT id, kind, "subjectId", ladder, rule, "personId", "agencyId", "unitId", field, urgent, first, said FROM reminder_item
      WHERE id = ANY(${shown}::bigint[]) AND "closedAt" IS NULL ORDER BY id FOR UPDATE SKIP LOCKED`;
    // Another instance is at it, or something has changed: the next round looks again.
    if (items.length < shown.length || (await tx.reminderDigest.count({ where: { toId: to } })) > 0) return null;
    await tx.reminderDigest.create({ data: { toId: to, groups: groupRows(groups), upTo, at: now } });
    const notices = await noticesFor(tx, to, items, until, setting, rest);
    await enqueue(tx, notices, now);
    return notices.length;
  });
  if (messages === null) return { messages: 0, items: 0 };
  await finishDigests(database);
  return { messages, items: count };
}

/** What one person is told at one moment, in words; `rest` is counted beside what is given. */
async function noticesFor(
  tx: Transaction,
  to: string,
  all: readonly Item[],
  until: Date,
  { deps, reach, calendars }: Setting,
  rest?: Rest,
): Promise<Notice[]> {
  const { now, settings, url } = deps;
  const { chats, locale } = reach.get(to)!;
  const [first, ...others] = chats.map(({ channel, chatId }): Address => ({ channel, chat: chatId }));
  if (!first) return [];
  const context: DigestContext = { say: sayIn(locale), now, calendarOf: (id) => calendars.get(id)!, lines: settings.lines, url };
  const { alone, together } = parts(all, settings.singly);
  const base = { kind: 'notice' as const, to: [first, ...others] as Notice['to'], locale, expiresAt: until };
  const notices: Notice[] = [];
  for (const item of alone) {
    const reply = item.kind === 'week' ? await weekOf(tx, item, context) : single(item, to, context);
    notices.push({ ...base, reply, key: `reminder:${item.id}`, subject: `${item.kind}:${item.said.code}`, ...(item.urgent && { urgent: true }) });
  }
  if (together.length > 0 || (rest && rest.count > 0))
    notices.push({ ...base, reply: digest(together, to, context, rest), key: `reminder:${(together[0] ?? all[0])!.id}`, subject: 'reminder:digest' });
  return notices;
}

async function weekOf(tx: Transaction, { agencyId, said }: Item, { say, url }: DigestContext): Promise<Reply> {
  const week = await loadWeek(tx, agencyId, said.code);
  if (!week) throw new Error(`week ${said.code} of ${agencyId} was not counted`);
  const units = await agenciesOf(
    tx,
    week.rows.map(({ unitId }) => unitId),
  );
  return weekReply(say, week, (id) => units.get(id)?.name ?? id, url);
}

/** The week stands alone; urgent ones come singly as long as they are few; about one subject nobody is written to twice at once. */
function parts(items: readonly Item[], singly: number): { alone: Item[]; together: Item[] } {
  const bySubject = (all: readonly Item[]) => [...Map.groupBy(all, ({ kind, subjectId }) => `${kind}:${subjectId}`).values()].map((each) => each[0]!);
  const weeks = bySubject(items.filter(({ kind }) => kind === 'week'));
  const others = items.filter(({ kind }) => kind !== 'week');
  const urgent = bySubject(others.filter((item) => item.urgent));
  if (urgent.length > singly) return { alone: weeks, together: others };
  return { alone: [...urgent, ...weeks], together: others.filter((item) => !item.urgent) };
}
