import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Heard } from '#src/conversation/heard.ts';
import { newState, type State } from '#src/conversation/state.ts';
import { createExchange } from '#src/delivery/exchange.ts';
import { type Turn, turnsOf } from '#src/delivery/turn.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import type { Reply } from '#src/text/reply.ts';
import { realAssistant } from './support/assistant.ts';
import { type TestStage, testStage } from './support/stage.ts';

/**
 * The same dialogues through every channel, compared with the conversation itself. A channel may number, split, cut labels and draw its
 * own marks; it may not leave out, change or add a fact: every line of the reply is found, in order, in what the citizen sees.
 */
type Act = { type: string } | { press: string } | { group: string } | { unread: true };

const say = sayIn('vi');
const DIALOGUES: Record<string, Act[]> = {
  'a greeting and the menu by number': [{ type: 'xin chào' }, { type: '1' }, { type: '0' }, { type: 'menu' }],
  'with diacritics, then a section': [{ type: 'xin giấy độc thân' }, { type: 'mất bao lâu?' }, { type: 'nộp ở đâu?' }],
  'without diacritics': [{ type: 'lam khai sinh cho con can mang gi' }],
  'a clarifying question answered by number': [{ type: 'giấy khai sinh' }, { type: '2' }],
  'a clarifying question answered by button': [{ type: 'giấy khai sinh' }, { press: 'second' }],
  'browsing with pages and back': [{ type: 'menu' }, { type: '#f:commune:0' }, { type: '#f:commune:1' }, { type: '0' }, { type: 'menu' }],
  'a change of language': [{ type: 'English please' }, { type: 'birth certificate' }, { type: 'tiếng Việt' }],
  'a dossier code that nobody knows': [{ type: 'tra cứu hồ sơ H99.99.99-261123-0001' }],
  'feedback from the first word to its code, how it stands, and more': [
    'cán bộ ở quầy 3 quát dân, thái độ hách dịch',
    ...['1', '1', '1', 'Nguyễn Văn Thử', '0912 345 678', 'Tổ 3', '1', '1', '1', 'hôm qua lại thế'],
  ].map((type) => ({ type })),
  'feedback without a name, gone back and changed': [
    '#t:feedback',
    'đèn đường tắt ở thôn Đông',
    'không phải',
    '3',
    '0',
    '2',
    '3',
    '1',
    '2',
    '6',
    'menu',
  ].map((type) => ({ type })),
  'a denunciation amid feedback': ['#t:feedback', 'tôi tố cáo ông A nhận hối lộ', 'cảm ơn'].map((type) => ({ type })),
  'a person asked for where nobody is on duty, and the question that becomes feedback': [
    'gặp cán bộ',
    '0',
    '2',
    'bao giờ xã mình tiếp dân, tôi muốn hỏi chuyện sổ đất',
    'menu',
  ].map((type) => ({ type })),
  'a person asked for and left': ['cho tôi nói chuyện với cán bộ', 'menu', '1', 'xin chào'].map((type) => ({ type })),
  'what cannot be read': [{ unread: true }, { type: 'xin giấy độc thân' }],
  'a group': [{ group: 'xin giấy độc thân' }],
  'an official’s work': [{ type: 'việc' }, { press: 'second' }, { type: '2' }, { type: 'thiếu giấy tờ' }, { type: 'quay lại' }, { type: 'menu' }],
  'my data, erased': [{ type: 'xin giấy độc thân' }, { type: '#x' }, { type: 'mất bao lâu?' }],
};

let stage: TestStage;
beforeAll(async () => {
  stage = await testStage();
  await anOfficial();
}, 60_000);
afterAll(() => stage.close());

const OFFICIAL = 'can-bo';

/** Somebody with two dossiers to work on. */
async function anOfficial(): Promise<void> {
  const { prisma } = stage.database;
  const place = { agencyId: 'peoples-committee', unitId: 'land-registration' };
  const memberships = { create: [{ ...place, role: 'officer', validFrom: '2026-01-01' }] };
  const at = stage.clock.now();
  await prisma.person.create({ data: { id: OFFICIAL, name: 'Người Thử', createdAt: at, memberships } });
  const about = { procedureCode: '1', procedureName: 'Đăng ký biến động đất đai', field: 'Đất đai', channel: 'direct', state: 'processing' };
  for (const serial of ['0001', '0002']) {
    const dates = {
      submittedAt: at,
      acceptedAt: at,
      clockStartedAt: at,
      lastEventAt: at,
      dueAt: new Date(`2026-11-2${serial.at(-1)}T17:00:00+07:00`),
    };
    await prisma.dossier.create({ data: { ...place, ...about, ...dates, code: `H26.1-261102-${serial}` } });
  }
}

