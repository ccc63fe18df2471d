import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDossierCode } from './dossierCode.ts';

/** reference/domain.md, section 2.1: both orders, with serials of 4 to 6 digits. */
const CODES = ['000.00.12.H02-160512-0001', '000.00.01.H26-260930-0012', 'H02.12-250701-0001', 'G01.899.909-260916-890028', 'H26-260930-00123'];
const SENTENCES = [
  '@',
  'hồ sơ @ của tôi sao rồi',
  'mã:@',
  'Tra giúp em (@).',
  'em có @, @ chưa xong',
  'số @?',
  'Tra giúp hồ sơ. @',
  '"@"',
  '@\nxong chưa ạ',
];

describe.each(CODES)('%s', (code) => {
  test.each(SENTENCES)('is found in "%s"', (sentence) => {
    expect(findDossierCode(sentence.replaceAll('@', code))).toBe(code);
  });

  test('is found with any dash, with spaces around it, and in lower case', () => {
    for (const dash of ['-', '–', '—', '−', '‑', '‐', '－', '﹣', '_'])
      for (const space of ['', ' ', '  ']) expect(findDossierCode(code.replaceAll('-', space + dash + space).toLowerCase()), dash).toBe(code);
  });

  test('is found with spaces around its dots', () => {
    expect(findDossierCode(`hồ sơ ${code.replaceAll('.', ' . ')}`)).toBe(code);
  });

  test('is found with the letter O for every zero', () => {
    expect(findDossierCode(code.replaceAll('0', 'O'))).toBe(code);
    expect(findDossierCode(`hồ sơ ${code.replaceAll('0', 'o').toLowerCase()} ạ`)).toBe(code);
  });
});

test('of two codes the first is taken', () => {
  expect(findDossierCode('H26.1-260930-0012 và H26.1-260930-0013')).toBe('H26.1-260930-0012');
});

test.each([
  ['a month that is none', 'H26.1-261331-0012'],
  ['a day that is none', 'H26.1-260230-0012'],
  ['the 29th of February of a common year', 'H26.1-250229-0012'],
  ['day zero', 'H26.1-260900-0012'],
  ['a year before the rule', 'H26.1-150930-0012'],
])('%s is no date of a dossier', (_, code) => {
  expect(findDossierCode(code)).toBeNull();
});

test('the 29th of February of a leap year is', () => {
  expect(findDossierCode('H26.1-240229-0012')).toBe('H26.1-240229-0012');
});

test.each([
  ['a serial of three digits', 'H26.1-260930-001'],
  ['a serial of seven digits', 'H26.1-260930-0012345'],
  ['no organisation', '260930-0012'],
  ['part of a longer word', 'xH26.1-260930-0012'],
  ['part of a longer number', '1000.00.12.H02-160512-0001'],
  ['a short date', 'H26.1-26093-0012'],
  ['no dashes', 'H26.1 260930 0012'],
  ['a procedure code', '1.001193'],
  ['a telephone number', '0912-345-678'],
  ['a date', '12-05-2026'],
  ['nothing', ''],
])('%s is no code', (_, text) => {
  expect(findDossierCode(text)).toBeNull();
});

test('any well-formed code is found in any place, normalised', () => {
  const number = (least: number, most: number, digits: number) =>
    fc.integer({ min: least, max: most }).map((value) => String(value).padStart(digits, '0'));
  const letter = fc.constantFrom(...'ABCDEGHKLMNPQRSTUVXYZ');
  const old = fc
    .tuple(number(0, 999, 3), number(0, 99, 2), number(0, 99, 2), letter, number(0, 99, 2))
    .map(([a, b, c, d, e]) => `${a}.${b}.${c}.${d}${e}`);
  const current = fc
    .tuple(letter, number(0, 99, 2), fc.array(fc.integer({ min: 0, max: 999 }), { maxLength: 3 }))
    .map(([first, two, rest]) => [`${first}${two}`, ...rest].join('.'));
  const date = fc.tuple(number(16, 99, 2), number(1, 12, 2), number(1, 28, 2)).map((parts) => parts.join(''));
  const serial = fc.integer({ min: 4, max: 6 }).chain((digits) => number(0, 10 ** digits - 1, digits));
  const dash = fc.constantFrom('-', ' - ', '–', ' — ', '−');
  fc.assert(
    fc.property(fc.oneof(old, current), date, serial, dash, dash, fc.constantFrom(...SENTENCES), (unit, day, last, one, two, sentence) => {
      const typed = `${unit}${one}${day}${two}${last}`;
      expect(findDossierCode(sentence.replaceAll('@', typed.toLowerCase()))).toBe(`${unit}-${day}-${last}`);
    }),
  );
});

test('whatever is typed, what is found has the form of a code', () => {
  const near = fc.string({ unit: fc.constantFrom(...'0123456789OHG.- –o'), maxLength: 60 });
  fc.assert(
    fc.property(near, (text) => {
      const code = findDossierCode(text);
      if (code !== null) expect(code).toMatch(/^(\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(\.\d{1,3}){0,3})-\d{6}-\d{4,6}$/);
    }),
  );
});
