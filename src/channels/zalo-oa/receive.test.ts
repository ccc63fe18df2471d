import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Received } from '#src/delivery/channel.ts';
import { type MacVariant, macOf } from '#tests/fakes/zaloOaWebhook.ts';
import { receive } from './receive.ts';
import type { ZaloOaSettings } from './settings.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-23T09:00:00+07:00');
const USER = '9223372036854775801';
const account = { appId: '111222333', appSecret: 'the-app-secret', secretKey: 'the-oa-secret', oaId: '9876543210987654321' };
const settings: ZaloOaSettings = {
  ...account,
  refreshToken: 'RT',
  apiRoot: 'https://openapi.zalo.me',
  oauthRoot: 'https://oauth.zaloapp.com',
  macId: 'app',
  freshMs: 6 * HOUR,
  buttons: 'template',
  chargedNotices: false,
  callsPerMinute: 4000,
  templates: {},
};
const usual: MacVariant = { secret: 'oa', first: 'app', algorithm: 'hash', prefix: true };
const clock = { now: () => new Date(NOW) };

const text = (more: object = {}) => ({
  app_id: account.appId,
  sender: { id: USER },
  recipient: { id: account.oaId },
  user_id_by_app: '5550001',
  event_name: 'user_send_text',
  message: { msg_id: 'm-001', text: 'xin giấy độc thân' },
  timestamp: String(NOW - 1000),
  ...more,
});

function arrive(
  event: object | string,
  options: { variant?: MacVariant; settings?: Partial<ZaloOaSettings>; header?: string | null } = {},
): Received {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const timestamp = /"timestamp":\s*"?(\d+)/.exec(body)?.[1] ?? '';
  const header = options.header === undefined ? macOf(body, timestamp, account, options.variant ?? usual) : options.header;
  const headers = header === null ? {} : { 'x-zevent-signature': header };
  return receive(headers, Buffer.from(body), { ...settings, ...options.settings }, clock);
}

const contents = (received: Received) => (received.kind === 'events' ? received.events.map(({ content }) => content) : received);
const message = (name: string, more: object) => text({ event_name: name, message: { msg_id: 'm-1', ...more } });