interface Talk {
  says(act: Act, said: Reply[]): Promise<unknown>;
  /** What the bot has said since the last act, one text. */
  heard(): string;
}

interface Tried {
  /** What the channel makes of an act. */
  hears(act: Act, last: Reply | undefined): Heard;
  open(chat: number): Talk;
  idOf(chat: number): string;
  groups: boolean;
}

const payloadOf = (act: Act, last: Reply | undefined): string => ('press' in act ? (last?.choices[1]?.payload ?? '') : '');
const unreadable = (what: string): Heard => ({ kind: 'unsupported', what });
const heardAs =
  (unread: string, pressed: (payload: string) => Heard) =>
  (act: Act, last: Reply | undefined): Heard => {
    if ('type' in act) return { kind: 'text', text: act.type };
    if ('group' in act) return { kind: 'group' };
    if ('unread' in act) return unreadable(unread);
    return pressed(payloadOf(act, last));
  };

const channels: Record<string, () => Tried> = {
  telegram: () => ({
    groups: true,
    idOf: (chat) => String(7000 + chat),
    hears: heardAs('sticker', (payload) => ({ kind: 'choice', payload, message: null })),
    open: (chat) => {
      const fake = stage.telegram;
      const id = String(7000 + chat);
      let room = id;
      const said = () => fake.messages(room).filter(({ from }) => from === 'bot');
      let before: string[] = [];
      const texts = () =>
        said().map(({ id: message, text, keyboard }) => [`${message} ${text}`, ...keyboard.flat().map((button) => button.text)].join('\n'));
      return {
        says: (act, last) => {
          room = 'group' in act ? `-${id}` : id;
          before = texts();
          if ('type' in act) return fake.citizen.send(id, act.type);
          if ('group' in act) return fake.citizen.send(room, act.group);
          if ('unread' in act) return fake.citizen.other(id, { sticker: { file_id: 's', file_unique_id: 'us', emoji: '👍' } });
          return fake.citizen.press(id, payloadOf(act, last.at(-1)));
        },
        heard: () =>
          texts()
            .filter((text) => !before.includes(text))
            .map((text) => text.slice(text.indexOf(' ') + 1))
            .join('\n'),
      };
    },
  }),
  'zalo-bot': () => ({
    groups: true,
    idOf: (chat) => `b${7000 + chat}`,
    // Without buttons, a choice is typed by its number.
    hears: heardAs('sticker', () => ({ kind: 'text', text: '2' })),
    open: (chat) => {
      const fake = stage.zaloBot;
      const id = `b${7000 + chat}`;
      let room = id;
      let before = 0;
      const said = () => fake.transcript(room).filter(({ from }) => from === 'bot');
      return {
        says: (act) => {
          room = 'group' in act ? `g${id}` : id;
          before = said().length;
          if ('type' in act) return fake.citizen.send(id, act.type);
          if ('group' in act) return fake.citizen.mention(room, act.group);
          return 'unread' in act ? fake.citizen.sticker(id) : fake.citizen.send(id, '2');
        },
        heard: () =>
          said()
            .slice(before)
            .map(({ text }) => text)
            .join('\n'),
      };
    },
  }),
  'zalo-oa': () => ({
    groups: false,
    idOf: (chat) => String(88_000_000 + chat),
    hears: heardAs('sticker', (payload) => ({ kind: 'text', text: payload })),
    open: (chat) => {
      const fake = stage.zaloOa;
      const id = String(88_000_000 + chat);
      let before = 0;
      const said = () => fake.transcript(id).filter(({ from }) => from === 'bot');
      return {
        says: (act, last) => {
          before = said().length;
          if ('type' in act) return fake.citizen.send(id, act.type);
          if ('unread' in act) return fake.citizen.other(id, 'sticker', { attachments: [{ type: 'sticker', payload: { id: 's1' } }] });
          return fake.citizen.press(id, payloadOf(act, last.at(-1)));
        },
        heard: () =>
          said()
            .slice(before)
            .map(({ text, buttons = [] }) => [text, ...buttons.map(({ label }) => label)].join('\n'))
            .join('\n'),
      };
    },
  }),
  web: () => ({
    groups: false,
    idOf: (chat) => `w${chat}`,
    hears: heardAs('', (payload) => ({ kind: 'text', text: payload })),
    open: (chat) => {
      const log = createLog('silent');
      const { clock, database } = stage;
      const takeTurn = turnsOf({ current: realAssistant, clock, log });
      const exchange = createExchange({ database: database.prisma, clock, metrics: createMetrics(), takeTurn });
      let replies: Reply[] = [];
      return {
        says: async (act, last) => {
          const text = 'type' in act ? act.type : payloadOf(act, last.at(-1));
          replies = await exchange({ channel: 'web', conversation: `w${chat}`, id: null, locale: 'vi', text });
        },
        heard: () => replies.map((reply) => renderPlain(reply, say('procedure.source'))).join('\n'),
      };
    },
  }),
};

