import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { type TestWeb, testWeb } from '#tests/support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb();
});
afterAll(() => web.close());

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${web.url}/api/v1/chat`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const chat = (message: object, headers?: Record<string, string>) => post(JSON.stringify({ conversation: randomUUID(), ...message }), headers);

describe('POST /api/v1/chat', () => {
  test('answers with blocks, choices, sources and the same as plain text', async () => {
    const response = await chat({ text: 'xin giấy độc thân' });
    expect(response.status).toBe(200);
    const { replies } = (await response.json()) as { replies: { blocks: unknown[]; choices: unknown[]; sources: unknown[]; text: string }[] };
    expect(replies).toHaveLength(1);
    expect(replies[0]).toMatchObject({ choices: expect.any(Array), sources: [{ label: expect.any(String) }] });
    expect(replies[0]?.text).toContain('1.004873');
  });

  test('a retry with the same id gets the same answer and is answered once', async () => {
    const message = { conversation: 'retry', id: 'm1', text: 'khai sinh' };
    const [first, again] = [await (await chat(message)).text(), await (await chat(message)).text()];
    expect(JSON.parse(again)).toEqual(JSON.parse(first));
    expect(await web.database.prisma.answer.count({ where: { conversationId: 'retry' } })).toBe(1);
  });

  test('200 messages of one conversation in a burst are all answered', async () => {
    const responses = await Promise.all(Array.from({ length: 200 }, (_, at) => chat({ conversation: 'burst', id: `b${at}`, text: 'khai sinh' })));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    await Promise.all(responses.map((response) => response.text()));
    expect(await web.database.prisma.answer.count({ where: { conversationId: 'burst' } })).toBe(200);
  });

  test('more than may wait are told to come back, and when', async () => {
    const responses = await Promise.all(Array.from({ length: 300 }, () => chat({ conversation: 'flood', text: 'menu' })));
    const refused = responses.filter(({ status }) => status === 429);
    expect(responses.filter(({ status }) => status === 200).length + refused.length).toBe(300);
    for (const response of refused) expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    await Promise.all(responses.map((response) => response.text()));
  });

  test.each([
    ['empty', ''],
    ['blanks', '   \n\t '],
    ['emoji', '😀🙃👨‍👩‍👧'],
    ['control characters', '\u0000\u0001\u001b[31m\u007f'],
    ['half a character', '\ud83d khai sinh'],
    ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
    ['SQL', `'; DROP TABLE conversation; --`],
    ['a payload of nobody', '#p:9.999999:fee'],
    ['a payload out of form', '#g:hamlet:..:-5'],
    ['30 kB', 'khai sinh '.repeat(3000)],
  ])('a text that is %s is answered', async (_name, text) => {
    const response = await chat({ text });
    expect(response.status).toBe(200);
    const { replies } = (await response.json()) as { replies: { text: string }[] };
    expect(replies[0]?.text.trim()).toBeTruthy();
    expect(replies[0]?.text).not.toContain('<script>');
  });

  test.each([
    ['a conversation id out of form', JSON.stringify({ conversation: 'a b', text: 'x' }), 400, 'conversationInvalid'],
    ['a conversation id that is too long', JSON.stringify({ conversation: 'a'.repeat(65), text: 'x' }), 400, 'conversationInvalid'],
    ['an empty conversation id', JSON.stringify({ conversation: '', text: 'x' }), 400, 'conversationInvalid'],
    ['no conversation', JSON.stringify({ text: 'x' }), 400, 'conversationInvalid'],
    ['no text', JSON.stringify({ conversation: 'a' }), 400, 'textMissing'],
    ['a text that is a number', JSON.stringify({ conversation: 'a', text: 5 }), 400, 'textMissing'],
    ['a message id out of form', JSON.stringify({ conversation: 'a', text: 'x', id: '../x' }), 400, 'messageIdInvalid'],
    ['half of a JSON object', '{"conversation": "a", ', 400, 'notJson'],
    ['a list', '[]', 400, 'notJson'],
    ['a word', '"hello"', 400, 'notJson'],
    ['nothing', '', 400, 'conversationInvalid'],
    ['100 kB', JSON.stringify({ conversation: 'a', text: 'x'.repeat(100_000) }), 413, 'bodyTooLarge'],
  ])('%s is refused with a code and a sentence', async (_name, body, status, code) => {
    for (const locale of ['vi', 'en'] as const) {
      const response = await post(body, { 'accept-language': locale });
      expect(response.status).toBe(status);
      expect(await response.json()).toEqual({ error: { code, message: sayIn(locale)(`errors.${code}`) } });
    }
  });

  test.each([
    ['another content type', { 'content-type': 'application/xml' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['an encoding that is not known', { 'content-encoding': 'zip' }],
    ['a character set that is not known', { 'content-type': 'application/json; charset=koi9' }],
  ])('%s is refused as such', async (_name, headers) => {
    const response = await chat({ text: 'x' }, headers);
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ error: { code: 'typeNotJson' } });
  });

  test('what a program is answered opens as a file, never as a page', async () => {
    for (const response of [await chat({ text: 'menu' }), await fetch(`${web.url}/api/v1/openapi.json`), await fetch(`${web.url}/api/v1/none`)]) {
      expect(response.headers.get('content-disposition')).toBe('attachment; filename="api.json"');
      await response.text();
    }
    const page = await fetch(web.url);
    expect(page.headers.get('content-disposition')).toBeNull();
    await page.text();
  });

  test('a new conversation begins in the language of the browser', async () => {
    const greet = (locale: 'vi' | 'en') => sayIn(locale)('greeting.first', { office: realAssistant().office.name });
    for (const locale of ['vi', 'en'] as const) {
      const { replies } = (await (await chat({ text: 'menu' }, { 'accept-language': locale })).json()) as { replies: { text: string }[] };
      expect(replies[0]?.text).toContain(greet(locale));
    }
  });

  test('what was typed is nowhere: not in the log, not in the database', async () => {
    await (await chat({ conversation: 'private', text: 'bố tôi tên Zyxwvut mất, số 0912000111' })).text();
    const rows = JSON.stringify([await web.database.prisma.conversation.findMany(), await web.database.prisma.answer.findMany()]);
    for (const place of [rows, web.logged()]) {
      expect(place).not.toContain('Zyxwvut');
      expect(place).not.toContain('0912000111');
    }
  });
});

