import { expect, test } from 'vitest';
import { madeUpContent } from '#tests/support/procedure.ts';
import { bringsSomething, changedFields, type Side, threeWay } from './drafts.ts';

const side = (content: Parameters<typeof madeUpContent>[0]): Side => ({ group: 'justice', content: madeUpContent(content) });
const fee = (text: string) => ({ text, flag: 'published' as const });

test('each field that they do not agree on, with its three values and who changed it', () => {
  const base = side({ field: 'A', fee: fee('1'), decision: '1/QĐ', agency: 'X' });
  const theirs = side({ field: 'A', fee: fee('2'), decision: '2/QĐ', agency: 'Y' });
  const ours = side({ field: 'B', fee: fee('1'), decision: '3/QĐ', agency: 'Y' });
  expect(threeWay(base, theirs, ours).sort((a, b) => (a.field < b.field ? -1 : 1))).toEqual([
    { field: 'decision', base: '1/QĐ', theirs: '2/QĐ', ours: '3/QĐ', by: 'both' },
    { field: 'fee', base: fee('1'), theirs: fee('2'), ours: fee('1'), by: 'theirs' },
    { field: 'field', base: 'A', theirs: 'A', ours: 'B', by: 'ours' },
  ]);
});

test('a file that only lacks what the admin changed brings nothing', () => {
  const [base, theirs] = [side({ agency: 'X' }), side({ agency: 'Y' })];
  expect(bringsSomething(threeWay(base, theirs, base))).toBe(false);
  expect(bringsSomething(threeWay(base, theirs, side({ agency: 'Z' })))).toBe(true);
  expect(bringsSomething(threeWay(null, theirs, base))).toBe(true);
});

test('words have no history: a difference in them is for a person', () => {
  const words = (alias: string) => ({ ...side({}), words: { aliases: [alias], situations: [] } });
  expect(threeWay(side({}), words('a'), words('b'))).toEqual([{ field: 'words.aliases', base: null, theirs: ['a'], ours: ['b'], by: 'both' }]);
});

test('an empty list is no list, and the order of keys says nothing', () => {
  const one = side({ fee: { text: 'x', flag: 'page' } });
  const other = { ...one, content: { ...one.content, fee: { flag: 'page' as const, text: 'x' }, steps: undefined as never } };
  expect(changedFields(one, other)).toEqual([]);
});
