import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairTable } from './pairTable.ts';

test('each ordered pair keeps the first number it got, and no other pair has one', () => {
  const number = fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 2 ** 31 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 9000, size: 'max' }), fc.tuple(number, number), (pairs, other) => {
      const table = new PairTable();
      const known = new Map<string, number>();
      for (const [at, [first, second]] of pairs.entries()) {
        const key = `${first} ${second}`;
        expect(table.getOrAdd(first, second, at)).toBe(known.get(key) ?? at);
        if (!known.has(key)) known.set(key, at);
      }
      for (const [first, second] of [...pairs, other]) expect(table.get(first, second)).toBe(known.get(`${first} ${second}`));
    }),
    { numRuns: 20 },
  );
});
