import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Notice } from '#src/notices/notice.ts';
import { shiftedClock, systemClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { reply } from '#src/text/reply.ts';
import { collect } from '#tests/support/collect.ts';
import { testDatabase } from '#tests/support/database.ts';
import { countingTurns, probeChannel, said } from '#tests/support/probeChannel.ts';
import type { Channel, Outcome } from './channel.ts';
import { type Delivery, type DeliveryDeps, startDelivery } from './delivery.ts';
import { Holding } from './inbox/holding.ts';
import { processInbox } from './inbox/process.ts';
import { PROACTIVE, setSwitch } from './switches.ts';

let database: OpenDatabase;
let running: Delivery[] = [];
const daytime = shiftedClock(new Date('2026-11-23T10:00:00+07:00'));
const logged = collect();
const log = createLog('info', logged.stream);

const deliver = (channels: Channel[], rest: Partial<DeliveryDeps> = {}): Delivery => {
  const delivery = startDelivery({
    database,
    clock: daytime,
    log,
    metrics: createMetrics(),
    channels,
    takeTurn: countingTurns,
    ...rest,
  });
  running.push(delivery);
  return delivery;
};
const post = (delivery: Delivery, events: unknown, secret = 'right') =>
  delivery.receive('probe', { 'x-secret': secret }, Buffer.from(JSON.stringify(events)));
const until = (done: () => boolean | Promise<boolean>) => vi.waitFor(async () => expect(await done()).toBe(true), { timeout: 10_000, interval: 20 });
const notice = (rest: Partial<Notice> = {}): Notice => ({
  kind: 'notice',
  to: [{ channel: 'probe', chat: 'n1' }],
  reply: reply([{ kind: 'text', text: 'Hồ sơ sắp đến hạn' }]),
  locale: 'vi',
  key: 'k1',
  subject: 'dossier:1',
  ...rest,
});

beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await Promise.all(running.map((delivery) => delivery.stop()));
  running = [];
  await database.prisma.$executeRaw`TRUNCATE inbox, outbox, outbox_lane, outbox_channel, conversation CASCADE`;
});
afterAll(() => database.close());

test('what is acknowledged is answered once, in order, and its words are gone from the inbox', async () => {
  const probe = probeChannel();
  const delivery = deliver([probe.channel]);
  for (let at = 1; at <= 5; at++) expect(await post(delivery, [said('a', `e${at}`, `tin ${at}`)])).toEqual({ status: 200, code: null });
  expect(await post(delivery, [said('a', 'e3', 'tin 3')])).toEqual({ status: 200, code: null }); // the platform sends again
  await until(() => probe.sent.length === 5);
  expect(probe.textsTo('a')).toEqual(['1 tin 1', '2 tin 2', '3 tin 3', '4 tin 4', '5 tin 5']);
  const rows = await database.prisma.inbox.findMany();
  expect(rows).toHaveLength(5);
  expect(rows.every((row) => row.state === 'done' && row.content === null)).toBe(true);
  await until(async () => (await database.prisma.outbox.count({ where: { state: 'sent' } })) === 5);
  expect(JSON.stringify(await database.prisma.outbox.findMany({ select: { reply: true, context: true } }))).not.toContain('tin');
});

test('a wrong secret keeps nothing and is counted', async () => {
  const metrics = createMetrics();
  const delivery = deliver([probeChannel().channel], { metrics });
  expect((await post(delivery, [said('a', 'e1', 'x')], 'wrong')).status).toBe(403);
  expect(await database.prisma.inbox.count()).toBe(0);
  expect(await metrics.registry.getSingleMetricAsString('motcua_refused_requests_total')).toContain('code="secretWrong"} 1');
});

const side: [string, Partial<DeliveryDeps>][] = [
  ['beside other processes', { workers: 3 }],
  ['alone with its database', { workers: 2, alone: true, together: 8 }],
];
test.each(side)('300 messages of 40 people at once, %s: each conversation in order, nobody mixed up', async (_, rest) => {
  const probe = probeChannel();
  const delivery = deliver([probe.channel], rest);
  const events = Array.from({ length: 300 }, (_, at) => said(`c${at % 40}`, `m${at}`, `${at}`));
  await Promise.all(events.map((event) => post(delivery, [event])));
  await until(() => probe.sent.length === 300);
  for (let chat = 0; chat < 40; chat++) {
    const mine = events.filter((event) => event.conversation === `c${chat}`);
    expect(probe.textsTo(`c${chat}`).map((text) => Number(text.split(' ')[0]))).toEqual(mine.map((_, at) => at + 1));
  }
});

