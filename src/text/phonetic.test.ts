import { expect, test } from 'vitest';
import { soundKey } from './phonetic.ts';

test.each([
  ['xat', 'xac'],
  ['day', 'giay'],
  ['thut', 'thuc'],
  ['trung', 'chung'],
  ['sac', 'xac'],
  ['nam', 'lam'],
  ['ghi', 'ghi'],
  ['nge', 'nghe'],
  ['rang', 'dan'],
  ['ky', 'ki'],
])('%s sounds like %s somewhere', (one, other) => {
  expect(soundKey(one)).toBe(soundKey(other));
});

test('words that sound different everywhere stay apart', () => {
  const words = ['khai', 'sinh', 'tu', 'hon', 'nha', 'nga', 'la', 'bao', 'phi', 'mat'];
  expect(new Set(words.map(soundKey)).size).toBe(words.length);
});
