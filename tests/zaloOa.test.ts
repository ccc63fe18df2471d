import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { ZaloOaSettings } from '#src/channels/zalo-oa/settings.ts';
import { type Delivery, startDelivery } from '#src/delivery/delivery.ts';
import { turnsOf } from '#src/delivery/turn.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Notice } from '#src/notices/notice.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { reply } from '#src/text/reply.ts';
import { webhooks } from '#src/web/webhooks.ts';
import { realAssistant } from './support/assistant.ts';
import { collect } from './support/collect.ts';
import { testDatabase } from './support/database.ts';
import { testZaloOa } from './support/zaloOa.ts';

const DAY = 24 * 3_600_000;
const USER = '9223372036854775801';

let database: OpenDatabase;
let oa: Awaited<ReturnType<typeof testZaloOa>>;
let delivery: Delivery;
let server: Server;
beforeAll(async () => {
  database = await testDatabase();
  realAssistant();
});
beforeEach(async () => {
  oa = await testZaloOa(database, { echoes: true });
});
afterEach(async () => {
  await delivery.stop();
  await oa.fake.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await database.prisma.$executeRaw`TRUNCATE inbox, outbox, outbox_lane, outbox_channel, conversation, zalo_oa_token CASCADE`;
});
afterAll(() => database.close());

/** The channel behind the real webhook, inbox, assistant and outbox. The clock runs on: waits between messages must end. */
async function open(changed: Partial<ZaloOaSettings> = {}) {
  oa.clock.run();
  delivery = startDelivery({
    database,
    clock: oa.clock,
    log: createLog('silent', collect().stream),
    metrics: createMetrics(),
    channels: [oa.channel(changed)],
    takeTurn: turnsOf({ current: realAssistant, clock: oa.clock, log: createLog('silent') }),
  });
  server = createServer(express().use(webhooks(delivery)));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  oa.fake.webhook.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/zalo-oa`;
  oa.fake.webhook.speed = 100;
  await vi.waitFor(() => expect(delivery.status()[0]?.state).toBe('up'), { timeout: 10_000 });
}

const notice: Notice = {
  kind: 'notice',
  to: [{ channel: 'zalo-oa', chat: USER }],
  reply: reply([{ kind: 'text', text: 'Hồ sơ HS-01 đã có kết quả.' }]),
  locale: 'vi',
  key: 'k',
  subject: 'dossier:1',
  template: { name: 'dossier.ready', values: { code: 'HS-01', due: '30/11/2026' } },
};
const answers = (chat = USER) => oa.fake.transcript(chat).filter(({ from }) => from === 'bot');
const answered = (count: number, chat = USER) =>
  vi.waitFor(() => expect(answers(chat).length).toBeGreaterThanOrEqual(count), { timeout: 15_000, interval: 20 });
/** Time goes by once what was answered is written down as sent: it would be sent again if its lease ended before. */
async function pass(ms: number): Promise<void> {
  const open = { kind: { not: 'notice' }, state: { in: ['waiting', 'sending'] } };
  await vi.waitFor(async () => expect(await database.prisma.outbox.count({ where: open })).toBe(0), { timeout: 15_000, interval: 20 });
  oa.clock.at += ms;
}

test('somebody follows, asks, presses a button and types a number', async () => {
  await open();
  await oa.fake.citizen.follow(USER);
  await answered(1);
  const [hello] = answers();
  expect(hello?.buttons?.length).toBeGreaterThan(0);
  await oa.fake.citizen.press(USER, hello!.buttons![0]!.payload);
  await answered(2);
  await oa.fake.citizen.send(USER, 'xin giấy độc thân');
  await answered(3);
  expect(answers()[2]?.text).toContain('1.004873');
  await oa.fake.citizen.send(USER, '1');
  await answered(4);
  expect(answers()[3]?.text).not.toBe(answers()[2]?.text);
});

test('an event that comes twice, with echoes between, is answered once', async () => {
  await open();
  oa.fake.webhook.duplicates = 1;
  await oa.fake.citizen.send(USER, 'khai sinh');
  await answered(1);
  await oa.fake.citizen.send(USER, 'menu');
  await answered(2);
  expect(await database.prisma.inbox.count()).toBe(2);
  expect(answers()).toHaveLength(2);
});

test('what is not signed by Zalo is refused and not kept', async () => {
  await open();
  const event = JSON.stringify({
    event_name: 'user_send_text',
    app_id: oa.settings.appId,
    timestamp: String(oa.clock.now().getTime()),
    sender: { id: USER },
  });
  const send = (headers: Record<string, string>) => fetch(oa.fake.webhook.url!, { method: 'POST', body: event, headers });
  expect((await send({})).status).toBe(401);
  expect((await send({ 'x-zevent-signature': `mac=${'0'.repeat(64)}` })).status).toBe(401);
  expect(await database.prisma.inbox.count()).toBe(0);
});

test('pictures, voices and groups get a polite word; who leaves gets none', async () => {
  await open();
  await oa.fake.citizen.photo(USER, Buffer.alloc(10));
  await answered(1);
  await oa.fake.citizen.other(USER, 'audio', { attachments: [{ type: 'audio', payload: { url: 'https://f1.zdn.vn/a.aac' } }] });
  await answered(2);
  await oa.fake.citizen.other(USER, 'group_text', { text: 'chào cả nhà' });
  await answered(3);
  await oa.fake.citizen.unfollow(USER);
  await vi.waitFor(async () => expect(await database.prisma.outboxLane.count({ where: { goneAt: { not: null } } })).toBe(1), { timeout: 10_000 });
  expect(answers()).toHaveLength(3);
});

test('a notice after the window has closed goes as the approved template', async () => {
  await open();
  await oa.fake.citizen.send(USER, 'xin chào');
  await answered(1);
  await pass(8 * DAY);
  await enqueue(database.prisma, [notice], oa.clock.now());
  delivery.wake();
  await answered(2);
  expect(answers()[1]?.text).toContain('Hẹn trả: 30/11/2026');
  expect(oa.fake.counts.templates).toBe(1);
});

test('a notice that must wait for the morning holds back no answer', async () => {
  await open();
  await oa.fake.citizen.send(USER, 'xin chào');
  await answered(1);
  await pass(8 * DAY);
  oa.fake.refusals.push(-144);
  await enqueue(database.prisma, [notice], oa.clock.now());
  delivery.wake();
  await vi.waitFor(async () => expect(await database.prisma.outbox.count({ where: { state: 'waiting', reason: 'zalo-144' } })).toBe(1), {
    timeout: 10_000,
  });
  await oa.fake.citizen.send(USER, 'khai sinh');
  await answered(2);
  expect(oa.fake.counts.templates).toBe(0);
  await pass(DAY);
  delivery.wake();
  await answered(3);
  expect(answers()[2]?.text).toContain('HS-01');
});

test('a package that allows less than a call a second is slow, not silent', async () => {
  await open({ callsPerMinute: 50 });
  await oa.fake.citizen.send(USER, 'khai sinh');
  await answered(1);
  await oa.fake.citizen.send(USER, 'khai tử');
  await answered(2);
});
