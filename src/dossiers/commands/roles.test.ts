import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import type { Membership, Role } from '#src/staff/actor.ts';
import { whoIs } from '#src/staff/policy.ts';
import { testDatabase } from '#tests/support/database.ts';
import { publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import type { Who } from '../desk.ts';
import { addNote, collectResult, completeDossier } from './decisions.ts';
import { confirmHandOver, handOver } from './handOvers.ts';
import { receiveDossier } from './receiveDossier.ts';

let database: OpenDatabase;
let desk: TestDesk;
beforeAll(async () => {
  database = await testDatabase();
  await publishTestProcedure(database, '9.000005');
  desk = testDesk(database);
});
afterAll(() => database.close());

const person = (role: Role, unitId: string | null, more: Partial<Membership> = {}): Who =>
  whoIs({
    kind: 'person',
    id: `${role}-${unitId}`,
    name: 'x',
    locale: 'vi',
    memberships: [{ agencyId: 'xa', unitId, role, field: null, standing: 'member', ...more }],
  });
const notAllowed = expect.objectContaining({ code: 'dossierNotAllowed' });

test('each step is for whom the law names: reception and return the one-stop, processing the unit, the decision its head', async () => {
  const oneStop = person('oneStopOfficer', 'mot-cua');
  const [officer, head] = [person('officer', 'tu-phap'), person('unitHead', 'tu-phap')];

  await expect(receiveDossier(desk, officer, RECEIPT)).rejects.toEqual(notAllowed);
  const dossier = await receiveDossier(desk, oneStop, RECEIPT);
  const ref = { code: dossier.code };
  await expect(handOver(desk, officer, ref, { toUnitId: 'tu-phap' })).rejects.toEqual(notAllowed);
  await handOver(desk, oneStop, ref, { toUnitId: 'tu-phap' });
  await expect(confirmHandOver(desk, oneStop, ref)).rejects.toEqual(notAllowed);
  await confirmHandOver(desk, officer, ref);
  await expect(completeDossier(desk, officer, ref)).rejects.toEqual(notAllowed);
  await expect(completeDossier(desk, person('unitHead', 'dia-chinh'), ref)).rejects.toEqual(notAllowed);
  await completeDossier(desk, head, ref);
  await expect(collectResult(desk, officer, ref)).rejects.toEqual(notAllowed);
  expect(await collectResult(desk, oneStop, ref)).toMatchObject({ state: 'returned' });

  const actors = await database.prisma.dossierEvent.findMany({ where: { dossierId: dossier.id }, orderBy: { id: 'asc' }, select: { actor: true } });
  expect(actors.map(({ actor }) => actor)).toEqual([
    'person:oneStopOfficer-mot-cua',
    'person:oneStopOfficer-mot-cua',
    'person:oneStopOfficer-mot-cua',
    'person:officer-tu-phap',
    'person:unitHead-tu-phap',
    'person:oneStopOfficer-mot-cua',
  ]);
});

test('an inspector, an admin and an officer of another field change nothing', async () => {
  const ref = { code: (await receiveDossier(desk, person('oneStopOfficer', 'mot-cua'), RECEIPT)).code };
  for (const who of [person('inspector', null), person('admin', null), person('officer', 'mot-cua', { field: 'Đất đai' })])
    await expect(addNote(desk, who, ref, { reason: 'x' })).rejects.toEqual(notAllowed);
});

test('a refused step leaves nothing behind', async () => {
  const dossier = await receiveDossier(desk, person('oneStopOfficer', 'mot-cua'), RECEIPT);
  const count = () => Promise.all([database.prisma.dossierEvent.count(), database.prisma.auditEvent.count(), desk.told.length]);
  const before = await count();
  await expect(completeDossier(desk, person('oneStopOfficer', 'mot-cua'), { code: dossier.code })).rejects.toEqual(notAllowed);
  expect(await count()).toEqual(before);
});
