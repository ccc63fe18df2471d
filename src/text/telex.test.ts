import { expect, test } from 'vitest';
import { realFiles } from '#tests/support/assistant.ts';
import { fold } from './fold.ts';
import { isSyllable } from './syllables.ts';
import { undoTelex } from './telex.ts';

const LETTERS: Record<string, string> = { '\u0306': 'w', '\u031b': 'w', '\u0301': 's', '\u0300': 'f', '\u0309': 'r', '\u0303': 'x', '\u0323': 'j' };
const CIRCUMFLEX = '\u0302';

/** A word as the keys that type it, with the tone at its end: "giấy" → "giaays". */
function keys(word: string): string {
  let tone = '';
  let typed = '';
  for (const unit of word.normalize('NFD').toLowerCase().replaceAll('đ', 'dd')) {
    const key = unit === CIRCUMFLEX ? typed.at(-1) : LETTERS[unit];
    if (key === undefined) typed += unit;
    else if ('sfrxj'.includes(key)) tone = key;
    else typed += key;
  }
  return typed + tone;
}

test.each([
  ['ddang', 'dang'],
  ['kys', 'ky'],
  ['giaays', 'giay'],
  ['chuwngs', 'chung'],
  ['thuwcj', 'thuc'],
  ['dduowcj', 'duoc'],
  ['sinhh', 'sinh'],
])('%s is %s', (typed, meant) => {
  expect(undoTelex(typed)).toBe(meant);
});

test('a word without any Telex in it stays as it is', () => {
  for (const word of ['dang', 'khai', 'quyen', 'nguoi', 'thuong']) expect(undoTelex(word)).toBe(word);
});

test('the keys of every word in the titles of the catalogue give the word', () => {
  const words = new Set(realFiles().procedures.flatMap(({ content }) => content.name.toLowerCase().match(/\p{L}+/gu) ?? []));
  const syllables = [...words].filter((word) => isSyllable(fold(word)));
  const lost = syllables.filter((word) => undoTelex(fold(keys(word))) !== fold(word));
  expect(syllables.length).toBeGreaterThan(500);
  expect(lost).toEqual([]);
});

test('syllables are told from what is none', () => {
  for (const word of ['nghieng', 'khuya', 'quyen', 'giuong', 'yeu', 'uong', 'y', 'thuo']) expect(isSyllable(word)).toBe(true);
  for (const word of ['ddang', 'kys', 'strt', 'xyz', 'sinhh', 'covid', '']) expect(isSyllable(word)).toBe(false);
});
