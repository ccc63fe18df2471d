import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome, SendContext } from '#src/delivery/channel.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { serve } from '#tests/fakes/http.ts';
import { testDatabase } from '#tests/support/database.ts';
import { answering, never, testZaloOa } from '#tests/support/zaloOa.ts';
import type { ZaloOaChannel } from './channel.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const USER = '9223372036854775801';

let database: OpenDatabase;
let oa: Awaited<ReturnType<typeof testZaloOa>>;
let channel: ZaloOaChannel;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.prisma.zaloOaToken.deleteMany();
  oa = await testZaloOa(database);
  channel = oa.channel();
  await channel.prepare();
  await oa.fake.citizen.send(USER, 'xin chào');
});
afterEach(() => oa.fake.close());
afterAll(() => database.close());

const reply = {
  blocks: [{ kind: 'text' as const, text: 'Hồ sơ HS-01 đã có kết quả.' }],
  choices: [{ label: 'Về đầu', payload: '#m' }],
  sources: [],
};
const send = (context: SendContext = answering, by = channel, signal = never()): Promise<Outcome> =>
  by.send(USER, by.render(reply, context)[0]!, signal);
const notice = (sinceLastInboundMs: number | null): SendContext => ({
  locale: 'vi',
  sinceLastInboundMs,
  template: { name: 'dossier.ready', values: { code: 'HS-01', due: '30/11/2026' } },
});
const shown = () => oa.fake.transcript(USER).filter(({ from }) => from === 'bot');

test('a message arrives with its buttons, and is told by the platform’s own id', async () => {
  expect(await send()).toEqual({ kind: 'sent', message: expect.stringMatching(/^m[0-9a-f]+$/) });
  expect(shown()).toMatchObject([{ text: 'Hồ sơ HS-01 đã có kết quả.', buttons: [{ label: 'Về đầu', payload: '#m' }] }]);
  for (const buttons of ['plain', 'none'] as const) expect(await send(answering, oa.channel({ buttons }))).toMatchObject({ kind: 'sent' });
});

describe('each class of refusal', () => {
  const nine = 21 * HOUR; // from nine in the morning to six
  const expected: [number[], Exclude<Outcome, { kind: 'sent' }>][] = [
    [[-32], { kind: 'retry', reason: '', afterMs: 60_000, wholeChannel: true }],
    [[-144, -147, -1441, -1471, -1472, -234, -133], { kind: 'retry', reason: '', afterMs: nine }],
    [[-230, -232], { kind: 'closed', reason: '' }],
    [[-213, -217, -227, -244, -108, -114, -118, -119, -139, -140, -141], { kind: 'dead', reason: '', gone: true }],
    [[-200, -201, -210, -233, -248, -249, -109, -111, -112, -1121, -1122, -1124, -131, -146, -100, -237, -403], { kind: 'dead', reason: '' }],
    [[-204, -205, -209, -212, -219, -221, -223, -224, -235, -240, -242, -320, -321], { kind: 'down', reason: '' }],
    [[-115, -117, -135, -1351, -136, -137, -126, -127], { kind: 'down', reason: '' }],
    [[-211, -218, -999, -1], { kind: 'retry', reason: '' }],
  ];
  test.each(expected.flatMap(([codes, outcome]) => codes.map((code): [number, Outcome] => [code, { ...outcome, reason: `zalo${code}` }])))(
    '%i',
    async (code, outcome) => {
      oa.fake.refusals.push(code);
      expect(await send()).toEqual(outcome);
      expect(shown()).toEqual([]);
    },
  );

  test('a person who does not take messages of the account', async () => {
    oa.fake.citizen.block(USER);
    expect(await send()).toEqual({ kind: 'dead', reason: 'zalo-213', gone: true });
  });

  test('too many calls a minute, until the minute is over', async () => {
    oa.clock.at += 45_000;
    oa.fake.faults.next('tooMany');
    expect(await send()).toMatchObject({ kind: 'retry', afterMs: 15_000, wholeChannel: true });
  });
});

