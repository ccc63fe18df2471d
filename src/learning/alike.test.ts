import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finish } from '#src/platform/steps.ts';
import { groupAlike, keyOf } from './alike.ts';

const group = (texts: string[]) =>
  finish(groupAlike(texts.map((text) => ({ key: keyOf(text), text })))).map((members) => members.map(({ text }) => text));

test('the same words with and without diacritics, and nearly the same, are one group', () => {
  expect(group(['xin giấy mở quán nhậu', 'mua vé tàu hỏa', 'xin giay mo quan nhau', 'xin giấy phép mở quán nhậu', 'mua ve tau'])).toEqual([
    ['xin giấy mở quán nhậu', 'xin giay mo quan nhau', 'xin giấy phép mở quán nhậu'],
    ['mua vé tàu hỏa', 'mua ve tau'],
  ]);
});

test('every question is in one group, which its own text leads or resembles', () => {
  const texts = fc.array(
    fc.array(fc.constantFrom('xin', 'giấy', 'đất', 'cưới', 'khai', 'sinh'), { minLength: 1, maxLength: 6 }).map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(texts, (list) => {
      const groups = group(list);
      expect(groups.flat().sort()).toEqual([...list].sort());
      expect(group(list)).toEqual(groups);
    }),
  );
});
