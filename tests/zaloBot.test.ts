import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createZaloBotChannel } from '#src/channels/zalo-bot/channel.ts';
import type { ZaloBotMode } from '#src/channels/zalo-bot/settings.ts';
import { startDelivery } from '#src/delivery/delivery.ts';
import { turnsOf } from '#src/delivery/turn.ts';
import { systemClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { sayIn } from '#src/platform/texts.ts';
import { webhooks } from '#src/web/webhooks.ts';
import { FAKE_ZALO_BOT_TOKEN, FakeZaloBot } from './fakes/zaloBot.ts';
import { realAssistant } from './support/assistant.ts';
import { collect } from './support/collect.ts';
import { testDatabase } from './support/database.ts';

// Other files may keep the machine busy.
vi.setConfig({ testTimeout: 60_000 });

/** The whole way of a message: the fake platform, the web's door, the inbox, the assistant, the outbox and back. */
let database: OpenDatabase;
let fake: FakeZaloBot;
const stops: (() => Promise<unknown>)[] = [];
const logged = collect();

beforeAll(async () => {
  database = await testDatabase();
  realAssistant();
});
beforeEach(async () => {
  fake = await FakeZaloBot.start();
  // However busy the machine: an event that Zalo gives up on is lost, and the next one comes before it.
  fake.updates.limitMs = 60_000;
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await fake.close();
  await database.prisma.$executeRaw`TRUNCATE inbox, outbox, outbox_lane, outbox_channel, conversation CASCADE`;
});
afterAll(() => database.close());

async function serveZaloBot(kind: ZaloBotMode['kind']) {
  const app = express();
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/zalo-bot`;
  const log = createLog('info', logged.stream);
  const mode: ZaloBotMode = kind === 'polling' ? { kind } : { kind, url, secret: 'bi-mat-cua-xa-minh' };
  const settings = { token: FAKE_ZALO_BOT_TOKEN, apiRoot: fake.url, mode, perSecond: 1000, perMonth: 3000 };
  const channel = createZaloBotChannel(settings, { log, polling: { seconds: 0.1, pause: { firstMs: 10, longestMs: 50 } } });
  const delivery = startDelivery({
    database,
    clock: systemClock,
    log,
    metrics: createMetrics(),
    // The pace of one chat is the outbox's business and is tried there.
    channels: [{ ...channel, limits: { ...channel.limits, perSecondPerChat: 1000 } }],
    takeTurn: turnsOf({ current: realAssistant, clock: systemClock, log: createLog('silent') }),
  });
  app.use(webhooks(delivery));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  stops.push(() => delivery.stop());
  await until(() => expect(delivery.status()[0]?.state).toBe('up'));
  return { delivery, url };
}

const answers = (chat: string) =>
  fake
    .transcript(chat)
    .filter(({ from }) => from === 'bot')
    .map(({ text }) => text);
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 50_000, interval: 20 });

test.each(['webhook', 'polling'] as const)(
  'by %s: many people at once, each answered once and in order, through refusals and errors',
  async (kind) => {
    await serveZaloBot(kind);
    fake.faults.next(null, 'tooMany', 'error500', null, 'html');
    fake.updates.duplicates = 0.5;
    const chats = Array.from({ length: 6 }, (_, at) => `c${at}`);
    await Promise.all(
      chats.map(async (chat) => {
        for (const text of ['xin chao', 'lam khai sinh cho con', 'mat bao lau']) await fake.citizen.send(chat, text);
      }),
    );
    await until(() => {
      for (const chat of chats) expect(answers(chat)).toHaveLength(3);
    });
    for (const chat of chats) {
      expect(answers(chat)[0]).toContain('trợ lý tự động');
      expect(answers(chat)[1]).toContain('khai sinh');
      expect(answers(chat)).toEqual(answers('c0'));
    }
    expect(fake.used).toBe(18);
    expect(logged.text()).not.toMatch(/FakeSecretOfTheCommune|bi-mat-cua-xa-minh|khai sinh/);
  },
);

test('a menu is numbered text, and the number typed back is understood', async () => {
  await serveZaloBot('webhook');
  await fake.citizen.send('c1', 'menu');
  await until(() => expect(answers('c1')).toHaveLength(1));
  const menu = answers('c1')[0] ?? '';
  expect(menu).toMatch(/\n1\. .+\n2\. /);
  expect(menu).toContain(sayIn('vi')('zaloBot.choose'));
  await fake.citizen.send('c1', '1');
  await until(() => expect(answers('c1')).toHaveLength(2));
  expect(answers('c1')[1]).not.toBe(menu);
  await fake.citizen.send('c1', 'menu');
  await until(() => expect(answers('c1')).toHaveLength(3));
  expect(menu.endsWith(answers('c1')[2] ?? 'nothing')).toBe(true);
});

test('what cannot be read is answered in words, a group politely refused, a bot not answered at all', async () => {
  await serveZaloBot('webhook');
  const say = sayIn('vi');
  await fake.citizen.sticker('c1');
  await until(() => expect(answers('c1').at(-1)).toContain(say('heard.unsupported')));
  await fake.citizen.mention('g1', '@Bot chào');
  await until(() => expect(answers('g1')).toEqual([say('heard.group')]));
  await fake.emit({ event_name: 'message.text.received', message: fake.message('c1', { text: 'Xin chào', from: { id: 'bot', is_bot: true } }) });
  await fake.emit({ event_name: 'message.reaction.received', message: fake.message('c1') });
  await until(async () => expect(await database.prisma.inbox.count({ where: { state: 'new' } })).toBe(0));
  expect(await database.prisma.inbox.count()).toBe(2);
});

test('a call with a wrong secret, with nonsense or with far too much leaves nothing behind', async () => {
  const { url } = await serveZaloBot('webhook');
  const body = JSON.stringify({ event_name: 'message.text.received', message: fake.message('c1', { text: 'x' }) });
  const secret = { 'X-Bot-Api-Secret-Token': 'bi-mat-cua-xa-minh' };
  const call = async (sent: string, headers: Record<string, string> = secret) => (await fetch(url, { method: 'POST', headers, body: sent })).status;
  expect(await call(body, {})).toBe(401);
  expect(await call(body, { 'X-Bot-Api-Secret-Token': 'guessed-guessed' })).toBe(403);
  expect(await call('{"event_name"')).toBe(400);
  expect(await call('x'.repeat(2_000_000))).toBeGreaterThanOrEqual(400);
  expect(await call('')).toBe(200);
  expect(await database.prisma.inbox.count()).toBe(0);
});

test('a token that Zalo refuses takes the channel down, and nothing that waits is lost', async () => {
  const { delivery } = await serveZaloBot('webhook');
  fake.refuse('sendMessage', 401);
  fake.refuse('getMe', 401);
  await fake.citizen.send('c1', 'xin chao');
  await until(() => expect(delivery.status()[0]).toMatchObject({ state: 'down', reason: 'unauthorized 401' }));
  await until(async () => expect(await database.prisma.outbox.count({ where: { state: 'waiting' } })).toBeGreaterThan(0));
  expect(answers('c1')).toEqual([]);
});
