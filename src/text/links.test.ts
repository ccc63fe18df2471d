import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostOf, linksIn } from './links.ts';

test('addresses stand apart, with the host that they really lead to', () => {
  expect(linksIn('xem https://dichvucong.gov.vn/p?a=1, rồi www.vi-du.vn.')).toEqual([
    { text: 'xem ' },
    { text: 'https://dichvucong.gov.vn/p?a=1', host: 'dichvucong.gov.vn' },
    { text: ', rồi ' },
    { text: 'www.vi-du.vn', host: 'www.vi-du.vn' },
    { text: '.' },
  ]);
  expect(linksIn('https://dichvucong.gov.vn@xau.example/x')).toEqual([{ text: 'https://dichvucong.gov.vn@xau.example/x', host: 'xau.example' }]);
});

test('what is no web address leads nowhere', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'http://', 'mã 1.001193', ''])
    expect(linksIn(text).some((piece) => 'host' in piece)).toBe(false);
  expect(hostOf('javascript:alert(1)')).toBeNull();
});

test('the pieces together are the text', () => {
  const word = fc.constantFrom('dạ', 'https://a.vn/b', 'www.c.vn.', '(http://d.vn)', 'http://', '.');
  fc.assert(
    fc.property(
      fc.array(word),
      (words) =>
        linksIn(words.join(' '))
          .map(({ text }) => text)
          .join('') === words.join(' '),
    ),
  );
});
