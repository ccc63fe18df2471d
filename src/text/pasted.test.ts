import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanField } from './pasted.ts';

test.each([
  ['<p class=MsoNormal style="x"><o:p></o:p><b>Tờ khai</b>&nbsp;theo&#160;mẫu</p><p>Bản sao</p>', 'Tờ khai theo mẫu\nBản sao'],
  ['<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><style>p {margin:0}</style>Giấy khai sinh', 'Giấy khai sinh'],
  ['<script>alert(1)</script>Lệ phí', 'Lệ phí'],
  ['\uf0b7\tHộ chiếu\u000bCăn cước\r\n', 'Hộ chiếu\nCăn cước'],
  ['Diện tích < 30 m2 và > 5 m2 &amp; sân', 'Diện tích < 30 m2 và > 5 m2 &amp; sân'],
  ['Tờ khai', 'Tờ khai'],
])('%j', (typed, kept) => expect(cleanField(typed)).toBe(kept));

test('cleaning twice is cleaning once, and no half character is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = cleanField(text);
      expect(once.isWellFormed()).toBe(true);
      expect(cleanField(once)).toBe(once);
    }),
  );
});