test('a message that always fails is set aside after three tries with an apology, and spoils nobody else’s', async () => {
  const probe = probeChannel();
  let ahead = 0;
  const delivery = deliver([probe.channel], { clock: { now: () => new Date(daytime.now().getTime() + ahead) } });
  await post(delivery, [said('bad', 'p1', 'poison'), said('bad', 'p2', 'sau đó'), said('good', 'g1', 'xin chào')]);
  await until(() => probe.textsTo('good').length === 1);
  for (let tries = 2; tries <= 3; tries++) {
    await until(async () => (await database.prisma.inbox.count({ where: { attempts: tries - 1, eventKey: 'p1' } })) === 1);
    ahead += 60_000;
  }
  await until(() => probe.textsTo('bad').length === 2);
  expect(probe.textsTo('bad')[0]).toContain('chưa xử lý được tin nhắn');
  expect(probe.textsTo('bad')[1]).toBe('1 sau đó');
  expect(await database.prisma.inbox.count({ where: { state: 'aside' } })).toBe(1);
  expect(logged.text()).not.toContain('poison');
});

test.each([
  ['poison', 'aside', true],
  ['poison tố cáo', 'done', false],
  ['poison nobody can judge', 'done', false],
])('what always fails and may not be kept is not even set aside: %s', async (text, state, kept) => {
  const probe = probeChannel();
  let ahead = 0;
  const mustNotStay: DeliveryDeps['mustNotStay'] = (heard) => {
    if (heard.kind === 'text' && heard.text.includes('judge')) throw new Error('no');
    return heard.kind === 'text' && heard.text.includes('tố cáo');
  };
  const takeTurn: DeliveryDeps['takeTurn'] = (talk, heard, state, locale) => {
    if (heard.kind === 'text' && heard.text.startsWith('poison')) throw new Error('a text that always fails');
    return countingTurns(talk, heard, state, locale);
  };
  const delivery = deliver([probe.channel], { takeTurn, mustNotStay, clock: { now: () => new Date(daytime.now().getTime() + ahead) } });
  const eventKey = `bad ${text}`.slice(0, 20);
  await post(delivery, [said(eventKey, eventKey, text)]);
  for (let tries = 1; tries <= 2; tries++) {
    await until(async () => (await database.prisma.inbox.count({ where: { attempts: tries, eventKey } })) === 1);
    ahead += 60_000;
  }
  await until(() => probe.textsTo(eventKey).length === 1);
  const row = await database.prisma.inbox.findFirstOrThrow({ where: { eventKey } });
  expect([row.state, row.content !== null]).toEqual([state, kept]);
});

test('when what a message leads to cannot be kept, the others of its round still take effect', async () => {
  const clock = daytime;
  await database.prisma.$transaction(async (tx) => {
    await tx.conversation.createMany({
      data: ['x', 'y'].map((id) => ({ channel: 'probe', id, state: {}, createdAt: clock.now(), updatedAt: clock.now() })),
    });
    const row = { channel: 'probe', dueAt: clock.now(), receivedAt: clock.now() };
    await tx.inbox.createMany({
      data: [
        { ...row, conversation: 'x', eventKey: '1', content: { kind: 'text', text: 'zero' } },
        { ...row, conversation: 'y', eventKey: '2', content: { kind: 'text', text: 'fine' } },
      ],
    });
  });
  // A state that PostgreSQL cannot store: the shared statement fails as a whole.
  const takeTurn: DeliveryDeps['takeTurn'] = (talk, heard, state, locale) => ({
    ...countingTurns(talk, heard, state, locale),
    ...(heard.kind === 'text' && heard.text === 'zero' && { state: { bad: '\u0000' } }),
  });
  expect(
    await processInbox({ database, clock, log, metrics: createMetrics(), takeTurn, served: () => ['probe'], most: 64, holding: new Holding() }),
  ).toBe(1);
  expect(await database.prisma.inbox.findMany({ orderBy: { id: 'asc' }, select: { state: true, attempts: true } })).toEqual([
    { state: 'new', attempts: 1 },
    { state: 'done', attempts: 0 },
  ]);
});

