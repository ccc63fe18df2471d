import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { fillDemoFeedback } from '#src/feedback/demo.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { fillDemoStaff } from '#src/staff/demo.ts';
import { testDatabase } from '#tests/support/database.ts';
import { EVERYBODY, publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { receiveDossier } from './commands/receiveDossier.ts';
import { fillDemoDossiers } from './demo.ts';
import { standing } from './dueTime.ts';
import { STATES } from './states.ts';

let database: OpenDatabase;
let desk: TestDesk;

beforeAll(async () => {
  database = await testDatabase();
  desk = testDesk(database, '06-14 10:00'); // a Sunday
});
afterAll(() => database.close());

test('an authority that is not the invented one is left alone', async () => {
  await expect(fillDemoDossiers(desk)).rejects.toMatchObject({ code: 'demoRefused' });
});

test('the invented authority gets a dossier in every state, all of them marked, once', async () => {
  await seedDirectory(database.prisma);
  await publishTestProcedure(database, '9.000005');
  const dossiers = await fillDemoDossiers(desk);
  const seen = new Set(dossiers.map(({ state }) => state));
  expect(STATES.filter((state) => !seen.has(state))).toEqual([]);
  expect(dossiers.every(({ demo, code }) => demo && code.startsWith('H00.1-'))).toBe(true);
  const standings = new Set(dossiers.map((dossier) => standing(dossier, desk.clock.now())));
  for (const expected of ['inTerm', 'paused', 'overdue', 'early', 'notStarted']) expect(standings).toContain(expected);
  expect((await fillDemoDossiers(desk)).map(({ code }) => code)).toEqual(dossiers.map(({ code }) => code));
  expect(await database.prisma.dossier.count()).toBe(dossiers.length);
});

test('its people are marked, stand in units of the directory, and are added once', async () => {
  const names = await fillDemoStaff(database.prisma, desk.clock.now());
  await fillDemoStaff(database.prisma, desk.clock.now());
  const people = await database.prisma.person.findMany({ include: { memberships: true } });
  expect(people).toHaveLength(names.length);
  expect(people.every(({ demo }) => demo)).toBe(true);
  const agencies = new Set((await database.prisma.agency.findMany()).map(({ id }) => id));
  for (const { agencyId, unitId } of people.flatMap(({ memberships }) => memberships)) {
    expect(agencies).toContain(agencyId);
    if (unitId) expect(agencies).toContain(unitId);
  }
  const actors = await database.prisma.dossierEvent.findMany({ distinct: ['actor'], select: { actor: true } });
  for (const { actor } of actors) expect(people.map(({ id }) => `person:${id}`)).toContain(actor);
});

test('beside a real dossier nothing invented is put', async () => {
  await receiveDossier(desk, EVERYBODY, RECEIPT);
  await expect(fillDemoDossiers(desk)).rejects.toMatchObject({ code: 'demoRefused' });
});

test('invented feedback stands in its states, marked, once', async () => {
  const count = await fillDemoFeedback(desk);
  expect(await fillDemoFeedback(desk)).toBe(count);
  const rows = await database.prisma.feedback.findMany({ select: { state: true, demo: true } });
  expect(rows).toHaveLength(count);
  expect(rows.every(({ demo }) => demo)).toBe(true);
  expect(new Set(rows.map(({ state }) => state)).size).toBeGreaterThan(5);
});
