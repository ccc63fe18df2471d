import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Delivery, startDelivery } from '#src/delivery/delivery.ts';
import { shiftedClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { sayIn } from '#src/platform/texts.ts';
import { erasePerson } from '#src/privacy/person.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { testDatabase } from '#tests/support/database.ts';
import { countingTurns, probeChannel } from '#tests/support/probeChannel.ts';
import { member, settableClock } from '#tests/support/staff.ts';
import { audienceOf } from './audience.ts';
import { approveCampaign, returnCampaign, stopCampaign, submitCampaign } from './commands/decide.ts';
import { type Content, changeCampaign, writeCampaign } from './commands/write.ts';
import { type FeedDeps, feedCampaigns } from './feed.ts';
import { letterOf } from './letter.ts';
import { letterKey, NEWS_TOPICS } from './model.ts';
import { type ChannelReach, slots } from './reach.ts';
import { countLetters, settleCampaigns } from './settle.ts';
import { subscribe, unsubscribe } from './subscribe.ts';

/** A Monday morning. */
const START = new Date('2026-11-23T09:00:00+07:00');
const MINUTE = 60_000;
const clock = settableClock(START);
const CHANNEL: ChannelReach = { channel: 'probe', windowMs: null, left: null };
let database: OpenDatabase;
let channels: ChannelReach[] = [CHANNEL];
let proactive = true;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  clock.set(START);
  channels = [CHANNEL];
  proactive = true;
  await database.prisma.$executeRaw`TRUNCATE campaign, campaign_letter, campaign_subscription, outbox, outbox_lane, outbox_channel RESTART IDENTITY`;
});
afterAll(() => database.close());

const person = (id: string, role: 'leader' | 'editor' | 'oneStopOfficer'): PersonActor => ({
  ...{ kind: 'person', id, name: id, locale: 'vi' },
  memberships: [member(role, { agencyId: 'xa' })],
});
const [WRITER, LEADER] = [person('writer', 'oneStopOfficer'), person('leader', 'leader')];
const staff = () => ({ database: database.prisma, clock });
const deps = (): FeedDeps => ({
  ...staff(),
  authority: async () => 'Ủy ban nhân dân xã Minh Họa',
  channels: () => channels,
  proactive: async () => proactive,
});
const CONTENT: Content = {
  ...{ title: 'Tiêm chủng', text: 'Sáng thứ Bảy tại trạm y tế.', titleEn: null, textEn: null },
  ...{ topics: ['health'], areas: [], perMinute: 60, sendAt: null },
};
const join = (...chats: string[]) =>
  database.prisma.campaignSubscription.createMany({
    data: chats.map((conversationId) => ({ channel: 'probe', conversationId, topics: ['health'], areas: [], locale: 'vi', at: clock.now() })),
    skipDuplicates: true,
  });
const leave = (conversationId: string) => database.prisma.$transaction((tx) => unsubscribe(tx, { channel: 'probe', conversationId }, clock.now()));
const seenOf = async (id: number) => ({ id, revision: (await database.prisma.campaign.findUniqueOrThrow({ where: { id } })).revision });
async function approved(content: Partial<Content> = {}): Promise<number> {
  const id = await writeCampaign(staff(), WRITER, { ...CONTENT, ...content });
  await submitCampaign(staff(), WRITER, await seenOf(id));
  await approveCampaign(staff(), LEADER, await seenOf(id));
  return id;
}
const outbox = () => database.prisma.outbox.findMany({ orderBy: { id: 'asc' } });
const waiting = async () => (await outbox()).filter(({ state }) => state === 'waiting').map(({ chat }) => chat);
const stateOf = async (id: number) => (await database.prisma.campaign.findUniqueOrThrow({ where: { id } })).state;