describe('every answer', () => {
  test.each(['/', '/healthz', '/no/such/page', '/assets/site.css'])('%s carries the security headers and does not say what made it', async (path) => {
    const { headers } = await fetch(web.url + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('a page that does not exist is said in the language of the reader', async () => {
    for (const [header, locale] of [
      ['en-GB,en;q=0.9', 'en'],
      ['fr', 'vi'],
      ['vi-VN,en;q=0.5', 'vi'],
    ] as const) {
      const response = await fetch(`${web.url}/no/such/page`, { headers: { 'accept-language': header } });
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ error: { code: 'notFound', message: sayIn(locale)('errors.notFound') } });
    }
  });

  test('a path out of form is not an error of ours', async () => {
    const status = await new Promise((done, refuse) => {
      http
        .get({ host: '127.0.0.1', port: new URL(web.url).port, path: '/%ff%zz' }, (response) => done(response.resume().statusCode))
        .on('error', refuse);
    });
    expect([400, 404]).toContain(status);
  });
});

test('an error inside is one sentence for the reader; the cause goes to the log without a secret in it', async () => {
  const broken = await testWeb({
    assistant: () => ({
      ...realAssistant(),
      hear: () => {
        throw new Error('connect postgresql://a:topsecret@db/x failed');
      },
    }),
  });
  const response = await fetch(`${broken.url}/api/v1/chat`, {
    method: 'POST',
    body: JSON.stringify({ conversation: 'a', text: 'x' }),
    headers: { 'content-type': 'application/json', 'accept-language': 'en' },
  });
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ error: { code: 'internal', message: sayIn('en')('errors.internal') } });
  expect(broken.logged()).toContain('request failed');
  expect(broken.logged()).toContain('connect postgresql://a:***@db/x failed');
  expect(broken.logged()).not.toContain('topsecret');
  await broken.close();
});

test('a failed message is not answered by its retry with nothing: it is tried again', async () => {
  let fail = true;
  const flaky = await testWeb({
    assistant: () => {
      if (fail) throw new Error('once');
      return realAssistant();
    },
  });
  const send = () =>
    fetch(`${flaky.url}/api/v1/chat`, {
      method: 'POST',
      body: JSON.stringify({ conversation: 'a', id: 'm', text: 'khai sinh' }),
      headers: { 'content-type': 'application/json' },
    });
  expect((await send()).status).toBe(500);
  fail = false;
  expect((await send()).status).toBe(200);
  await flaky.close();
});
