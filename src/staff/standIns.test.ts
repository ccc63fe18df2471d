import { expect, test } from 'vitest';
import { type AwayOn, standInOf } from './standIns.ts';

const away = (...pairs: [string, string | null][]): Map<string, AwayOn> =>
  new Map(pairs.map(([personId, standInId]) => [personId, { personId, standInId, toDay: '2026-11-30' }]));
const everybody = () => true;

test('the chain is followed to the first who is there', () => {
  expect(standInOf('a', away(['a', 'b']), everybody)).toBe('b');
  expect(standInOf('a', away(['a', 'b'], ['b', 'c'], ['c', 'd']), everybody)).toBe('d');
});

test('nobody: no stand-in, everyone away, a circle, somebody who left', () => {
  expect(standInOf('a', away(['a', null]), everybody)).toBeNull();
  expect(standInOf('a', away(['a', 'b'], ['b', null]), everybody)).toBeNull();
  expect(standInOf('a', away(['a', 'b'], ['b', 'a']), everybody)).toBeNull();
  expect(standInOf('a', away(['a', 'b'], ['b', 'c'], ['c', 'b']), everybody)).toBeNull();
  expect(standInOf('a', away(['a', 'b']), (id) => id !== 'b')).toBeNull();
});

test('whoever is picked is there, for every way that absences can point', () => {
  const ids = ['a', 'b', 'c', 'd'];
  for (let draw = 0; draw < 5 ** 4; draw++) {
    const next = ids.map((_, at) => [...ids, null][Math.floor(draw / 5 ** at) % 5] as string | null);
    const map = away(...ids.slice(0, 3).map((id, at): [string, string | null] => [id, next[at]!]));
    const found = standInOf('a', map, everybody);
    expect([null, 'd']).toContain(found);
  }
});
