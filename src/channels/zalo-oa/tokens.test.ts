import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { answering, never, testZaloOa } from '#tests/support/zaloOa.ts';
import type { ZaloOaChannel } from './channel.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const USER = '1234567890123456789';

let database: OpenDatabase;
let oa: Awaited<ReturnType<typeof testZaloOa>>;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.prisma.zaloOaToken.deleteMany();
  oa = await testZaloOa(database);
  await oa.fake.citizen.follow(USER);
});
afterEach(() => oa.fake.close());
afterAll(() => database.close());

const send = (channel: ZaloOaChannel) => {
  const reply = { blocks: [{ kind: 'text' as const, text: 'Dạ' }], choices: [], sources: [] };
  return channel.send(USER, channel.render(reply, answering)[0]!, never());
};
const rotations = () => oa.fake.tokens.rotations;
const audit = async () => (await database.prisma.auditEvent.findMany({ orderBy: { id: 'asc' } })).map(({ action }) => action);
const row = () => database.prisma.zaloOaToken.findUniqueOrThrow({ where: { appId: oa.settings.appId } });

test('the first token of the settings is changed once and kept; a restart goes on with what was kept', async () => {
  const before = (await audit()).length;
  expect(await oa.channel().prepare()).toEqual({ ok: true, name: 'UBND xã Thử Nghiệm' });
  expect(await send(oa.channel())).toMatchObject({ kind: 'sent' });
  expect(rotations()).toBe(1);
  expect((await audit()).slice(before)).toEqual(['zaloOaToken.seed', 'zaloOaToken.rotate']);
});

test('tokens are kept encrypted, and stand in no audit line and no log', async () => {
  oa.fake.tokenFaults.next('error500');
  await oa.channel().prepare();
  const { access, refresh } = oa.fake.tokens;
  const kept = JSON.stringify([await row(), await database.prisma.auditEvent.findMany()], (_key, value) => (typeof value === 'bigint' ? '' : value));
  for (const secret of [access!, refresh, oa.settings.refreshToken, oa.settings.appSecret]) {
    expect(kept).not.toContain(secret);
    expect(oa.logged()).not.toContain(secret);
  }
});

test('an access token is changed at twenty hours, before it ends', async () => {
  const channel = oa.channel();
  await channel.prepare();
  oa.clock.at += 19 * HOUR;
  await channel.keepAlive();
  expect(rotations()).toBe(1);
  oa.clock.at += 1 * HOUR;
  await channel.keepAlive();
  expect(rotations()).toBe(2);
});

test('a token that Zalo refuses is changed once, and the message goes', async () => {
  const channel = oa.channel();
  await channel.prepare();
  oa.fake.tokens.expire();
  expect(await send(channel)).toMatchObject({ kind: 'sent' });
  expect(rotations()).toBe(2);
});

test.each([-216, -220, -124])('refused again with %i after a change, the channel is down and it stops there', async (code) => {
  const channel = oa.channel();
  await channel.prepare();
  oa.fake.refusals.push(code, code);
  expect(await send(channel)).toEqual({ kind: 'down', reason: `zalo${code}` });
  expect(rotations()).toBe(2);
});

test('two instances that start at once, and many messages at once, change it a single time', async () => {
  const channels = [oa.channel(), oa.channel(), oa.channel()];
  const outcomes = await Promise.all(Array.from({ length: 30 }, (_, at) => send(channels[at % 3]!)));
  expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
  expect(rotations()).toBe(1);
});

test('an instance whose token another one has changed takes up the new one without a change of its own', async () => {
  const [one, other] = [oa.channel(), oa.channel()];
  await Promise.all([one.prepare(), other.prepare()]);
  oa.clock.at += 21 * HOUR;
  expect(await send(one)).toMatchObject({ kind: 'sent' });
  oa.clock.at -= 20 * HOUR; // the other's clock is behind: it learns from the refusal
  expect(await send(other)).toMatchObject({ kind: 'sent' });
  expect(rotations()).toBe(2);
});

test('an answer lost before the token rotated is asked for again', async () => {
  for (const fault of ['resetBefore', 'error500', 'html', 'tooMany'] as const) {
    await database.prisma.zaloOaToken.deleteMany();
    oa.fake.tokens.regrant(oa.settings.refreshToken);
    oa.fake.tokenFaults.next(fault);
    expect(await send(oa.channel())).toMatchObject({ kind: 'sent' });
  }
});

