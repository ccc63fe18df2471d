import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean, LONGEST_MESSAGE } from './clean.ts';

/** Anything that can arrive: lone surrogates, control characters, marks, zero-width characters. */
const anything = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 60 });

test('NFD and NFC of the same words are the same', () => {
  const text = 'Đăng ký khai sinh ở đâu, thuỷ lợi';
  expect(clean(text.normalize('NFD'))).toBe(text);
});

test.each([
  ['zero-width joiners and marks inside a word', 'khai\u200d si\ufeffnh\u2060', 'khai sinh'],
  ['a zero-width space between words', 'khai\u200bsinh', 'khai sinh'],
  ['a soft hyphen', 'khai si\u00adnh', 'khai sinh'],
  ['direction marks', '\u202ekhai sinh\u202c', 'khai sinh'],
  ['control characters', 'khai\u0000sinh\u0007\u001b', 'khai sinh'],
  ['a tab', 'khai\tsinh', 'khai sinh'],
  ['no-break and wide spaces', 'khai\u00a0\u3000 sinh\u202f', 'khai sinh'],
  ['line breaks of Windows', 'khai sinh \r\n khai tử', 'khai sinh\nkhai tử'],
  ['line and paragraph separators', 'khai\u2028sinh\u2029', 'khai sinh'],
  ['variation selectors', '👍\ufe0f', '👍'],
  ['half of an emoji', 'khai \ud83d sinh \ude00', 'khai sinh'],
  ['nothing but spaces', ' \n\u00a0\t ', ''],
])('%s leaves what was meant', (_, typed, meant) => {
  expect(clean(typed)).toBe(meant);
});

test('whole emoji stay', () => {
  expect(clean('cảm ơn 🙏🏽')).toBe('cảm ơn 🙏🏽');
});

test('100 kB is cut to what is read', () => {
  expect(clean('khai sinh '.repeat(10_000))).toHaveLength(LONGEST_MESSAGE - 1);
  expect(clean('a'.repeat(100_000))).toHaveLength(LONGEST_MESSAGE);
});

test('the cut never goes through a character of two units', () => {
  const text = clean(`a${'😀'.repeat(LONGEST_MESSAGE)}`);
  expect(text.isWellFormed()).toBe(true);
  expect(text).toHaveLength(LONGEST_MESSAGE - 1);
});

test('whatever is typed, the result is short, well formed, in NFC, trimmed and stays as it is', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 200 }), (parts) => {
      const text = clean(parts.join(' '));
      expect(text.length).toBeLessThanOrEqual(LONGEST_MESSAGE);
      expect(text.isWellFormed()).toBe(true);
      expect(text).toBe(text.normalize('NFC'));
      expect(text).toBe(text.trim());
      expect(clean(text)).toBe(text);
    }),
  );
});
