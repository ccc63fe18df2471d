import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitText } from './split.ts';

const word = 'giấy ';

test('a text within the limit stays as it is, a blank one is nothing', () => {
  expect(splitText('Xin chào', 8)).toEqual(['Xin chào']);
  expect(splitText(' \n ', 8)).toEqual([]);
});

test('a paragraph is the best place to cut, then a line, a sentence, a word', () => {
  const lines = `${word.repeat(3)}.\n${word.repeat(3)}.`;
  expect(splitText(`${lines}\n\n${lines}`, 50)).toEqual([lines, lines]);
  expect(splitText('Một hai ba bốn.\nNăm sáu. Bảy tám', 26)).toEqual(['Một hai ba bốn.', 'Năm sáu. Bảy tám']);
  expect(splitText('Nộp hồ sơ tại xã. Nhận kết quả sau đó', 25)).toEqual(['Nộp hồ sơ tại xã.', 'Nhận kết quả sau đó']);
  expect(splitText('Nộp hồ sơ tại Bộ phận Một cửa', 14)).toEqual(['Nộp hồ sơ tại', 'Bộ phận Một', 'cửa']);
});

test('a better boundary that would leave less than half a part is not taken', () => {
  expect(splitText('Dạ.\n\nNộp hồ sơ tại Bộ phận Một cửa', 24)).toEqual(['Dạ.\n\nNộp hồ sơ tại Bộ', 'phận Một cửa']);
});

test('the number of a choice is no end of a sentence', () => {
  expect(splitText('Xin chọn một mục: 1. Khai sinh', 22)).toEqual(['Xin chọn một mục: 1.', 'Khai sinh']);
  expect(splitText('Xin chọn. Mục số 1. Khai sinh', 22)).toEqual(['Xin chọn. Mục số 1.', 'Khai sinh']);
  expect(splitText('Xin chọn mục. Số 1. Khai sinh', 22)).toEqual(['Xin chọn mục.', 'Số 1. Khai sinh']);
});

test('a part may be as long as the limit, also when white space follows', () => {
  expect(splitText(`${'a'.repeat(10)} ${'b'.repeat(10)}`, 10)).toEqual(['a'.repeat(10), 'b'.repeat(10)]);
});

test('a word longer than the limit is cut between characters as they are seen', () => {
  const decomposed = 'ệ'.normalize('NFD');
  expect(decomposed).toHaveLength(3);
  expect(splitText(decomposed.repeat(4), 8)).toEqual([decomposed.repeat(2), decomposed.repeat(2)]);
  expect(splitText('👨‍👩‍👧👨‍👩‍👧', 9)).toEqual(['👨‍👩‍👧', '👨‍👩‍👧']);
  expect(splitText('😀😀', 3)).toEqual(['😀', '😀']);
});

test('marks heaped beyond the limit still end, and never inside a surrogate pair', () => {
  const heap = `a${'\u0301'.repeat(100)}${'𝅥'.repeat(100)}`;
  for (const part of splitText(heap, 11)) expect(part.isWellFormed()).toBe(true);
  expect(splitText(heap, 11).join('')).toBe(heap);
  expect(() => splitText('a', 1)).toThrow(RangeError);
});

test('whatever the text: no part is empty or too long, only white space is lost, no pair and no letter with marks is broken', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('\n\n', '\n', '. ', ' ', 'ệ'.normalize('NFD'), 'Điều 5.', '🇻🇳', ' \u0323', 'https://dichvucong.gov.vn/p/home'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 30, max: 200 }), (pieces, limit) => {
      const text = pieces.join('').toWellFormed();
      const parts = splitText(text, limit);
      const solid = (some: string) => some.replace(/\s+/g, '');
      expect(solid(parts.join(''))).toBe(solid(text));
      for (const part of parts) {
        expect(part.trim()).not.toBe('');
        expect(part.length).toBeLessThanOrEqual(limit);
        expect(part.isWellFormed()).toBe(true);
      }
      for (const part of parts.slice(1)) expect(part).not.toMatch(/^\p{M}/u);
    }),
    { numRuns: 500 },
  );
});
