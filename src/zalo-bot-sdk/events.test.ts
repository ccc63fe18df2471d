import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readUpdate } from './events.ts';

const base = {
  message_id: '0f1e2d3c4b5a6978',
  date: 1_790_000_001_000,
  from: { id: 'c0ffee', is_bot: false, display_name: 'Trần Thị Mẫu' },
  chat: { id: 'c0ffee', chat_type: 'PRIVATE' },
};
const update = (name: string, fields: object = {}) => ({ event_name: name, message: { ...base, ...fields } });

describe('every documented event', () => {
  test.each([
    ['message.text.received', { text: 'Chào' }, { kind: 'text', text: 'Chào' }],
    ['message.image.received', { photo: 'https://x.zdn.vn/1' }, { kind: 'image', url: 'https://x.zdn.vn/1', caption: '' }],
    [
      'message.image.received',
      { photo_url: 'https://x.zdn.vn/1', caption: 'Rác', message_type: 'CHAT_PHOTO' },
      { kind: 'image', url: 'https://x.zdn.vn/1', caption: 'Rác' },
    ],
    ['message.sticker.received', { sticker: 's1', url: 'https://x/1' }, { kind: 'sticker', sticker: 's1', url: 'https://x/1' }],
    ['message.voice.received', { voice_url: 'https://x.zdn.vn/1.aac' }, { kind: 'voice', url: 'https://x.zdn.vn/1.aac' }],
    ['message.unsupported.received', {}, { kind: 'unsupported' }],
    ['message.reaction.received', { text: 'x' }, { kind: 'unknown' }],
  ])('%s %j', (name, fields, content) => {
    const event = readUpdate(update(name, fields));
    expect(event).toEqual({
      name,
      key: `${name} c0ffee 0f1e2d3c4b5a6978`,
      chat: { id: 'c0ffee', type: 'private' },
      from: { id: 'c0ffee', name: 'Trần Thị Mẫu', isBot: false },
      messageId: '0f1e2d3c4b5a6978',
      date: 1_790_000_001_000,
      ...content,
    });
    expect(readUpdate({ ok: true, result: update(name, fields) })).toEqual(event);
  });
});

test('older names, numbers for ids and a missing chat are understood', () => {
  const event = readUpdate(update('message.text.received', { message_id: 7, date: '5', from: { id: 9, first_name: 'Mẫu' }, chat: {} }));
  expect(event).toMatchObject({ key: 'message.text.received 9 7', chat: { id: '9', type: 'private' }, from: { name: 'Mẫu' }, date: 5, text: '' });
});

test('a group is told apart', () => {
  expect(readUpdate(update('message.text.received', { chat: { id: 'g', chat_type: 'GROUP' } }))?.chat).toEqual({ id: 'g', type: 'group' });
});

test('without a message id, or with a very long one, the key is a digest that is the same again', () => {
  const odd = update('message.text.received', { message_id: undefined, text: 'a' });
  expect(readUpdate(odd)?.key).toMatch(/^[0-9a-f]{64}$/);
  expect(readUpdate(odd)?.key).toBe(readUpdate({ ok: true, result: odd })?.key);
  expect(readUpdate(odd)?.key).not.toBe(readUpdate(update('message.text.received', { message_id: undefined, text: 'b' }))?.key);
  expect(readUpdate(update('message.text.received', { message_id: 'x'.repeat(500) }))?.key).toMatch(/^[0-9a-f]{64}$/);
});

test('whatever comes is an event or null, never an error', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, message) => {
      expect(readUpdate(value)).toBeNull();
      expect(readUpdate({ event_name: 'message.text.received', message })).toMatchObject({ kind: 'text' });
    }),
  );
  for (const value of [null, undefined, 5, [], {}, { result: null }, { event_name: 5 }]) expect(readUpdate(value)).toBeNull();
});