describe('who may let it go', () => {
  test('a second person who may approve; never whoever wrote it, be it a leader', async () => {
    const own = await writeCampaign(staff(), LEADER, CONTENT);
    await submitCampaign(staff(), LEADER, await seenOf(own));
    await expect(approveCampaign(staff(), LEADER, await seenOf(own))).rejects.toMatchObject({ code: 'campaignOwn' });
    await expect(approveCampaign(staff(), WRITER, await seenOf(own))).rejects.toMatchObject({ code: 'notAllowed' });
    await expect(approveCampaign(staff(), person('elsewhere', 'leader'), { ...(await seenOf(own)), revision: 9 })).rejects.toMatchObject({
      code: 'campaignChanged',
    });
    const other = { ...person('other', 'leader'), memberships: [member('leader', { agencyId: 'other' })] };
    await expect(approveCampaign(staff(), other, await seenOf(own))).rejects.toMatchObject({ code: 'notAllowed' });
    await approveCampaign(staff(), person('second', 'leader'), await seenOf(own));
    expect(await stateOf(own)).toBe('approved');
  });

  test('what was handed in cannot be changed; returned with a reason, it is a draft again', async () => {
    const id = await writeCampaign(staff(), WRITER, CONTENT);
    await submitCampaign(staff(), WRITER, await seenOf(id));
    await expect(changeCampaign(staff(), WRITER, await seenOf(id), CONTENT)).rejects.toMatchObject({ code: 'campaignWrongState' });
    await expect(returnCampaign(staff(), LEADER, await seenOf(id), null)).rejects.toMatchObject({ code: 'campaignReasonMissing' });
    await returnCampaign(staff(), LEADER, await seenOf(id), 'Xin ghi rõ giờ.');
    await changeCampaign(staff(), WRITER, await seenOf(id), { ...CONTENT, text: 'Từ 7 giờ.' });
    expect(await database.prisma.campaign.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'draft', text: 'Từ 7 giờ.' });
  });
});

