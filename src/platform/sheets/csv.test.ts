import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '#src/platform/errors.ts';
import { decodeCsv, formatCsv, parseCsv } from './csv.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('=1+1', "'=1", '+84', '-', '@a', 'a"b', 'a;b,c', '\r\n', '007', '\ttab'),
);

test('texts are the same again, with quotes, line breaks, leading zeros and what looks like a formula', () => {
  const rows = fc.array(fc.array(fc.option(text), { minLength: 2, maxLength: 4 }), { minLength: 1 });
  fc.assert(
    fc.property(
      rows,
      (given) => void expect(parseCsv(decodeCsv(Buffer.from(formatCsv([['a', 'b', 'c', 'd', 'e'], ...given])))).slice(1)).toEqual(given),
    ),
  );
});

test('what looks like a formula never begins a cell', () => {
  expect(formatCsv([['=1', '+1', '-1', '@x', 'a=1']])).toBe("\ufeff'=1,'+1,'-1,'@x,a=1\r\n");
});

test.each([';', '\t', ','])('cells parted by %j', (sign) => {
  expect(parseCsv(`code${sign}name\n1.000001${sign}"a${sign}b"\n`)).toEqual([
    ['code', 'name'],
    ['1.000001', `a${sign}b`],
  ]);
});

test('UTF-16 of Excel is read, another encoding is refused', () => {
  expect(decodeCsv(Buffer.from('\ufeffĐăng', 'utf16le'))).toBe('\ufeffĐăng');
  expect(() => decodeCsv(Buffer.from([0xd0, 0x61]))).toThrow(AppError);
});
