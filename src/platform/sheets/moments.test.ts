import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDateTime } from '#src/text/formats.ts';
import { readMoment } from './moments.ts';

const at = (text: string) => new Date(`${text}+07:00`);

describe('every form that exports use', () => {
  test.each([
    ['05/03/2026 08:30', '2026-03-05T08:30:00'],
    ['05/03/2026 08:30:15', '2026-03-05T08:30:15'],
    ['5/3/26 8:05', '2026-03-05T08:05:00'],
    ['05-03-2026 17:00', '2026-03-05T17:00:00'],
    ['05.03.2026 17h', '2026-03-05T17:00:00'],
    ['08h30 ngày 05/03/2026', '2026-03-05T08:30:00'],
    ['8 giờ 30 phút, ngày 5 tháng 3 năm 2026', '2026-03-05T08:30:00'],
    ['16:45 05/03/2026', '2026-03-05T16:45:00'],
    ['5/3/2026 2:30 PM', '2026-03-05T14:30:00'],
    ['5/3/2026 12:30 SA', '2026-03-05T00:30:00'],
    ['2026-03-05T08:30:00', '2026-03-05T08:30:00'],
    ['2026-03-05 08:30:00.000', '2026-03-05T08:30:00'],
    ['2026-03-05T01:30:00Z', '2026-03-05T08:30:00'],
    ['2026-03-05T08:30:00+07:00', '2026-03-05T08:30:00'],
    ['20260305083015', '2026-03-05T08:30:15'],
    [20260305083015, '2026-03-05T08:30:15'],
    [46086.354166666664, '2026-03-05T08:30:00'],
    ['46086,354166666664', '2026-03-05T08:30:00'],
    [new Date('2026-03-05T08:30:00Z'), '2026-03-05T08:30:00'],
  ])('%s', (cell, expected) => expect(readMoment(cell)).toEqual({ at: at(expected), timed: true }));

  test.each(['05/03/2026', '5/3/2026', '5/3/26', 'ngày 05 tháng 03 năm 2026', '2026-03-05', '20260305', 46086, '46086'])('%s is a day', (cell) =>
    expect(readMoment(cell)).toEqual({ at: at('2026-03-05T00:00:00'), timed: false }),
  );
});

test.each([
  ['31/02/2026', 'invalid'],
  ['29/02/2026', 'invalid'],
  ['03/25/2026', 'monthFirst'],
  ['05/03/2206', 'invalid'],
  ['05/03/2026 25:00', 'invalid'],
  ['05/03', 'invalid'],
  ['chưa có', 'invalid'],
  [5, 'invalid'],
  [true, 'invalid'],
])('%s is none', (cell, fault) => expect(readMoment(cell)).toEqual({ fault }));

test('whatever minute of this century, written as people do, is read again', () => {
  const minute = fc.integer({ min: Date.UTC(2000, 0, 2) / 60_000, max: Date.UTC(2099, 11, 30) / 60_000 });
  fc.assert(
    fc.property(minute, (value) => {
      const moment = new Date(value * 60_000);
      expect(readMoment(formatDateTime(moment))).toEqual({ at: moment, timed: true });
      expect(readMoment(moment.toISOString())).toEqual({ at: moment, timed: true });
    }),
  );
});
