import type { Database, Transaction } from '#src/platform/database.ts';
import type { Locale } from '#src/platform/texts.ts';
import { dayOf } from '#src/text/formats.ts';
import { type ChatOfPerson, chatsOf } from './chats.ts';
import { type AwayOn, standInOf } from './standIns.ts';
import type { WorkingHours } from './workingHours.ts';

/** How a person is reached at a time. */
export interface Reach {
  /** The ways to try, the preferred first; none when no chat is paired. */
  chats: ChatOfPerson[];
  locale: Locale;
  /** Their own working hours, where they have some. */
  hours?: WorkingHours;
  /** Set while they are away: the last day of it. */
  absentUntil?: string;
  /** Who gets what is theirs meanwhile, at the end of the chain; absent when there is nobody. */
  standIn?: string;
}

/**
 * How these people are reached at a time, and with them their stand-ins, so that one question is enough. Who is unknown or no longer works
 * here is not in the answer.
 */
export async function loadReach(tx: Database | Transaction, personIds: readonly string[], at: Date): Promise<Map<string, Reach>> {
  if (personIds.length === 0) return new Map();
  const away = await awayOn(tx, dayOf(at));
  const standIns = [...away.values()].flatMap(({ standInId }) => standInId ?? []);
  const people = await tx.person.findMany({
    where: { id: { in: [...personIds, ...standIns] }, active: true },
    select: { id: true, locale: true, hours: true },
  });
  const works = new Set(people.map(({ id }) => id));
  const chats = Map.groupBy(await chatsOf(tx, [...works]), ({ personId }) => personId);
  const reachOf = ({ id, locale, hours }: (typeof people)[number]): Reach => {
    const absence = away.get(id);
    const standIn = absence && standInOf(id, away, (other) => works.has(other));
    return {
      chats: (chats.get(id) ?? []).map(({ channel, chatId }) => ({ channel, chatId })),
      locale: locale as Locale,
      ...(hours !== null && { hours: hours as WorkingHours }),
      ...(absence && { absentUntil: absence.toDay }),
      ...(standIn && { standIn }),
    };
  };
  const asked = new Set(personIds);
  const reaches = new Map(people.filter(({ id }) => asked.has(id)).map((person) => [person.id, reachOf(person)]));
  for (const person of people) if ([...reaches.values()].some(({ standIn }) => standIn === person.id)) reaches.set(person.id, reachOf(person));
  return reaches;
}

/** Who is away on a day, by person. */
export async function awayOn(tx: Database | Transaction, day: string): Promise<Map<string, AwayOn>> {
  const rows = await tx.absence.findMany({ where: { fromDay: { lte: day }, toDay: { gte: day } }, orderBy: { toDay: 'asc' } });
  return new Map(rows.map(({ personId, toDay, standInId }) => [personId, { personId, toDay, standInId }]));
}

/** The person, or their stand-in: who of them is at work and has a chat. */
export function stepsIn(person: string, reach: ReadonlyMap<string, Reach>): string | null {
  for (const id of [person, reach.get(person)?.standIn]) {
    const found = id === undefined ? undefined : reach.get(id);
    if (found && found.chats.length > 0 && found.absentUntil === undefined) return id!;
  }
  return null;
}