test('answers that come later are given side by side, each conversation in its order, also where one of them fails', async () => {
  let [underWay, most] = [0, 0];
  // The later ones of a conversation are ready sooner: taken as they come they would pass those before them.
  const takeTurn: DeliveryDeps['takeTurn'] = async (talk, heard, state, locale) => {
    const turn = await countingTurns(talk, heard, state, locale);
    const { count } = turn.state as { count: number };
    most = Math.max(most, ++underWay);
    await new Promise((done) => setTimeout(done, 30 / count));
    underWay--;
    return turn;
  };
  const probe = probeChannel();
  const delivery = deliver([probe.channel], { takeTurn });
  const talks = Array.from({ length: 20 }, (_, at) => `talk${at}`);
  const events = [1, 2, 3].flatMap((number) =>
    talks.map((talk) => said(talk, `${talk} ${number}`, number === 2 && talk === 'talk7' ? 'poison' : `tin ${number}`)),
  );
  await post(delivery, events);
  await until(() => probe.sent.length >= 58);
  for (const talk of talks.filter((name) => name !== 'talk7')) expect(probe.textsTo(talk)).toEqual(['1 tin 1', '2 tin 2', '3 tin 3']);
  expect(probe.textsTo('talk7')).toEqual(['1 tin 1']);
  expect(most).toBeGreaterThan(4);
  expect(most).toBeLessThanOrEqual(8);
});

test('an answer is tried again until it is accepted; the pace that the platform asks for is kept', async () => {
  let tries = 0;
  const outcome = (): Outcome => (++tries === 1 ? { kind: 'retry', reason: '429', afterMs: 400 } : { kind: 'sent', message: '1' });
  const probe = probeChannel({ outcome });
  const delivery = deliver([probe.channel]);
  const begun = Date.now();
  await post(delivery, [said('a', 'e1', 'xin chào')]);
  await until(() => probe.sent.length === 1);
  expect(tries).toBe(2);
  expect((probe.sent[0]?.at ?? 0) - begun).toBeGreaterThanOrEqual(390);
});

test('a reply of several parts goes on where it stopped', async () => {
  let tries = 0;
  const outcome = (_: string, text: string): Outcome =>
    text === 'hai' && ++tries === 1 ? { kind: 'retry', reason: '500', afterMs: 50 } : { kind: 'sent', message: null };
  const probe = probeChannel({ outcome });
  const delivery = deliver([probe.channel], {
    takeTurn: (_talk, _heard, _state, locale) => ({
      state: {},
      locale,
      replies: [reply(['một', 'hai', 'ba'].map((text) => ({ kind: 'text' as const, text })))],
      erase: false,
      intent: 'test',
      outcome: 'answered',
    }),
  });
  await post(delivery, [said('a', 'e1', 'x')]);
  await until(() => probe.sent.length === 3);
  expect(probe.textsTo('a')).toEqual(['một', 'hai', 'ba']);
});

test('somebody who blocked the bot gets nothing more until they write again', async () => {
  let blocked = true;
  const probe = probeChannel({ outcome: () => (blocked ? { kind: 'dead', reason: 'blocked', gone: true } : { kind: 'sent', message: null }) });
  const delivery = deliver([probe.channel]);
  await post(delivery, [said('n1', 'e1', 'x')]);
  await until(async () => (await database.prisma.outboxLane.count({ where: { goneAt: { not: null } } })) === 1);
  await database.prisma.$transaction((tx) => enqueue(tx, [notice()], daytime.now()));
  expect(await database.prisma.outbox.findUnique({ where: { dedupeKey: 'k1' } })).toMatchObject({ state: 'dead', reason: 'gone' });
  blocked = false;
  await post(delivery, [said('n1', 'e2', 'tôi đây')]);
  await until(() => probe.textsTo('n1').length === 1);
  await database.prisma.$transaction((tx) => enqueue(tx, [notice({ key: 'k2' })], daytime.now()));
  delivery.wake();
  await until(() => probe.textsTo('n1').length === 2);
});

