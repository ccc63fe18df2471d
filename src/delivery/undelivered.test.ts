import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { enqueue } from '#src/notices/enqueue.ts';
import { shiftedClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { reply } from '#src/text/reply.ts';
import { testDatabase } from '#tests/support/database.ts';
import { countingTurns, probeChannel, said } from '#tests/support/probeChannel.ts';
import type { Channel, Outcome } from './channel.ts';
import { type Delivery, startDelivery } from './delivery.ts';
import { countUndelivered, drop, listUndelivered, resend } from './undelivered.ts';

let database: OpenDatabase;
let delivery: Delivery | null = null;
const clock = shiftedClock(new Date('2026-11-23T10:00:00+07:00'));
const by = () => ({ actor: 'operator', now: clock.now() });

beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await delivery?.stop();
  await database.prisma.$executeRaw`TRUNCATE inbox, outbox, outbox_lane, outbox_channel, conversation CASCADE`;
});
afterAll(() => database.close());

const deliver = (channel: Channel) => {
  const deps = { database, clock, log: createLog('silent'), metrics: createMetrics() };
  delivery = startDelivery({ ...deps, channels: [channel], takeTurn: countingTurns });
  return delivery;
};
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const audited = async () => (await database.prisma.auditEvent.findMany({ orderBy: { at: 'asc' } })).map(({ action }) => action);

test('a refused notice is seen without its words, and said once it is sent again', async () => {
  let refuse = true;
  const outcome = (): Outcome => (refuse ? { kind: 'dead', reason: 'badRequest' } : { kind: 'sent', message: null });
  const probe = probeChannel({ outcome });
  const to = { channel: 'probe', chat: 'c1' };
  const notice = { kind: 'notice' as const, to: [to] as [typeof to], reply: reply([{ kind: 'text', text: 'Hồ sơ xong' }]), locale: 'vi' as const };
  await database.prisma.$transaction((tx) => enqueue(tx, [{ ...notice, key: 'k', subject: 'dossier:1' }], clock.now()));
  deliver(probe.channel);
  await until(async () => expect(await listUndelivered(database.prisma)).toHaveLength(1));
  const [row] = await listUndelivered(database.prisma);
  expect(row).toMatchObject({ channel: 'probe', state: 'dead', kind: 'notice', reason: 'badRequest', subject: 'dossier:1' });
  expect(JSON.stringify(row)).not.toMatch(/Hồ sơ xong|c1/);
  refuse = false;
  await resend(database.prisma, row?.id ?? '', by());
  await until(() => expect(probe.textsTo('c1')).toEqual(['Hồ sơ xong']));
  await until(async () => expect(await database.prisma.outboxLane.findFirst()).toMatchObject({ waiting: 0, nextAt: null }));
  expect(await audited()).toContain('outbox.resend');
  await expect(resend(database.prisma, row?.id ?? '', by())).rejects.toMatchObject({ code: 'undeliveredUnknown' });
});

test('a message set aside is handled again, or dropped with its words', async () => {
  const now = clock.now();
  const aside = (conversation: string, eventKey: string) => ({
    channel: 'probe',
    conversation,
    eventKey,
    state: 'aside',
    content: said(conversation, eventKey, 'xin chào').content,
    dueAt: now,
    receivedAt: now,
  });
  await database.prisma.inbox.createMany({ data: [aside('a', '1'), aside('b', '2')] });
  expect(await countUndelivered(database.prisma)).toEqual([{ channel: 'probe', state: 'aside', count: 2 }]);
  const ids = (await database.prisma.inbox.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => `in-${id}`);
  const probe = probeChannel();
  deliver(probe.channel);
  await resend(database.prisma, ids[0] ?? '', by());
  await drop(database.prisma, ids[1] ?? '', by());
  await until(() => expect(probe.textsTo('a')).toEqual(['1 xin chào']));
  expect(probe.textsTo('b')).toEqual([]);
  await until(async () =>
    expect((await database.prisma.inbox.findMany()).map(({ state, content }) => [state, content])).toEqual(Array(2).fill(['done', null])),
  );
  expect(await audited()).toEqual(expect.arrayContaining(['inbox.resend', 'inbox.drop']));
});

test('what is not a name of one is refused', async () => {
  for (const id of ['7', 'out-', 'in-x', 'out-999'])
    await expect(drop(database.prisma, id, by())).rejects.toMatchObject({ code: 'undeliveredUnknown' });
});
