import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyedQueue } from './keyedQueue.ts';

/** A task that ends only when told to. */
function held() {
  let end = () => {};
  const ended = new Promise<void>((done) => (end = done));
  return { ended, end };
}

test('tasks of one key run one after another, in order, whatever each does', async () => {
  const work = fc.record({ key: fc.constantFrom('a', 'b', 'c'), steps: fc.nat(4), fails: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(work, { maxLength: 40 }), async (works) => {
      const queue = new KeyedQueue(100);
      const begun = new Map<string, number[]>();
      const running = new Map<string, number>();
      const results = works.map(({ key, steps, fails }, at) =>
        queue.run(key, async () => {
          begun.set(key, [...(begun.get(key) ?? []), at]);
          running.set(key, (running.get(key) ?? 0) + 1);
          expect(running.get(key)).toBe(1);
          for (let step = 0; step < steps; step++) await null;
          running.set(key, 0);
          if (fails) throw new Error('on purpose');
          return at;
        }),
      );
      const ends = await Promise.allSettled(results as Promise<number>[]);
      for (const [at, end] of ends.entries())
        expect(end).toMatchObject(works[at]?.fails ? { status: 'rejected' } : { status: 'fulfilled', value: at });
      for (const [key, order] of begun) expect(order).toEqual(works.flatMap((entry, at) => (entry.key === key ? [at] : [])));
    }),
  );
});

test('another key does not wait', async () => {
  const queue = new KeyedQueue(10);
  const slow = held();
  const first = queue.run('a', () => slow.ended);
  await expect(queue.run('b', async () => 'done')).resolves.toBe('done');
  slow.end();
  await first;
});

test('a key takes no more than its limit and does not start what it refuses; when one has ended there is room', async () => {
  const queue = new KeyedQueue(2);
  const slow = held();
  let started = 0;
  const task = async () => {
    started++;
    await slow.ended;
  };
  const taken = [queue.run('a', task), queue.run('a', task)];
  expect(queue.run('a', task)).toBeNull();
  expect(queue.run('b', task)).not.toBeNull();
  slow.end();
  await Promise.all(taken);
  await queue.idle();
  expect(started).toBe(3);
  await expect(queue.run('a', async () => 'again')).resolves.toBe('again');
});

test('idle waits for what was begun, also for what is begun meanwhile, and for failures', async () => {
  const queue = new KeyedQueue(10);
  const [first, second] = [held(), held()];
  const ended: string[] = [];
  void queue.run('a', () => first.ended.then(() => void ended.push('a')));
  queue.run('b', () => first.ended.then(() => Promise.reject(new Error('on purpose'))))?.catch(() => ended.push('b'));
  const idle = queue.idle().then(() => ended.push('idle'));
  void queue.run('c', () => second.ended.then(() => void ended.push('c')));
  first.end();
  await null;
  second.end();
  await idle;
  expect(ended.sort()).toEqual(['a', 'b', 'c', 'idle']);
  expect(ended.at(-1)).toBe('idle');
});

test('an empty queue is idle', async () => {
  await expect(new KeyedQueue(1).idle()).resolves.toBeUndefined();
});