describe('when no answer comes', () => {
  test.each([
    ['error500', { kind: 'retry', reason: 'http500' }, 0],
    ['html', { kind: 'retry', reason: 'http502' }, 0],
    ['resetBefore', { kind: 'unknown', reason: 'UND_ERR_SOCKET' }, 0],
    ['resetAfter', { kind: 'unknown', reason: 'UND_ERR_SOCKET' }, 1],
  ] as const)('%s', async (fault, outcome, arrived) => {
    oa.fake.faults.next(fault);
    expect(await send()).toEqual(outcome);
    expect(shown()).toHaveLength(arrived);
  });

  test.each(['timeoutBefore', 'timeoutAfter'] as const)('%s', async (fault) => {
    oa.fake.faults.next(fault);
    expect(await send(answering, channel, AbortSignal.timeout(200))).toEqual({ kind: 'unknown', reason: 'timeout' });
    expect(shown()).toHaveLength(fault === 'timeoutAfter' ? 1 : 0);
  });

  test('a lease that has ended before the call sends nothing', async () => {
    expect(await send(answering, channel, AbortSignal.abort())).toEqual({ kind: 'retry', reason: 'timeout' });
    expect(shown()).toEqual([]);
  });

  test('nobody listens there', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => closed.once('listening', done));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    const elsewhere = oa.channel({ apiRoot: `http://127.0.0.1:${port}` });
    expect(await send(answering, elsewhere)).toEqual({ kind: 'retry', reason: 'ECONNREFUSED' });
    expect(await elsewhere.prepare()).toEqual({ ok: false, reason: 'ECONNREFUSED' });
  });

  test('an address that is none of Zalo’s', async () => {
    const elsewhere = oa.channel({ apiRoot: `${oa.fake.url}/elsewhere` });
    expect(await elsewhere.prepare()).toEqual({ ok: false, reason: 'http404' });
  });
});

describe('windows', () => {
  test('two days free, then charged messages only where they are allowed, after seven days the template', async () => {
    expect(await send(notice(HOUR))).toMatchObject({ kind: 'sent' });
    oa.clock.at += 3 * DAY;
    expect(await send(notice(3 * DAY))).toMatchObject({ kind: 'sent' });
    expect(await send(notice(3 * DAY), oa.channel({ chargedNotices: true }))).toMatchObject({ kind: 'sent' });
    oa.clock.at += 5 * DAY;
    expect(await send(notice(8 * DAY))).toMatchObject({ kind: 'sent' });
    expect(oa.fake.counts).toEqual({ free: 1, charged: 1, templates: 2 });
    expect(shown().at(-1)?.text).toBe('Hồ sơ HS-01 đã có kết quả. Hẹn trả: 30/11/2026.');
  });

  test('a window that closed meanwhile: the template instead, told by its id', async () => {
    oa.clock.at += 8 * DAY;
    expect(await send(notice(HOUR))).toEqual({ kind: 'sent', message: expect.any(String) });
    expect(oa.fake.counts).toEqual({ free: 0, charged: 0, templates: 1 });
  });

  test('closed, and no template: said without a call', async () => {
    const without = oa.channel({ templates: {} });
    oa.fake.faults.next('error500');
    expect(await send(notice(3 * DAY), without)).toEqual({ kind: 'closed', reason: 'zaloOaWindow' });
    expect(oa.fake.faults.take()).toBe('error500');
    oa.clock.at += 8 * DAY;
    expect(await send(answering)).toEqual({ kind: 'closed', reason: 'zalo-230' });
  });

  test('a template at night waits for six o’clock; one that Zalo does not know never goes', async () => {
    oa.clock.at += 14 * HOUR; // eleven in the evening
    const promotion = oa.channel({ templates: { 'dossier.ready': { id: '100002', values: { code: 'noi_dung' } } } });
    expect(await send(notice(null), promotion)).toEqual({ kind: 'retry', reason: 'zalo-234', afterMs: 7 * HOUR });
    const unknown = oa.channel({ templates: { 'dossier.ready': { id: '1', values: {} } } });
    expect(await send(notice(null), unknown)).toEqual({ kind: 'dead', reason: 'zalo-109' });
    const short = oa.channel({ templates: { 'dossier.ready': { id: '100001', values: { code: 'ma_ho_so' } } } });
    expect(await send(notice(null), short)).toEqual({ kind: 'dead', reason: 'zalo-1122' });
  });

  test('"unknown error" of a template is tried again', async () => {
    oa.fake.refusals.push(-100);
    expect(await send(notice(null))).toEqual({ kind: 'retry', reason: 'zalo-100' });
  });
});

