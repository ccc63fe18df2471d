import { afterAll, beforeAll, expect, test } from 'vitest';
import { visitor } from '#tests/support/visitor.ts';
import { type TestWeb, testWeb } from '#tests/support/web.ts';
import { lookText, readLook } from './look.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb();
});
afterAll(() => web.close());

test('what a cookie says is read, or is nothing', () => {
  for (const text of ['normal.usual', 'large.high', 'larger.usual']) expect(lookText(readLook(text))).toBe(text);
  for (const text of [undefined, '', 'huge.high"><script>', 'constructor']) expect(readLook(text).size).toBe('normal');
});

test('size and contrast are chosen by links, kept, drawn by the server on every page, and each visitor has their own', async () => {
  const [one, other] = [visitor(web.url), visitor(web.url)];
  for (const path of ['/', '/?lang=en', '/thu-tuc?q=khai%20sinh', '/dang-nhap']) {
    const plain = await one.see(path);
    expect(plain.text).not.toMatch(/<html[^>]* data-/);
    const [, larger = ''] = /href="(\/hien-thi\?kieu=large\.usual[^"]*)"/.exec(plain.text) ?? [];
    const large = await one.see(larger.replaceAll('&amp;', '&'));
    expect(large.path).toBe(path);
    expect(large.text).toContain('data-size="large"');
    const [, high = ''] = /href="(\/hien-thi\?kieu=large\.high[^"]*)"/.exec(large.text) ?? [];
    expect((await one.see(high.replaceAll('&amp;', '&'))).text).toMatch(/<html[^>]* data-size="large" data-contrast="high"/);
    expect((await one.see('/khong-co')).text).toContain('data-contrast="high"');
    expect((await other.see(path)).text).not.toMatch(/<html[^>]* data-/);
    await one.see('/hien-thi?kieu=normal.usual');
  }
});

test('it leads to our own pages alone', async () => {
  for (const to of ['//evil.example', 'https://evil.example', '/\\evil.example', '/%0d%0aSet-Cookie:x', ''])
    expect((await visitor(web.url).see(`/hien-thi?kieu=large.usual&ve=${to}`)).path).toBe('/');
});
