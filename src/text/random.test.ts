import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';

test('the same seed gives the same numbers on every machine', () => {
  const random = seededRandom(1);
  expect([random(), random(), random()].map((value) => value.toFixed(6))).toEqual(['0.627074', '0.002736', '0.527447']);
});

test('numbers lie in [0, 1) and are spread evenly', () => {
  const random = seededRandom(42);
  const tenths = new Array<number>(10).fill(0);
  for (let count = 0; count < 10_000; count++) tenths[Math.floor(random() * 10)]! += 1;
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  expect(tenths.reduce((a, b) => a + b)).toBe(10_000);
});
