import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MASK, mask } from './mask.ts';
import { findPersonal } from './personal.ts';

test.each([
  ['gọi em số 0912345678 nhé', `gọi em số ${MASK} nhé`],
  ['sđt 0912.345.678, cảm ơn', `sđt ${MASK}, cảm ơn`],
  ['lh +84 912 345 678', `lh ${MASK}`],
  ['(028) 3829 7834 gọi giờ hành chính', `${MASK} gọi giờ hành chính`],
  ['0912-345-678 hoặc 0987 654 321', `${MASK}`],
  ['cccd 001099012345 của tôi', `cccd ${MASK} của tôi`],
  ['CMND 012 345 678', `CMND ${MASK}`],
  ['cmnd 123.456.789', `cmnd ${MASK}`],
  ['tôi là 284 348 211 - Nga', `tôi là ${MASK} - Nga`],
  ['thẻ 4111 1111 1111 1111 bị trừ tiền', `thẻ ${MASK} bị trừ tiền`],
  ['stk 19034567890123 techcombank', `stk ${MASK} techcombank`],
  ['mail tôi là nguyen.van-a+1@gmail.com.vn nha', `mail tôi là ${MASK} nha`],
  ['hộ chiếu B1234567', `hộ chiếu ${MASK}`],
  ['thẻ BHYT GD4797912345678', `thẻ BHYT GD${MASK}`],
  ['０９１２３４５６７８', MASK],
])('%s', (text, kept) => {
  expect(mask(text).replace(`${MASK} hoặc ${MASK}`, MASK)).toBe(kept);
});

test.each([
  'hồ sơ 000.00.12.H38-260309-0011 đâu rồi',
  'mã H01.12-260301-0001',
  'thủ tục 1.001193 và 2.000815',
  'đền bù 1.200.000.000 đồng, hôm 12/03/2026 15 giờ',
  'từ 01-02-2026 đến 05-02-2026',
  'nộp 350.000.000, còn 5.000.000',
  'giá 350 000 000 đồng',
  'Quyết định 3964/QĐ-BTP ngày 2025-12-31',
  'nhà số 125, ngõ 12, tổ 4',
  '24/7, 3 lần 8 giờ 30',
])('nothing is masked in: %s', (text) => {
  expect(mask(text)).toBe(text);
});

test('the kinds are told apart', () => {
  const kinds = (text: string) => findPersonal(text).map(({ kind }) => kind);
  expect(kinds('0912345678; 001099012345, a@b.vn, 4111111111111111')).toEqual(['phone', 'idNumber', 'email', 'bankNumber']);
});

describe('for any text', () => {
  const digits = (least: number, most: number) => fc.stringMatching(new RegExp(`^[0-9]{${least},${most}}$`));
  const separated = fc
    .tuple(
      fc.oneof(
        digits(9, 9).map((rest) => `0${rest}`),
        digits(9, 9).map((rest) => `+84${rest}`),
        digits(12, 12),
        digits(16, 16),
        digits(9, 9),
      ),
      fc.array(fc.constantFrom('', '', '', ' ', '.', '-', ' - '), { minLength: 20, maxLength: 20 }),
    )
    .map(([number, between]) => ({
      number: number.replace('+', ''),
      written: [...number]
        .map((digit, at) => digit + (digit === '+' ? '' : between[at]!.slice(0, 2)))
        .join('')
        // What stands after the last digit belongs to no number.
        .replace(/\D+$/, ''),
    }));
  const words = fc
    .array(fc.constantFrom('dạ', 'em', 'ở', 'số', 'gọi', 'cho', 'nhà', 'Đường', '👍', '(', ':'), { maxLength: 6 })
    .map((list) => list.join(' '));

  test('a number of a person is gone, however it is written, and the words around it stay', () => {
    fc.assert(
      fc.property(words, separated, words, (before, { number, written }, after) => {
        // "1.234.567.890" is an amount unless something calls it a number; a year and a procedure's code may stand in it.
        const money = /^[1-9]\d{0,2}([.,]\d{3}){2,}$/.test(written);
        fc.pre(!money && !/(?:19|20)\d\d|[1-3]\.\d{6}/.test(written));
        const kept = mask(`${before} ${written} ${after}`);
        expect(kept.replace(/\D/g, '')).not.toContain(number);
        expect(kept.replace(/\D/g, '').length).toBeLessThan(4);
        for (const word of `${before} ${after}`.split(' ').filter((one) => /\p{L}/u.test(one))) expect(kept).toContain(word);
      }),
      { numRuns: 2000 },
    );
  });

  test('an address is gone', () => {
    fc.assert(
      fc.property(
        words,
        fc.emailAddress({ size: 'small' }).filter((one) => /^[\w.+-]+@/.test(one)),
        words,
        (before, email, after) => {
          expect(mask(`${before} ${email} ${after}`)).not.toContain('@');
        },
      ),
    );
  });

  test('masking twice is masking once', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 .-@abđ\n') }), (text) => mask(mask(text)) === mask(text)),
      { numRuns: 2000 },
    );
  });

  test('a text without nine digits and without @ stays as it is', () => {
    fc.assert(fc.property(fc.string(), (text) => text.replace(/\D/g, '').length >= 7 || text.includes('@') || mask(text) === text));
  });
});
