import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at, CALENDAR_2026, EVERYBODY, publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { approveApology, proposeApology } from './commands/apologies.ts';
import { pauseDossier } from './commands/clock.ts';
import { startConsultation } from './commands/consultations.ts';
import { completeDossier } from './commands/decisions.ts';
import { receiveDossier } from './commands/receiveDossier.ts';
import { standing } from './dueTime.ts';
import { readFigures } from './figures.ts';
import { asDossier, type Dossier } from './model.ts';
import { overdueWhere, WATCHES, type Watch, type Watching, watchList } from './watch.ts';

let database: OpenDatabase;
let desk: TestDesk;
beforeAll(async () => {
  database = await testDatabase();
  await publishTestProcedure(database, '9.000005');
  desk = testDesk(database);
});
afterAll(() => database.close());

/** Received on 9 March: due on 16 March at 17:00. */
async function received(): Promise<Dossier> {
  desk.set('03-09 09:15');
  return receiveDossier(desk, EVERYBODY, RECEIPT);
}
async function paused(when: string): Promise<Dossier> {
  const dossier = await received();
  desk.set(when);
  return pauseDossier(desk, EVERYBODY, dossier, { reason: 'Niêm yết', legalBasis: 'Điều 1' });
}
const watching = (now: string, more: Partial<Watching> = {}): Watching => ({
  database: desk.database,
  calendar: CALENDAR_2026,
  now: at(now),
  ...more,
});
/** What is counted is what is listed, everywhere and in one place. */
async function agree(times: string[]): Promise<void> {
  for (const now of times)
    for (const within of [undefined, [{ agencyId: 'xa' }], [{ unitId: 'mot-cua', field: 'no such field' }]]) {
      const asking = watching(now, within && { within });
      const { counts } = await readFigures(asking);
      for (const watch of WATCHES) expect([now, watch, counts[watch]]).toEqual([now, watch, (await watchList(asking, watch)).total]);
    }
}
const codes = async (watch: Watch, now: string, more: Partial<Watching> = {}) =>
  (await watchList(watching(now, more), watch)).rows.map(({ dossier }) => dossier.code);

test('overdue is by date, whatever the hour at which the clock was stopped: the list and the mark agree', async () => {
  const running = await received();
  const [before, onTheDay, after] = [await paused('03-12 10:00'), await paused('03-16 17:30'), await paused('03-17 08:00')];
  const now = at('03-18 09:00');
  const listed = await desk.database.dossier.findMany({ where: await overdueWhere(desk.database, now), orderBy: { id: 'asc' } });
  expect(listed.map(({ code }) => code)).toEqual([running.code, after.code]);
  for (const { id, code } of [running, before, onTheDay, after]) {
    const row = asDossier(await desk.database.dossier.findUniqueOrThrow({ where: { id } }));
    expect([code, standing(row, now) === 'overdue']).toEqual([code, listed.some((found) => found.id === id)]);
  }
  await agree(['03-16 23:00', '03-18 09:00']);
  expect(await codes('overdue', '03-16 23:00')).toEqual([]);
  expect(await codes('dueToday', '03-16 08:00')).toEqual([running.code]);
  await desk.database.dossier.updateMany({ data: { agencyId: 'elsewhere' } });
});

test('what was given a new date stands apart, and a delay without an apology is listed', async () => {
  const within = [{ agencyId: 'xa' }];
  const [late, extended] = [await received(), await received()];
  desk.set('03-12 09:00');
  const proposed = await proposeApology(desk, EVERYBODY, extended, { reason: 'Chờ xác minh', newDueAt: at('03-20 17:00') });
  await approveApology(desk, EVERYBODY, proposed, {});
  expect(await codes('extended', '03-18 09:00', { within })).toEqual([extended.code]);
  expect(await codes('apologyMissing', '03-18 09:00', { within })).toEqual([late.code]);
  await agree(['03-16 08:00', '03-18 09:00', '03-23 09:00']);
  const figures = async (now: string) => (await readFigures(watching(now, { within }))).units;
  expect(await figures('03-18 09:00')).toMatchObject([
    { unitId: 'mot-cua', open: 2, paused: 0, dueToday: 0, overdue: 1, extended: 1, overdueExtended: 0 },
  ]);
  expect(await figures('03-23 09:00')).toMatchObject([{ overdue: 1, extended: 0, overdueExtended: 1 }]);
  expect((await readFigures(watching('03-23 09:00', { within: [{ unitId: 'nowhere' }] }))).counts).toMatchObject({ overdue: 0, overdueExtended: 0 });
  expect((await readFigures(watching('03-23 09:00', { within: [] }))).units).toEqual([]);
  await desk.database.dossier.updateMany({ data: { agencyId: 'elsewhere' } });
});

test('nothing for some working days is idle; a late opinion is listed until the dossier has its result', async () => {
  const within = [{ agencyId: 'xa' }];
  const dossier = await received();
  expect(await codes('idle', '03-16 09:00', { within })).toEqual([]);
  expect(await codes('idle', '03-17 09:00', { within })).toEqual([dossier.code]);
  expect(await codes('idle', '03-17 09:00', { within, idleDays: 10 })).toEqual([]);
  const asked = await startConsultation(desk, EVERYBODY, dossier, {
    askedOf: 'tu-phap',
    question: 'Ý kiến?',
    term: { value: 2, unit: 'workingDays' },
  });
  expect(await codes('consultationLate', '03-11 10:00', { within })).toEqual([]);
  expect(await codes('consultationLate', '03-12 10:00', { within })).toEqual([dossier.code]);
  await agree(['03-10 09:00', '03-12 10:00', '03-16 08:00', '03-17 09:00', '04-20 09:00']);
  await completeDossier(desk, EVERYBODY, asked);
  expect(await codes('consultationLate', '03-12 10:00', { within })).toEqual([]);
});
