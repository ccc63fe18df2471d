import { describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { at, local, realCalendar } from '#tests/support/calendar.ts';
import { dueLines } from './dueLines.ts';
import {
  apologyBy,
  closingTime,
  type Due,
  dueDate,
  type Interruption,
  isOverdue,
  isWorkingTime,
  makeCalendar,
  nextWorkingDay,
  nextWorkingMoment,
  previousWorkingDay,
  reappointmentBreaches,
  shiftWorkingDays,
  type Term,
  termNeedsReview,
  type WorkingTimePolicy,
  workingDayFrom,
  workingDaysBetween,
  workingMinutesBetween,
  yearToAnnounce,
} from './index.ts';

const calendar = realCalendar();
const days = (value: number): Term => ({ unit: 'workingDays', value });
const monday = '2026-03-09T09:15';

function dueOf(received: string, term: Term, interruptions: Interruption[] = [], policy: Partial<WorkingTimePolicy> = {}): Due {
  const due = dueDate(realCalendar(policy), { received: at(received), term, interruptions });
  if (!due.computed) throw new Error(due.because);
  return due;
}
const timeOf = (...args: Parameters<typeof dueOf>) => local(dueOf(...args).due);
const stop = (from: string, to: string | null, effect: Interruption['effect'] = 'pause'): Interruption => ({
  from: at(from),
  to: to ? at(to) : null,
  effect,
});

describe('choices of an authority', () => {
  test('one minute and one second after closing are after closing, closing itself is not', () => {
    const received = new Date(at('2026-03-09T17:00').getTime() + 1000);
    expect(dueDate(calendar, { received, term: days(1) })).toMatchObject({ dueOn: '2026-03-11', moved: 'afterClosing', dayZero: '2026-03-10' });
    expect(dueOf('2026-03-09T17:00', days(1))).toMatchObject({ dueOn: '2026-03-10', moved: null });
  });
  test('what comes after closing may count from the same day', () => {
    expect(timeOf('2026-03-09T19:00', days(1), [], { afterClosing: 'sameDay' })).toBe('2026-03-10T17:00');
  });
  test('the hour of receipt may be kept: a day is then the sessions’ length, and a pause is exact', () => {
    expect(timeOf(monday, days(2), [], { timeOfDay: 'preserve' })).toBe('2026-03-11T09:15');
    const paused = dueOf(monday, days(2), [stop('2026-03-10T09:15', '2026-03-10T14:15')], { timeOfDay: 'preserve' });
    expect([local(paused.due), paused.countedIn, paused.interruptions[0]]).toMatchObject(['2026-03-11T14:15', 'workingHours', { used: 8, left: 8 }]);
  });
  test('a term in days may end on a day off', () => {
    expect(timeOf('2026-04-22T09:00', { unit: 'days', value: 10 }, [], { rollForward: false })).toBe('2026-05-02T17:00');
  });
  test('sessions of a season count in that season only', () => {
    const seasons = [{ from: '04-16', to: '10-15', sessions: ['07:00-11:00', '13:30-17:30'] }];
    expect(timeOf('2026-04-13T09:00', days(2), [], { seasons })).toBe('2026-04-15T17:00');
    expect(timeOf('2026-04-13T09:00', days(3), [], { seasons })).toBe('2026-04-16T17:30');
    expect(timeOf('2026-04-15T16:00', { unit: 'workingHours', value: 2 }, [], { seasons })).toBe('2026-04-16T08:00');
  });
  test('a worked Saturday of the week makes no difference to those who always work on Saturday', () => {
    expect(timeOf('2026-03-13T09:00', days(1), [], { weeklyRest: [7] })).toBe('2026-03-14T17:00');
  });
  test('hours that are none are refused', () => {
    const policies = [{ sessions: [] }, { sessions: ['11:30-07:30'] }, { sessions: ['07:30-11:30', '11:00-17:00'] }, { transferCutoff: 'chiều' }];
    for (const policy of policies) expect(() => makeCalendar({ days: [], officialYears: [], policy })).toThrow('workingTimeInvalid');
  });
});

describe('terms', () => {
  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 10_001])('%s days is none', (value) => {
    expect(() => dueOf(monday, days(value))).toThrow('termInvalid');
  });
  test('months and days are whole', () => {
    expect(() => dueOf(monday, { unit: 'months', value: 1.5 })).toThrow('termInvalid');
    expect(() => dueOf(monday, { unit: 'days', value: 0.5 })).toThrow('termInvalid');
  });
  test('hours beyond a day are looked at by a person', () => {
    expect([8, 9, 15].map((value) => termNeedsReview({ unit: 'workingHours', value }))).toEqual([false, true, true]);
    expect(termNeedsReview(days(15))).toBe(false);
  });
  test('a term in words has no date, and says the words', () => {
    expect(dueDate(calendar, { received: at(monday), term: { unit: 'text', text: 'Theo thông báo' } })).toEqual({
      computed: false,
      because: 'text',
      text: 'Theo thông báo',
    });
  });
});

