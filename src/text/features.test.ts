import { expect, test } from 'vitest';
import { createAnalyser } from './analyse.ts';
import { featuresOf } from './features.ts';

const analyse = createAnalyser({ words: {}, phrases: {}, abroad: { before: [], places: [] } });
const features = (text: string) => new Set(featuresOf(analyse(text).words));
const shared = (one: string, other: string) => [...features(one)].filter((feature) => features(other).has(feature)).length;

test('"tra hồ sơ" and "trả hồ sơ" differ only in their marks, and not without them', () => {
  expect(features('tra ho so')).toEqual(features('TRA HO SO'));
  expect(shared('tra hồ sơ', 'trả hồ sơ')).toBe(features('tra hồ sơ').size - 1);
});

test('word order counts', () => {
  expect(features('khai sinh')).not.toEqual(features('sinh khai'));
});

test('regional spelling shares the sound of a pair', () => {
  expect(shared('xat nhan', 'xac nhan')).toBe(2);
  expect(shared('xat nhan', 'cap doi')).toBe(0);
});

test('features are 32-bit numbers', () => {
  for (const feature of features('đăng ký khai sinh cho con')) expect(feature >>> 0).toBe(feature);
});
