import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ZaloBot, type ZaloBotError } from 'zalo-bot-sdk';
import { FAKE_ZALO_BOT_TOKEN, FakeZaloBot, type FakeZaloBotOptions } from './zaloBot.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function fakeWithBot(options: FakeZaloBotOptions = {}) {
  const fake = await FakeZaloBot.start(options);
  closing.push(() => fake.close());
  return { fake, bot: new ZaloBot({ token: FAKE_ZALO_BOT_TOKEN, apiRoot: fake.url, timeoutMs: 2000 }) };
}

/** A webhook that answers `status` and remembers what came. */
async function hook(status = 200) {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    got.push({ headers: request.headers, body: Buffer.concat(await request.toArray()).toString() });
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got };
}

const codeOf = (doing: Promise<unknown>) =>
  doing.then(
    () => 'accepted',
    (error) => (error as ZaloBotError).errorCode ?? (error as ZaloBotError).code,
  );
const post = async (url: string, body = '') => (await fetch(url, { method: 'POST', body })).json();

describe('calls', () => {
  test('a wrong token, an unknown method and a body that is no JSON are refused under 200; method names are case-sensitive', async () => {
    const { fake } = await fakeWithBot();
    expect(await post(`${fake.url}/bot1:wrong/getMe`)).toEqual({ ok: false, error_code: 401, description: 'Unauthorized' });
    const own = `${fake.url}/bot${FAKE_ZALO_BOT_TOKEN}`;
    expect(await post(`${own}/getme`)).toMatchObject({ error_code: 400 });
    expect(await post(`${own}/getMe`, '{')).toMatchObject({ error_code: 400 });
    expect(await post(`${own}/getMe`)).toMatchObject({ ok: true, result: { account_type: 'BASIC' } });
  });

  test('a wrong token may be told by the status or by a page', async () => {
    const { fake } = await fakeWithBot();
    const wrong = new ZaloBot({ token: '1:wrong-token', apiRoot: fake.url });
    for (const by of ['ok', 'status', 'page'] as const) {
      fake.refusesTokenBy = by;
      await expect(wrong.getMe()).rejects.toMatchObject({ code: 'unauthorized', status: by === 'ok' ? 200 : 401 });
    }
  });

  test('only who wrote before can be written to, with 1 to 2,000 characters', async () => {
    const { fake, bot } = await fakeWithBot();
    expect(await codeOf(bot.sendMessage('c1', 'x'))).toBe(400);
    await fake.citizen.send('c1', 'Chào');
    expect(await bot.sendMessage('c1', 'x'.repeat(2000))).toMatchObject({ messageId: expect.stringMatching(/^[0-9a-f]{16}$/) });
    const long = JSON.stringify({ chat_id: 'c1', text: 'x'.repeat(2001) });
    expect(await post(`${fake.url}/bot${FAKE_ZALO_BOT_TOKEN}/sendMessage`, long)).toMatchObject({ error_code: 400 });
    expect(fake.transcript('c1').map(({ from, text }) => [from, text.length])).toEqual([
      ['citizen', 4],
      ['bot', 2000],
    ]);
    expect(fake.chats()).toEqual(['c1']);
  });

  test('a picture goes by its address, with the descriptions that were measured', async () => {
    const { fake, bot } = await fakeWithBot();
    await fake.citizen.send('c1', 'Chào');
    await bot.sendPhoto('c1', 'https://xa.example/a.jpg', { caption: 'Sơ đồ' });
    await expect(bot.sendPhoto('c1', '')).rejects.toThrow('The photo must not be empty');
    await expect(bot.sendPhoto('c1', 'ftp://xa.example/a.jpg')).rejects.toThrow('The photo must start with http:// or https://');
    await expect(bot.sendPhoto('c1', 'https://')).rejects.toThrow('The photo URL is invalid');
    await bot.sendSticker('c1', 's1');
    await bot.sendVoice('c1', 'https://xa.example/a.aac');
    expect(await codeOf(bot.sendVoice('c1', 'https://xa.example/a.mp3'))).toBe(400);
    expect(fake.transcript('c1').map(({ text }) => text)).toEqual(['Chào', '[https://xa.example/a.jpg] Sơ đồ', '[s1]', '[https://xa.example/a.aac]']);
  });

  test('"typing" is answered without a result and is no message', async () => {
    const { fake, bot } = await fakeWithBot();
    await fake.citizen.send('c1', 'Chào');
    await bot.sendChatAction('c1');
    expect(await codeOf(bot.sendChatAction('c1', 'upload_photo'))).toBe(400);
    expect(fake.actions('c1')).toEqual(['typing']);
    expect(fake.used).toBe(0);
  });

  test('the plan ends at its messages a month and at its users', async () => {
    let now = new Date('2026-11-30T10:00:00+07:00');
    const { fake, bot } = await fakeWithBot({ plan: { users: 1, messages: 2 }, now: () => now });
    expect(await fake.citizen.send('c1', 'Chào')).toBe(true);
    expect(await fake.citizen.send('c2', 'Chào')).toBe(false);
    expect(await fake.citizen.send('c1', 'Chào nữa')).toBe(true);
    for (const end of ['accepted', 'accepted', 429]) expect(await codeOf(bot.sendMessage('c1', 'x'))).toBe(end);
    now = new Date('2026-12-01T10:00:00+07:00');
    expect(await codeOf(bot.sendMessage('c1', 'x'))).toBe('accepted');
  });
});

