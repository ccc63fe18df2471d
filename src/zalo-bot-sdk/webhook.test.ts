import { expect, test } from 'vitest';
import { receiveWebhook, SECRET_HEADER } from './webhook.ts';

const SECRET = 'hook-secret_1';
const update = { event_name: 'message.text.received', message: { message_id: 'm', chat: { id: 'c' }, text: 'Chào' } };
const receive = (body: unknown, headers: Record<string, string | string[]> = { [SECRET_HEADER]: SECRET }) =>
  receiveWebhook(headers, typeof body === 'string' ? body : Buffer.from(JSON.stringify(body)), SECRET);

test('an update is read, bare or wrapped', () => {
  expect(receive(update)).toMatchObject({ kind: 'event', event: { kind: 'text', text: 'Chào' } });
  expect(receive({ ok: true, result: update })).toEqual(receive(update));
});

test('the empty body of the set-up call needs no secret', () => {
  expect(receive('', {})).toEqual({ kind: 'probe' });
});

test('nothing is read without the right secret', () => {
  expect(receive('not json', {})).toEqual({ kind: 'refused', status: 401, reason: 'secret_missing' });
  for (const wrong of ['', 'hook-secret_2', `${SECRET}, ${SECRET}`])
    expect(receive(update, { [SECRET_HEADER]: wrong })).toEqual({ kind: 'refused', status: 403, reason: 'secret_wrong' });
  expect(receive(update, { [SECRET_HEADER]: [SECRET] })).toMatchObject({ kind: 'refused', status: 401 });
});

test('what is no JSON is refused, JSON that is no update is ignored', () => {
  for (const body of ['{', 'chat_id=1', '\u0000']) expect(receive(body)).toEqual({ kind: 'refused', status: 400, reason: 'not_json' });
  for (const body of [{}, [], [update], 5, null, { ok: true }]) expect(receive(body)).toEqual({ kind: 'ignored' });
});
