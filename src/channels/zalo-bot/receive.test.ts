import { describe, expect, test } from 'vitest';
import { readUpdate } from 'zalo-bot-sdk';
import { fixedClock } from '#src/platform/clock.ts';
import { inboundOf, receive } from './receive.ts';

const now = new Date('2026-11-28T09:00:00+07:00');
const SECRET = 'hook-secret_1';
const headers = { 'x-bot-api-secret-token': SECRET };

const update = (kind: string, fields: object = {}) => ({
  event_name: `message.${kind}.received`,
  message: {
    message_id: '0f1e',
    date: now.getTime() - 1000,
    from: { id: 'c0ffee', is_bot: false, display_name: 'Trần Thị Mẫu' },
    chat: { id: 'c0ffee', chat_type: 'PRIVATE' },
    ...fields,
  },
});
const receiveText = (body: string, given: Record<string, string> = headers) => receive(given, Buffer.from(body), SECRET, fixedClock(now));
const receiveUpdate = (value: object) => receiveText(JSON.stringify(value));

describe('what a person may do', () => {
  test.each([
    ['text', { text: 'lam khai sinh' }, { kind: 'text', text: 'lam khai sinh' }],
    ['text', { text: '2', unheard_of: { of: [1] } }, { kind: 'text', text: '2' }],
    ['text', {}, { kind: 'unsupported', what: 'text' }],
    ['text', { text: ' \n' }, { kind: 'unsupported', what: 'text' }],
    ['text', { text: { not: 'a text' } }, { kind: 'unsupported', what: 'text' }],
    ['image', { photo_url: 'https://photo.zdn.vn/1', caption: 'Rác' }, { kind: 'photo', file: 'https://photo.zdn.vn/1', caption: 'Rác' }],
    ['image', { photo: 'https://photo.zdn.vn/1' }, { kind: 'photo', file: 'https://photo.zdn.vn/1', caption: '' }],
    ['image', {}, { kind: 'unsupported', what: 'image' }],
    ['sticker', { sticker: 's', url: 'https://x' }, { kind: 'unsupported', what: 'sticker' }],
    ['voice', { voice_url: 'https://x.aac' }, { kind: 'unsupported', what: 'voice' }],
    ['unsupported', {}, { kind: 'unsupported', what: 'unsupported' }],
    ['text', { text: 'Chào', chat: { id: 'c0ffee', chat_type: 'GROUP' } }, { kind: 'group' }],
  ])('%s %j', (kind, fields, content) => {
    const expected = {
      kind: 'events',
      events: [{ eventKey: `message.${kind}.received c0ffee 0f1e`, conversation: 'c0ffee', content }],
      ignored: 0,
    };
    expect(receiveUpdate(update(kind, fields))).toEqual(expected);
    expect(receiveUpdate({ ok: true, result: update(kind, fields) })).toEqual(expected);
  });
});

test('what a bot said, unknown kinds, an event without a chat and a replay of yesterday are ignored', () => {
  const ignored = { kind: 'events', events: [], ignored: 1 };
  for (const value of [
    update('text', { text: 'Xin chào', from: { id: 'bot', is_bot: true } }),
    update('reaction'),
    update('text', { text: 'x', from: {}, chat: {} }),
    update('text', { text: 'x', chat: { id: 'c'.repeat(200) } }),
    update('text', { text: 'x', date: now.getTime() - 25 * 3_600_000 }),
    {},
    [],
  ])
    expect(receiveUpdate(value)).toEqual(ignored);
  expect(inboundOf(readUpdate(update('text', { text: 'x', date: undefined }))!, now)).not.toBeNull();
});

test('nothing is read without the secret, but the empty body of the set-up call', () => {
  const body = JSON.stringify(update('text', { text: 'x' }));
  expect(receiveText(body, {})).toEqual({ kind: 'refused', status: 401, code: 'secretMissing' });
  expect(receiveText(body, { 'x-bot-api-secret-token': 'hook-secret_2' })).toEqual({ kind: 'refused', status: 403, code: 'secretWrong' });
  expect(receiveText('', {})).toEqual({ kind: 'events', events: [], ignored: 0 });
  expect(receiveText('chat_id=1')).toEqual({ kind: 'refused', status: 400, code: 'notJson' });
});
