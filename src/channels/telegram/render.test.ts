import { describe, expect, test } from 'vitest';
import { screenOf, TOPICS } from '#src/conversation/screen.ts';
import { draw } from '#src/conversation/screens.ts';
import { reply } from '#src/text/reply.ts';
import { parseHtml } from '#tests/fakes/telegramHtml.ts';
import { realFacts } from '#tests/support/assistant.ts';
import { renderReply } from './render.ts';

const plain = (html: string): string => {
  const parsed = parseHtml(html);
  return typeof parsed === 'string' ? expect.fail(parsed) : parsed.text;
};

test('every kind of block has its look, the sources are linked, the choices can be pressed, and typed by the number they bear', () => {
  const [part, ...rest] = renderReply(
    reply(
      [
        { kind: 'heading', text: 'Khai sinh <lần đầu>' },
        { kind: 'list', items: ['Tờ khai', 'Giấy chứng sinh'] },
        { kind: 'facts', rows: [{ label: 'Phí', value: '0 đồng & miễn' }] },
        { kind: 'link', label: 'Cổng', url: 'https://dichvucong.gov.vn/?a=1&b=2' },
        { kind: 'note', text: 'Ghi chú' },
      ],
      [{ label: 'Lệ phí', payload: '#p:1.001193:fee' }],
      [{ label: 'Quyết định', url: 'https://a.vn' }, { label: 'Trang' }],
    ),
    { locale: 'vi' },
  );
  expect(rest).toEqual([]);
  expect(part?.text).toBe(
    [
      '<b>Khai sinh &lt;lần đầu&gt;</b>',
      '• Tờ khai\n• Giấy chứng sinh',
      '• <b>Phí:</b> 0 đồng &amp; miễn',
      '<a href="https://dichvucong.gov.vn/?a=1&amp;b=2">Cổng</a>',
      '<i>Ghi chú</i>',
      'Nguồn: <a href="https://a.vn">Quyết định</a>; Trang',
    ].join('\n\n'),
  );
  expect(part?.reply_markup?.inline_keyboard).toEqual([[{ text: '1. Lệ phí', callback_data: '#p:1.001193:fee' }]]);
});

describe('limits', () => {
  test.each(['vi', 'en'] as const)('every procedure, field and topic in %s fits', (locale) => {
    const facts = realFacts(locale);
    const payloads = ['#m', '#l', '#f:commune:0', ...TOPICS.map((topic) => `#t:${topic}`)];
    for (const code of facts.catalogue.procedures.keys()) payloads.push(`#p:${code}:`, `#p:${code}:documents+steps+legal`);
    for (const payload of payloads) {
      const drawn = draw(screenOf(payload)!, facts)!;
      const parts = renderReply(drawn, { locale });
      for (const { text } of parts) expect(plain(text).length, payload).toBeLessThanOrEqual(4096);
      const buttons = parts.flatMap(({ reply_markup }) => reply_markup?.inline_keyboard.flat() ?? []);
      expect(buttons.map(({ callback_data }) => callback_data)).toEqual(drawn.choices.map((choice) => choice.payload));
      for (const { text } of buttons) expect(text.length).toBeLessThanOrEqual(60);
      const all = [...parts.map(({ text }) => plain(text)), ...buttons.map(({ text }) => text)].join('\n');
      for (const [at, { label }] of drawn.choices.entries()) expect(all).toContain(`${at + 1}. ${label}`);
    }
  });

  test('the buttons are under the last part of a long reply, which is never put in place of a page', () => {
    const parts = renderReply(reply([{ kind: 'text', text: 'Nộp hồ sơ. '.repeat(1000) }], [{ label: 'Về đầu', payload: '#m' }]), {
      locale: 'vi',
      edit: '7',
    });
    expect(parts.length).toBe(3);
    expect(parts.map((part) => [part.edit, part.reply_markup !== undefined])).toEqual([
      [undefined, false],
      [undefined, false],
      [undefined, true],
    ]);
  });

  test('choices stand in the text too where one of their buttons does not show it whole', () => {
    const choices = ['Lệ phí', 'Đăng ký khai sinh có yếu tố nước ngoài tại khu vực biên giới'].map((label) => ({ label, payload: '#m' }));
    const [part] = renderReply(reply([{ kind: 'text', text: 'Chọn' }], choices), { locale: 'vi' });
    expect(part?.text).toBe(`Chọn\n\n1. ${choices[0]!.label}\n2. ${choices[1]!.label}`);
    expect(part?.reply_markup?.inline_keyboard.flat().map(({ text }) => text)).toEqual([
      '1. Lệ phí',
      expect.stringMatching(/^2\. Đăng ký khai sinh có yếu tố nước.*…$/),
    ]);
  });

  test('a choice whose payload no button can hold is still offered by its number', () => {
    const [part] = renderReply(reply([{ kind: 'text', text: 'Chọn' }], [{ label: 'Dài', payload: `#${'ệ'.repeat(30)}` }]), { locale: 'vi' });
    expect(part?.text).toBe('Chọn\n\n1. Dài');
    expect(part?.reply_markup).toBeUndefined();
  });

  test('a page is turned in place; an answer of nothing is still a message', () => {
    expect(renderReply(reply([{ kind: 'text', text: 'Trang 2' }]), { locale: 'vi', edit: '7' })[0]?.edit).toBe('7');
    expect(renderReply(reply([]), { locale: 'vi' })).toHaveLength(1);
  });
});
