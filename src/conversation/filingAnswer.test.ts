import { describe, expect, test } from 'vitest';
import { makeCalendar } from '#src/calendar/index.ts';
import type { Locale } from '#src/platform/texts.ts';
import { sayIn } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import { realAssistantBy, realCalendar, realFacts } from '#tests/support/assistant.ts';
import { madeUp } from '#tests/support/procedure.ts';
import { filingBlocks } from './filingAnswer.ts';
import { newState } from './state.ts';

const say = sayIn('vi');
/** Registering a marriage on the spot: five working days by the national portal, answered by the commune. */
const FIVE_DAYS = '1.000593';

let now = new Date(0);
const assistant = realAssistantBy({ now: () => now });

/** The answer to the last message, said at a Vietnamese time. */
function told(at: string, messages: string[], locale: Locale = 'vi'): string {
  now = new Date(`${at}+07:00`);
  let state = newState();
  let text = '';
  for (const message of messages) {
    const step = assistant.answer(state, message, locale);
    state = step.state;
    text = step.replies.map((reply) => renderPlain(reply, 'Nguồn')).join('\n');
  }
  return text;
}
const timeOf = (at: string) => told(at, [`#p:${FIVE_DAYS}:time`]);

describe('the time of a procedure says when it would be ready', () => {
  test('on a usual morning, in the hours in which it goes on the same day', () => {
    expect(timeOf('2026-03-09T09:00')).toContain('Nộp hôm nay (trước 15:00), hẹn trả trước 17:00 thứ Hai, 16/03/2026.');
  });

  test('before Tết, with the days that move it', () => {
    const text = timeOf('2026-02-12T09:00');
    expect(text).toContain('hẹn trả trước 17:00 thứ Năm, 26/02/2026.');
    expect(text).toContain('Tết Nguyên đán (16/02/2026–20/02/2026)');
  });

  test('before 2 September', () => {
    const text = timeOf('2026-08-28T09:00');
    expect(text).toContain('hẹn trả trước 17:00 thứ Tư, 09/09/2026.');
    expect(text).toContain('Quốc khánh (02/09/2026)');
  });

  test('on a Friday at 16:00: until closing', () => {
    expect(timeOf('2026-03-13T16:00')).toContain('Nộp hôm nay (trước 17:00), hẹn trả trước 17:00 thứ Sáu, 20/03/2026.');
  });

  test('after closing and on a Sunday: from the next working day', () => {
    for (const at of ['2026-03-13T18:00', '2026-03-15T10:00']) {
      expect(timeOf(at)).toContain('Nộp hôm nay, hẹn trả trước 17:00 thứ Hai, 23/03/2026.');
      expect(timeOf(at)).toContain('thời hạn tính từ thứ Hai, 16/03/2026.');
    }
  });

  test('provisionally where the year is not announced', () => {
    const text = timeOf('2026-12-28T09:00');
    expect(text).toContain('hẹn trả (tạm tính) trước 17:00 thứ Ba, 05/01/2027.');
    expect(text).toContain(say('due.yearNotOfficial', { year: '2027' }));
  });

  test('in English', () => {
    expect(told('2026-03-09T09:00', [`#p:${FIVE_DAYS}:time`], 'en')).toContain(
      'If you submit today (before 15:00), it is due by 17:00 on Monday, 16/03/2026.',
    );
  });
});

