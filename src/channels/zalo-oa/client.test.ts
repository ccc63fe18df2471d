import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer as FakeAnswer, type FakeServer, serve } from '#tests/fakes/http.ts';
import { callZalo } from './client.ts';

let server: FakeServer;
let answer: FakeAnswer;
beforeAll(async () => {
  server = await serve(() => answer);
});
afterAll(() => server.close());

const failed = (outcome: object) => ({ kind: 'failed', outcome });

test.each<[string, FakeAnswer, object]>([
  ['success', { body: { error: 0, message: 'Success', data: { message_id: 'm' } } }, { kind: 'answer', code: 0, data: { message_id: 'm' } }],
  ['a code as text', { body: { error: '-216', message: 'x' } }, { kind: 'answer', code: -216 }],
  ['a code under another status', { status: 400, body: { error: -201 } }, { kind: 'answer', code: -201 }],
  ['JSON of somebody else', { body: { ok: true } }, { kind: 'answer', code: null }],
  ['a code that is none', { body: { error: null } }, { kind: 'answer', code: null }],
  ['a list', { body: '[]' }, failed({ kind: 'retry', reason: 'http200' })],
  ['a page', { type: 'text/html', body: '<html>' }, failed({ kind: 'retry', reason: 'http200' })],
  ['nothing', { body: '' }, failed({ kind: 'retry', reason: 'http200' })],
  ['elsewhere', { status: 302, headers: { location: 'https://zalo.example/' }, body: '' }, failed({ kind: 'retry', reason: 'http302' })],
  [
    'too many',
    { status: 429, headers: { 'retry-after': '7' }, body: '' },
    failed({ kind: 'retry', reason: 'http429', wholeChannel: true, afterMs: 7000 }),
  ],
  ['too many, no time', { status: 429, body: '' }, failed({ kind: 'retry', reason: 'http429', wholeChannel: true })],
  ['a gateway that gave up', { status: 504, body: '' }, failed({ kind: 'unknown', reason: 'http504' })],
  ['maintenance', { status: 503, body: '' }, failed({ kind: 'retry', reason: 'http503' })],
  ['forbidden', { status: 403, body: '' }, failed({ kind: 'down', reason: 'http403' })],
])('%s', async (_name, given, expected) => {
  answer = given;
  expect(await callZalo({ url: server.url, headers: {}, body: {} }, AbortSignal.timeout(5000))).toMatchObject(expected);
});

test('a name that does not resolve is no message sent', async () => {
  const call = callZalo({ url: 'http://no-such-host.invalid/', headers: {}, body: {} }, AbortSignal.timeout(5000));
  expect(await call).toMatchObject(failed({ kind: 'retry' }));
});
