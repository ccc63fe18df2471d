import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCALES, listIn, sayIn } from '#src/platform/texts.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { type TestWeb, testWeb } from '#tests/support/web.ts';
import { assetUrl } from './assets.ts';
import { dataBlock, render } from './html.ts';

const AUTHORITY = 'UBND xã <Minh & Hoa>';
let web: TestWeb;
beforeAll(async () => {
  web = await testWeb({ authority: AUTHORITY });
});
afterAll(() => web.close());

const page = async (locale: string) => (await fetch(`${web.url}/?lang=${locale}`)).text();

describe.each(LOCALES)('the home page in %s', (locale) => {
  const say = sayIn(locale);

  test('says its language, what it is and how many procedures it knows', async () => {
    const response = await fetch(`${web.url}/?lang=${locale}`);
    expect(response.headers.get('content-language')).toBe(locale);
    const html = await response.text();
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain(`<html lang="${locale}">`);
    expect(html).toContain(String(realAssistant().catalogue.procedures.size));
    for (const text of listIn(locale, 'page.suggestions')) expect(html).toContain(text);
  });

  test('has no script and no style of its own: the content security policy forbids both', async () => {
    const html = await page(locale);
    for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag).toMatch(/type="application\/json"|src="\/assets\/chat\.js\?v=/);
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
    expect(html).toContain(assetUrl('/assets/site.css'));
  });

  test('leaves no sentence untranslated and no value unfilled', async () => {
    const html = await page(locale);
    expect(html).not.toMatch(/(?:>|")(?:app|page|chat|group|office|section|day)\.[a-z]/);
    expect(html).not.toMatch(/\{\{|undefined|\[object/);
  });

  test('gives the script its texts', async () => {
    const data = /<script type="application\/json" id="chat-texts">(.*?)<\/script>/s.exec(await page(locale))?.[1] ?? '';
    const texts = JSON.parse(data) as Record<string, string>;
    expect(texts['locale']).toBe(locale);
    for (const name of ['sending', 'failed', 'retry', 'offline', 'you', 'assistant']) expect(texts[name]).toBe(say(`chat.${name}`));
  });

  test('names the unit to turn to and says that it is invented', async () => {
    const html = await page(locale);
    expect(html).toContain(realAssistant().office.phone);
    expect(html).toContain(say('office.demonstration'));
  });
});

test('the authority is shown as text, whatever is in its name', async () => {
  const html = await page('vi');
  expect(html).toContain('UBND xã &lt;Minh &amp; Hoa>');
  expect(html).not.toContain('<Minh');
});

test('without a wish in the address the browser decides; caches are told', async () => {
  const response = await fetch(web.url, { headers: { 'accept-language': 'en-US,en;q=0.8' } });
  expect(response.headers.get('content-language')).toBe('en');
  expect(response.headers.get('vary')).toContain('Accept-Language');
  const other = await fetch(web.url, { headers: { 'accept-language': 'vi' } });
  expect(other.headers.get('content-language')).toBe('vi');
  expect((await fetch(`${web.url}/?lang=xx`, { headers: { 'accept-language': 'en' } })).headers.get('content-language')).toBe('en');
});

test('every field of the page opens a list of procedures', async () => {
  const payloads = [...(await page('vi')).matchAll(/data-ask="(#g:[^"]+)"/g)].map((match) => match[1] as string);
  expect(payloads.length).toBeGreaterThan(10);
  for (const payload of payloads) {
    const response = await fetch(`${web.url}/api/v1/chat`, {
      method: 'POST',
      body: JSON.stringify({ conversation: 'fields', text: payload }),
      headers: { 'content-type': 'application/json' },
    });
    const { replies } = (await response.json()) as { replies: { choices: { payload: string }[] }[] };
    expect(replies[0]?.choices[0]?.payload, payload).toMatch(/^#p:/);
  }
});

test('data for the script cannot close its element', () => {
  expect(render(dataBlock('x', { text: '</script><script>alert(1)</script>' }))).not.toContain('</script><script>');
});
