import { expect, test } from 'vitest';
import { readDay, readSupplement } from './workWords.ts';

const NOW = new Date('2026-11-23T09:00:00+07:00');

test('days as people write them', () => {
  for (const text of ['1/12/2026', '01-12-2026', '1.12', '1/12', 'ngày 1/12 nhé', '2026-12-01']) expect(readDay(text, NOW), text).toBe('2026-12-01');
  expect(readDay('5/1', NOW)).toBe('2027-01-05');
  for (const text of ['31/2/2026', '32/12', 'mai', '', '12/13/2026', '2026-13-01']) expect(readDay(text, NOW), text).toBeNull();
});

test('a supplement on several lines or on one; without papers it is none', () => {
  const items = [{ name: 'Giấy chứng sinh' }, { name: 'Căn cước' }];
  expect(readSupplement('Còn thiếu:\n1. Giấy chứng sinh\n- Căn cước')).toEqual({ reason: 'Còn thiếu', items });
  expect(readSupplement('Còn thiếu: Giấy chứng sinh; Căn cước')).toEqual({ reason: 'Còn thiếu', items });
  for (const text of ['Còn thiếu', 'Còn thiếu:', ': a; b', '\n']) expect(readSupplement(text), text).toBeNull();
});
