import fc from 'fast-check';
import type { Update } from 'grammy/types';
import { describe, expect, test } from 'vitest';
import { readUpdate, receiveWebhook } from './receive.ts';

const secret = 'bi-mat-cua-xa';
const from = { id: 5001, is_bot: false, first_name: 'Lan', language_code: 'vi' };
const chat = { id: 5001, type: 'private', first_name: 'Lan' };
const message = (content: object, more: object = {}) => ({ message_id: 7, date: 1, chat, from, ...content, ...more });
const read = (update: object) => readUpdate({ update_id: 9, ...update } as Update);

describe('webhook', () => {
  const body = Buffer.from(JSON.stringify({ update_id: 9, message: message({ text: 'khai sinh' }) }));
  const receive = (header: unknown, bytes: Buffer = body) => receiveWebhook({ 'x-telegram-bot-api-secret-token': header as string }, bytes, secret);

  test('with the right secret the update is read, under its number', () => {
    expect(receive(secret)).toEqual({
      kind: 'events',
      events: [{ eventKey: '9', conversation: '5001', content: { kind: 'text', text: 'khai sinh' }, locale: 'vi' }],
      ignored: 0,
    });
  });

  test('a missing or wrong secret is refused whatever the body says', () => {
    for (const none of [undefined, '', [secret, secret]]) expect(receive(none, Buffer.from('?'))).toMatchObject({ kind: 'refused', status: 401 });
    for (const wrong of ['x', `${secret}x`, secret.slice(1)]) expect(receive(wrong)).toMatchObject({ kind: 'refused', status: 403 });
  });

  test('what is no JSON or no update is refused; an unknown kind is accepted and ignored', () => {
    for (const text of ['', '<html>', '{', 'null', '[]', '"a"', '{"update_id":"9"}', '{"message":{}}'])
      expect(receive(secret, Buffer.from(text)), text).toMatchObject({ kind: 'refused', status: 400 });
    for (const update of [
      { poll: {} },
      { message: {} },
      { message: { chat, from, date: 1 } },
      { callback_query: {} },
      { message: { chat, from, photo: [{}, 1] } },
      { my_chat_member: 1 },
      { new_kind: { a: 1 } },
    ])
      expect(receive(secret, Buffer.from(JSON.stringify({ update_id: 9, ...update })))).toEqual({ kind: 'events', events: [], ignored: 1 });
  });
});

test('whatever Telegram may send one day is read or passed over, never a failure', () => {
  const kind = fc.constantFrom('message', 'edited_message', 'callback_query', 'my_chat_member', 'message_reaction');
  const field = fc.constantFrom(
    'text',
    'photo',
    'location',
    'chat',
    'from',
    'caption',
    'data',
    'id',
    'new_chat_member',
    'old_chat_member',
    'sticker',
  );
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(chat, from, [size('a', 90)], { status: 'member' }));
  fc.assert(
    fc.property(fc.dictionary(kind, fc.oneof(fc.jsonValue(), fc.dictionary(field, value)), { maxKeys: 2 }), (update) => {
      const event = read(update);
      if (!event) return;
      expect(event).toMatchObject({ eventKey: '9', conversation: expect.stringMatching(/^-?\d+$/), content: { kind: expect.any(String) } });
      if (event.content.kind === 'photo') expect(event.content).toEqual({ kind: 'photo', file: 'a', caption: expect.any(String) });
    }),
    { numRuns: 500 },
  );
});

