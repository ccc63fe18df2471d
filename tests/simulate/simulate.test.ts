import { expect, test } from 'vitest';
import { testDatabase } from '#tests/support/database.ts';
import { publishTestProcedure } from '#tests/support/dossiers.ts';
import { simulate } from './simulate.ts';

/** The long run of `npm run simulate`, scaled down: six weeks with Tết in them. */
test('nothing is missed, nothing said twice, nothing in quiet time, and no dossier is overdue unannounced', async () => {
  const open = await testDatabase();
  await publishTestProcedure(open, '9.000005');
  const report = await simulate(open, { dossiers: 40, officials: 10, from: '2026-01-26', to: '2026-03-06', seed: 7 });
  expect(report).toMatchObject({ missed: [], doubled: [], quiet: [], unannounced: [] });
  expect(report.told).toBeGreaterThan(100);
  expect(report.overdue).toBeGreaterThan(5);
  await open.close();
});
