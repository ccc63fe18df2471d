import { expect, test } from 'vitest';
import { LOCALES, listIn } from '#src/platform/texts.ts';
import { FIELDS, headingsKey } from './fields.ts';
import { mappingOf, readHeading, suggestField } from './mapping.ts';
import { plainWords } from './words.ts';

test('every field has headings in every language, and no heading means two fields', () => {
  const seen = new Map<string, string>();
  for (const { name, source } of FIELDS)
    for (const heading of [source, ...LOCALES.flatMap((locale) => listIn(locale, headingsKey(name)))]) {
      expect(seen.get(plainWords(heading)) ?? name, heading).toBe(name);
      seen.set(plainWords(heading), name);
      expect(readHeading(heading, {}, false)).toEqual({ field: name });
    }
});

test.each([
  ['Ngày hẹn trả KQ', 'dueAt'],
  ['Ngày tiếp nhận HS', 'acceptedAt'],
  ['Trạng thái hs', 'state'],
  ['Trạng thái của hồ sơ', 'state'],
])('%s is like %s', (heading, field) => expect(suggestField(heading)?.field).toBe(field));

test.each(['STT', 'Ghi chú', 'Ngày', 'Cán bộ thụ lý', 'Số ngày quá hạn', 'Ngày bàn giao hồ sơ', 'Ngày phân công'])('%s is like none', (heading) =>
  expect(suggestField(heading)).toBeNull(),
);

test('what a person decided comes before what is known', () => {
  const mapping = mappingOf({ 'Trạng thái': null, 'Kết quả XL': 'state', 'Cột lạ': 'nothing of ours' });
  expect(readHeading('TRẠNG THÁI', mapping, true)).toEqual({ field: null });
  expect(readHeading('kết quả  XL', mapping, false)).toEqual({ field: 'state' });
  expect(readHeading('Cột lạ', mapping, false)).toBeUndefined();
});