describe('messages', () => {
  test.each([
    ['words', { text: 'xin giấy độc thân' }, { kind: 'text', text: 'xin giấy độc thân' }],
    ['an opened bot', { text: '/start' }, { kind: 'start', payload: '' }],
    ['an opened link', { text: '/start p-1_001193' }, { kind: 'start', payload: 'p-1_001193' }],
    ["a start typed in a group's way", { text: '/start@motcua_bot d-Ab_9 ' }, { kind: 'start', payload: 'd-Ab_9' }],
    ['a command', { text: '/hoso' }, { kind: 'choice', payload: '#t:dossier', message: null }],
    ['a command with words', { text: '/hoso H26.1-260930-0012' }, { kind: 'text', text: 'H26.1-260930-0012' }],
    ['an unknown command', { text: '/xyz' }, { kind: 'text', text: '/xyz' }],
    [
      'a picture',
      { photo: [size('a', 90), size('c', 1280), size('b', 320)], caption: 'Đường hỏng' },
      { kind: 'photo', file: 'c', caption: 'Đường hỏng' },
    ],
    ['a picture without a word', { photo: [size('a', 90)] }, { kind: 'photo', file: 'a', caption: '' }],
    ['a place', { location: { latitude: 22.8, longitude: 104.9 } }, { kind: 'location', latitude: 22.8, longitude: 104.9 }],
    ['a named place', { venue: {}, location: { latitude: 1, longitude: 2 } }, { kind: 'location', latitude: 1, longitude: 2 }],
    ['a contact', { contact: { phone_number: '1' } }, { kind: 'unsupported', what: 'contact' }],
    ['a sticker', { sticker: {} }, { kind: 'unsupported', what: 'sticker' }],
    ['a voice message', { voice: {} }, { kind: 'unsupported', what: 'voice' }],
    ['a document', { document: {} }, { kind: 'unsupported', what: 'document' }],
  ])('%s', (_, content, expected) => {
    expect(read({ message: message(content) })?.content).toEqual(expected);
  });

  test("a note of Telegram's own, a bot and a channel are answered with nothing", () => {
    expect(read({ message: message({ pinned_message: {} }) })).toBeNull();
    expect(read({ message: message({ text: 'a' }, { from: { ...from, is_bot: true } }) })).toBeNull();
    expect(read({ message: message({ text: 'a' }, { chat: { id: -100, type: 'channel', title: 'x' } }) })).toBeNull();
  });

  test('a group hears that answers are private', () => {
    for (const type of ['group', 'supergroup'])
      expect(read({ message: message({ text: 'a' }, { chat: { id: -100, type, title: 'x' } }) })).toMatchObject({
        conversation: '-100',
        content: { kind: 'group' },
      });
  });

  test('an edited message is named as such, a shared place that moves is not', () => {
    expect(read({ edited_message: message({ text: 'b', edit_date: 2 }) })?.content).toEqual({ kind: 'unsupported', what: 'edited' });
    expect(read({ edited_message: message({ location: { latitude: 1, longitude: 2 } }) })).toBeNull();
  });

  test.each([
    ['vi', 'vi'],
    ['en-GB', 'en'],
    ['EN', 'en'],
    ['hmn', undefined],
    [undefined, undefined],
  ])('the app speaks %s', (language_code, locale) => {
    expect(read({ message: message({ text: 'a' }, { from: { ...from, language_code } }) })?.locale).toBe(locale);
  });
});

describe('pressed buttons', () => {
  const press = (data: string | undefined, more: object = {}) =>
    read({ callback_query: { id: '77', from, chat_instance: '1', data, message: { message_id: 7, date: 1, chat }, ...more } });

  test('a button names its message where a list is turned, and always what ends its waiting sign', () => {
    expect(press('#f:commune:1')).toMatchObject({
      handle: '77',
      conversation: '5001',
      content: { kind: 'choice', payload: '#f:commune:1', message: '7' },
    });
    expect(press('#g:commune:hotich:2')?.content).toMatchObject({ message: '7' });
    expect(press('#p:1.001193:')).toMatchObject({ handle: '77', content: { kind: 'choice', payload: '#p:1.001193:', message: null } });
  });

  test('an old, an empty or a foreign button still ends its waiting sign', () => {
    expect(press('gone', { message: { message_id: 7, date: 0, chat } })).toMatchObject({
      handle: '77',
      content: { kind: 'choice', payload: 'gone' },
    });
    expect(press('#m', { message: undefined })).toMatchObject({ handle: '77', conversation: '5001' });
    expect(press(undefined)).toMatchObject({ handle: '77', content: { kind: 'unsupported' } });
    expect(press('#m', { message: { message_id: 7, date: 1, chat: { id: -5, type: 'group' } } })).toMatchObject({
      handle: '77',
      content: { kind: 'group' },
    });
  });
});

test('who blocks the bot is gone; who lets it in again says so by writing; a group that takes it in is told', () => {
  const member = (before: string, after: string, where: object = chat) =>
    read({ my_chat_member: { chat: where, from, date: 1, old_chat_member: { status: before }, new_chat_member: { status: after } } });
  expect(member('member', 'kicked')).toMatchObject({ conversation: '5001', content: { kind: 'gone' } });
  expect(member('kicked', 'member')).toBeNull();
  const group = { id: -5, type: 'group', title: 'x' };
  expect(member('left', 'member', group)?.content).toEqual({ kind: 'group' });
  expect(member('member', 'administrator', group)).toBeNull();
  expect(member('member', 'left', group)?.content).toEqual({ kind: 'gone' });
});

function size(file_id: string, width: number) {
  return { file_id, file_unique_id: file_id, width, height: width };
}
