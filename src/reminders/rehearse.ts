import type { Calendar } from '#src/calendar/index.ts';
import type { Reach } from '#src/staff/reach.ts';
import { loadMembers, peopleAt, type Recipient } from '#src/staff/whoIsWho.ts';
import { dayOf } from '#src/text/formats.ts';
import { type Rung, rungs } from './ladder.ts';
import { type Rule, rulesAt, type ScopedRule } from './rule.ts';
import type { ComposeDeps } from './say.ts';
import type { Source, Stage, Subject } from './subject.ts';
import { nextWindow } from './window.ts';

const WEEK_MS = 7 * 86_400_000;
/** As in scan.ts: what one statement reads. */
const SLICE = 300;
const PEOPLE_AT_ONCE = 500;

/** What a rule says in a week. */
export interface Effect {
  /** Subjects in messages, each time. */
  lines: number;
  messages: number;
  people: number;
  /** Of these people nobody reads it: they have no chat. */
  withoutChat: number;
  /** Messages at the busiest moment; above `mostAtOnce` they would be held. */
  atOnce: number;
  byRecipient: Partial<Record<Recipient, number>>;
}

export interface RehearseDeps extends Pick<ComposeDeps, 'database' | 'now' | 'calendarOf' | 'loadReach' | 'settings'> {
  sources: readonly Source[];
}

/** One thing that would have been said. */
interface Line {
  at: Date;
  personId: string;
  agencyId: string;
  recipient: Recipient;
  urgent: boolean;
}

/**
 * What the rule of a key would have said in the week before now, under each of the sets of rules: over the rows as they are now, with what
 * ended in that week until then, in the people's quiet time as now. Sends nothing and writes nothing. What a rule would have said earlier
 * than another of its ladder at the same moment is counted too, so that the effect is of this rule alone.
 */
export async function rehearse(deps: RehearseDeps, key: string, sets: readonly (readonly ScopedRule[])[]): Promise<Effect[]> {
  const { database, now, calendarOf, sources } = deps;
  const since = new Date(now.getTime() - WEEK_MS);
  const people = peopleAt(await loadMembers(database, dayOf(now)));
  const calendars = new Map<string, Calendar>();
  const rules = sets.map(rulesAt);
  const lines: Line[][] = sets.map(() => []);
  const take = (subject: Subject, calendar: Calendar) => {
    for (const [set, at] of rules.entries()) {
      const here = at(subject.place, subject.procedureCode);
      for (const stage of subject.stages) {
        const place = stage.place ?? subject.place;
        for (const rule of here.get(stage.ladder) ?? []) {
          if (rule.key !== key) continue;
          for (const { at: when } of rungsWithin(calendar, rule, stage, since, subject.endedAt ?? now))
            for (const [personId, recipient] of receiversOf(rule, place, people))
              lines[set]!.push({ at: when, personId, recipient, agencyId: place.agencyId, urgent: rule.urgent });
        }
      }
    }
  };
  for (const source of sources)
    for await (const ids of idsOf(deps, source, since)) {
      for (const subject of await source.load(database, ids, { now, calendarOf, since })) {
        const { agencyId } = subject.place;
        if (!calendars.has(agencyId)) calendars.set(agencyId, await calendarOf(agencyId));
        take(subject, calendars.get(agencyId)!);
      }
      await new Promise(setImmediate);
    }
  const persons = [...new Set(lines.flat().map(({ personId }) => personId))];
  const reach = new Map<string, Reach>();
  for (let at = 0; at < persons.length; at += PEOPLE_AT_ONCE)
    for (const [id, entry] of await deps.loadReach(database, persons.slice(at, at + PEOPLE_AT_ONCE), now)) reach.set(id, entry);
  return lines.map((all) => effectOf(all, calendars, reach, deps));
}

/** The subjects of a kind, a slice at a time: those that are followed, then those that ended since. */
async function* idsOf({ database }: RehearseDeps, { kind, ended }: Source, since: Date): AsyncGenerator<string[]> {
  const over = new Set(await ended?.(database, since));
  for (let last = ''; ; ) {
    const rows = await database.$queryRaw<{ id: string }[]>`
      SELECT "subjectId" AS id FROM reminder_due WHERE kind = ${kind} AND "subjectId" > ${last} ORDER BY "subjectId" LIMIT ${SLICE}`;
    if (rows.length === 0) break;
    yield rows.flatMap(({ id }) => (over.has(id) ? [] : id));
    last = rows.at(-1)!.id;
  }
  const ids = [...over];
  for (let at = 0; at < ids.length; at += SLICE) yield ids.slice(at, at + SLICE);
}

/** The moments of a rule after `from`, up to `to`. */
function rungsWithin(calendar: Calendar, rule: Rule, { anchor, since }: Stage, from: Date, to: Date): Rung[] {
  const found: Rung[] = [];
  for (let at = to; ; ) {
    const { last } = rungs(calendar, rule, anchor, at);
    if (!last || last.at <= from || (since && last.at < since)) return found;
    found.push(last);
    at = new Date(last.at.getTime() - 1);
  }
}

const receiversOf = (rule: Rule, place: Stage['place'] & object, people: ReturnType<typeof peopleAt>): Map<string, Recipient> =>
  new Map(rule.to.flatMap((recipient) => people(recipient, place).map((id) => [id, recipient] as const)));

/** Pure: lines as messages, one for a person and moment, urgent ones singly as long as they are few; nothing in quiet time. */
function effectOf(
  lines: readonly Line[],
  calendars: ReadonlyMap<string, Calendar>,
  reach: ReadonlyMap<string, Reach>,
  { now, settings }: Pick<RehearseDeps, 'now' | 'settings'>,
): Effect {
  const moments = new Map<string, { at: number; personId: string; count: number; urgent: boolean }>();
  const heard = new Map<string, number | null>();
  const effect: Effect = { lines: 0, messages: 0, people: 0, withoutChat: 0, atOnce: 0, byRecipient: {} };
  for (const { at, personId, agencyId, recipient, urgent } of lines) {
    const asked = `${at.getTime()} ${agencyId} ${personId}`;
    if (!heard.has(asked)) {
      const window = nextWindow(calendars.get(agencyId)!, reach.get(personId)?.hours, settings.digestAt, at);
      heard.set(asked, window ? Math.max(window.from.getTime(), at.getTime()) : null);
    }
    const when = heard.get(asked)!;
    if (when === null || when > now.getTime()) continue;
    effect.lines++;
    effect.byRecipient[recipient] = (effect.byRecipient[recipient] ?? 0) + 1;
    const key = `${when} ${personId}`;
    const moment = moments.get(key);
    if (moment) moment.count++;
    else moments.set(key, { at: when, personId, count: 1, urgent });
  }
  const busy = new Map<number, number>();
  for (const { at, count, urgent } of moments.values()) {
    const messages = urgent && count <= settings.singly ? count : 1;
    effect.messages += messages;
    busy.set(at, (busy.get(at) ?? 0) + messages);
  }
  const people = new Set([...moments.values()].map(({ personId }) => personId));
  effect.people = people.size;
  effect.withoutChat = [...people].filter((id) => (reach.get(id)?.chats.length ?? 0) === 0).length;
  effect.atOnce = Math.max(0, ...busy.values());
  return effect;
}
