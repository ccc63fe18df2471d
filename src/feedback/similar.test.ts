import { expect, test } from 'vitest';
import { metresBetween, nearness } from './similar.ts';

const one = (text: string, place: string | null = null, point: [number, number] | null = null) => ({
  ...{ text, place },
  latitude: point?.[0] ?? null,
  longitude: point?.[1] ?? null,
});
const SAME = 0.34;

test('the same matter in other words, at the same place, with and without diacritics', () => {
  expect(nearness(one('Ổ gà to trước chợ Bến', 'chợ Bến'), one('o ga rat to truoc cho ben, xe nga', 'truoc cho ben'))).toBeGreaterThan(SAME);
  expect(nearness(one('Ổ gà to trước chợ Bến', null, [22.8, 104.9]), one('đường có ổ gà', null, [22.8005, 104.9]))).toBeGreaterThan(SAME);
});

test('another place, or another matter, is not the same', () => {
  expect(nearness(one('Ổ gà to trước chợ', null, [22.8, 104.9]), one('Ổ gà to trước chợ', null, [22.9, 104.9]))).toBe(0);
  expect(nearness(one('Đèn đường tắt', 'thôn Đông'), one('Rác không ai dọn', 'chợ Bến'))).toBeLessThan(SAME);
  expect(metresBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 1 })).toBeCloseTo(111_195, -2);
});
