import { expect, test } from 'vitest';
import { Batcher } from './batcher.ts';

test('whoever gives way waits for what has been handed in, and for nothing when nothing waits', async () => {
  const flushed: number[][] = [];
  const batcher = new Batcher<number, null>(async (items) => {
    await new Promise((done) => setTimeout(done, 20));
    flushed.push(items);
    return items.map(() => null);
  });
  expect(batcher.underWay()).toBeNull();
  void batcher.add(1);
  void batcher.add(2);
  await batcher.underWay();
  expect(flushed).toEqual([[1, 2]]);
  await batcher.idle();
  expect(batcher.underWay()).toBeNull();
});

test('that a flush failed is told to who handed it in, and not to who gave way', async () => {
  const batcher = new Batcher<number, null>(() => Promise.reject(new Error('no')));
  const added = batcher.add(1);
  const refused = expect(added).rejects.toThrow('no');
  await batcher.underWay();
  await refused;
});

test('what comes while a flush could not go anyway goes along with it', async () => {
  const flushed: number[][] = [];
  let busy: PromiseWithResolvers<void> | null = Promise.withResolvers<void>();
  const ready = () => busy?.promise ?? null;
  const flush = async (items: number[]) => {
    flushed.push(items);
    return items.map(() => null);
  };
  const batcher = new Batcher<number, null>(flush, { ready });
  void batcher.add(1);
  await new Promise((done) => setTimeout(done, 5));
  void batcher.add(2);
  expect(flushed).toEqual([]);
  busy.resolve();
  busy = null;
  await batcher.idle();
  expect(flushed).toEqual([[1, 2]]);
});
