import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { nameOf } from '#src/procedures/present.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { type TestWeb, testWeb } from '#tests/support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb();
});
afterAll(() => web.close());

const get = (path: string) => fetch(web.url + path);
const page = async (path: string) => {
  const response = await get(path);
  expect(response.status, path).toBe(200);
  return response.text();
};
const all = () => [...realAssistant().catalogue.procedures.values()];
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const linksIn = (html: string) => [...html.matchAll(/href="\/thu-tuc\/([^"?]+)"/g)].map((match) => match[1] as string);

describe.each(LOCALES)('in %s', (locale) => {
  test('every procedure has a page with its name, its sources and no sentence left untranslated', async () => {
    for (const procedure of all()) {
      const html = await page(`/thu-tuc/${procedure.code}?lang=${locale}`);
      expect(html, procedure.code).toContain(escaped(nameOf(procedure)));
      expect(html, procedure.code).not.toMatch(/(?:>|")(?:app|page|procedures?|section|group|office|day|browse)\.[a-z]\w*(?:\.|<|")/);
      expect(html, procedure.code).not.toMatch(/\{\{|undefined|\[object|<style|\sstyle=|\son[a-z]+=/);
    }
  });

  test('the list has a way to every page of it', async () => {
    const say = sayIn(locale);
    const html = await page(`/thu-tuc?lang=${locale}`);
    expect(html).toContain(escaped(say('procedures.title')));
    expect(html).not.toMatch(/(?:>|")(?:app|page|procedures?|section|group|browse)\.[a-z]\w*(?:\.|<|")/);
    const pages = Math.ceil(all().length / 30);
    const seen = new Set<string>();
    for (let at = 0; at < pages; at++) for (const code of linksIn(await page(`/thu-tuc?lang=${locale}&page=${at}`))) seen.add(code);
    expect(seen.size).toBe(all().length);
  });
});

test('a search finds by what people say, best first', async () => {
  expect(linksIn(await page(`/thu-tuc?q=${encodeURIComponent('xin giấy độc thân')}`))[0]).toBe('1.004873');
});

test('the lists can be narrowed down', async () => {
  for (const code of linksIn(await page('/thu-tuc?field=health'))) expect(realAssistant().catalogue.procedures.get(code)?.group).toBe('health');
  expect(linksIn(await page('/thu-tuc?field=nothing'))).toEqual([]);
});

test.each(['page=-5', 'page=abc', 'page=99999', 'q=%00%F0%9F%98%80', 'q[]=a&q[]=b', 'level=hamlet', 'list=%27%3B--', 'q=5000 letters'])(
  'a query out of form is no error: %s',
  async (query) => {
    expect(await page(`/thu-tuc?${query.replace('5000 letters', 'a'.repeat(5000))}`)).toContain('</html>');
  },
);

test('what was typed is shown as text', async () => {
  expect(await page(`/thu-tuc?q=${encodeURIComponent('"><script>alert(1)</script>')}`)).not.toContain('<script>alert');
});

test('past the last page is the last page, not "nothing found"', async () => {
  expect(linksIn(await page('/thu-tuc?page=900')).length).toBeGreaterThan(0);
});

test('a code that is not there is said, and so is a path that cannot be read', async () => {
  const unknown = await get('/thu-tuc/9.999999?lang=en');
  expect(unknown.status).toBe(404);
  expect(await unknown.text()).toContain(escaped(sayIn('en')('errors.procedureUnknown')));
  const broken = await get('/thu-tuc/%ff?lang=en');
  expect([400, 404]).toContain(broken.status);
  const said = await broken.text();
  expect(said).not.toContain(': .');
  expect(said).not.toContain('errors.');
});
