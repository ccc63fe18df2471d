import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCalendar } from '#src/calendar/index.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at, EVERYBODY, publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { completeDossier } from './commands/decisions.ts';
import { receiveDossier } from './commands/receiveDossier.ts';
import { recomputeOpen } from './recompute.ts';

let database: OpenDatabase;
let desk: TestDesk;
const holiday = { kind: 'holiday' as const, name: 'x', status: 'official' as const, source: 'x' };
const calendar = (days: string[], revision: number) =>
  makeCalendar({ days: days.map((date) => ({ date, ...holiday })), officialYears: [2026], revision });

beforeAll(async () => {
  database = await testDatabase();
  await publishTestProcedure(database, '9.000005');
  await publishTestProcedure(database, '9.000006', { text: 'theo mô tả' });
  desk = testDesk(database);
});
afterAll(() => database.close());

test('a change of the calendar reaches open dossiers, once, with a line; promises, typed dates and decided ones stay', async () => {
  desk.calendar = calendar(['2026-03-11'], 1);
  const receive = (more = {}) => receiveDossier(desk, EVERYBODY, { ...RECEIPT, ...more });
  const open = await receive();
  const typed = await receive({ procedureCode: '9.000006', typedDueAt: at('03-20 17:00') });
  const decided = await completeDossier(desk, EVERYBODY, await receive());
  expect(open.dueAt).toEqual(at('03-17 17:00'));
  desk.told.length = 0;

  // The holiday is taken away: officials work to the earlier day, the slip keeps its date.
  desk.calendar = calendar([], 2);
  expect(await recomputeOpen(desk)).toEqual({ looked: 2, changed: 1 });
  const after = await database.prisma.dossier.findUniqueOrThrow({ where: { id: open.id } });
  expect(after).toMatchObject({ dueAt: at('03-16 17:00'), computedDueAt: at('03-16 17:00'), promisedDueAt: at('03-17 17:00'), computedWith: 2 });
  expect(desk.told).toMatchObject([{ kind: 'dueRecomputed', code: open.code, dueAt: at('03-16 17:00'), previousDueAt: at('03-17 17:00') }]);
  const lines = await database.prisma.dossierEvent.findMany({ where: { kind: 'dueRecomputed' } });
  expect(lines).toMatchObject([{ dossierId: open.id, data: { dueAt: at('03-16 17:00').toISOString(), calendarRevision: 2 } }]);
  for (const same of [typed, decided])
    expect(await database.prisma.dossier.findUnique({ where: { id: same.id } })).toMatchObject({ dueAt: same.dueAt, version: same.version });

  expect(await recomputeOpen(desk)).toEqual({ looked: 0, changed: 0 });

  // Two more days off: the computation is later now, and the promise counts.
  desk.calendar = calendar(['2026-03-11', '2026-03-12'], 3);
  expect(await recomputeOpen(desk)).toEqual({ looked: 2, changed: 1 });
  expect(await database.prisma.dossier.findUnique({ where: { id: open.id } })).toMatchObject({
    dueAt: at('03-17 17:00'),
    computedDueAt: at('03-18 17:00'),
  });
});
