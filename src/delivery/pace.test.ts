import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('the first begins at once, and each of several who ask together has a time of its own', async () => {
  const pace = new Pace(40);
  const from = performance.now();
  const begun: number[] = [];
  await Promise.all([1, 2, 3].map(() => pace.turn().then(() => begun.push(performance.now() - from))));
  expect(begun).toHaveLength(3);
  expect(begun[1]! - begun[0]!).toBeGreaterThan(20);
  expect(begun[2]!).toBeGreaterThanOrEqual(75);
});