test('an answer lost after the token rotated is tried once more, then a person is called', async () => {
  const channel = oa.channel();
  oa.fake.tokenFaults.next('resetAfter');
  expect(await send(channel)).toEqual({ kind: 'down', reason: 'zaloOaConsentLost' });
  expect((await row()).lostAt).toEqual(oa.clock.now());
  expect(await audit()).toContain('zaloOaToken.lose');
  expect(oa.logged()).toContain('zaloOaConsentLost');
  // Not asked again with every message.
  oa.fake.tokenFaults.next('error500');
  expect(await send(channel)).toMatchObject({ kind: 'down' });
  expect(oa.fake.tokenFaults.take()).toBe('error500');
});

test('a new token in the settings, after a consent was given again, mends it; the old one is never taken up again', async () => {
  oa.fake.tokenFaults.next('resetAfter');
  await oa.channel().prepare();
  oa.fake.tokens.regrant('RT-after-a-new-consent');
  const mended = oa.channel({ refreshToken: 'RT-after-a-new-consent' });
  expect(await mended.prepare()).toMatchObject({ ok: true });
  expect((await row()).lostAt).toBeNull();
  // An instance that still has the old setting goes on with the kept tokens.
  expect(await send(oa.channel())).toMatchObject({ kind: 'sent' });
  expect(rotations()).toBe(2);
});

test('while Zalo gives no new token, the old one serves as long as it lives', async () => {
  const channel = oa.channel();
  await channel.prepare();
  oa.clock.at += 21 * HOUR;
  oa.fake.tokenFaults.next('error500', 'error500');
  expect(await send(channel)).toMatchObject({ kind: 'sent' });
  expect(await send(channel)).toMatchObject({ kind: 'sent' });
  expect(rotations()).toBe(1);
  expect(oa.logged()).toContain('zaloOaTokenUnanswered');
  oa.clock.at += 61_000;
  expect(await send(channel)).toMatchObject({ kind: 'sent' });
  expect(rotations()).toBe(2);
});

test('without any token the channel is down while Zalo does not answer, and comes back by itself', async () => {
  const channel = oa.channel();
  oa.fake.tokenFaults.next('error500', 'resetBefore');
  expect(await channel.prepare()).toEqual({ ok: false, reason: 'zaloOaTokenUnanswered' });
  oa.clock.at += 61_000;
  expect(await channel.prepare()).toMatchObject({ ok: true });
});

test('a pair that cannot be kept is not used; it is kept by the next who needs it', async () => {
  const channel = oa.channel();
  const transaction = database.prisma.$transaction.bind(database.prisma);
  let calls = 0;
  // The first transaction seeds; those that would keep the pair fail.
  const broken = vi.spyOn(database.prisma, '$transaction').mockImplementation(((work: never) => {
    if (calls++ === 0) return transaction(work);
    throw new Error('the disk is full');
  }) as never);
  expect(await channel.prepare()).toEqual({ ok: false, reason: 'zaloOaTokenNotKept' });
  broken.mockRestore();
  expect(await channel.prepare()).toMatchObject({ ok: true });
  expect(rotations()).toBe(1);
});

test('tokens sealed with another secret are said to be unreadable', async () => {
  await oa.channel().prepare();
  const other = oa.channel({}, 'another-secret-of-this-installation');
  expect(await other.prepare()).toEqual({ ok: false, reason: 'zaloOaTokenUnreadable' });
});

test('a wrong app secret is a person’s business, not a crash', async () => {
  expect(await oa.channel({ appSecret: 'wrong-secret' }).prepare()).toEqual({ ok: false, reason: 'zaloOaConsentLost' });
  expect(rotations()).toBe(0);
});

test('somebody who died while changing it holds nobody up for longer than the lease', async () => {
  const channel = oa.channel();
  await channel.prepare();
  oa.clock.at += 21 * HOUR;
  await database.prisma.$executeRaw`UPDATE zalo_oa_token SET holder = 'gone', "heldUntil" = now() + interval '600 milliseconds'`;
  expect(await send(channel)).toMatchObject({ kind: 'sent' });
  expect(rotations()).toBe(2);
});

test('a refresh token of sixty days is warned of', async () => {
  const channel = oa.channel();
  await channel.prepare();
  oa.clock.at += 61 * DAY;
  await channel.keepAlive();
  expect(oa.logged()).toContain('"days":61');
});
