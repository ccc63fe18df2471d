import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FeatureTable } from './featureTable.ts';

const features = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 300 });

test('every feature has the row it was given, and no other number has one', () => {
  fc.assert(
    fc.property(features, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (given, other) => {
      const table = new FeatureTable(given);
      expect(given.map((feature) => table.get(feature))).toEqual(given.map((_, row) => row));
      expect([...table.keys()]).toEqual(given);
      expect(table.has(other)).toBe(given.includes(other));
    }),
  );
});
