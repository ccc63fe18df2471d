import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { TelegramMode } from '#src/channels/telegram/settings.ts';
import { createTelegramChannel } from '#src/channels/telegram/telegram.ts';
import { startDelivery } from '#src/delivery/delivery.ts';
import { turnsOf } from '#src/delivery/turn.ts';
import { systemClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { FAKE_TELEGRAM_TOKEN, FakeTelegram } from '#tests/fakes/telegram.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { collect } from '#tests/support/collect.ts';
import { testDatabase } from '#tests/support/database.ts';

/** The whole way of a message: the fake platform, the channel, the inbox, the assistant, the outbox and back. */
let database: OpenDatabase;
let fake: FakeTelegram;
const stops: (() => Promise<unknown>)[] = [];
const logged = collect();

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  fake = await FakeTelegram.start({ scale: 0.01 });
});
afterEach(async () => {
  // First whoever brings updates, then whoever takes them: nothing of one test reaches the rows of the next.
  fake.updates.close();
  for (const stop of stops.splice(0).reverse()) await stop();
  await fake.close();
  await database.prisma.$executeRaw`TRUNCATE inbox, outbox, outbox_lane, outbox_channel, conversation CASCADE`;
});
afterAll(() => database.close());

async function serveTelegram(kind: TelegramMode['kind']) {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/telegram`;
  const mode: TelegramMode = kind === 'polling' ? { kind } : { kind, url, secret: 'bi-mat-cua-xa-minh' };
  const channel = createTelegramChannel({ token: FAKE_TELEGRAM_TOKEN, apiRoot: fake.url, mode });
  const delivery = startDelivery({
    database,
    clock: systemClock,
    log: createLog('info', logged.stream),
    metrics: createMetrics(),
    // The pace of Telegram itself is the outbox's business and is tried there.
    channels: [{ ...channel, limits: { perSecond: 1000, perSecondPerChat: 1000, perMonth: null } }],
    takeTurn: turnsOf({ current: realAssistant, clock: systemClock, log: createLog('silent') }),
  });
  server.on('request', async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { status } = await delivery.receive('telegram', request.headers, Buffer.concat(chunks));
    response.writeHead(status).end();
  });
  stops.push(() => delivery.stop());
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { delivery, url };
}

const answers = (chat: string) => fake.transcript(chat).filter(({ from }) => from === 'bot');
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 });

test.each(['webhook', 'polling'] as const)('by %s: many people at once, each answered once and in order, through floods and errors', async (kind) => {
  await serveTelegram(kind);
  await until(() => expect(fake.commands.size).toBe(3));
  fake.faults.next(null, 'tooMany', 'error500', null, 'html', 'resetBefore');
  fake.updates.duplicates = 0.5;
  const chats = Array.from({ length: 12 }, (_, at) => String(7001 + at));
  for (const chat of chats) for (const text of ['/start', '/thutuc', '/help']) void fake.citizen.send(chat, text);
  await until(() => {
    for (const chat of chats) expect(answers(chat).length).toBeGreaterThanOrEqual(3);
  });
  for (const chat of chats) {
    expect(answers(chat).map(({ buttons }) => buttons?.[0]?.payload)).toEqual(['#l', '#f:commune:0', '#l']);
    expect(answers(chat)[0]?.text).toContain('trợ lý');
  }
  expect(logged.text()).not.toContain(FAKE_TELEGRAM_TOKEN.split(':')[1]);
});

test('a list is turned in place and no button goes on spinning; who blocks the bot is left alone until they write again', async () => {
  await serveTelegram('webhook');
  await until(() => expect(fake.updates.webhook).not.toBeNull());
  await fake.citizen.send('7001', '/thutuc');
  await until(() => expect(answers('7001')).toHaveLength(1));
  await fake.citizen.press('7001', '#f:commune:0');
  await until(() =>
    expect(
      answers('7001')
        .at(-1)
        ?.buttons?.some(({ payload }) => payload === '#f:commune:1'),
    ).toBe(true),
  );
  await fake.citizen.press('7001', '#f:commune:1');
  await until(() =>
    expect(
      answers('7001')
        .at(-1)
        ?.buttons?.some(({ payload }) => payload === '#f:commune:0'),
    ).toBe(true),
  );
  expect(answers('7001')).toHaveLength(1);
  await until(() => expect(fake.spinning()).toBe(0));
  await fake.citizen.block('7001');
  await until(async () => expect(await database.prisma.inbox.count({ where: { state: 'new' } })).toBe(0));
  expect(answers('7001')).toHaveLength(1);
  await fake.citizen.unblock('7001');
  await fake.citizen.send('7001', '/help');
  await until(() => expect(answers('7001')).toHaveLength(2));
});

test('a call with a wrong secret leaves nothing behind', async () => {
  const { url } = await serveTelegram('webhook');
  const call = (headers: Record<string, string>) =>
    fetch(url, { method: 'POST', headers, body: JSON.stringify({ update_id: 1, message: { text: 'a', chat: { id: 1, type: 'private' } } }) });
  expect((await call({})).status).toBe(401);
  expect((await call({ 'x-telegram-bot-api-secret-token': 'guessed' })).status).toBe(403);
  expect(await database.prisma.inbox.count()).toBe(0);
});