describe('polling', () => {
  test('one update a poll, forgotten as it is read; nothing new is 408 under 200', async () => {
    const { fake, bot } = await fakeWithBot();
    await fake.citizen.send('c1', 'một');
    await fake.citizen.send('c1', 'hai');
    expect(await bot.getUpdates(1)).toMatchObject([{ kind: 'text', text: 'một' }]);
    expect(await bot.getUpdates(1)).toMatchObject([{ kind: 'text', text: 'hai' }]);
    const empty = await fetch(`${fake.url}/bot${FAKE_ZALO_BOT_TOKEN}/getUpdates`, { method: 'POST', body: '{"timeout":"0.05"}' });
    expect([empty.status, await empty.json()]).toEqual([200, { ok: false, error_code: 408, description: 'Request timeout' }]);
    const waiting = bot.getUpdates(5);
    await expect.poll(() => fake.calls.get('getUpdates')).toBe(4);
    await fake.citizen.send('c1', 'ba');
    expect(await waiting).toMatchObject([{ text: 'ba' }]);
  });

  test('what nobody polls for may be lost', async () => {
    const { fake, bot } = await fakeWithBot();
    fake.updates.keepsUnpolled = false;
    expect(await fake.citizen.send('c1', 'một')).toBe(false);
    expect(await bot.getUpdates(0.05)).toEqual([]);
  });

  test('not while a webhook is set', async () => {
    const { bot } = await fakeWithBot();
    await bot.setWebhook((await hook()).url, 'secret-secret');
    expect(await codeOf(bot.getUpdates(1))).toBe(400);
    await bot.deleteWebhook();
    expect((await bot.getWebhookInfo()).url).toBe('');
    expect(await bot.deleteWebhook()).toMatchObject({ url: '' });
  });
});

