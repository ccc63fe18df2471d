import type { FakePlatform, Shown } from '../http.ts';
import type { FakeTelegram } from '../telegram.ts';
import type { FakeZaloBot } from '../zaloBot.ts';
import type { FakeZaloOa } from '../zaloOa.ts';

/** A message as the page draws it. Offsets and lengths of `marks` in UTF-16 units. */
export interface Bubble {
  from: 'citizen' | 'bot';
  text: string;
  at: Date;
  edits: number;
  marks: { type: string; offset: number; length: number; url?: string }[];
  rows: { label: string; payload: string; url?: string }[][];
}

/** A fake on the page: what is seen in a chat, and what a citizen can do there besides writing and pressing. */
export interface Staged {
  id: 'telegram' | 'zalo-bot' | 'zalo-oa';
  fake: FakePlatform;
  /** The chat that the page begins with. */
  firstChat: string;
  bubbles(chat: string): Bubble[];
  /** How often the bot showed that it is at work in this chat. */
  signs(chat: string): number;
  /** What goes on beside the chats: buttons that spin, calls not delivered, the month's count. */
  figures(): Record<string, number | string>;
  acts: Record<string, (chat: string, text: string) => unknown>;
}

/** The smallest picture there is: one white point as a PNG. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=', 'base64');
/** Ha Noi, by the Hoan Kiem lake. */
const PLACE = [21.0285, 105.8542] as const;

const plain = ({ from, text, at, buttons = [] }: Shown): Bubble => ({ from, text, at, edits: 0, marks: [], rows: buttons.map((button) => [button]) });

export const stagedTelegram = (fake: FakeTelegram): Staged => ({
  id: 'telegram',
  fake,
  firstChat: '7001',
  bubbles: (chat) =>
    fake.messages(chat).map(({ from, text, at, edits, entities, keyboard }) => ({
      from,
      text,
      at,
      edits,
      marks: entities,
      rows: keyboard.map((row) => row.map(({ text: label, callback_data, url }) => ({ label, payload: callback_data ?? '', ...(url && { url }) }))),
    })),
  signs: (chat) => fake.actions(chat).length,
  figures: () => ({
    mode: fake.updates.webhook ? 'webhook' : 'polling',
    spinning: fake.spinning(),
    waiting: fake.updates.count,
    commands: fake.commands.size,
  }),
  acts: {
    start: (chat, payload) => fake.citizen.start(chat, payload),
    photo: (chat, caption) => fake.citizen.photo(chat, PICTURE, caption),
    location: (chat) => fake.citizen.location(chat, ...PLACE),
    sticker: (chat) => fake.citizen.other(chat, { sticker: { file_id: 's1', file_unique_id: 'us1', emoji: '👍' } }),
    group: (chat, text) => fake.citizen.send(`-${chat.replace('-', '')}`, text),
    edit: (chat, text) => fake.citizen.edit(chat, text),
    block: (chat) => fake.citizen.block(chat),
    unblock: (chat) => fake.citizen.unblock(chat),
  },
});

export const stagedZaloBot = (fake: FakeZaloBot): Staged => ({
  id: 'zalo-bot',
  fake,
  firstChat: 'b0a1c2d3e4f5',
  bubbles: (chat) => fake.transcript(chat).map(plain),
  signs: (chat) => fake.actions(chat).length,
  figures: () => ({ mode: fake.updates.url ? 'webhook' : 'polling', used: fake.used, perMonth: fake.plan.messages }),
  acts: {
    photo: (chat, caption) => fake.citizen.photo(chat, PICTURE, caption),
    sticker: (chat) => fake.citizen.sticker(chat),
    voice: (chat) => fake.citizen.voice(chat),
    file: (chat) => fake.citizen.unsupported(chat),
    group: (chat, text) => fake.citizen.mention(`g${chat.replace(/^g/, '')}`, text),
  },
});

export const stagedZaloOa = (fake: FakeZaloOa): Staged => ({
  id: 'zalo-oa',
  fake,
  firstChat: '8800110022',
  bubbles: (chat) => fake.transcript(chat).map(plain),
  signs: () => 0,
  figures: () => ({ mode: fake.webhook.disabled ? 'disabled' : 'webhook', free: fake.counts.free, templates: fake.counts.templates }),
  acts: {
    photo: (chat, caption) => fake.citizen.photo(chat, PICTURE, caption),
    location: (chat) => fake.citizen.location(chat, ...PLACE),
    sticker: (chat) => fake.citizen.other(chat, 'sticker', { attachments: [{ type: 'sticker', payload: { id: 's1' } }] }),
    follow: (chat) => fake.citizen.follow(chat),
    unfollow: (chat) => fake.citizen.unfollow(chat),
    block: (chat) => fake.citizen.block(chat),
  },
});
