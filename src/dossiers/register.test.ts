import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at, CALENDAR_2026, EVERYBODY, publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { BLANK } from './blank.ts';
import { completeDossier, recordSlip } from './commands/decisions.ts';
import { confirmHandOver, handOver } from './commands/handOvers.ts';
import { receiveDossier } from './commands/receiveDossier.ts';
import { checkRegister, checkRow, type RegisterRow, registerRows } from './register.ts';
import { trackAhead, type Watch, watchList } from './watch.ts';

let database: OpenDatabase;
let desk: TestDesk;
const MARCH = { agencyId: 'xa', from: '2026-03-01', to: '2026-03-31' };

beforeAll(async () => {
  database = await testDatabase();
  await publishTestProcedure(database, '9.000005');
  desk = testDesk(database);
});
afterAll(() => database.close());

const watched = async (watch: Watch, now = desk.clock.now()) =>
  (await watchList({ database: desk.database, calendar: CALENDAR_2026, now, within: [{ agencyId: 'xa' }] }, watch)).rows;

describe('a row of the register', () => {
  const whole = {
    dossier: {
      ...BLANK,
      state: 'accepted' as const,
      registerNumber: 1,
      procedureVersion: 1,
      papers: [{ name: 'x', originals: 1, copies: 0 }],
      acceptedAt: at('03-09 09:15'),
      clockStartedAt: at('03-09 09:15'),
      termValue: 5,
      termUnit: 'workingDays' as const,
      dueBasis: 'term' as const,
      computedDueAt: at('03-16 17:00'),
      promisedDueAt: at('03-16 17:00'),
      dueAt: at('03-16 17:00'),
      slipAt: at('03-09 09:20'),
    },
    applicant: { name: 'A', address: 'B', phone: null, subject: null, erased: false },
    reason: null,
    apologised: false,
  };
  const faults = (change: object, more: object = {}, now = at('03-10 08:00')) =>
    checkRow({ ...whole, ...more, dossier: { ...whole.dossier, ...change } }, CALENDAR_2026, now);

  test('that is complete has no fault', () => expect(faults({})).toEqual([]));
  test.each([
    ['numberMissing', { registerNumber: null }],
    ['papersMissing', { papers: [] }],
    ['procedureUnknown', { procedureVersion: null }],
    ['slipMissing', { slipAt: null }],
    ['dueDiffers', { computedDueAt: at('03-17 17:00') }],
    ['resultDateMissing', { state: 'returned', resolvedAt: at('03-12 08:00') }],
    ['reasonMissing', { state: 'resolved', outcome: 'refused', resolvedAt: at('03-12 08:00') }],
  ])('without its due care: %s', (fault, change) => expect(faults(change)).toEqual([fault]));
  test('needs a name and a way to reach the applicant, unless these were erased', () => {
    const nobody = { name: null, address: null, phone: null, subject: null, erased: false };
    expect(faults({}, { applicant: nobody })).toEqual(['nameMissing', 'contactMissing']);
    expect(faults({}, { applicant: { ...nobody, erased: true } })).toEqual([]);
  });
  test('that is overdue needs form 04', () => {
    expect(faults({}, {}, at('03-17 08:00'))).toEqual(['apologyMissing']);
    expect(faults({}, { apologised: true }, at('03-17 08:00'))).toEqual([]);
  });
  test('of the one-stop software is held against the date that it brought', () => {
    const mirrored = { source: 'mirrored', dueBasis: 'imported', registerNumber: null, papers: [], slipAt: null };
    expect(faults(mirrored)).toEqual([]);
    expect(faults({ ...mirrored, dueAt: at('03-18 17:00') })).toEqual(['dueDiffers']);
  });
});

test('the register is read in its order, checked by unit, and what waits for a slip is listed', async () => {
  const first = await receiveDossier(desk, EVERYBODY, RECEIPT);
  await recordSlip(desk, EVERYBODY, first);
  const second = await receiveDossier(desk, EVERYBODY, { ...RECEIPT, applicant: { kind: 'person' } });
  await receiveDossier(desk, EVERYBODY, { ...RECEIPT, channel: 'online' }, 'wait');
  const rows: RegisterRow[] = [];
  for await (const row of registerRows(desk.database, MARCH)) rows.push(row);
  expect(rows.map(({ dossier }) => dossier.registerNumber)).toEqual([1, 2]);
  expect(rows[0]).toMatchObject({ applicant: { name: 'Nguyễn Văn Thử' }, apologised: false });

  const check = await checkRegister(desk.database, CALENDAR_2026, MARCH, desk.clock.now());
  expect(check).toMatchObject({ rows: 2, skipped: [], byUnit: { 'mot-cua': { nameMissing: 1, contactMissing: 1, slipMissing: 1 } } });
  expect(check.faulty).toMatchObject([{ code: second.code, registerNumber: 2 }]);
  expect((await watched('acceptedWithoutSlip')).map(({ dossier }) => dossier.code)).toEqual([second.code]);
  expect(await watched('notYetAccepted')).toMatchObject([{ dossier: { channel: 'online' } }]);
  expect(await checkRegister(desk.database, CALENDAR_2026, { ...MARCH, within: { unitId: 'nowhere' } }, desk.clock.now())).toMatchObject({ rows: 0 });
});

test('electronic passed on and papers not is shown after the hour by which they must be there', async () => {
  const dossier = await receiveDossier(desk, EVERYBODY, RECEIPT);
  await handOver(desk, EVERYBODY, dossier, { toUnitId: 'tu-phap' });
  const taken = await confirmHandOver(desk, EVERYBODY, { code: dossier.code });
  expect(await watched('divergent', at('03-09 16:59'))).toEqual([]);
  const [apart, ...others] = await watched('divergent', at('03-09 17:01'));
  expect([others, apart!.dossier.code, apart!.handOvers.map(trackAhead)]).toEqual([[], dossier.code, ['electronic']]);
  await completeDossier(desk, EVERYBODY, taken);
  expect(await watched('divergent', at('03-10 08:00'))).toEqual([]);
});
