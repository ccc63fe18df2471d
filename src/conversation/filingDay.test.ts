import fc from 'fast-check';
import { expect, test } from 'vitest';
import { realLanguage } from '#tests/support/assistant.ts';
import { createFilingReader, type FilingDay, filingOn } from './filingDay.ts';

const read = createFilingReader(realLanguage().filing);
/** A Friday. */
const TODAY = '2026-11-27';
const dayOf = (message: string) => {
  const filing = read(message);
  return filing && filingOn(filing.day, TODAY);
};

test.each([
  ['nộp hôm nay thì bao giờ xong', '2026-11-27'],
  ['hom nay nop thi bao gio co', '2026-11-27'],
  ['bữa ni nộp thì khi mô có', '2026-11-27'],
  ['mai nộp hồ sơ thì mấy hôm có', '2026-11-28'],
  ['khi nào xong nếu nộp sáng mai', '2026-11-28'],
  ['ngày mốt nộp thì chừng nào lấy được', '2026-11-29'],
  ['chiều thứ sáu nộp thì bữa nào lấy được', '2026-11-27'],
  ['t2 nộp thì hôm nào lấy', '2026-11-30'],
  ['nop thu 2 tuan sau thi khi nao co', '2026-11-30'],
  ['thứ sáu tuần tới nộp thì ngày nào trả kết quả', '2026-12-04'],
  ['thứ hai tuần này nộp thì khi nào có', '2026-11-23'],
  ['chủ nhật nộp thì bao giờ xong', '2026-11-29'],
  ['2 tuần nữa nộp thì khi nào có', '2026-12-11'],
  ['nộp sau 3 ngày nữa thì khi nào có', '2026-11-30'],
  ['tuần sau nộp thì mấy ngày có', '2026-12-04'],
  ['nộp ngày 28/12 thì hôm nào lấy', '2026-12-28'],
  ['nộp ngày 28-12-2026 thì hôm nào lấy', '2026-12-28'],
  ['nộp ngày 5 tháng 1 thì khi nào xong', '2027-01-05'],
  ['nộp ngày 5 tháng 1 năm 2028 thì khi nào xong', '2028-01-05'],
  ['nộp ngày 20/11 thì khi nào lấy', '2026-11-20'],
  ['ngày 3 nộp thì khi nào lấy', '2026-12-03'],
  ['nộp ngày 31/2 thì khi nào lấy', null],
  ['if I file today when is it ready', '2026-11-27'],
  ['when will it be ready if I submit on Monday', '2026-11-30'],
])('"%s" names %s', (message, day) => {
  expect(read(message)).not.toBeNull();
  expect(dayOf(message)).toBe(day);
});

test.each([
  'tôi nộp hồ sơ hôm qua khi nào có kết quả',
  'hồ sơ của tôi nộp thứ hai bao giờ xong',
  'đã nộp hôm nay khi nào có kết quả',
  'khi nào nộp để thứ hai có',
  'mai táng phí nộp hồ sơ khi nào có',
  'hôm nay mấy giờ mở cửa',
  'thứ bảy có làm không',
  'khai sinh con thứ hai khi nào có',
  'làm khai sinh mất bao lâu',
  'nộp hôm nay cần giấy tờ gì',
  'làm lại mái nhà thì khi nào có giấy phép',
  'thứ mấy thì có trích lục, em nộp sáng nay',
])('"%s" asks for no such day', (message) => {
  expect(read(message)).toBeNull();
});

test.each([
  ['sáng mai nộp thì khi nào có', 'morning'],
  ['chieu thu sau nop thi bua nao lay duoc', 'afternoon'],
  ['hôm nay nộp thì khi nào có', null],
])('"%s": the part of the day', (message, part) => {
  expect(read(message)?.part).toBe(part);
});

test('what is left names the procedure and asks for the time, in the writer’s way of typing', () => {
  expect(read('đăng ký kết hôn nộp hôm nay thì bao giờ có kết quả?')?.question).toBe('đăng ký kết hôn mất bao lâu');
  expect(read('dang ky ket hon nop hom nay thi bao gio co ket qua')?.question).toBe('dang ky ket hon mat bao lau');
});

test('any text is read without a fault, and a day it names is one of the calendar', () => {
  const words = [
    'nộp',
    'nop',
    'hôm nay',
    'thứ hai',
    'tuần sau',
    '31/2',
    '29/2/2028',
    'ngày 31',
    'thì',
    'khi nào',
    'xong',
    'có',
    '3',
    'nữa',
    '😀',
    'İ',
    '/',
  ];
  const messages = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join(' ')),
  );
  const days = fc.date({ min: new Date('2024-01-01'), max: new Date('2031-12-31'), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
  fc.assert(
    fc.property(messages, days, (message, today) => {
      const filing = read(message);
      const day = filing && filingOn(filing.day, today);
      if (day) expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
    }),
  );
});

test('a weekday without a week is within the next seven days; a date without a year within half a year', () => {
  const days = fc.date({ min: new Date('2024-01-01'), max: new Date('2031-12-31'), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
  const away = (day: string | null, today: string) => (Date.parse(day as string) - Date.parse(today)) / 86_400_000;
  fc.assert(
    fc.property(
      days,
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 28 }),
      fc.integer({ min: 1, max: 12 }),
      (today, weekday, day, month) => {
        const coming = away(filingOn({ kind: 'weekday', weekday, weeks: null }, today), today);
        expect(coming >= 0 && coming < 7).toBe(true);
        const date: FilingDay = { kind: 'date', day, month, year: null };
        expect(Math.abs(away(filingOn(date, today), today))).toBeLessThanOrEqual(183);
        expect(away(filingOn({ ...date, month: null }, today), today)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
