import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHtml } from '#tests/fakes/telegramHtml.ts';
import { type Run, toMessages } from './richText.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('\n\n', '. ', ' ', '<b>', '&amp;', '"><script>', '5 < 6 & 7 > 6', 'khai sinh'),
);
const anyRun: fc.Arbitrary<Run> = fc.record(
  {
    text: fc.array(text, { maxLength: 8 }).map((parts) => parts.join('').toWellFormed()),
    look: fc.constantFrom('bold' as const, 'italic' as const),
    link: fc.constantFrom('https://dichvucong.gov.vn/p?a=1&b="2"', 'javascript:alert(1)', 'https://a b.vn', 'tg://user?id=1'),
  },
  { requiredKeys: ['text'] },
);

test('whatever is said: Telegram takes every part, no sign of it is markup, and nothing but white space is lost', () => {
  fc.assert(
    fc.property(fc.array(anyRun, { maxLength: 30 }), fc.integer({ min: 20, max: 300 }), (runs, longest) => {
      const messages = toMessages(runs, longest).map(parseHtml);
      const read = messages.map((message) => (typeof message === 'string' ? expect.fail(message) : message));
      const solid = (some: string) => some.replace(/\s+/g, '');
      expect(solid(read.map((message) => message.text).join(''))).toBe(solid(runs.map((run) => run.text).join('')));
      for (const { text, entities } of read) {
        expect(text.length).toBeLessThanOrEqual(longest);
        expect(text.trim()).not.toBe('');
        for (const { url } of entities) expect(url ?? 'https://').toMatch(/^https:\/\/[^ ]*$/);
      }
    }),
  );
});

test('a look that is cut goes on in the next part', () => {
  const messages = toMessages([{ text: 'một hai ba bốn', look: 'bold' }, { text: ' năm' }], 8);
  expect(messages).toEqual(['<b>một hai</b>', '<b>ba bốn</b>', 'năm']);
});

test('markup may be heavy, but no message grows beyond what the server reads', () => {
  const link = `https://a.vn/${'x'.repeat(1900)}`;
  const messages = toMessages(Array.from({ length: 60 }, (_, at) => ({ text: `nguồn ${at}\n`, link })));
  for (const html of messages) expect(Buffer.byteLength(html)).toBeLessThanOrEqual(32_000);
  expect(messages.join('').match(/<a /g)).toHaveLength(60);
});

test('a text of exactly the limit is one message, one more is two', () => {
  expect(toMessages([{ text: '<'.repeat(4096) }])).toHaveLength(1);
  expect(toMessages([{ text: '<'.repeat(4097) }])).toHaveLength(2);
});
