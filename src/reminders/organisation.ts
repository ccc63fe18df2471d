import type { Database } from '#src/platform/database.ts';
import type { PeopleAt } from './ladder.ts';
import type { Recipient } from './rule.ts';
import type { Place } from './subject.ts';

/** Somebody's part in an agency on the day that is asked about. */
export interface Member {
  personId: string;
  agencyId: string;
  unitId: string | null;
  role: string;
  field: string | null;
  standing: string;
}

/** Everybody who works in some agency on a day, "2026-01-31", and for some everybody with a role that is nobody's in particular. */
export const loadMembers = (database: Database, day: string): Promise<Member[]> => database.$queryRaw<Member[]>`
  SELECT m."personId", m."agencyId", m."unitId", m.role, m.field, m.standing FROM membership m JOIN person p ON p.id = m."personId"
  WHERE p.active AND m."validFrom" <= ${day} AND (m."validTo" IS NULL OR m."validTo" >= ${day}) ORDER BY m.id`;

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
  const headsOf = (place: Place): Member[] => {
    const unit = (units.get(place.unitId) ?? []).filter(({ field, role }) => (field === null || field === place.field) && role !== 'leader');
    const heads = byStanding(unit.filter(({ role }) => role === 'unitHead'));
    const named = heads.length > 0 ? heads : unit.filter(({ role }) => role === 'unitHead');
    return named.length > 0 ? named : leadersOf(place);
  };
  const officersOf = (place: Place): Member[] => {
    const unit = (units.get(place.unitId) ?? []).filter(({ field, role }) => WORKERS.includes(role) && (field === null || field === place.field));
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
      case 'oneStopHead':
        return oneStopOf(place);
      case 'calendarKeeper':
        return members.filter(({ role, agencyId }) => role === 'admin' || (role === 'leader' && agencyId === place.agencyId));
      case 'editor':
        return members.filter(({ role }) => role === 'editor' || role === 'publisher');
    }
  };
  const answers = new Map<string, readonly string[]>();
  return (recipient, place) => {
    if (recipient === 'officer' && place.officerId !== null && known.has(place.officerId)) return [place.officerId];
    const key = `${recipient} ${place.agencyId} ${place.unitId} ${place.field}`;
    let found = answers.get(key);
    if (!found) answers.set(key, (found = [...new Set(find(recipient, place).map(({ personId }) => personId))]));
    return found;
  };
}
