import type { Database, Transaction } from '#src/platform/database.ts';
import { fieldKey } from '#src/text/fields.ts';

/** Who may be meant at a place. */
export const RECIPIENTS = ['officer', 'head', 'leader', 'allLeaders', 'oneStopHead', 'calendarKeeper', 'editor'] as const;
export type Recipient = (typeof RECIPIENTS)[number];

/** Whose business something is: of a unit, and of a person where one is named. */
export interface Place {
  agencyId: string;
  unitId: string;
  field: string;
  officerId: string | null;
  /** Not for officers: what is theirs goes to the head. */
  headsOnly?: true;
}

/** Who somebody is at a place; nobody where there is none. */
export type PeopleAt = (recipient: Recipient, place: Place) => readonly string[];

/** Somebody's part in an agency on the day that is asked about. */
export interface Member {
  personId: string;
  agencyId: string;
  unitId: string | null;
  role: string;
  field: string | null;
  standing: string;
}

/** Rows of one statement: the embedded database has one connection. */
const SLICE = 1000;

/** Everybody who works in some agency on a day, "2026-01-31", and for some everybody with a role that is nobody's in particular. */
export async function loadMembers(database: Database | Transaction, day: string): Promise<Member[]> {
  const members: Member[] = [];
  for (let last = 0; ; ) {
    const rows = await database.$queryRaw<(Member & { id: number })[]>`
      SELECT m.id, m."personId", m."agencyId", m."unitId", m.role, m.field, m.standing FROM membership m JOIN person p ON p.id = m."personId"
      WHERE m.id > ${last} AND p.active AND m."validFrom" <= ${day} AND (m."validTo" IS NULL OR m."validTo" >= ${day}) ORDER BY m.id LIMIT ${SLICE}`;
    for (const { id: _, ...member } of rows) members.push(member);
    if (rows.length < SLICE) return members;
    last = rows.at(-1)!.id;
  }
}

const WORKERS = ['officer', 'oneStopOfficer'];
const byStanding = (members: readonly Member[]): Member[] => {
  const head = members.filter(({ standing }) => standing === 'head');
  return head.length > 0 ? head : members.filter(({ standing }) => standing === 'deputy');
};

/**
 * Who somebody is at a place. Where nobody is named, or who is named has left, everybody of the unit with that field; a unit of nobody is its
 * head's. A unit without a head has its deputy, else the agency's leaders.
 */
export function peopleAt(members: readonly Member[]): PeopleAt {
  const known = new Set(members.map(({ personId }) => personId));
  const units = Map.groupBy(members, ({ unitId, agencyId }) => unitId ?? agencyId);
  const agencies = Map.groupBy(members, ({ agencyId }) => agencyId);
  const leadersOf = ({ agencyId }: Place): Member[] => {
    const leaders = (agencies.get(agencyId) ?? []).filter(({ role }) => role === 'leader');
    const first = byStanding(leaders);
    return first.length > 0 ? first : leaders;
  };
  /** Whoever is kept to a field has nothing to do with another one; what has no field is everybody's. */
  const ofField = ({ field }: Member, place: Place) => field === null || place.field === '' || fieldKey(field) === fieldKey(place.field);
  const headsOf = (place: Place): Member[] => {
    const unit = (units.get(place.unitId) ?? []).filter((member) => ofField(member, place) && member.role !== 'leader');
    const heads = byStanding(unit.filter(({ role }) => role === 'unitHead'));
    const named = heads.length > 0 ? heads : unit.filter(({ role }) => role === 'unitHead');
    return named.length > 0 ? named : leadersOf(place);
  };
  const officersOf = (place: Place): Member[] => {
    const unit = (units.get(place.unitId) ?? []).filter((member) => WORKERS.includes(member.role) && ofField(member, place));
    return unit.length > 0 ? unit : headsOf(place);
  };
  const oneStopOf = (place: Place): Member[] => {
    const units = new Set((agencies.get(place.agencyId) ?? []).filter(({ role }) => role === 'oneStopOfficer').map(({ unitId }) => unitId));
    const heads = (agencies.get(place.agencyId) ?? []).filter(({ role, unitId }) => role === 'unitHead' && units.has(unitId));
    return heads.length > 0 ? heads : leadersOf(place);
  };
  const find = (recipient: Recipient, place: Place): Member[] => {
    switch (recipient) {
      case 'officer':
        return officersOf(place);
      case 'head':
        return headsOf(place);
      case 'leader':
        return leadersOf(place);
      case 'allLeaders':
        return (agencies.get(place.agencyId) ?? []).filter(({ role }) => role === 'leader');
      case 'oneStopHead':
        return oneStopOf(place);
      case 'calendarKeeper':
        return members.filter(({ role, agencyId }) => role === 'admin' || (role === 'leader' && agencyId === place.agencyId));
      case 'editor':
        return members.filter(({ role }) => role === 'editor' || role === 'publisher');
    }
  };
  const answers = new Map<string, readonly string[]>();
  return (wanted, place) => {
    const recipient = wanted === 'officer' && place.headsOnly ? 'head' : wanted;
    if (recipient === 'officer' && place.officerId !== null && known.has(place.officerId)) return [place.officerId];
    const key = `${recipient} ${place.agencyId} ${place.unitId} ${place.field}`;
    let found = answers.get(key);
    if (!found) answers.set(key, (found = [...new Set(find(recipient, place).map(({ personId }) => personId))]));
    return found;
  };
}