test('it is unknown whether it arrived: an answer is sent again, a notice waits for a person', async () => {
  const seen: string[] = [];
  const outcome = (_: string, text: string): Outcome => {
    seen.push(text);
    return seen.filter((other) => other === text).length === 1 ? { kind: 'unknown', reason: 'timeout' } : { kind: 'sent', message: null };
  };
  const probe = probeChannel({ outcome });
  const delivery = deliver([probe.channel]);
  await database.prisma.$transaction((tx) => enqueue(tx, [notice()], daytime.now()));
  await post(delivery, [said('a', 'e1', 'x')]);
  await until(() => probe.sent.length === 1);
  expect(probe.textsTo('a')).toEqual(['1 x']);
  await until(async () => (await database.prisma.outbox.count({ where: { state: 'unknown', reason: 'timeout' } })) === 1);
  expect(seen.filter((text) => text.startsWith('Hồ sơ'))).toHaveLength(1);
});

test('a sender that died while sending: its answer is sent again, its notice held', async () => {
  const now = daytime.now();
  await database.prisma.$transaction((tx) =>
    enqueue(tx, [notice(), { kind: 'answer', to: { channel: 'probe', chat: 'a' }, reply: notice().reply, locale: 'vi' }], now),
  );
  const past = new Date(now.getTime() - 1000);
  await database.prisma.outbox.updateMany({ data: { state: 'sending', leaseUntil: past, attempts: 1, firstTriedAt: past } });
  const probe = probeChannel();
  deliver([probe.channel]);
  await until(async () => (await database.prisma.outbox.count({ where: { state: 'sent' } })) === 1);
  expect(probe.sent.map((entry) => entry.chat)).toEqual(['a']);
  await until(async () => (await database.prisma.outbox.count({ where: { state: 'unknown', reason: 'interrupted' } })) === 1);
});

test('a notice goes on to the person’s next channel when this one is closed to it', async () => {
  const closed = probeChannel({ id: 'zalo', outcome: () => ({ kind: 'closed', reason: '-230' }) });
  const open = probeChannel({ id: 'probe' });
  deliver([closed.channel, open.channel]);
  const to: Notice['to'] = [
    { channel: 'zalo', chat: 'z1' },
    { channel: 'probe', chat: 't1' },
  ];
  await database.prisma.$transaction((tx) => enqueue(tx, [notice({ to })], daytime.now()));
  await until(() => open.textsTo('t1').length === 1);
  // The same notice is not kept a second time, wherever it went.
  expect(await database.prisma.$transaction((tx) => enqueue(tx, [notice({ to })], daytime.now()))).toBe(0);
});

test('at night nothing is said unasked, and answers still are', async () => {
  const night = shiftedClock(new Date('2026-11-23T23:00:00+07:00'));
  const probe = probeChannel();
  const delivery = deliver([probe.channel], { clock: night });
  await database.prisma.$transaction((tx) => enqueue(tx, [notice()], night.now()));
  await post(delivery, [said('a', 'e1', 'x')]);
  await until(() => probe.textsTo('a').length === 1);
  await until(async () => (await database.prisma.outbox.count({ where: { kind: 'notice', reason: 'quiet' } })) === 1);
  expect(await database.prisma.outbox.findFirst({ where: { kind: 'notice' } })).toMatchObject({
    state: 'waiting',
    notBefore: new Date('2026-11-24T07:00:00+07:00'),
  });
});

test('a notice of tomorrow does not hold back an answer of today in the same chat', async () => {
  const probe = probeChannel();
  const delivery = deliver([probe.channel]);
  await database.prisma.$transaction((tx) => enqueue(tx, [notice({ notBefore: new Date('2026-11-24T08:00:00+07:00') })], daytime.now()));
  await post(delivery, [said('n1', 'e1', 'x')]);
  await until(() => probe.textsTo('n1').length === 1);
});

