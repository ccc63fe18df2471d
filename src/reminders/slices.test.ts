import { expect, test } from 'vitest';
import { slices, untilNone } from './slices.ts';

test('slices grow while there is time, and are halved when there is none, between their bounds', () => {
  const size = slices({ first: 100, smallest: 40, largest: 150 });
  const after = (ms: number) => {
    size.took(ms);
    return size.rows;
  };
  expect([4, 4, 7, 60, 60, 60].map(after)).toEqual([130, 150, 150, 75, 40, 40]);
});

test('what a statement works counts, not what it waits', async () => {
  let worked = 0;
  const size = slices({ first: 100, worked: () => worked });
  await size.take(() => new Promise((done) => setTimeout(done, 20)));
  expect(size.rows).toBe(130);
  await size.take(async () => void (worked += 60));
  expect(size.rows).toBe(65);
});

test('a statement is run until it finds nothing', async () => {
  let left = 120;
  const all = await untilNone(async (rows) => {
    const taken = Math.min(rows, left);
    left -= taken;
    return taken;
  });
  expect([all, left]).toEqual([120, 0]);
});
