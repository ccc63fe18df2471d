import { expect, test } from 'vitest';
import { reply } from '#src/text/reply.ts';
import { render } from './render.ts';

const context = { locale: 'vi', sinceLastInboundMs: 0 } as const;

test('choices are numbered and it is said how to pick one, in the language of the conversation', () => {
  const menu = reply(
    [{ kind: 'text', text: 'Ông/Bà cần gì?' }],
    [
      { payload: '#m', label: 'Khai sinh' },
      { payload: '#l', label: 'Kết hôn' },
    ],
  );
  const texts = (locale: 'vi' | 'en') => render(menu, { ...context, locale });
  expect(texts('vi')).toEqual([{ text: 'Ông/Bà cần gì?\n\n1. Khai sinh\n2. Kết hôn\n\nGõ số để chọn, 0 để quay lại, “menu” để về đầu.' }]);
  expect(texts('en')[0]?.['text']).toContain('Type a number');
  expect(render(reply([{ kind: 'text', text: 'Dạ' }]), context)).toEqual([{ text: 'Dạ' }]);
});

test('what a person or the catalogue wrote stays as it is: nothing is markup', () => {
  expect(render(reply([{ kind: 'text', text: '**<b>{red}**' }]), context)).toEqual([{ text: '**<b>{red}**' }]);
});

test('a long reply becomes several messages of at most 1,900 composed characters, with the menu at the end', () => {
  const item = 'Bản sao giấy tờ tùy thân của người yêu cầu '.normalize('NFD').trim();
  const long = reply([{ kind: 'list', items: Array(120).fill(item) }], [{ payload: '#m', label: 'Về đầu' }]);
  const texts = render(long, context).map((part) => String(part['text']));
  expect(texts.length).toBeGreaterThan(1);
  for (const text of texts) {
    expect(text.length).toBeLessThanOrEqual(1900);
    expect(text).toBe(text.normalize('NFC'));
    expect(text).toMatch(/^•/);
  }
  expect(texts.at(-1)).toMatch(/1\. Về đầu\n\nGõ số/);
  expect(texts.join('\n').match(/•/g)).toHaveLength(120);
});

test('there is always a part', () => {
  expect(render(reply([]), context)).toEqual([{ text: '…' }]);
});
