import { type Reach, stepsIn } from '#src/staff/reach.ts';
import type { PeopleAt, Place } from '#src/staff/whoIsWho.ts';

/** What waits for one person at one place. */
export interface Group extends Omit<Place, 'officerId'> {
  personId: string;
}

/** Groups as rows for a statement. */
export const groupRows = (groups: readonly Group[]) => groups.map(({ personId, agencyId, unitId, field }) => ({ personId, agencyId, unitId, field }));

/** Who gets what waits for a group: somebody; nobody until tomorrow because all are away; or nobody, because nobody has a chat. */
export type Receiver = { to: string } | 'away' | 'unreached';

/** Who may get it, in order: the person, the head of the unit, the leaders; of each the stand-in too. */
export const candidates = (group: Group, people: PeopleAt): string[] => {
  const place = { ...group, officerId: null };
  return [...new Set([group.personId, ...people('head', place), ...people('leader', place)])];
};

/** Pure: the first who is at work and has a chat. An absent person's stand-in comes before anybody else. */
export function receiverOf(group: Group, people: PeopleAt, reach: ReadonlyMap<string, Reach>): Receiver {
  const all = candidates(group, people);
  for (const person of all) {
    const to = stepsIn(person, reach);
    if (to !== null) return { to };
  }
  return all.some((person) => (reach.get(person)?.chats.length ?? 0) > 0) ? 'away' : 'unreached';
}