describe('what is queued', () => {
  test('only those who asked for a topic and an area of it, each in their language', async () => {
    await database.prisma.$transaction(async (tx) => {
      const add = (conversationId: string, topics: ('health' | 'law')[], areas: string[], locale = 'vi') =>
        subscribe(tx, { channel: 'probe', conversationId }, { topics, areas }, locale, clock.now());
      await add('everywhere', ['health'], [], 'en');
      await add('north', ['law', 'health'], ['north']);
      await add('south', ['health'], ['south']);
      await add('law', ['law'], ['north']);
    });
    await approved({ areas: ['north'], titleEn: 'Vaccination', textEn: 'On Saturday.' });
    await feedCampaigns(deps());
    const rows = await outbox();
    expect(rows.map(({ chat }) => chat)).toEqual(['everywhere', 'north']);
    expect(rows[0]?.reply).toMatchObject({ blocks: [{ text: 'Vaccination' }, { text: 'On Saturday.' }, {}] });
    expect(rows[0]).toMatchObject({ kind: 'notice', urgent: false, subject: 'campaign:1' });
  });

  test('at its pace, not before its time, and never in quiet hours', async () => {
    await join(...Array.from({ length: 25 }, (_, at) => `c${at}`));
    await approved({ perMinute: 10, sendAt: new Date('2026-11-23T20:59:00+07:00') });
    const counts: [string, number][] = [];
    for (const time of [
      '2026-11-23T09:00:00',
      '2026-11-23T20:59:00',
      '2026-11-23T21:00:00',
      '2026-11-24T06:59:00',
      '2026-11-24T07:00:00',
      '2026-11-24T07:01:00',
    ]) {
      clock.set(new Date(`${time}+07:00`));
      counts.push([time, await feedCampaigns(deps())]);
    }
    expect(counts.map(([, count]) => count)).toEqual([0, 10, 0, 0, 10, 5]);
    const times = (await outbox()).map(({ notBefore }) => notBefore.getTime());
    for (const [at, time] of times.entries()) if (at > 0) expect(time - times[at - 1]!).toBeGreaterThanOrEqual(6000);
  });

  test('what cannot be reached is counted with its reason and not tried', async () => {
    channels = [{ channel: 'probe', windowMs: 48 * 3_600_000, left: 5 }];
    await join('fresh', 'stale', 'never', 'gone');
    const lane = (chat: string, hours: number, goneAt: Date | null = null) => ({
      ...{ channel: 'probe', chat, goneAt },
      lastInboundAt: new Date(clock.now().getTime() - hours * 3_600_000),
    });
    await database.prisma.outboxLane.createMany({ data: [lane('fresh', 47), lane('stale', 49), lane('gone', 1, clock.now())] });
    expect(await audienceOf(database.prisma, CONTENT, channels, clock.now())).toEqual([
      { channel: 'probe', receivers: 1, unreachable: { window: 2, gone: 1 }, left: 5 },
    ]);
    const id = await approved();
    expect(await feedCampaigns(deps())).toBe(1);
    expect(await countLetters(database.prisma, id)).toEqual([
      { channel: 'probe', state: 'queued', reason: null, count: 1 },
      { channel: 'probe', state: 'unreachable', reason: 'gone', count: 1 },
      { channel: 'probe', state: 'unreachable', reason: 'window', count: 2 },
    ]);
    expect(await audienceOf(database.prisma, CONTENT, [], clock.now())).toMatchObject([{ receivers: 0, unreachable: { channel: 4 } }]);
  });

  test('nothing while the assistant may say nothing of itself', async () => {
    await join('a');
    await approved();
    proactive = false;
    expect(await feedCampaigns(deps())).toBe(0);
    proactive = true;
    expect(await feedCampaigns(deps())).toBe(1);
  });

  test('once to everybody, whatever happens: instances side by side, crashes, people who come and go, a stop', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('tick' as const) },
      { weight: 2, arbitrary: fc.constant('both' as const) },
      { weight: 2, arbitrary: fc.constant('crash' as const) },
      { weight: 2, arbitrary: fc.record({ leaves: fc.integer({ min: 0, max: 11 }) }) },
      { weight: 1, arbitrary: fc.record({ joins: fc.integer({ min: 0, max: 14 }) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), fc.constantFrom(10, 30), async (steps, perMinute) => {
        await database.prisma.$executeRaw`TRUNCATE campaign, campaign_letter, campaign_subscription, outbox, outbox_lane RESTART IDENTITY`;
        clock.set(START);
        await join(...Array.from({ length: 12 }, (_, at) => `c${at}`));
        const id = await approved({ perMinute });
        const touched = new Set<string>();
        const tick = () => feedCampaigns(deps());
        // A crash: the transaction that queues comes to nothing.
        const crash = () => feedCampaigns({ ...deps(), channels: () => { throw new Error('killed'); } }).catch(() => 0); // biome-ignore format: one line
        for (const each of steps) {
          if (each === 'tick') await tick();
          else if (each === 'both') await Promise.all([tick(), tick()]);
          else if (each === 'crash') await crash();
          else if ('leaves' in each) {
            touched.add(`c${each.leaves}`);
            await leave(`c${each.leaves}`);
          } else {
            touched.add(`c${each.joins}`);
            await join(`c${each.joins}`);
          }
          clock.pass(20_000);
        }
        for (let minute = 0; minute < 3; minute++) {
          await tick();
          clock.pass(MINUTE);
        }
        const rows = await outbox();
        expect(new Set(rows.map(({ dedupeKey }) => dedupeKey)).size).toBe(rows.length);
        const untouched = Array.from({ length: 12 }, (_, at) => `c${at}`).filter((chat) => !touched.has(chat));
        const sent = rows.filter(({ state }) => state === 'waiting').map(({ chat }) => chat);
        for (const chat of untouched) expect(sent.filter((each) => each === chat)).toEqual([chat]);
        expect((await database.prisma.campaign.findUniqueOrThrow({ where: { id } })).queuedAt).not.toBeNull();
      }),
      { numRuns: 6 },
    );
  });
});

