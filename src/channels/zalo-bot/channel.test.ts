import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Channel, ChannelHealth, Inbound } from '#src/delivery/channel.ts';
import { createLog } from '#src/platform/log.ts';
import { reply } from '#src/text/reply.ts';
import { FAKE_ZALO_BOT_TOKEN, FakeZaloBot, type FakeZaloBotOptions } from '#tests/fakes/zaloBot.ts';
import { collect } from '#tests/support/collect.ts';
import { createZaloBotChannel } from './channel.ts';
import type { ZaloBotMode } from './settings.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const POLLING = { seconds: 0.05, pause: { firstMs: 5, longestMs: 10 } };

/** The fake platform and a channel to it; in webhook mode also the door that it calls, whose answers may be changed. */
async function world({ mode = 'webhook', fake: options, token = FAKE_ZALO_BOT_TOKEN, secret = 'hook-secret' }: World = {}) {
  const fake = await FakeZaloBot.start(options);
  closing.push(() => fake.close());
  const door: { channel: Channel | null; status: number | null; got: Inbound[]; answers: number[] } = {
    channel: null,
    status: null,
    got: [],
    answers: [],
  };
  const server = createServer(async (request, response) => {
    const received = (door.channel as Channel).receive(request.headers, Buffer.concat(await request.toArray()));
    if (received.kind === 'events' && door.status === null) door.got.push(...received.events);
    const status = door.status ?? (received.kind === 'refused' ? received.status : 200);
    door.answers.push(status);
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/zalo-bot`;
  const logged = collect();
  const make = (changed: { secret?: string; mode?: ZaloBotMode['kind'] } = {}) => {
    const kind = changed.mode ?? mode;
    const chosen: ZaloBotMode = kind === 'polling' ? { kind } : { kind, url, secret: changed.secret ?? secret };
    const settings = { token, apiRoot: fake.url, mode: chosen, perSecond: 10, perMonth: 3000 };
    door.channel = createZaloBotChannel(settings, { log: createLog('info', logged.stream), polling: POLLING });
    return door.channel;
  };
  return { fake, door, url, channel: make(), make, logged: logged.text };
}
interface World {
  mode?: ZaloBotMode['kind'];
  fake?: FakeZaloBotOptions;
  token?: string;
  secret?: string;
}

const within = (ms: number) => AbortSignal.timeout(ms);
const hello = { text: 'Xin chào' };

describe('being set up', () => {
  test('the webhook is set once, and again only when its secret has changed', async () => {
    const { fake, channel, make, door } = await world();
    expect(await channel.prepare()).toEqual({ ok: true, name: 'bot.MotCua' });
    expect(door.answers).toEqual([200]);
    expect(await make().prepare()).toMatchObject({ ok: true });
    expect(fake.calls.get('setWebhook')).toBe(1);
    const changed = make({ secret: 'another-secret' });
    expect(await changed.prepare()).toMatchObject({ ok: true });
    expect(fake.calls.get('setWebhook')).toBe(2);
    await fake.citizen.send('c1', 'Chào');
    expect(door.got).toMatchObject([{ conversation: 'c1', content: { kind: 'text', text: 'Chào' } }]);
    expect(fake.updates.url).not.toContain('secret');
  });

  test('polling takes the webhook away', async () => {
    const { fake, channel, make } = await world();
    await channel.prepare();
    expect(await make({ mode: 'polling' }).prepare()).toMatchObject({ ok: true });
    expect(fake.updates.url).toBe('');
    expect(make({ mode: 'polling' }).receive({}, Buffer.from('{}'))).toMatchObject({ kind: 'refused', status: 403 });
  });

  test('an address that Zalo cannot reach is told, tested again without being set again, and comes back', async () => {
    const { fake, channel, door } = await world();
    door.status = 403;
    expect(await channel.prepare()).toEqual({ ok: false, reason: 'webhook.http.403' });
    expect(await channel.prepare()).toEqual({ ok: false, reason: 'webhook.http.403' });
    door.status = null;
    expect(await channel.prepare()).toMatchObject({ ok: true });
    expect(fake.calls.get('setWebhook')).toBe(1);
    expect(fake.calls.get('testWebhook')).toBe(2);
  });

  test('when today’s tests are used up, messages will tell', async () => {
    const { fake, channel, door } = await world();
    door.status = 500;
    expect(await channel.prepare()).toEqual({ ok: false, reason: 'webhook.http.5xx' });
    fake.refuse('testWebhook', 426);
    expect(await channel.prepare()).toMatchObject({ ok: true });
  });

  test.each(['ok', 'status', 'page'] as const)('a wrong token is told whichever way Zalo says it (%s)', async (by) => {
    const { fake, channel } = await world({ token: '1:wrong-token' });
    fake.refusesTokenBy = by;
    expect(await channel.prepare()).toEqual({ ok: false, reason: 'unauthorized 401' });
    expect(await channel.send('c1', hello, within(1000))).toEqual({ kind: 'down', reason: 'unauthorized 401' });
  });

  test('a platform that does not answer, or answers with a page, is told', async () => {
    const { fake, channel } = await world();
    fake.otherFaults.next('html', 'resetBefore');
    expect(await channel.prepare()).toEqual({ ok: false, reason: 'server 502' });
    expect(await channel.prepare()).toEqual({ ok: false, reason: 'no_answer' });
    const gone = await world();
    await gone.fake.close();
    expect(await gone.channel.prepare()).toEqual({ ok: false, reason: 'unreachable' });
  });
});

describe('receiving', () => {
  test('every kind of message comes in both shapes; the same event twice has one key', async () => {
    const { fake, channel, door } = await world();
    await channel.prepare();
    fake.updates.duplicates = 1;
    await fake.citizen.send('c1', 'Chào');
    await expect.poll(() => door.got.length).toBe(2);
    expect(door.got[0]).toEqual(door.got[1]);
    fake.updates.duplicates = 0;
    await fake.citizen.photo('c1', Buffer.from('jpeg'), 'Rác');
    await fake.citizen.sticker('c1');
    await fake.citizen.unsupported('c1');
    await fake.citizen.mention('g1', '@Bot chào');
    await fake.emit({ event_name: 'message.text.received', message: fake.message('c1', { text: 'x', from: { id: 'bot', is_bot: true } }) });
    await fake.emit({ event_name: 'user.follow', message: fake.message('c1') });
    expect(door.got.slice(2).map(({ content }) => content.kind)).toEqual(['photo', 'unsupported', 'unsupported', 'group']);
    expect(new Set(door.got.map(({ eventKey }) => eventKey)).size).toBe(5);
    expect(new Set(door.answers)).toEqual(new Set([200]));
  });

  test('somebody else is refused', async () => {
    const { fake, channel, door } = await world();
    await channel.prepare();
    const body = JSON.stringify({ event_name: 'message.text.received', message: fake.message('c1', { text: 'x' }) });
    expect(await fake.updates.try(body, {})).toBe(401);
    expect(await fake.updates.try(body, { 'X-Bot-Api-Secret-Token': 'guessed' })).toBe(403);
    expect(await fake.updates.try('{"event_name"')).toBe(400);
    expect(door.got).toEqual([]);
  });

  test('a picture is fetched from where Zalo keeps it and nowhere else, up to a size', async () => {
    const { fake, channel, door } = await world();
    await channel.prepare();
    await fake.citizen.photo('c1', Buffer.alloc(10_000, 7));
    const { file } = (door.got[0] as Inbound).content as { file: string };
    expect(await channel.fetchFile?.(file, 10_000)).toEqual(Buffer.alloc(10_000, 7));
    expect(await channel.fetchFile?.(file, 9_999)).toBeNull();
    expect(await channel.fetchFile?.(`${fake.url}/media/gone.jpg`, 10_000)).toBeNull();
    const other = await world();
    await other.channel.prepare();
    await other.fake.citizen.photo('c1', Buffer.from('jpeg'));
    for (const address of [`${other.fake.url}/media/1.jpg`, 'http://photo.zdn.vn/1', 'https://zdn.vn.evil.example/1', 'file:///etc/passwd', 'x'])
      expect(await channel.fetchFile?.(address, 10_000)).toBeNull();
  });
});

describe('polling', () => {
  test('what was read is kept in order, though keeping fails at first and Zalo answers nonsense in between', async () => {
    const { fake, channel, logged } = await world({ mode: 'polling' });
    await channel.prepare();
    const stop = new AbortController();
    const got: Inbound[] = [];
    const health: ChannelHealth[] = [];
    let failures = 2;
    const keep = async (events: Inbound[]) => {
      if (failures-- > 0) throw new Error('database is restarting');
      got.push(...events);
    };
    fake.otherFaults.next('html', null, 'resetBefore');
    const polling = channel.poll?.(keep, (told) => health.push(told), stop.signal);
    for (const text of ['một', 'hai', 'ba']) await fake.citizen.send('c1', text);
    await fake.emit({ event_name: 'message.text.received', message: fake.message('c1', { text: 'x', from: { id: 'bot', is_bot: true } }) });
    await fake.citizen.send('c1', 'bốn');
    await expect.poll(() => got.length).toBe(4);
    stop.abort();
    await polling;
    expect(got.map(({ content }) => content)).toEqual(['một', 'hai', 'ba', 'bốn'].map((text) => ({ kind: 'text', text })));
    expect(health).toContainEqual({ ok: false, reason: 'server 502' });
    expect(health).toContainEqual({ ok: false, reason: 'no_answer' });
    expect(health.at(-1)).toEqual({ ok: true, name: 'bot.MotCua' });
    expect(logged().match(/read from Zalo and not kept/g)).toHaveLength(2);
    expect(logged().match(/set ZALO_BOT_MODE=webhook/g)).toHaveLength(1);
  });

  test('the webhook’s channel does not poll', async () => {
    expect((await world()).channel.poll).toBeUndefined();
  });
});

describe('sending', () => {
  test('a reply is shown as it was rendered, a picture by its address', async () => {
    const { fake, channel } = await world();
    await fake.citizen.send('c1', 'Chào');
    const context = { locale: 'vi', sinceLastInboundMs: 0 } as const;
    const [part] = channel.render(reply([{ kind: 'text', text: 'Ông/Bà cần gì?' }], [{ payload: '#m', label: 'Khai sinh' }]), context);
    const kept = JSON.parse(JSON.stringify(part));
    expect(await channel.send('c1', kept, within(1000))).toEqual({ kind: 'sent', message: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(await channel.send('c1', { photo: 'https://xa.example/so-do.jpg', caption: 'Sơ đồ' }, within(1000))).toMatchObject({ kind: 'sent' });
    expect(fake.transcript('c1').map(({ text }) => text)).toEqual([
      'Chào',
      'Ông/Bà cần gì?\n\n1. Khai sinh\n\nGõ số để chọn, 0 để quay lại, “menu” để về đầu.',
      '[https://xa.example/so-do.jpg] Sơ đồ',
    ]);
  });

  test('how each failure ends', async () => {
    const { fake, channel } = await world();
    await fake.citizen.send('c1', 'Chào');
    const outcomes: Record<string, unknown> = {};
    for (const fault of ['error500', 'html', 'tooMany', 'timeoutBefore', 'timeoutAfter', 'resetBefore', 'resetAfter'] as const) {
      fake.faults.next(fault);
      outcomes[fault] = await channel.send('c1', { text: fault }, within(200));
    }
    expect(outcomes).toEqual({
      error500: { kind: 'retry', reason: 'server 500' },
      html: { kind: 'retry', reason: 'server 502' },
      tooMany: { kind: 'retry', reason: 'too_many 429', wholeChannel: true },
      timeoutBefore: { kind: 'unknown', reason: 'aborted' },
      timeoutAfter: { kind: 'unknown', reason: 'aborted' },
      resetBefore: { kind: 'unknown', reason: 'no_answer' },
      resetAfter: { kind: 'unknown', reason: 'no_answer' },
    });
    expect(fake.transcript('c1').map(({ text }) => text)).toEqual(['Chào', 'timeoutAfter', 'resetAfter']);
  });

  test('how each refusal ends', async () => {
    const { fake, channel } = await world();
    await fake.citizen.send('c1', 'Chào');
    const kinds: Record<number, string> = {};
    for (const code of [400, 401, 403, 404, 408, 429, 500, 504]) {
      fake.refuse('sendMessage', code);
      kinds[code] = (await channel.send('c1', hello, within(1000))).kind;
    }
    expect(kinds).toEqual({ 400: 'dead', 401: 'down', 403: 'retry', 404: 'dead', 408: 'unknown', 429: 'retry', 500: 'retry', 504: 'unknown' });
    expect(await channel.send('stranger', hello, within(1000))).toEqual({ kind: 'dead', reason: 'bad_request 400' });
    for (const part of [{}, { text: 'x'.repeat(2001) }])
      expect(await channel.send('c1', part, within(1000))).toEqual({ kind: 'dead', reason: 'invalid' });
    expect(await channel.send('c1', hello, AbortSignal.abort())).toEqual({ kind: 'retry', reason: 'aborted' });
    const gone = await world();
    await gone.fake.close();
    expect(await gone.channel.send('c1', hello, within(1000))).toEqual({ kind: 'retry', reason: 'unreachable' });
  });

  test('the month’s messages end for the whole channel', async () => {
    const { fake, channel } = await world({ fake: { plan: { messages: 1 } } });
    expect(channel.limits).toEqual({ perSecond: 10, perSecondPerChat: 1, perMonth: 3000 });
    await fake.citizen.send('c1', 'Chào');
    expect(await channel.send('c1', hello, within(1000))).toMatchObject({ kind: 'sent' });
    expect(await channel.send('c1', hello, within(1000))).toMatchObject({ kind: 'retry', wholeChannel: true });
  });

  test('"typing" is shown to whoever waits, not to whoever is answered at once', async () => {
    const { fake, channel } = await world();
    for (const chat of ['quick', 'slow']) {
      await fake.citizen.send(chat, 'Chào');
      await channel.acknowledge?.({ eventKey: chat, conversation: chat, content: { kind: 'text', text: 'Chào' } });
    }
    await channel.send('quick', hello, within(1000));
    await expect.poll(() => fake.actions('slow')).toEqual(['typing']);
    expect(fake.actions('quick')).toEqual([]);
  });
});

test('the token and the secret are in no log line', async () => {
  const { channel, logged, fake } = await world({ mode: 'polling' });
  const stop = new AbortController();
  fake.otherFaults.next('error500', 'html');
  const polling = channel.poll?.(
    async () => {},
    () => {},
    stop.signal,
  );
  await expect.poll(() => fake.calls.get('getUpdates')).toBeGreaterThan(1);
  stop.abort();
  await polling;
  expect(logged()).not.toMatch(/FakeSecretOfTheCommune|hook-secret/);
});
