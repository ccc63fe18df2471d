import type { Calendar } from '#src/calendar/index.ts';
import { type Reach, stepsIn } from '#src/staff/reach.ts';
import { loadMembers, type PeopleAt, peopleAt } from '#src/staff/whoIsWho.ts';
import { dayOf } from '#src/text/formats.ts';
import { holdTooMany } from './holds.ts';
import { moment } from './ladder.ts';
import { candidates, type Group, type Receiver, receiverOf } from './receivers.ts';
import type { Settings } from './rule.ts';
import { type ComposeDeps, type Ready, type Setting, say, sayMuch } from './say.ts';
import { giveUp, postpone } from './setAside.ts';
import { slices } from './slices.ts';
import { type Counted, groupsOf, readWaiting } from './waiting.ts';
import { nextWindow, type Window } from './window.ts';

export interface Composed {
  messages: number;
  items: number;
  /** Rules that are newly held, because they would have written to too many at once. */
  held: string[];
  unreached: number;
}

/** Who has more than this waiting is a case of its own. */
const MUCH = 300;
const PEOPLE_AT_ONCE = 100;

/**
 * Puts what waits into messages, one for each person and moment, and hands them to notices/ in the transaction that closes the rows: each is
 * said once, whatever breaks. Begins only when nothing is left to be worked out, so that nobody gets half a digest.
 */
export async function compose(deps: ComposeDeps): Promise<Composed> {
  const { database, now, settings } = deps;
  const done: Composed = { messages: 0, items: 0, held: [], unreached: 0 };
  const [left] = await database.$queryRaw<{ some: boolean }[]>`SELECT EXISTS (SELECT FROM reminder_due WHERE "nextAt" <= ${now}) AS some`;
  if (left?.some) return done;
  const waiting = await readWaiting(database, now);
  const { newly, held } = await holdTooMany(database, now, settings, waiting);
  done.held = newly;
  const groups = groupsOf(waiting.filter(({ state, rule }) => state === 'released' || !held.has(rule)));
  if (groups.length === 0) return done;
  const { receivers, reach, calendars } = await findReceivers(deps, groups);

  const ready = new Map<string, Ready>();
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
      else if (window.from > now) later.push({ group, from: againAt(window, settings, now) });
      else add(ready, receiver.to, group, window);
    }
  }
  await postpone(database, later, now);
  done.unreached = await giveUp(database, unreached, now);

  const setting: Setting = { deps, reach, calendars };
  const said = ({ messages, items }: Pick<Composed, 'messages' | 'items'>) => {
    done.messages += messages;
    done.items += items;
  };
  const [many, few] = [[...ready].filter(([, { count }]) => count > MUCH), [...ready].filter(([, { count }]) => count <= MUCH)];
  for (let at = 0, size = slices({ first: 25, smallest: 25, largest: MUCH }); at < few.length; ) {
    const batch = [few[at++]!];
    for (let rows = batch[0]![1].count; at < few.length && rows + few[at]![1].count <= size.rows; at++) {
      rows += few[at]![1].count;
      batch.push(few[at]!);
    }
    said(await size.take(() => database.$transaction((tx) => say(tx, batch, setting))));
  }
  for (const entry of many) said(await sayMuch(entry, setting));
  return done;
}

function add(ready: Map<string, Ready>, to: string, group: Counted, { to: until }: Window): void {
  const held = ready.get(to);
  if (held) {
    held.groups.push(group);
    held.count += group.count;
  } else ready.set(to, { groups: [group], until, count: group.count });
}

/** On a later day the person may be away: then it is looked at when the first digests go, so that whoever gets it gets it with theirs. */
const againAt = ({ from }: Window, { digestAt }: Settings, now: Date): Date => (dayOf(from) === dayOf(now) ? from : moment(dayOf(from), digestAt));

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
