import { expect, test } from 'vitest';
import { Holding } from './holding.ts';

const waiting = ['a', 'b', 'c', 'd'];
const lookFor = (most: number) => async (held: string[]) => ({
  talks: new Map(
    waiting
      .filter((talk) => !held.includes(talk))
      .slice(0, most)
      .map((talk) => [talk, talk]),
  ),
});

test('two who look at once find different conversations, and what was let go is found again', async () => {
  const holding = new Holding();
  const [one, other] = await Promise.all([holding.look(lookFor(2)), holding.look(lookFor(4))]);
  expect([...one.talks.keys()]).toEqual(['a', 'b']);
  expect([...other.talks.keys()]).toEqual(['c', 'd']);
  holding.letGo(one.talks.keys());
  expect([...(await holding.look(lookFor(4))).talks.keys()]).toEqual(['a', 'b']);
});

test('a look that fails holds nothing, and the next one goes on', async () => {
  const holding = new Holding();
  const failed = holding.look(() => Promise.reject(new Error('no database')));
  const next = holding.look(lookFor(4));
  await expect(failed).rejects.toThrow('no database');
  expect((await next).talks.size).toBe(4);
});
