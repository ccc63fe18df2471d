import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { testDatabase } from '#tests/support/database.ts';
import { pollAlone } from './pollLease.ts';

let database: OpenDatabase;
const ends: (() => Promise<void>)[] = [];
let pollers: string[] = [];
let atOnce = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await database.prisma.outboxChannel.deleteMany();
  pollers = [];
});
afterAll(() => database.close());

/** Long enough that a machine which does other work too renews it in time. */
const LEASE = { leaseMs: 2000, renewMs: 100 };

/** An instance that polls when it may; `die` lets it go silent without giving the lease back. */
function instance(name: string, channel = 'telegram') {
  const stop = new AbortController();
  let dead = false;
  const prisma = new Proxy(database.prisma, {
    get: (target, key) => (key === '$executeRaw' && dead ? async () => 0 : Reflect.get(target, key)),
  });
  const poll = async (signal: AbortSignal) => {
    pollers.push(name);
    atOnce = Math.max(atOnce, ++running);
    await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
    running--;
  };
  const ended = pollAlone(channel, poll, stop.signal, { database: prisma, clock: systemClock, log: createLog('silent'), ...LEASE });
  const end = async () => {
    stop.abort();
    await ended;
  };
  ends.push(end);
  return {
    end,
    die: async () => {
      dead = true;
      await end();
    },
  };
}
let running = 0;

const channel = () => database.prisma.outboxChannel.create({ data: { channel: 'telegram', tokensAt: new Date() } });
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const pass = (ms: number) => new Promise((done) => setTimeout(done, ms));

test('of two instances one polls; stopped in order it hands over', async () => {
  await channel();
  const first = instance('first');
  await until(() => expect(pollers).toEqual(['first']));
  instance('second');
  await pass(1.5 * LEASE.leaseMs);
  expect(pollers).toEqual(['first']);
  await first.end();
  await until(() => expect(pollers).toEqual(['first', 'second']));
  expect(atOnce).toBe(1);
});

test('when the one that polls dies, another takes over once its lease has ended', async () => {
  await channel();
  const first = instance('first');
  await until(() => expect(pollers).toEqual(['first']));
  instance('second');
  await first.die();
  expect((await database.prisma.outboxChannel.findUniqueOrThrow({ where: { channel: 'telegram' } })).pollOwner).not.toBeNull();
  await until(() => expect(pollers).toEqual(['first', 'second']));
});

test('whoever finds the lease in other hands stops polling', async () => {
  await channel();
  instance('first');
  await until(() => expect(running).toBe(1));
  await database.prisma.outboxChannel.update({
    where: { channel: 'telegram' },
    data: { pollOwner: 'other', pollUntil: new Date(Date.now() + 60_000) },
  });
  await until(() => expect(running).toBe(0));
});