describe('webhook', () => {
  test('set-up calls the address with an empty body, tells what came of it, and keeps it even when it failed', async () => {
    const { bot } = await fakeWithBot();
    const good = await hook();
    expect((await bot.setWebhook(good.url, 'secret-secret')).probe).toMatchObject({ ok: true, status: 200, outcome: 'webhook.ok' });
    expect(good.got).toMatchObject([{ body: '' }]);
    expect(good.got[0]?.headers).not.toHaveProperty('content-type');
    const bad = await hook(403);
    expect((await bot.setWebhook(bad.url, 'secret-secret')).probe).toMatchObject({ ok: false, outcome: 'webhook.http.403' });
    expect((await bot.getWebhookInfo()).url).toBe(bad.url);
    expect(await bot.testWebhook()).toMatchObject({ outcome: 'webhook.http.403' });
  });

  test('a secret out of bounds and, where it is strict, an address that is not public are refused; testing ends at a daily limit', async () => {
    const { fake, bot } = await fakeWithBot();
    const short = JSON.stringify({ url: 'https://xa.example/', secret_token: 'short' });
    expect(await post(`${fake.url}/bot${FAKE_ZALO_BOT_TOKEN}/setWebhook`, short)).toMatchObject({ error_code: 400 });
    fake.strictWebhooks = true;
    for (const url of ['http://xa.example/', 'https://localhost/', 'https://192.168.1.1/'])
      expect(await codeOf(bot.setWebhook(url, 'secret-secret'))).toBe(400);
    fake.strictWebhooks = false;
    await bot.setWebhook((await hook()).url, 'secret-secret');
    for (let left = 3; left > 0; left--) await bot.testWebhook();
    expect(await codeOf(bot.testWebhook())).toBe(426);
  });

  test('each event goes out with the secret, in both shapes, as often as asked', async () => {
    const { fake, bot } = await fakeWithBot();
    const { url, got } = await hook();
    await bot.setWebhook(url, 'secret-secret');
    got.length = 0;
    await fake.citizen.send('c1', 'Chào');
    fake.photoField = 'photo';
    await fake.citizen.photo('c1', Buffer.from('jpeg'), 'Rác');
    await fake.citizen.sticker('c1');
    await fake.citizen.voice('c1');
    await fake.citizen.unsupported('c1');
    await fake.citizen.mention('g1', '@Bot chào');
    expect(got.map(({ headers }) => headers['x-bot-api-secret-token'])).toEqual(Array(6).fill('secret-secret'));
    const bodies = got.map(({ body }) => JSON.parse(body));
    expect(bodies.map((body) => 'result' in body)).toEqual([false, true, false, true, false, true]);
    const events = bodies.map((body) => body.result ?? body);
    expect(events.map(({ event_name }) => event_name.split('.')[1])).toEqual(['text', 'image', 'sticker', 'voice', 'unsupported', 'text']);
    expect(events[5].message.chat).toEqual({ id: 'g1', chat_type: 'GROUP' });
    expect(await (await fetch(events[1].message.photo)).text()).toBe('jpeg');

    got.length = 0;
    fake.updates.duplicates = 1;
    await fake.citizen.send('c1', 'hai lần');
    await expect.poll(() => got.length).toBe(2);
    expect(got[0]?.body).toBe(got[1]?.body);
  });

  test('what is not answered with 200 is tried again as often as it is told to', async () => {
    const { fake, bot } = await fakeWithBot();
    const { url, got } = await hook(500);
    await bot.setWebhook(url, 'secret-secret');
    Object.assign(fake.updates, { retries: 2, retryMs: 1 });
    expect(await fake.citizen.send('c1', 'Chào')).toBe(false);
    expect(got).toHaveLength(4);
  });
});

test('faults befall what says something, before or after it took effect', async () => {
  const { fake } = await fakeWithBot();
  const bot = new ZaloBot({ token: FAKE_ZALO_BOT_TOKEN, apiRoot: fake.url, timeoutMs: 100 });
  await fake.citizen.send('c1', 'Chào');
  const codes: unknown[] = [];
  for (const fault of ['error500', 'html', 'tooMany', 'timeoutBefore', 'timeoutAfter', 'resetBefore', 'resetAfter', null] as const) {
    fake.faults.next(fault);
    await bot.getMe();
    codes.push(await codeOf(bot.sendMessage('c1', String(fault))));
  }
  expect(codes).toEqual(['server', 'server', 429, 'no_answer', 'no_answer', 'no_answer', 'no_answer', 'accepted']);
  expect(fake.transcript('c1').map(({ text }) => text)).toEqual(['Chào', 'timeoutAfter', 'resetAfter', 'null']);
  fake.slowMs = 200;
  expect(await codeOf(bot.sendMessage('c1', 'slow'))).toBe('no_answer');
  fake.slowMs = 0;
  fake.refuse('sendMessage', 403);
  expect(await codeOf(bot.sendMessage('c1', 'x'))).toBe(403);
});
