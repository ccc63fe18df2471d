import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinList, splitList } from '#src/platform/sheets/cells.ts';
import { readNumber } from '#src/platform/sheets/numbers.ts';
import { codeOfTitle, readCode } from './codes.ts';
import { readDate } from './dates.ts';

test('a list in a cell is the same list again, whatever its texts hold', () => {
  const item = fc.string({ unit: 'grapheme' }).filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(
      fc.array(fc.oneof(item, fc.constantFrom('a\nb', '\\n', 'C:\\tệp\r\n', '\\'))),
      (items) => void expect(splitList(joinList(items))).toEqual(items),
    ),
  );
});

test('empty lines of a list say nothing, and both kinds of line break part', () => {
  expect(splitList('một\r\n\n  \nhai\n')).toEqual(['một', 'hai']);
});

describe('a number', () => {
  test.each([
    ['5', { value: 5 }],
    ['7.678', { value: 7678, note: 'thousands' }],
    ['1.234.567', { value: 1234567, note: 'thousands' }],
    ['0,5', { value: 0.5 }],
    ['0.5', { value: 0.5 }],
    ['7,678', { fault: 'ambiguous' }],
    [7.678, { fault: 'ambiguous' }],
    [0.5, { value: 0.5 }],
    [7678, { value: 7678 }],
    ['5 ngày', { fault: 'invalid' }],
    [true, { fault: 'invalid' }],
  ])('%s', (cell, expected) => expect(readNumber(cell)).toEqual(expected));

  test('a whole number is read as it was written, as number and as text', () => {
    fc.assert(fc.property(fc.nat(), (value) => void [value, String(value)].forEach((cell) => void expect(readNumber(cell)).toEqual({ value }))));
  });
});

describe('a date', () => {
  test.each([
    ['05/07/2026', { value: '2026-07-05', converted: true }],
    [46221, { value: '2026-07-18', converted: true }],
    ['46221', { value: '2026-07-18', converted: true }],
    [new Date('2026-07-18T00:00:00Z'), { value: '2026-07-18', converted: true }],
    [2026, { value: '2026', converted: false }],
    ['2026', { value: '2026', converted: false }],
    ['~2019-2021 (TP Thanh Hóa)', { value: '~2019-2021 (TP Thanh Hóa)', converted: false }],
    ['31/02/2026', { fault: 'invalid' }],
    [12, { fault: 'invalid' }],
  ])('%s', (cell, expected) => expect(readDate(cell)).toEqual(expected));

  test('of any day is read alike from Excel’s number and from dd/mm/yyyy', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20_000, max: 79_999 }), (serial) => {
        const reading = readDate(serial) as { value: string };
        expect(readDate(reading.value.split('-').reverse().join('/'))).toEqual(reading);
      }),
    );
  });
});

describe('a code', () => {
  test.each([
    ['1.001193', { code: '1.001193' }],
    [' x-0123456789 ', { code: 'x-0123456789' }],
    ['Chưa có mã quốc gia (x-0123456789)', { code: 'x-0123456789' }],
    ['1.001193.000.00.00.H07', { code: '1.001193', note: 'suffix' }],
    [1.00119, { code: '1.001190', note: 'number' }],
    [2000100, { code: '2.000100', note: 'number' }],
    ['7', { code: '7' }],
    [-1, { code: '-1' }],
  ])('%s', (cell, expected) => expect(readCode(cell)).toEqual(expected));

  test('made of a title has the form of one', () => expect(codeOfTitle('Đăng ký')).toMatch(/^x-[0-9a-f]{10}$/));
});
