import { afterAll, beforeAll, expect, test } from 'vitest';
import { realAssistant } from '#tests/support/assistant.ts';
import { type TestWeb, testWeb } from '#tests/support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb();
});
afterAll(() => web.close());

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${web.url}/api/v1/procedures${path}`, { headers });
  const text = await response.text();
  return { response, body: text ? JSON.parse(text) : null };
};

test('page after page the list gives every procedure once', async () => {
  const codes: string[] = [];
  for (let page = 0; ; page++) {
    const { body } = await get(`?page=${page}`);
    expect(body.total).toBe(realAssistant().catalogue.procedures.size);
    if (body.procedures.length === 0) break;
    codes.push(...body.procedures.map(({ code }: { code: string }) => code));
  }
  expect(codes.toSorted()).toEqual([...realAssistant().catalogue.procedures.keys()].toSorted());
});

test('words and a field narrow it as on the page', async () => {
  const { body } = await get('?q=khai%20sinh&field=justice');
  expect(body.procedures[0].code).toBe('1.001193');
  expect(body.procedures.every(({ group }: { group: string }) => group === 'justice')).toBe(true);
});

test('one procedure comes with its facts and sources, without the words it is found by', async () => {
  const { body } = await get('/1.001193');
  const { words: _words, ...published } = realAssistant().catalogue.procedures.get('1.001193')!;
  expect(body.procedure).toMatchObject(JSON.parse(JSON.stringify(published)));
  expect(body.procedure).not.toHaveProperty('words');
  expect(body.revision).toBe(realAssistant().catalogue.revision);
});

test('who has the answer of this publication is sent nothing; an unknown code is said in words', async () => {
  const { response } = await get('/1.001193');
  // `fetch` would ask for a new answer of its own accord where it is not told how to ask.
  const again = await get('/1.001193', { 'if-none-match': String(response.headers.get('etag')), 'cache-control': 'max-age=0' });
  expect([again.response.status, again.body]).toEqual([304, null]);
  const unknown = await get('/9.999999', { 'accept-language': 'vi' });
  expect([unknown.response.status, unknown.body.error?.code ?? unknown.body.code]).toEqual([404, 'procedureUnknown']);
});
