import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { realFiles } from '#tests/support/assistant.ts';
import { addMonths, daysBetween, nextDay, valuesDay } from './valuesDate.ts';

const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(day).toISOString().startsWith(day);
const aDay = fc.date({ min: new Date('2000-01-01'), max: new Date('2040-12-31'), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));

test.each([
  ['2026-07-18', 12, '2027-07-18'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2023-11-30', 3, '2024-02-29'],
  ['2025-12-31', 6, '2026-06-30'],
])('%s and %i months is %s', (day, months, expected) => {
  expect(addMonths(day, months)).toBe(expected);
});

test('months lead to a day that exists, later than before, by no more than their length', () => {
  fc.assert(
    fc.property(aDay, fc.integer({ min: 1, max: 48 }), (day, months) => {
      const later = addMonths(day, months);
      expect(isDay(later)).toBe(true);
      expect(daysBetween(day, later)).toBeGreaterThanOrEqual(28 * months);
      expect(daysBetween(day, later)).toBeLessThanOrEqual(31 * months);
    }),
  );
});

test('the next day is one day away, also over the end of a year and a leap day', () => {
  expect(nextDay('2024-02-28')).toBe('2024-02-29');
  expect(nextDay('2025-12-31')).toBe('2026-01-01');
  fc.assert(fc.property(aDay, (day) => void expect(daysBetween(day, nextDay(day))).toBe(1)));
});

describe('the day of the values', () => {
  const portal = ['x (dichvucong.gov.vn, 2026-07-18)', 'y (dichvucong.gov.vn, 2026-07)', 'z (xã Núi Cấm, 2026-08-06)'];

  test.each([
    ['2017-04-21 (thị xã Cửa Lò, Nghệ An)', '2017-04-21'],
    ['2026-07', '2026-07-31'],
    ['2023', '2023-12-31'],
    ['~2018 (Quảng Nam: 15 TTHC)', '2018-12-31'],
    ['~2019-2022 (page "Các thủ tục mức độ 2")', '2022-12-31'],
    ['~2020-2023', '2023-12-31'],
    ['2013-2023 (Nha Trang; QĐ 886/QĐ-UBND ngày 11/4/2013)', '2023-12-31'],
    ['2024-2025 (huyện Tứ Kỳ)', '2025-12-31'],
  ])('%s is %s', (valuesAsOf, expected) => {
    expect(valuesDay({ valuesAsOf, sources: [] })).toBe(expected);
  });

  test('a year alone is the earliest dated copy of that year among the sources', () => {
    expect(valuesDay({ valuesAsOf: '2026', sources: portal })).toBe('2026-07-18');
    expect(valuesDay({ valuesAsOf: '2026', sources: portal.slice(1, 2) })).toBe('2026-07-31');
    expect(valuesDay({ valuesAsOf: '2025', sources: portal })).toBe('2025-12-31');
  });

  test.each([undefined, '', 'Cổng', '2026-13-01', '2026-02-30', '12/2024'])('%s is none', (valuesAsOf) => {
    expect(valuesDay({ valuesAsOf, sources: portal })).toBeNull();
  });

  test('whatever is written, it is a day that exists or none', () => {
    const written = fc.oneof(fc.string(), fc.stringMatching(/^~?20\d{2}-\d{1,2}(-\d{1,2})?( .*)?$/));
    fc.assert(
      fc.property(written, fc.array(written), (valuesAsOf, sources) => {
        const day = valuesDay({ valuesAsOf, sources });
        expect(day === null || isDay(day)).toBe(true);
      }),
    );
  });

  test('every dated procedure of the real files has one', () => {
    for (const { content } of realFiles().procedures) expect(valuesDay(content) === null).toBe(content.valuesAsOf === undefined);
  });
});
