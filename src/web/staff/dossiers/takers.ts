import type { Database } from '#src/platform/database.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Membership, PersonActor } from '#src/staff/actor.ts';
import { inForceOn } from '#src/staff/people.ts';
import { may, POLICY, type Subject } from '#src/staff/policy.ts';
import type { Places } from '../places.ts';

/** What whoever takes a dossier over must be allowed. */
const TAKES = 'dossier.process';

/** Everybody with an account who may take dossiers over on a day, "2026-01-31", as one actor: what that may, somebody may. One statement. */
async function takers(database: Database, day: string): Promise<PersonActor> {
  const memberships = await database.membership.findMany({
    where: { AND: [inForceOn(day)], role: { in: Object.keys(POLICY[TAKES]) }, person: { active: true, account: { isNot: null } } },
    select: { agencyId: true, unitId: true, role: true, field: true, standing: true },
    distinct: ['agencyId', 'unitId', 'role', 'field'],
  });
  return { kind: 'person', id: '', name: '', locale: 'vi', memberships: memberships as Membership[] };
}

/** The places to hand a dossier over to; of those where nobody could take it, the choice says so, and can be made all the same. */
export async function placesToTake(database: Database, places: Places, { agencyId, field }: Subject, day: string): Promise<(say: Say) => Places> {
  const anybody = await takers(database, day);
  const place = { ...(agencyId !== undefined && { agencyId }), ...(field !== undefined && { field }) };
  const options = places.options.map((option) => ({ ...option, taken: may(anybody, TAKES, { ...place, unitId: option.value }) }));
  return (say) => ({
    ...places,
    options: options.map(({ value, label, taken }) => ({ value, label: taken ? label : say('desk.nobodyTakes', { unit: label }) })),
  });
}