describe('what is taken back', () => {
  test('the letter of somebody who ends it between queueing and sending, and no other', async () => {
    await join('a', 'b');
    const id = await approved();
    await feedCampaigns(deps());
    await leave('a');
    expect(await waiting()).toEqual(['b']);
    await settleCampaigns(database.prisma, clock.now());
    expect(await countLetters(database.prisma, id)).toMatchObject([{ state: 'queued' }, { state: 'withdrawn', count: 1 }]);
    expect(await database.prisma.outbox.findFirstOrThrow({ where: { chat: 'a' } })).toMatchObject({ reply: null, reason: 'withdrawn' });
    expect(await database.prisma.outboxLane.findMany({ orderBy: { chat: 'asc' } })).toMatchObject([{ waiting: 0, nextAt: null }, { waiting: 1 }]);
  });

  test('the letter about a topic that is chosen no more', async () => {
    await join('a');
    await approved();
    await feedCampaigns(deps());
    await database.prisma.$transaction((tx) =>
      subscribe(tx, { channel: 'probe', conversationId: 'a' }, { topics: ['law'], areas: [] }, 'vi', clock.now()),
    );
    expect(await waiting()).toEqual([]);
  });

  test('everything of somebody who is erased, who comes back as nobody it knew', async () => {
    await join('a');
    const id = await approved();
    await feedCampaigns(deps());
    await database.prisma.$transaction((tx) =>
      erasePerson(tx, { channel: 'probe', conversationId: 'a' }, clock.now(), (text) => `hash-${text.length}`),
    );
    for (const table of [database.prisma.campaignSubscription, database.prisma.campaignLetter])
      expect(await (table as never as { count(): Promise<number> }).count()).toBe(0);
    expect(await waiting()).toEqual([]);
    await join('a');
    clock.pass(MINUTE);
    expect(await feedCampaigns(deps())).toBe(0);
    await settleCampaigns(database.prisma, clock.now());
    expect(await stateOf(id)).toBe('done');
  });

  test('a stop takes back what has not been said and queues nothing more; the figures stay, who got it does not', async () => {
    await join(...Array.from({ length: 30 }, (_, at) => `c${at}`));
    const id = await approved({ perMinute: 10 });
    await feedCampaigns(deps());
    await database.prisma.outbox.updateMany({ where: { chat: { in: ['c0', 'c1'] } }, data: { state: 'sent', endedAt: clock.now() } });
    expect(await stopCampaign(staff(), WRITER, await seenOf(id))).toBe(8);
    clock.pass(MINUTE);
    expect(await feedCampaigns(deps())).toBe(0);
    await settleCampaigns(database.prisma, clock.now());
    const campaign = await database.prisma.campaign.findUniqueOrThrow({ where: { id } });
    expect(campaign).toMatchObject({ state: 'stopped', stoppedBy: 'writer' });
    expect(campaign.figures).toMatchObject([
      { state: 'accepted', count: 2 },
      { state: 'withdrawn', count: 8 },
    ]);
    expect(await database.prisma.campaignLetter.count()).toBe(0);
    await expect(stopCampaign(staff(), WRITER, await seenOf(id))).rejects.toMatchObject({ code: 'campaignWrongState' });
  });

  test('a letter that is being sent when it is stopped is not tried again', async () => {
    await join('a');
    const id = await approved();
    await feedCampaigns(deps());
    await database.prisma.outbox.updateMany({ data: { state: 'sending', leaseUntil: new Date(clock.now().getTime() + MINUTE) } });
    await stopCampaign(staff(), WRITER, await seenOf(id));
    expect((await outbox())[0]?.expiresAt?.getTime()).toBe(clock.now().getTime());
    await database.prisma.outbox.updateMany({ data: { state: 'waiting', leaseUntil: null } });
    await settleCampaigns(database.prisma, clock.now());
    expect((await outbox())[0]).toMatchObject({ state: 'expired' });
  });

  test('what could not go for a week is given up, and what the outbox lost too', async () => {
    await join('a', 'b');
    const id = await approved();
    await feedCampaigns(deps());
    await database.prisma.outbox.deleteMany({ where: { chat: 'b' } });
    clock.pass(7 * 24 * 60 * MINUTE + 1);
    await settleCampaigns(database.prisma, clock.now());
    expect(await database.prisma.campaign.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: 'done',
      figures: [
        { state: 'unknown', count: 1 },
        { state: 'withdrawn', count: 1 },
      ],
    });
  });
});