test('switched off, a channel keeps what comes and sends nothing; on again, nothing is lost', async () => {
  await setSwitch(database.prisma, 'probe', 'bảo trì', 'person:1', daytime.now());
  const probe = probeChannel();
  const delivery = deliver([probe.channel]);
  await until(() => delivery.status()[0]?.state === 'off');
  expect((await post(delivery, [said('a', 'e1', 'x')])).status).toBe(200);
  await new Promise((done) => setTimeout(done, 300));
  expect(await database.prisma.inbox.count({ where: { state: 'new' } })).toBe(1);
  await setSwitch(database.prisma, 'probe', null, 'person:1', daytime.now());
  await until(() => probe.sent.length === 1);
  const lines = await database.prisma.auditEvent.findMany({ where: { subject: 'channel:probe' }, orderBy: { id: 'asc' } });
  expect(lines.map((line) => line.action)).toEqual(['channel.switchOff', 'channel.switchOn']);
}, 15_000);

test('with proactive messages switched off, answers go and notices wait', async () => {
  await setSwitch(database.prisma, PROACTIVE, 'sự cố', 'person:1', daytime.now());
  const probe = probeChannel();
  const delivery = deliver([probe.channel]);
  await database.prisma.$transaction((tx) => enqueue(tx, [notice()], daytime.now()));
  await post(delivery, [said('a', 'e1', 'x')]);
  await until(() => probe.textsTo('a').length === 1);
  await until(async () => (await database.prisma.outbox.count({ where: { kind: 'notice', state: 'waiting', reason: 'switchedOff' } })) === 1);
});

test('a month that runs out: alarms once each, notices wait for the next month, answers and urgent ones go', async () => {
  const probe = probeChannel({ limits: { perSecond: 1000, perSecondPerChat: 1000, perMonth: 100 } });
  await database.prisma.outboxChannel.create({ data: { channel: 'probe', tokensAt: daytime.now(), month: '2026-11', used: 97 } });
  const delivery = deliver([probe.channel]);
  await until(() => delivery.status()[0]?.month?.nonUrgent === false);
  await database.prisma.$transaction((tx) =>
    enqueue(tx, [notice(), notice({ key: 'k2', urgent: true, to: [{ channel: 'probe', chat: 'n2' }] })], daytime.now()),
  );
  await post(delivery, [said('a', 'e1', 'x')]);
  await until(() => probe.sent.length === 2);
  await until(async () => (await database.prisma.outbox.count({ where: { reason: 'quota' } })) === 1);
  expect(await database.prisma.outbox.findUnique({ where: { dedupeKey: 'k1' } })).toMatchObject({ notBefore: new Date('2026-12-01T07:00:00+07:00') });
  await until(async () => (await database.prisma.outboxChannel.findUnique({ where: { channel: 'probe' } }))?.used === 99);
  expect(await database.prisma.auditEvent.count({ where: { action: 'channel.quota' } })).toBe(1);
});

test('a channel whose platform refuses it is shown as down, keeps nobody else from serving, and comes back', async () => {
  const broken = probeChannel({ id: 'broken', prepare: async () => ({ ok: false, reason: 'tokenWrong' }) });
  const probe = probeChannel();
  const delivery = deliver([broken.channel, probe.channel]);
  await post(delivery, [said('a', 'e1', 'x')]);
  await until(() => probe.sent.length === 1);
  expect(delivery.status().map(({ channel, state, reason }) => ({ channel, state, reason }))).toEqual([
    { channel: 'broken', state: 'down', reason: 'tokenWrong' },
    { channel: 'probe', state: 'up', reason: null },
  ]);
});

test('one second between two messages to a chat, whatever waits', async () => {
  const probe = probeChannel({ limits: { perSecond: 1000, perSecondPerChat: 1, perMonth: null } });
  const delivery = deliver([probe.channel], { clock: systemClock });
  await post(delivery, [said('a', 'e1', 'x'), said('a', 'e2', 'y'), said('b', 'e3', 'z')]);
  await until(() => probe.sent.length === 3);
  const [first, second] = probe.sent.filter((entry) => entry.chat === 'a').map((entry) => entry.at) as [number, number];
  expect(second - first).toBeGreaterThanOrEqual(990);
});
