import { expect, test } from 'vitest';
import { databaseWorked, workedMs } from './worked.ts';

test('work counts, waiting does not, and what the database worked is added', async () => {
  const begun = workedMs();
  while (workedMs() - begun < 5);
  const waiting = workedMs();
  await new Promise((done) => setTimeout(done, 400));
  expect(workedMs() - waiting).toBeLessThan(300);
  databaseWorked(1000);
  expect(workedMs() - waiting).toBeGreaterThanOrEqual(1000);
});