/** Lines that must be found, without what a channel draws in its own way: numbers, bullets, capitals, addresses of links. */
const bare = (text: string) =>
  text
    .normalize('NFC')
    .toLocaleLowerCase('vi')
    .replace(/https?:\/\/\S+/g, '')
    // Each code is drawn anew.
    .replace(/pa-\d{6}-\w{6}/g, 'pa')
    .replace(/[•:\s]+/g, ' ');
const linesOf = (reply: Reply): string[] => [
  ...reply.blocks.flatMap((block) => {
    if (block.kind === 'list') return block.items;
    if (block.kind === 'facts') return block.rows.flatMap(({ label, value }) => [label, value]);
    return block.kind === 'link' ? [block.label] : block.text.split('\n');
  }),
  ...reply.sources.map(({ label }) => label),
  ...reply.choices.map(({ label }) => label),
];

function expectAll(heard: string, replies: Reply[]): void {
  const text = bare(heard);
  let from = 0;
  for (const line of replies.flatMap(linesOf).map((each) => bare(each).trim())) {
    const found = text.indexOf(line, from);
    expect(found, `“${line}” in its place in: ${text}`).toBeGreaterThanOrEqual(0);
    from = found + line.length;
  }
}

let chats = 0;
describe.each(Object.entries(channels))('%s', (channelId, make) => {
  test.each(Object.entries(DIALOGUES))('%s', { timeout: 30_000 }, async (_name, acts) => {
    const channel = make();
    const talk = channel.open(++chats);
    const official = acts.some((act) => 'type' in act && act.type === 'việc');
    const paired = [
      { channel: 'none', chatId: `none${chats}` },
      { channel: channelId, chatId: channel.idOf(chats) },
    ].map((chat) => ({ ...chat, personId: OFFICIAL, pairedAt: stage.clock.now() }));
    if (official) await stage.database.prisma.personChat.createMany({ data: paired, skipDuplicates: true });
    const takeTurn = turnsOf({ current: realAssistant, clock: stage.clock, log: createLog('silent') });
    let state: State | null = newState();
    let locale: Locale = 'vi';
    let last: Reply[] = [];
    for (const act of acts) {
      // What a platform has no event for cannot be done there.
      if ('group' in act && !channel.groups) continue;
      if ('unread' in act && !('sticker' === (channel.hears(act, undefined) as { what?: string }).what)) continue;
      const heard = channel.hears(act, last.at(-1));
      const first = await takeTurn({ channel: 'none', conversation: `none${chats}` }, heard, state, locale);
      const { withDatabase } = first;
      const turn: Turn = withDatabase ? await stage.database.prisma.$transaction((tx) => withDatabase(tx)) : first;
      const { replies } = turn;
      await talk.says(act, last);
      await vi.waitFor(() => expectAll(talk.heard(), replies), { timeout: 15_000, interval: 30 });
      expect(replies.length).toBeGreaterThan(0);
      state = turn.erase ? null : (turn.state as State);
      locale = turn.locale;
      last = replies;
    }
  });
});
