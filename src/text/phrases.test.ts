import { expect, test } from 'vitest';
import { createAnalyser } from './analyse.ts';
import { PhraseSet } from './phrases.ts';

const analyse = createAnalyser({ words: { ko: 'không' }, phrases: {}, abroad: { before: [], places: [] } });
const set = new PhraseSet<string>(
  [
    ['lệ phí', 'fee'],
    ['lệ', 'word'],
    ['phí không', 'free'],
    ['mất bao lâu', 'time'],
    ['lệ phí', 'again'],
    ['…', 'nothing'],
  ],
  analyse,
);
const find = (text: string) => set.find(analyse(text).words).map(({ value, from, to }) => `${value} ${from}-${to}`);

test('every phrase is found at its place, overlapping ones too, with or without diacritics', () => {
  expect(find('có LỆ PHÍ ko')).toEqual(['word 1-2', 'fee 1-3', 'again 1-3', 'free 2-4']);
  expect(find('mat bao lau')).toEqual(['time 0-3']);
});

test('words in between or cut off are not the phrase', () => {
  expect(find('lâu mất bao')).toEqual([]);
  expect(find('mất bao nhiêu lâu')).toEqual([]);
  expect(set.has(analyse('').words)).toBe(false);
});

test('a phrase of no words is never found', () => {
  expect(find('… ...')).toEqual([]);
});

test('by marks, a word of other diacritics is another word; one without any may be meant', () => {
  const marked = new PhraseSet<string>(
    ['chung chi', 'hồ sơ khống', 'đang cháy', 'bảo kê', 'hòa giải'].map((one): [string, string] => [one, one]),
    analyse,
    {
      byMarks: true,
    },
  );
  const found = (text: string) => marked.find(analyse(text).words).map(({ value }) => value);
  expect(found('bản sao văn bằng chứng chỉ, nhận hồ sơ không, thuyền đang chạy')).toEqual([]);
  expect(found('chung chi cho họ, lập hồ sơ khống')).toEqual(['chung chi', 'hồ sơ khống']);
  expect(found('dang chay nha')).toEqual(['đang cháy']);
  expect(found('nhà đang chay')).toEqual(['đang cháy']);
  expect(found('bão kê, hoà giải')).toEqual(['bảo kê', 'hòa giải']);
});