describe('a day that the message names', () => {
  const asked = (message: string) => told('2026-03-13T16:00', [`#p:${FIVE_DAYS}:`, message]);

  test.each([
    ['nộp hôm nay thì bao giờ xong', 'Nộp hôm nay (trước 17:00), hẹn trả trước 17:00 thứ Sáu, 20/03/2026.'],
    ['nop thu 2 tuan sau thi khi nao co', 'Nộp thứ Hai, 16/03/2026 (trước 15:00), hẹn trả trước 17:00 thứ Hai, 23/03/2026.'],
    ['chủ nhật nộp thì bữa nào lấy được', 'Nộp Chủ nhật, 15/03/2026, hẹn trả trước 17:00 thứ Hai, 23/03/2026.'],
    ['if I file on Monday when is it ready', 'Nộp thứ Hai, 16/03/2026 (trước 15:00)'],
  ])('"%s"', (message, line) => {
    expect(asked(message)).toContain(line);
  });

  test('that is past is told kindly, and counted from now', () => {
    const text = asked('nộp ngày 2/3 thì hôm nào lấy');
    expect(text).toContain(say('estimate.past', { day: 'Thứ Hai, 02/03/2026' }));
    expect(text).toContain('Nộp hôm nay (trước 17:00)');
  });

  test('that no calendar has is asked again', () => {
    expect(asked('nộp ngày 31/2 thì khi nào lấy')).toContain(say('estimate.noDay'));
  });

  test('goes with the procedure that the same message names', () => {
    expect(told('2026-03-13T09:00', ['mai nộp đăng ký kết hôn lưu động thì bao giờ có kết quả'])).toContain('Nộp thứ Bảy, 14/03/2026');
  });

  test('without any procedure asks which one', () => {
    expect(told('2026-03-13T09:00', ['xin chào', 'nộp hôm nay thì bao giờ xong'])).toContain(say('missed.vague'));
  });

  test('of a dossier handed in already is about that dossier', () => {
    expect(asked('tôi nộp hồ sơ hôm qua khi nào có kết quả')).not.toContain('hẹn trả');
  });
});

describe('no day is named', () => {
  const facts = { ...realFacts('vi'), calendar: realCalendar(), now: new Date('2026-03-09T09:00:00+07:00') };
  const term = { text: '5 ngày làm việc', value: 5, unit: 'workingDays', basis: 'portal' } as const;
  const text = (content: Parameters<typeof madeUp>[0]) => JSON.stringify(filingBlocks(madeUp(content), facts));

  test('where the term is one province’s, an office’s page, the longest of several, or words', () => {
    expect(text({ term })).toContain('16/03/2026');
    for (const basis of ['local-publication', 'page', 'portal-case-limit', 'portal-2021'] as const)
      expect(text({ term: { ...term, basis } })).toBe('[]');
    expect(text({ term: { text: 'Ngay trong ngày', basis: 'portal' } })).toBe('[]');
    expect(text({})).toBe('[]');
  });

  test('for what the abolished district answered and nobody is known to today, or the province does', () => {
    expect(text({ level: 'district', levelNow: undefined, term })).toBe('[]');
    expect(text({ level: 'district', levelNow: 'province', term })).toBe('[]');
    expect(text({ level: 'district', levelNow: 'commune', term })).toContain('16/03/2026');
  });

  test('by "15 HOUR", which is surely a typing error and said to be doubtful', () => {
    expect(text({ term: { ...term, value: 15, unit: 'workingHours' } })).toContain(say('estimate.review'));
    expect(text({ term: { ...term, value: 4, unit: 'workingHours' } })).toContain('hôm nay lúc 09:00, hẹn trả trước 14:30');
  });

  test('and who asked for one is told why', () => {
    expect(told('2026-03-09T09:00', ['#p:1.001193:', 'nộp hôm nay thì bao giờ xong'])).toContain(say('estimate.none'));
  });

  test('a day off that the office enters moves the date', () => {
    const closure = { date: '2026-03-10', kind: 'closure', name: 'Cơ quan chuyển trụ sở', status: 'official', source: 'Thông báo' } as const;
    const calendar = makeCalendar({ days: [closure], officialYears: [2026] });
    const answer = JSON.stringify(filingBlocks(madeUp({ term }), { ...facts, calendar }));
    expect(answer).toContain('17/03/2026');
    expect(answer).toContain('Cơ quan chuyển trụ sở (10/03/2026)');
  });
});
