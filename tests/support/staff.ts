import { type Clock, fixedClock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { type Actor, type Membership, SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { createPerson } from '#src/staff/commands/people.ts';
import { acceptSetupLink, issueSetupLink } from '#src/staff/commands/setupLinks.ts';
import { loadActor } from '#src/staff/people.ts';
import { dayOf } from '#src/text/formats.ts';

export const NOW = new Date('2026-11-22T09:00:00+07:00');
export const PASSWORD = 'con đường làng';

/** A clock that a test sets. */
export function settableClock(at = NOW): Clock & { set(at: Date): void; pass(ms: number): void } {
  let now = at;
  return { ...fixedClock(at), now: () => now, set: (next) => void (now = next), pass: (ms) => void (now = new Date(now.getTime() + ms)) };
}

export const member = (role: Membership['role'], more: Partial<Membership> = {}): Membership => ({
  agencyId: 'one-stop',
  unitId: null,
  role,
  field: null,
  standing: 'member',
  ...more,
});

/** A person with these memberships who can sign in with `username` and PASSWORD. */
export async function account(
  staff: { database: Database; clock: Clock },
  username: string,
  ...memberships: Membership[]
): Promise<Actor & { id: string }> {
  const details = { name: `Người ${username}`, position: null, phone: null, locale: 'vi' as const };
  const id = await createPerson(staff, SYSTEM_ACTOR, details, memberships);
  const { token } = await issueSetupLink(staff, SYSTEM_ACTOR, id);
  await acceptSetupLink(staff, token, { username, password: PASSWORD });
  return (await loadActor(staff.database, id, dayOf(staff.clock.now())))!;
}