describe('interruptions', () => {
  test('while one lasts there is no date, and what is left is known', () => {
    const open = (effect: Interruption['effect']) =>
      dueDate(calendar, { received: at(monday), term: days(10), interruptions: [stop('2026-03-12T10:00', null, effect)] });
    const since = at('2026-03-12T10:00');
    expect(open('pause')).toEqual({ computed: false, because: 'paused', since, left: 7, unit: 'workingDays' });
    expect(open('restart')).toEqual({ computed: false, because: 'awaitingSupplement', since, left: 7, unit: 'workingDays' });
  });
  test('one that begins after the due date changes nothing, not even by a supplement, and says so', () => {
    for (const effect of ['pause', 'restart'] as const) {
      const due = dueOf(monday, days(3), [stop('2026-03-13T08:00', null, effect)]);
      expect([due.dueOn, due.interruptions[0]!.ignored]).toEqual(['2026-03-12', true]);
    }
  });
  test('their order does not matter, and what they share is counted once', () => {
    const [first, second] = [stop('2026-03-10T08:00', '2026-03-16T09:00'), stop('2026-03-12T08:00', '2026-03-17T09:00')];
    expect(timeOf(monday, days(5), [second, first])).toBe(timeOf(monday, days(5), [stop('2026-03-10T08:00', '2026-03-17T09:00')]));
    expect(timeOf(monday, { unit: 'workingHours', value: 8 }, [second, first])).toBe('2026-03-17T10:15');
  });
  test('a pause after a supplement counts from the new beginning', () => {
    const both = [stop('2026-03-11T10:00', '2026-03-17T10:00', 'restart'), stop('2026-03-19T10:00', '2026-03-23T10:00')];
    // Used: 18 and 19 March; 8 left after the 23rd.
    expect(timeOf(monday, days(10), both)).toBe('2026-04-02T17:00');
  });
  test('a pause divides months by their days', () => {
    // 9 March to 9 April are 31 days; 10 used, 21 left after 30 March.
    expect(timeOf(monday, { unit: 'months', value: 1 }, [stop('2026-03-19T10:00', '2026-03-30T09:00')])).toBe('2026-04-20T17:00');
  });
});

describe('provisional', () => {
  test('a year without announcement, and days that are only proposed', () => {
    expect(dueOf(monday, days(5)).provisional).toEqual([]);
    expect(dueOf('2026-12-30T09:00', days(5)).provisional).toEqual([{ kind: 'yearNotOfficial', year: 2027 }]);
    expect(dueOf('2026-11-20T09:00', days(3)).provisional.map((entry) => (entry.kind === 'dayProposed' ? entry.date : entry.year))).toEqual([
      '2026-11-23',
    ]);
  });
  test('proposed days count when the authority wants it', () => {
    expect(timeOf('2027-02-03T09:00', days(2))).toBe('2027-02-05T17:00');
    expect(timeOf('2027-02-03T09:00', days(2), [], { countProposed: true })).toBe('2027-02-16T17:00');
  });
  test('from October on the next year is asked for, until it is announced', () => {
    expect(yearToAnnounce(calendar, '2026-09-30')).toBeNull();
    expect(yearToAnnounce(calendar, '2026-10-01')).toEqual({ year: 2027, statutory: 6, proposed: 9 });
    expect(yearToAnnounce(calendar, '2027-03-01')).toMatchObject({ year: 2027 });
    expect(yearToAnnounce(calendar, '2029-12-01')).toEqual({ year: 2029, statutory: 0, proposed: 0 });
  });
});

