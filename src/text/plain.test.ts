import { expect, test } from 'vitest';
import { renderPlain } from './plain.ts';

test('every kind of block is readable as plain lines, choices are numbered from 1, sources come in one line', () => {
  const text = renderPlain(
    {
      blocks: [
        { kind: 'heading', text: 'Đăng ký khai sinh' },
        { kind: 'text', text: 'Xin chào' },
        { kind: 'list', items: ['Tờ khai', 'Giấy chứng sinh'] },
        { kind: 'facts', rows: [{ label: 'Thời hạn', value: 'Trong ngày' }] },
        { kind: 'note', text: 'Lưu ý' },
        { kind: 'link', label: 'Cổng', url: 'https://dichvucong.gov.vn' },
      ],
      choices: [{ label: 'Lệ phí' }, { label: 'Về đầu' }],
      sources: [{ label: 'Quyết định 1' }, { label: 'Quyết định 2' }],
    },
    'Nguồn',
  );
  expect(text.split('\n\n')).toEqual([
    'ĐĂNG KÝ KHAI SINH',
    'Xin chào',
    '• Tờ khai\n• Giấy chứng sinh',
    '• Thời hạn: Trong ngày',
    'Lưu ý',
    'Cổng: https://dichvucong.gov.vn',
    'Nguồn: Quyết định 1; Quyết định 2',
    '1. Lệ phí\n2. Về đầu',
  ]);
});

test('without sources and choices there is no line for them', () => {
  expect(renderPlain({ blocks: [{ kind: 'text', text: 'Dạ' }], choices: [], sources: [] }, 'Nguồn')).toBe('Dạ');
});