describe('the webhook', () => {
  test('what the platform sends is read: text, button, picture, location, follow', async () => {
    const received: unknown[] = [];
    const hook = await serve(({ headers, body }) => {
      const read = channel.receive(headers, body);
      received.push(...(read.kind === 'events' ? read.events.map(({ content }) => content) : [read]));
      return { status: read.kind === 'refused' ? read.status : 200, body: '' };
    });
    oa.fake.webhook.url = `${hook.url}/webhooks/zalo-oa`;
    const { citizen } = oa.fake;
    await send();
    expect(await citizen.send(USER, 'Phường Bến Nghé')).toBe(true);
    await citizen.press(USER, '#m');
    await citizen.location(USER, 10.77, 106.7);
    await citizen.location(USER, 10.77, 106.7, 'message');
    await citizen.follow(USER);
    await citizen.unfollow(USER);
    const place = { kind: 'location', latitude: 10.77, longitude: 106.7 };
    expect(received).toEqual([
      { kind: 'text', text: 'Phường Bến Nghé' },
      { kind: 'text', text: '#m' },
      place,
      place,
      { kind: 'start', payload: '' },
      { kind: 'gone' },
    ]);
    oa.fake.webhook.speed = 1e6;
    oa.fake.webhook.variant = { secret: 'app', first: 'app', algorithm: 'hash', prefix: true };
    expect(await citizen.send(USER, 'giả mạo')).toBe(false);
    expect(received.at(-1)).toEqual({ kind: 'refused', status: 401, code: 'zaloOaMacAppSecret' });
    await hook.close();
  });
});

describe('pictures', () => {
  test('are fetched from Zalo’s own hosts, up to a size', async () => {
    const bytes = Buffer.alloc(300_000, 7);
    await oa.fake.citizen.photo(USER, bytes);
    const file = `${oa.fake.url}/photo/${
      oa.fake
        .transcript(USER)
        .at(-1)
        ?.text.match(/\d+\.jpg/)?.[0]
    }`;
    expect(await channel.fetchFile?.(file, 1_000_000)).toEqual(bytes);
    expect(await channel.fetchFile?.(file, 299_999)).toBeNull();
    expect(await channel.fetchFile?.(`${oa.fake.url}/photo/none.jpg`, 1_000_000)).toBeNull();
    oa.fake.faults.next('resetBefore');
    expect(await channel.fetchFile?.(file, 1_000_000)).toBeNull();
  });

  test.each([
    'http://127.0.0.1:1/x',
    'https://zdn.vn.example/x',
    'https://evilzdn.vn/x',
    'http://f1.zdn.vn/x',
    'https://u@f1.zdn.vn/x',
    'file:///etc/passwd',
    'x',
  ])('from nowhere else: %s', async (file) => {
    expect(await channel.fetchFile?.(file, 1_000_000)).toBeNull();
  });
});

test('the account’s own health: name, another account’s id, a suspended app', async () => {
  expect(await channel.prepare()).toEqual({ ok: true, name: 'UBND xã Thử Nghiệm' });
  expect(await oa.channel({ oaId: '1' }).prepare()).toEqual({ ok: false, reason: 'zaloOaOtherAccount' });
  oa.fake.faults.next('html');
  expect(await channel.prepare()).toEqual({ ok: false, reason: 'http502' });
});

test('the pace is what the package allows', () => {
  expect(oa.channel({ callsPerMinute: 120 }).limits).toEqual({ perSecond: 2, perSecondPerChat: 1, perMonth: null, noticeWindowMs: 48 * 3_600_000 });
});
