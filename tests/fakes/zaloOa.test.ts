import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Answer, type Call, type FakeServer, serve } from './http.ts';
import { FakeZaloOa } from './zaloOa.ts';

const HOUR = 3_600_000;
const USER = '9223372036854775801';
let now: number;
let fake: FakeZaloOa;
let hook: FakeServer;
let heard: Call[];
let answer: Answer;

beforeEach(async () => {
  now = Date.parse('2026-11-23T09:00:00+07:00');
  heard = [];
  answer = { body: { ok: true } };
  hook = await serve((call) => {
    heard.push(call);
    return answer;
  });
  fake = await FakeZaloOa.start({ clock: { now: () => new Date(now) }, webhook: `${hook.url}/hook`, speed: 1e6, echoes: false });
});
afterEach(() => Promise.all([fake.close(), hook.close()]));

async function call(path: string, body: object | null, headers: Record<string, string> = { access_token: fake.tokens.access ?? '' }) {
  const response = await fetch(`${fake.url}${path}`, body ? { method: 'POST', body: JSON.stringify(body), headers } : { headers });
  return { status: response.status, ...((await response.json()) as { error: number; data?: Record<string, unknown> }) };
}

async function refresh(token = fake.tokens.refresh, headers: Record<string, string> = { secret_key: fake.account.appSecret }) {
  const body = new URLSearchParams({ refresh_token: token, app_id: fake.account.appId, grant_type: 'refresh_token' });
  const response = await fetch(`${fake.url}/v4/oa/access_token`, { method: 'POST', body, headers });
  return (await response.json()) as Record<string, unknown>;
}

const cs = (text: string, attachment?: object) => call('/v3.0/oa/message/cs', { recipient: { user_id: USER }, message: { text, attachment } });

test('each refresh gives a new pair, expires_in as text, and kills both old tokens', async () => {
  const first = await refresh();
  expect(first['expires_in']).toBe('90000');
  const second = await refresh(String(first['refresh_token']));
  expect(await refresh(String(first['refresh_token']))).toMatchObject({ error: -14014 });
  expect((await call('/v2.0/oa/getoa', null, { access_token: String(first['access_token']) })).error).toBe(-220);
  expect((await call('/v2.0/oa/getoa', null, { access_token: String(second['access_token']) })).error).toBe(0);
  expect(await refresh(fake.tokens.refresh, {})).not.toHaveProperty('access_token');
});

test('a token counts in its own header alone, and every error comes under 200', async () => {
  await refresh();
  const token = String(fake.tokens.access);
  expect(await call('/v2.0/oa/getoa', null, { authorization: `Bearer ${token}` })).toMatchObject({ status: 200, error: -216 });
  expect((await call('/v2.0/oa/getoa', null, { access_token: 'AT-invented' })).error).toBe(-216);
  now += 26 * HOUR;
  expect((await call('/v2.0/oa/getoa', null, { access_token: token })).error).toBe(-220);
});

test('after an answer was lost the token has rotated all the same', async () => {
  const before = fake.tokens.refresh;
  fake.tokenFaults.next('resetAfter');
  await expect(refresh()).rejects.toThrow();
  expect(fake.tokens.refresh).not.toBe(before);
  expect(await refresh(before)).toMatchObject({ error: -14014 });
});

test('48 hours are free, seven days are charged, then nothing until the person comes back', async () => {
  await refresh();
  await fake.citizen.send(USER, 'xin chào');
  expect((await cs('một')).data).toMatchObject({ quota: { quota_type: 'reply' } });
  now += 49 * HOUR;
  await refresh();
  expect((await cs('hai')).data).toMatchObject({ quota: { quota_type: 'purchase_quota' } });
  now += 120 * HOUR;
  await refresh();
  expect((await cs('ba')).error).toBe(-230);
  await fake.citizen.follow(USER);
  expect((await cs('bốn')).error).toBe(0);
  fake.citizen.block(USER);
  expect((await cs('năm')).error).toBe(-213);
  expect(fake.counts).toMatchObject({ free: 2, charged: 1 });
});

test('texts and buttons within the limits are shown, a pressed button comes back as text, and what is beyond is refused', async () => {
  await refresh();
  await fake.citizen.send(USER, 'xin chào');
  const buttons = (count: number, payload = '#m') => ({
    type: 'template',
    payload: { buttons: Array.from({ length: count }, (_, at) => ({ title: `Nút ${at}`, type: 'oa.query.hide', payload: `${payload}${at}` })) },
  });
  expect((await cs('x'.repeat(2000), buttons(5))).error).toBe(0);
  expect((await cs('x'.repeat(2001))).error).toBe(-210);
  expect((await cs('x', buttons(6))).error).toBe(-201);
  expect((await cs('x', buttons(1, '#'.repeat(1000)))).error).toBe(-201);
  expect((await cs('')).error).toBe(-201);
  await fake.citizen.press(USER, '#m4');
  expect(JSON.parse(String(heard.at(-1)?.body))).toMatchObject({ event_name: 'user_send_text', message: { text: '#m4' } });
  expect(() => fake.citizen.press(USER, '#never')).toThrow();
});

test('the webhook hears the raw body with its MAC, and ids as text', async () => {
  expect(await fake.citizen.send(USER, 'Phường Bến Nghé')).toBe(true);
  const [first] = heard;
  const body = String(first?.body);
  const { timestamp, sender } = JSON.parse(body);
  expect(sender.id).toBe(USER);
  const expected = createHash('sha256').update(`111222333${body}${timestamp}${fake.account.secretKey}`).digest('hex');
  expect(first?.headers['x-zevent-signature']).toBe(`mac=${expected}`);
});

test('it is tried five times more with its number, and then never again', async () => {
  answer = { status: 503, body: 'no' };
  expect(await fake.citizen.send(USER, 'a')).toBe(false);
  expect(heard.map(({ headers }) => headers['num_retry'])).toEqual([undefined, '1', '2', '3', '4', '5']);
  answer = { body: 'ok' };
  expect(await fake.citizen.send(USER, 'b')).toBe(false);
  fake.webhook.disabled = false;
  expect(await fake.citizen.send(USER, 'c')).toBe(true);
});

test('templates are checked, promotions keep the night, and a receipt by phone tells the tracking id', async () => {
  await refresh();
  await fake.citizen.follow(USER);
  const template = (template_id: string, template_data: object) => call('/v3.0/oa/message/template', { user_id: USER, template_id, template_data });
  expect((await template('1', {})).error).toBe(-109);
  expect((await template('100001', { ma_ho_so: 'HS-01' })).error).toBe(-1122);
  expect((await template('100001', { ma_ho_so: 'HS-01', han: 'x'.repeat(21) })).error).toBe(-1121);
  expect((await template('100001', { ma_ho_so: 'HS-01', han: '30/11/2026' })).error).toBe(0);
  now = Date.parse('2026-11-23T22:30:00+07:00');
  expect((await template('100002', { noi_dung: 'x' })).error).toBe(-234);
  expect((await template('100001', { ma_ho_so: 'HS-01', han: '30/11/2026' })).error).toBe(0);
  const phone = { phone: '84900000001', template_id: '100001', template_data: { ma_ho_so: 'HS-01', han: 'mai' }, tracking_id: 'alert-42' };
  expect((await call('/message/template', phone)).data).toHaveProperty('msg_id');
  await expect.poll(() => heard.map(({ body }) => String(body)).some((body) => body.includes('"tracking_id":"alert-42"'))).toBe(true);
});