describe('the MAC', () => {
  test('with "mac=" or without, in either letter case, it is taken', () => {
    const body = JSON.stringify(text());
    const mac = macOf(body, text().timestamp, account, { ...usual, prefix: false });
    for (const header of [mac, `mac=${mac}`, mac.toUpperCase(), ` mac=${mac} `]) expect(arrive(body, { header }).kind).toBe('events');
  });

  test('it is over the bytes as they came: spaces and escapes count', () => {
    const body = JSON.stringify(text(), null, 2).replace('xin', '\\u0078in');
    expect(contents(arrive(body))).toEqual([{ kind: 'text', text: 'xin giấy độc thân' }]);
  });

  test('the account’s id comes first only where the setting says so', () => {
    const variant: MacVariant = { ...usual, first: 'oa' };
    expect(arrive(text(), { variant })).toEqual({ kind: 'refused', status: 401, code: 'zaloOaMacOtherId' });
    expect(arrive(text(), { variant, settings: { macId: 'oa' } }).kind).toBe('events');
    expect(arrive(text(), { settings: { macId: 'oa' } })).toMatchObject({ code: 'zaloOaMacOtherId' });
  });

  test('the app’s secret counts only where it is set as the secret; a MAC with the other one is named to the operator', () => {
    const variant: MacVariant = { ...usual, secret: 'app' };
    expect(arrive(text(), { variant })).toEqual({ kind: 'refused', status: 401, code: 'zaloOaMacAppSecret' });
    expect(arrive(text(), { variant, settings: { secretKey: account.appSecret } }).kind).toBe('events');
    expect(arrive(text(), { variant: { ...variant, first: 'oa' } })).toMatchObject({ code: 'zaloOaMacOtherIdAppSecret' });
  });

  test.each([
    ['none', null, 'zaloOaMacMissing'],
    ['empty', '', 'zaloOaMacMissing'],
    ['only its name', 'mac=', 'zaloOaMacMissing'],
    ['too short', 'mac=abcd', 'zaloOaMacWrong'],
    ['of another secret', `mac=${createHash('sha256').update('guess').digest('hex')}`, 'zaloOaMacWrong'],
    ['an HMAC', `mac=${createHmac('sha256', account.secretKey).update(JSON.stringify(text())).digest('hex')}`, 'zaloOaMacWrong'],
    ['no hex', `mac=${'z'.repeat(64)}`, 'zaloOaMacWrong'],
  ])('refused: %s', (_name, header, code) => {
    expect(arrive(text(), { header })).toEqual({ kind: 'refused', status: 401, code });
  });

  test('any change of the body is refused', () => {
    const body = Buffer.from(JSON.stringify(text()));
    const header = macOf(String(body), text().timestamp, account, usual);
    fc.assert(
      fc.property(fc.nat({ max: body.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = Buffer.from(body);
        altered[at] = altered[at]! ^ change;
        expect(receive({ 'x-zevent-signature': header }, altered, settings, clock).kind).toBe('refused');
      }),
    );
  });
});

describe('refused besides', () => {
  test.each([
    ['no JSON', 'hello', 400, 'zaloOaNotAnEvent'],
    ['a list', '[]', 400, 'zaloOaNotAnEvent'],
    ['nothing', '', 400, 'zaloOaNotAnEvent'],
    ['no timestamp', JSON.stringify({ app_id: account.appId, event_name: 'follow' }), 400, 'zaloOaNotAnEvent'],
    ['another app', JSON.stringify(text({ app_id: '999' })), 403, 'zaloOaOtherApp'],
    ['an old update again', JSON.stringify(text({ timestamp: String(NOW - 7 * HOUR) })), 403, 'zaloOaTooOld'],
    ['from the future', JSON.stringify(text({ timestamp: String(NOW + 7 * HOUR) })), 403, 'zaloOaTooOld'],
  ])('%s', (_name, body, status, code) => {
    expect(arrive(body)).toEqual({ kind: 'refused', status, code });
  });

  test('a retry nearly two hours after the first try still counts', () => {
    expect(arrive(text({ timestamp: String(NOW - 111 * 60_000) }), { settings: { freshMs: 2 * HOUR } }).kind).toBe('events');
  });
});

describe('what people do', () => {
  test('typed words, and a pressed button that comes back as them', () => {
    expect(arrive(text())).toEqual({
      kind: 'events',
      ignored: 0,
      events: [{ eventKey: 'm-001', conversation: USER, content: { kind: 'text', text: 'xin giấy độc thân' } }],
    });
    expect(contents(arrive(message('user_send_text', { text: '#p:1.001193:fee' })))).toEqual([{ kind: 'text', text: '#p:1.001193:fee' }]);
  });

  test('a message without text is answered politely', () => {
    for (const more of [{}, { text: '' }, { text: '  ' }, { text: null }]) {
      expect(contents(arrive(message('user_send_text', more)))).toEqual([{ kind: 'unsupported', what: 'text' }]);
    }
    expect(contents(arrive(text({ message: null })))).toEqual([{ kind: 'unsupported', what: 'text' }]);
  });

  test('pictures, each by itself, the caption with the first', () => {
    const attachments = ['1', '2'].map((name) => ({ type: 'image', payload: { url: `https://f1.zdn.vn/${name}.jpg`, thumbnail: 'https://x' } }));
    const received = arrive(message('user_send_image', { text: 'ổ gà', attachments }));
    expect(received).toMatchObject({
      events: [
        { eventKey: 'm-1', content: { kind: 'photo', file: 'https://f1.zdn.vn/1.jpg', caption: 'ổ gà' } },
        { eventKey: 'm-1 1', content: { kind: 'photo', file: 'https://f1.zdn.vn/2.jpg', caption: '' } },
      ],
    });
  });

  test.each([
    ['attachment, texts', { attachments: [{ type: 'location', payload: { coordinates: { latitude: '10.77', longitude: '106.7' } } }] }],
    ['attachment, flat', { attachments: [{ type: 'location', payload: { latitude: 10.77, longitude: 106.7 } }] }],
    ['message', { location: { latitude: 10.77, longitude: 106.7 } }],
    ['message, short names', { location: { lat: '10.77', lng: '106.7' } }],
  ])('a location: %s', (_name, more) => {
    expect(contents(arrive(message('user_send_location', more)))).toEqual([{ kind: 'location', latitude: 10.77, longitude: 106.7 }]);
  });

  test.each([{ location: { latitude: 100, longitude: 106 } }, { location: { latitude: '', longitude: '' } }, { location: 'here' }, {}])(
    'a location that is none: %j',
    (more) => {
      expect(contents(arrive(message('user_send_location', more)))).toEqual([{ kind: 'unsupported', what: 'location' }]);
    },
  );

  test.each(['audio', 'video', 'sticker', 'gif', 'file'])('%s cannot be read here', (kind) => {
    expect(contents(arrive(message(`user_send_${kind}`, { attachments: [{ type: kind, payload: {} }] })))).toEqual([
      { kind: 'unsupported', what: kind },
    ]);
  });

  test('following begins, unfollowing ends; both are keyed without a message id', () => {
    const event = { app_id: account.appId, oa_id: account.oaId, follower: { id: USER }, source: 'oa_profile', timestamp: String(NOW) };
    expect(arrive({ ...event, event_name: 'follow' })).toMatchObject({
      events: [{ eventKey: `follow ${USER} ${NOW}`, conversation: USER, content: { kind: 'start', payload: '' } }],
    });
    expect(contents(arrive({ ...event, event_name: 'unfollow' }))).toEqual([{ kind: 'gone' }]);
  });

  test('a contact that somebody gives is not kept', () => {
    expect(contents(arrive(message('user_send_business_card', { text: '84900000001' })))).toEqual([{ kind: 'unsupported', what: 'contact' }]);
    const received = arrive(text({ event_name: 'user_submit_info', message: undefined, info: { name: 'Nguyễn Văn A', phone: '84900000001' } }));
    expect(contents(received)).toEqual([{ kind: 'unsupported', what: 'contact' }]);
    expect(JSON.stringify(received)).not.toContain('84900000001');
  });

  test('a group is declined to the person who wrote', () => {
    const received = arrive(text({ event_name: 'user_send_group_text', recipient: { id: '777' } }));
    expect(received).toMatchObject({ events: [{ conversation: USER, content: { kind: 'group' } }] });
  });

  test('ids keep all their digits, also where they come as numbers', () => {
    const received = arrive(JSON.stringify(text()).replace(`"id":"${USER}"`, `"id":${USER}`));
    expect(received).toMatchObject({ events: [{ conversation: USER }] });
  });

  test('a key too long for the inbox is shortened, and stays the same', () => {
    const long = message('user_send_text', { msg_id: 'm'.repeat(128), text: 'a' });
    const longer = message('user_send_text', { msg_id: 'm'.repeat(129), text: 'a' });
    const key = (received: Received) => (received.kind === 'events' ? received.events[0]?.eventKey : null);
    expect(key(arrive(long))).toBe('m'.repeat(128));
    expect(key(arrive(longer))).toMatch(/^[0-9a-f]{64}$/);
    expect(key(arrive(longer))).toBe(key(arrive(longer)));
  });
});

test.each([
  'oa_send_text',
  'oa_send_image',
  'user_received_message',
  'user_seen_message',
  'change_template_status',
  'change_oa_daily_quota',
  'add_user_to_tag',
  'anonymous_send_text',
  'something_new',
])('%s is passed over and counted', (name) => {
  expect(arrive(text({ event_name: name }))).toEqual({ kind: 'events', events: [], ignored: 1 });
});

test('a signed event of a shape that nobody knows yet is acknowledged: refusing it would make Zalo switch the webhook off', () => {
  expect(arrive({ timestamp: String(NOW), kind: 'something new' })).toEqual({ kind: 'events', events: [], ignored: 1 });
});

test('what the account itself seems to say, or another account of the app heard, is passed over', () => {
  expect(arrive(text({ sender: { id: account.oaId } }))).toMatchObject({ events: [], ignored: 1 });
  expect(arrive(text({ recipient: { id: '555' } }))).toMatchObject({ events: [], ignored: 1 });
  expect(arrive(text({ recipient: { id: '555' } }), { settings: { oaId: null } })).toMatchObject({ ignored: 0 });
  expect(arrive(text({ sender: undefined }))).toMatchObject({ events: [], ignored: 1 });
});

test('whatever a signed body holds, it is read or passed over, never thrown at', () => {
  const event = fc.record(
    {
      event_name: fc.constantFrom('user_send_text', 'user_send_image', 'user_send_location', 'follow'),
      sender: fc.anything(),
      message: fc.anything(),
    },
    { requiredKeys: ['event_name'] },
  );
  fc.assert(
    fc.property(event, (given) => {
      const received = arrive({ app_id: account.appId, timestamp: String(NOW), ...given });
      expect(received.kind).toBe('events');
    }),
  );
});
