import fc from 'fast-check';
import { expect, test } from 'vitest';
import { correctWords, type Vocabulary } from './correct.ts';

const COUNTS: Record<string, number> = {
  dang: 50,
  ki: 40,
  khai: 90,
  sinh: 90,
  ket: 40,
  nhon: 80,
  hon: 40,
  thuong: 30,
  tru: 30,
  giay: 70,
  nhan: 60,
  khuyet: 9,
  tat: 9,
  xyloma: 3,
};
const PAIRS = new Set(['dang ki', 'khai sinh', 'ket hon', 'thuong tru', 'khuyet tat', 'giay nhan']);
const vocabulary: Vocabulary = { count: (word) => COUNTS[word] ?? 0, pair: (first, second) => PAIRS.has(`${first} ${second}`) };
const correct = (text: string) => correctWords(text.split(' '), vocabulary).join(' ');

test.each([
  ['what Telex left', 'ddang kys khais sinhh', 'dang ki khai sinh'],
  ['a letter missing', 'thuog tru', 'thuong tru'],
  ['a letter too many', 'thuongg tru', 'thuong tru'],
  ['a wrong letter', 'khuyrt tat', 'khuyet tat'],
  ['two letters swapped', 'khuyte tat', 'khuyet tat'],
  ['two words run together', 'khaisinh', 'khai sinh'],
])('%s is mended', (_, typed, meant) => {
  expect(correct(typed)).toBe(meant);
});

test('the neighbour decides between candidates', () => {
  expect(correct('nhxn')).toBe('nhon');
  expect(correct('giay nhxn')).toBe('giay nhan');
});

test('a known word, a possible syllable, a number and a short word are left alone', () => {
  for (const text of ['xyloma', 'tranh', 'h26', 'tt', '1.001193']) expect(correct(text)).toBe(text);
});

test('words that nothing is near stay as typed, however long', () => {
  const long = 'q'.repeat(5000);
  expect(correct(`zzzz ${long}`)).toBe(`zzzz ${long}`);
});

test('mending never loses a word and is finished in one go', () => {
  const word = fc.oneof(fc.constantFrom(...Object.keys(COUNTS)), fc.stringMatching(/^[a-z]{1,12}$/));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const once = correctWords(words, vocabulary);
      expect(once.length).toBeGreaterThanOrEqual(words.length);
      for (const known of words.filter((entry) => entry in COUNTS)) expect(once).toContain(known);
    }),
  );
});
