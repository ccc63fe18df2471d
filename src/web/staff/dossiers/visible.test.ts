import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import type { Membership, PersonActor } from '#src/staff/actor.ts';
import { testDatabase } from '#tests/support/database.ts';
import { seenBy, visibleTo } from './visible.ts';

let database: OpenDatabase;
beforeAll(async () => {
  database = await testDatabase();
  // Every pair of agency and unit, in two fields; every third is offered to a unit, every sixth was and no more is.
  await database.pool.query(`INSERT INTO dossier (code, "agencyId", "unitId", "procedureCode", "procedureName", field, channel, state, "submittedAt", "lastEventAt")
    SELECT g::text, 'a' || g % 2, 'u' || g % 3, '1', 'x', 'f' || g % 4, 'direct', 'processing', now(), now() FROM generate_series(1, 48) g`);
  await database.pool.query(`INSERT INTO dossier_hand_over ("dossierId", number, "fromUnitId", "toUnitId", "sentAt", "sentBy", "refusedAt", "refusedBy", "refusalReason")
    SELECT id, 1, 'x', 'u' || code::int % 4, now(), 'x', CASE WHEN code::int % 6 = 0 THEN now() END,
      CASE WHEN code::int % 6 = 0 THEN 'x' END, CASE WHEN code::int % 6 = 0 THEN 'x' END FROM dossier WHERE code::int % 3 = 0`);
});
afterAll(() => database.close());

const member = (role: Membership['role'], agencyId: string, unitId: string | null, field: string | null = null): Membership => ({
  ...{ role, agencyId, unitId, field },
  standing: 'member',
});
const ACTORS: Record<string, Membership[]> = {
  nobody: [],
  'who edits the catalogue': [member('editor', 'a0', null)],
  'an officer': [member('officer', 'a0', 'u1')],
  'an officer of one field': [member('officer', 'a0', 'u3', 'f3')],
  'an agency without units': [member('officer', 'a1', null)],
  'a leader': [member('leader', 'a0', null)],
  'somebody in two places': [member('officer', 'a0', 'u2', 'f0'), member('oneStopOfficer', 'a1', 'u3', 'f2')],
};

test.each(Object.entries(ACTORS))('%s sees the same by either way of asking', async (name, memberships) => {
  const actor: PersonActor = { kind: 'person', id: 'p', name, locale: 'vi', memberships };
  const listed = await database.prisma.dossier.findMany({ where: visibleTo(actor), orderBy: { id: 'asc' }, select: { id: true } });
  expect(await database.prisma.$queryRaw`SELECT d.id FROM dossier d WHERE ${seenBy(actor)} ORDER BY d.id`).toEqual(listed);
  expect(listed.length > 0 && listed.length < 48).toBe(memberships.length > 0 && name !== 'who edits the catalogue');
});
