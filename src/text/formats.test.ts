import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, formatDate, formatDateTime, formatIsoDate, formatNumber, shorten } from './formats.ts';

test('dates and times are those of Vietnam, whatever the zone of the machine', () => {
  const late = new Date('2026-11-21T17:05:00Z');
  expect(formatDate(late)).toBe('22/11/2026');
  expect(formatDateTime(late)).toBe('22/11/2026 00:05');
  expect(formatDateTime(new Date('2026-11-21T16:59:59Z'))).toBe('21/11/2026 23:59');
});

test('a date is the one that the zone of Viet Nam has, in any year', () => {
  const of = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh', ...options });
  const [date, time] = [of({ day: '2-digit', month: '2-digit', year: 'numeric' }), of({ hour: '2-digit', minute: '2-digit', hour12: false })];
  const near = fc.date({ min: new Date('1940-01-01'), max: new Date('2120-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(near, (at) => {
      expect(formatDate(at)).toBe(date.format(at));
      expect(formatDateTime(at)).toBe(`${date.format(at)} ${time.format(at)}`);
      expect(dayOf(at)).toBe(date.format(at).split('/').reverse().join('-'));
    }),
  );
  expect(() => formatDate(new Date(Number.NaN))).toThrow(RangeError);
});

test('thousands are parted by dots', () => {
  expect(formatNumber(7678)).toBe('7.678');
  expect(formatNumber(1234567)).toBe('1.234.567');
});

test('a date of a source is turned round, anything else stays', () => {
  expect(formatIsoDate('2026-07-18')).toBe('18/07/2026');
  expect(formatIsoDate('từ 2025-07-01 đến 2026-02-28')).toBe('từ 01/07/2025 đến 28/02/2026');
  for (const text of ['2026', '12026-07-18', '2026-07', 'trang 12-34']) expect(formatIsoDate(text)).toBe(text);
});

test('a long text is cut at a word, without the punctuation before the cut', () => {
  expect(shorten('giấy khai sinh, bản sao', 17)).toBe('giấy khai sinh…');
  expect(shorten('giấy khai sinh', 14)).toBe('giấy khai sinh');
  expect(shorten('x'.repeat(30), 10)).toBe(`${'x'.repeat(9)}…`);
});

test('a text is never longer than the limit, begins as it did, and no character is broken', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ế', ' ', ',', '😀', '…', '.'), minLength: 1, maxLength: 80, size: 'max' });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 40 }), (long, limit) => {
      const short = shorten(long, limit);
      expect(short.length).toBeLessThanOrEqual(limit);
      expect(short.isWellFormed()).toBe(true);
      if (short !== long) expect(long.startsWith(short.slice(0, -1))).toBe(true);
    }),
  );
});