describe('what other rooms ask', () => {
  test('days', () => {
    expect([nextWorkingDay(calendar, '2026-02-13'), previousWorkingDay(calendar, '2026-02-23')]).toEqual(['2026-02-23', '2026-02-13']);
    expect([workingDayFrom(calendar, '2026-08-22'), workingDayFrom(calendar, '2026-08-23')]).toEqual(['2026-08-22', '2026-08-24']);
    expect(shiftWorkingDays(calendar, '2026-09-03', -3)).toBe('2026-08-26');
    expect(workingDaysBetween(calendar, '2026-08-28', '2026-09-03')).toBe(1);
    expect(workingDaysBetween(calendar, at('2026-09-03T23:59'), at('2026-08-28T00:01'))).toBe(-1);
    expect(apologyBy(calendar, '2026-09-03')).toBe('2026-08-28');
  });
  test('moments', () => {
    expect(local(closingTime(calendar, '2026-03-09'))).toBe('2026-03-09T17:00');
    expect([isWorkingTime(calendar, at('2026-03-09T07:30')), isWorkingTime(calendar, at('2026-03-09T11:30'))]).toEqual([true, false]);
    expect(local(nextWorkingMoment(calendar, at('2026-03-09T11:30')))).toBe('2026-03-09T13:00');
    expect(local(nextWorkingMoment(calendar, at('2026-02-13T17:00')))).toBe('2026-02-23T07:30');
    expect(local(nextWorkingMoment(calendar, at('2026-03-09T09:00')))).toBe('2026-03-09T09:00');
    expect(workingMinutesBetween(calendar, at('2026-03-13T16:30'), at('2026-03-16T08:30'))).toBe(90);
  });
  test('what is open is overdue from the day after its due day', () => {
    const due = at('2026-03-16T17:00');
    expect([at('2026-03-16T23:59'), at('2026-03-17T00:00')].map((now) => isOverdue(due, now))).toEqual([false, true]);
  });
  test('a calendar without a working day says so instead of walking for ever', () => {
    const closed = Array.from({ length: 800 }, (_, n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));
    const none = makeCalendar({
      days: closed.map((date) => ({ date, kind: 'closure', name: 'x', status: 'official', source: 'x' })),
      officialYears: [],
    });
    expect(() => nextWorkingDay(none, '2026-03-09')).toThrow('calendarWithoutWorkingDay');
  });
});

test('one new date is lawful: later, on a working day, and told at the latest on the last working day before', () => {
  const one = { due: at('2026-03-16T17:00'), newDue: at('2026-03-23T17:00'), announced: at('2026-03-13T16:00'), earlier: 0 };
  expect(reappointmentBreaches(calendar, one)).toEqual([]);
  expect(reappointmentBreaches(calendar, { ...one, announced: at('2026-03-14T08:00') })).toEqual(['tooLate']);
  expect(reappointmentBreaches(calendar, { ...one, earlier: 1, newDue: at('2026-03-15T17:00') })).toEqual(['tooMany', 'notLater', 'dayOff']);
});

test('every kind of answer has its words in both languages', () => {
  const answers = [
    dueDate(calendar, { received: at('2026-08-21T17:10'), term: days(0.5), interruptions: [stop('2026-08-24T09:00', '2026-08-26T10:00')] }),
    dueDate(calendar, { received: at('2026-02-14T09:00'), term: days(2), interruptions: [stop('2026-05-24T09:00', null)] }),
    dueDate(calendar, { received: at('2027-02-01T15:10'), term: { unit: 'sameDay' } }),
    dueDate(calendar, { received: at('2027-01-20T15:10'), term: { unit: 'days', value: 10 } }),
    dueDate(calendar, {
      received: at('2026-08-21T17:10'),
      term: { unit: 'workingHours', value: 15 },
      interruptions: [stop('2026-08-24T09:00', '2026-08-24T10:00', 'restart')],
    }),
    dueDate(calendar, { received: at(monday), term: days(3), interruptions: [stop('2026-03-10T09:00', null)] }),
    dueDate(calendar, { received: at(monday), term: days(3), interruptions: [stop('2026-03-10T09:00', null, 'restart')] }),
    dueDate(calendar, { received: at(monday), term: { unit: 'text', text: 'x' } }),
  ];
  for (const locale of ['vi', 'en'] as const)
    for (const answer of answers) for (const line of dueLines(calendar, answer, sayIn(locale))) expect(line).not.toMatch(/\bdue\.|\{\{|undefined/);
  expect(dueLines(calendar, answers[3]!, sayIn('vi'))).toEqual([
    'Hạn trả kết quả (tạm tính): 17:00 thứ Hai, 01/02/2027.',
    'Tiếp nhận lúc 15:10 thứ Tư, 20/01/2027.',
    'Thời hạn: 10 ngày.',
    'Ngày bắt đầu là thứ Tư, 20/01/2027; ngày này không tính vào thời hạn.',
    'Không tính: 30/01/2027–31/01/2027 (nghỉ hằng tuần).',
    'Ngày cuối của thời hạn là thứ Bảy, 30/01/2027, ngày nghỉ, nên hạn chuyển sang ngày làm việc kế tiếp.',
    'Tạm tính: chưa có thông báo đầy đủ về các ngày nghỉ của năm 2027.',
    'Nếu không kịp, văn bản xin lỗi và hẹn lại phải gửi chậm nhất thứ Sáu, 29/01/2027.',
  ]);
});