test('through the outbox of a running channel: sent, refused and stopped within seconds, with nothing left behind', async () => {
  const real = shiftedClock(START);
  const probe = probeChannel({
    // As on every real channel: one message.
    render: () => [{ text: 'letter' }],
    outcome: (chat) => (chat === 'c0' ? { kind: 'dead', reason: 'blocked', gone: true } : { kind: 'sent', message: null }),
  });
  let delivery: Delivery | null = null;
  const base = { database: database.prisma, clock: real };
  try {
    delivery = startDelivery({
      database,
      clock: real,
      log: createLog('silent'),
      metrics: createMetrics(),
      channels: [probe.channel],
      takeTurn: countingTurns,
    });
    await join(...Array.from({ length: 40 }, (_, at) => `c${at}`));
    const id = await writeCampaign(base, WRITER, { ...CONTENT, perMinute: 300 });
    await submitCampaign(base, WRITER, await seenOf(id));
    await approveCampaign(base, LEADER, await seenOf(id));
    expect(await feedCampaigns({ ...deps(), clock: real })).toBe(40);
    await vi.waitFor(() => expect(probe.sent.length).toBeGreaterThan(4), { timeout: 10_000, interval: 20 });
    const taken = await stopCampaign(base, WRITER, await seenOf(id));
    expect(taken).toBeGreaterThan(0);
    await vi.waitFor(
      async () => {
        await settleCampaigns(database.prisma, real.now());
        const { figures } = await database.prisma.campaign.findUniqueOrThrow({ where: { id } });
        expect(figures).toMatchObject([
          { state: 'accepted', count: probe.sent.length },
          { state: 'failed', reason: 'blocked', count: 1 },
          { state: 'withdrawn', count: 39 - probe.sent.length },
        ]);
      },
      { timeout: 10_000, interval: 100 },
    );
    const before = probe.sent.length;
    await new Promise((done) => setTimeout(done, 400));
    expect(probe.sent.length).toBe(before);
    expect(await database.prisma.outboxLane.count({ where: { OR: [{ waiting: { not: 0 } }, { nextAt: { not: null } }] } })).toBe(0);
  } finally {
    await delivery?.stop();
  }
});

test('letters are apart by the pace and within the minute', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -3_600_000, max: 120_000 }),
      fc.constantFrom(10, 30, 60, 120, 300),
      fc.integer({ min: 1, max: 60 }),
      (off, perMinute, most) => {
        const times = slots(START, new Date(START.getTime() + off), perMinute, most).map((time) => time.getTime() - START.getTime());
        expect(times.length).toBeLessThanOrEqual(Math.min(most, perMinute));
        for (const [at, time] of times.entries()) {
          expect(time).toBeGreaterThanOrEqual(Math.max(0, off));
          expect(time).toBeLessThan(MINUTE);
          if (at > 0) expect(time - times[at - 1]!).toBeGreaterThanOrEqual(Math.floor(MINUTE / perMinute) - 1);
        }
      },
    ),
  );
});

test('each message names who speaks and how to end it, in both languages', () => {
  for (const locale of ['vi', 'en'] as const) {
    const said = JSON.stringify(letterOf({ ...CONTENT, titleEn: 'A', textEn: 'B' }, 'UBND xã', locale, sayIn(locale)));
    expect(said).toContain('UBND xã');
    expect(said).toContain(locale === 'vi' ? 'dừng nhận tin' : 'stop news');
    for (const topic of NEWS_TOPICS) expect(sayIn(locale)(`news.topic.${topic}`)).not.toContain('news.topic');
  }
  expect(letterKey(1, { channel: 'a', conversationId: 'b' })).toBe('campaign:1:a:b');
});
