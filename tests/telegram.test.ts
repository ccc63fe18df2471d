import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TelegramSettings, telegramSettings } from '#src/channels/telegram/settings.ts';
import { createTelegramChannel } from '#src/channels/telegram/telegram.ts';
import { COMMANDS } from '#src/conversation/commands.ts';
import { encodeStart, screenOfStart } from '#src/conversation/startLink.ts';
import { newState, type State } from '#src/conversation/state.ts';
import type { Channel, ChannelHealth, Inbound, Outcome, Part } from '#src/delivery/channel.ts';
import { readEnvironment } from '#src/platform/environment.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Locale } from '#src/platform/texts.ts';
import { reply } from '#src/text/reply.ts';
import { FAKE_TELEGRAM_TOKEN, FakeTelegram } from '#tests/fakes/telegram.ts';
import { realAssistant } from '#tests/support/assistant.ts';

let fake: FakeTelegram;
beforeEach(async () => {
  fake = await FakeTelegram.start({ scale: 0.01 });
});
afterEach(() => fake.close());

const settings = (mode: TelegramSettings['mode'] = { kind: 'polling' }): TelegramSettings => ({
  token: FAKE_TELEGRAM_TOKEN,
  apiRoot: fake.url,
  mode,
});
const polling = (pause?: (ms: number) => Promise<unknown>): Channel => createTelegramChannel(settings(), { ...(pause && { pause }) });
const forever = (): AbortSignal => new AbortController().signal;

const say = (channel: Channel, text: string, edit?: string): Part =>
  channel.render(reply([{ kind: 'text', text }], [{ label: 'Về đầu', payload: '#m' }]), {
    locale: 'vi',
    sinceLastInboundMs: 0,
    ...(edit && { edit }),
  })[0] as Part;

describe('sending', () => {
  const send = (text = 'Xin chào', signal = forever()): Promise<Outcome> => {
    void fake.citizen.send('5001', 'a');
    const channel = polling();
    return channel.send('5001', say(channel, text), signal);
  };
  const heard = () => fake.transcript('5001').filter(({ from }) => from === 'bot');

  test('a message is accepted and its number told', async () => {
    const outcome = await send('5 < 6 & "7"');
    expect(outcome).toEqual({ kind: 'sent', message: String(fake.messages('5001').at(-1)?.id) });
    expect(heard()).toMatchObject([{ text: '5 < 6 & "7"', buttons: [{ label: '1. Về đầu', payload: '#m' }] }]);
  });

  test('too many: the whole bot waits as long as Telegram asks', async () => {
    fake.retryAfterSeconds = 7;
    fake.faults.next('tooMany');
    expect(await send()).toEqual({ kind: 'retry', reason: '429 Too Many Requests: retry after 7', wholeChannel: true, afterMs: 7000 });
  });

  test.each([
    ['a page of a gateway', 'html', { kind: 'retry', reason: 'http 502' }, 0],
    ['an error of the server', 'error500', { kind: 'retry', reason: 'http 500' }, 0],
    ['a break before it was taken', 'resetBefore', { kind: 'unknown' }, 0],
    ['a break after it was taken', 'resetAfter', { kind: 'unknown' }, 1],
  ] as const)('%s', async (_, fault, outcome, taken) => {
    fake.faults.next(fault);
    expect(await send()).toMatchObject(outcome);
    expect(heard()).toHaveLength(taken);
  });

  test.each(['timeoutBefore', 'timeoutAfter'] as const)('no answer in the time given (%s)', async (fault) => {
    fake.faults.next(fault);
    expect(await send('Xin chào', AbortSignal.timeout(150))).toMatchObject({ kind: 'unknown' });
    expect(heard()).toHaveLength(fault === 'timeoutAfter' ? 1 : 0);
  });

  test('what was given up before it began was not sent', async () => {
    expect(await send('Xin chào', AbortSignal.abort())).toMatchObject({ kind: 'retry' });
    expect(heard()).toHaveLength(0);
  });

  test.each([
    [502, 'Bad Gateway', { kind: 'retry' }],
    [403, 'Forbidden: bot was blocked by the user', { kind: 'dead', gone: true }],
    [403, 'Forbidden: user is deactivated', { kind: 'dead', gone: true }],
    [400, 'Bad Request: chat not found', { kind: 'dead', gone: true }],
    [400, 'Bad Request: message is too long', { kind: 'dead' }],
    [401, 'Unauthorized', { kind: 'down' }],
    [404, 'Not Found', { kind: 'down' }],
  ])('%s %s', async (code, text, outcome) => {
    fake.refuse('sendMessage', code, text);
    expect(await send()).toEqual({ ...outcome, reason: `${code} ${text}` });
  });

  test('nobody listens: nothing was sent, and so it is for every chat', async () => {
    const channel = polling();
    const part = say(channel, 'a');
    await fake.close();
    expect(await channel.send('5001', part, forever())).toEqual({ kind: 'retry', reason: 'unreachable: ECONNREFUSED', wholeChannel: true });
  });

  test('a group that got another number is followed there', async () => {
    void fake.citizen.send('-5', 'a');
    fake.migrate('-5', '-1005');
    const channel = polling();
    expect(await channel.send('-5', say(channel, 'a'), forever())).toMatchObject({ kind: 'sent' });
    expect(fake.transcript('-1005')).toHaveLength(1);
  });
});

describe('turning a page in place', () => {
  async function shown(): Promise<{ channel: Channel; message: string }> {
    void fake.citizen.send('5001', 'a');
    const channel = polling();
    const outcome = await channel.send('5001', say(channel, 'Trang 1'), forever());
    return { channel, message: outcome.kind === 'sent' ? String(outcome.message) : expect.fail(outcome.kind) };
  }

  test('the message is changed, twice the same is no fault, and a break does no harm', async () => {
    const { channel, message } = await shown();
    const turn = say(channel, 'Trang 2', message);
    fake.faults.next('resetAfter');
    expect(await channel.send('5001', turn, forever())).toMatchObject({ kind: 'retry' });
    expect(await channel.send('5001', turn, forever())).toEqual({ kind: 'sent', message });
    expect(fake.transcript('5001').map(({ text }) => text)).toEqual(['a', 'Trang 2']);
    expect(fake.messages('5001').at(-1)?.edits).toBe(1);
  });

  test('a message that cannot be changed is answered with a new one', async () => {
    const { channel, message } = await shown();
    for (const text of ["message can't be edited", 'message to edit not found']) fake.refuse('editMessageText', 400, `Bad Request: ${text}`);
    for (const page of ['Trang 2', 'Trang 3'])
      expect(await channel.send('5001', say(channel, page, message), forever())).toMatchObject({ kind: 'sent' });
    expect(fake.transcript('5001').map(({ text }) => text.split('\n')[0])).toEqual(['a', 'Trang 1', 'Trang 2', 'Trang 3']);
  });

  test('what holds for a message holds for a page: flood, blocked', async () => {
    const { channel, message } = await shown();
    const turn = say(channel, 'Trang 2', message);
    fake.faults.next('tooMany');
    expect(await channel.send('5001', turn, forever())).toMatchObject({ kind: 'retry', wholeChannel: true, afterMs: 1000 });
    void fake.citizen.block('5001');
    expect(await channel.send('5001', turn, forever())).toMatchObject({ kind: 'dead', gone: true });
  });
});

describe('signs of work', () => {
  const event = (content: Inbound['content'], handle?: string): Inbound => ({
    eventKey: '1',
    conversation: '5001',
    content,
    ...(handle && { handle }),
  });

  test('a pressed button stops spinning, an old one too; what cannot be answered is left', async () => {
    void fake.citizen.send('5001', 'a');
    const channel = polling();
    await channel.send('5001', say(channel, 'a'), forever());
    void fake.citizen.press('5001', '#m');
    void fake.citizen.press('5001', '#m', { inaccessible: true });
    expect(fake.spinning()).toBe(2);
    const got: Inbound[] = [];
    const stop = new AbortController();
    await channel.poll?.(
      async (events) => {
        got.push(...events);
        stop.abort();
      },
      () => {},
      stop.signal,
    );
    for (const pressed of got) await channel.acknowledge?.(pressed);
    expect(fake.spinning()).toBe(0);
    await channel.acknowledge?.(event({ kind: 'choice', payload: '#m', message: null }, 'too-old'));
    await channel.acknowledge?.(event({ kind: 'photo', file: 'x', caption: '' }));
    expect(fake.actions('5001')).toEqual(['typing']);
    await fake.close();
    await channel.acknowledge?.(event({ kind: 'choice', payload: '#m', message: null }, '1'));
  });
});

describe('polling', () => {
  /** Polls until `enough`, and tells what came, what was reported and how long it would have waited. */
  async function poll(enough: (got: Inbound[], pauses: number[]) => boolean, keep: (events: Inbound[]) => Promise<void> = async () => {}) {
    const got: Inbound[] = [];
    const reports: ChannelHealth[] = [];
    const pauses: number[] = [];
    const stop = new AbortController();
    const check = () => {
      if (enough(got, pauses)) stop.abort();
    };
    const channel = polling(async (ms) => {
      pauses.push(ms);
      check();
      await new Promise((done) => setTimeout(done, 1));
    });
    await channel.prepare();
    const polled = channel.poll?.(
      async (events) => {
        await keep(events);
        got.push(...events);
        check();
      },
      (health) => reports.push(health),
      stop.signal,
    );
    await polled;
    return { texts: got.map(({ content }) => (content.kind === 'text' ? content.text : content.kind)), reports, pauses };
  }

  test('what was fetched and not kept comes again; what was kept is confirmed and does not', async () => {
    for (const text of ['một', 'hai']) void fake.citizen.send('5001', text);
    let tries = 0;
    const { texts, reports } = await poll(
      (got) => got.length >= 3,
      async () => {
        if (tries++ === 0) throw new Error('database is busy');
        if (tries === 2) void fake.citizen.send('5001', 'ba');
      },
    );
    expect(texts).toEqual(['một', 'hai', 'ba']);
    expect(reports).toEqual([
      { ok: true, name: '@motcua_bot' },
      { ok: false, reason: 'not kept: database is busy' },
      { ok: true, name: '@motcua_bot' },
    ]);
    expect(fake.updates.count).toBe(1);
  });

  test('every fault is survived with a growing pause, reported once, and so is the recovery', async () => {
    const faults: [number, string][] = [
      [409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'],
      [409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'],
      [401, 'Unauthorized'],
      [500, 'Internal Server Error'],
    ];
    for (const [code, text] of faults) fake.refuse('getUpdates', code, text);
    void fake.citizen.send('5001', 'a');
    const { texts, reports, pauses } = await poll((got) => got.length > 0);
    expect(texts).toEqual(['a']);
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
    expect(reports.map((health) => (health.ok ? 'ok' : health.reason.slice(0, 3)))).toEqual(['409', '401', '500', 'ok']);
  });

  test('asked to wait, it waits that long; the pause never grows beyond a minute', async () => {
    fake.refuse('getUpdates', 429, 'Too Many Requests: retry after 5', { retry_after: 5 });
    for (let at = 0; at < 9; at++) fake.refuse('getUpdates', 502, 'Bad Gateway');
    const { pauses } = await poll((_, waited) => waited.length === 10);
    expect(pauses).toEqual([5000, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('a server that is down comes back by itself', async () => {
    await fake.close();
    fake = await FakeTelegram.start({ scale: 0.01, firstUpdate: 1000 });
    const { url } = fake;
    void fake.citizen.send('5001', 'lost with the server');
    const port = Number(new URL(url).port);
    const { texts, reports } = await poll(
      (got) => got.some(({ content }) => content.kind === 'text' && content.text === 'b'),
      async ([first]) => {
        if (first?.content.kind !== 'text' || first.content.text === 'b') return;
        await fake.close();
        setTimeout(async () => {
          fake = await FakeTelegram.start({ port, scale: 0.01, firstUpdate: 1000 });
          // The first has the number of one that was confirmed before.
          for (const text of ['a', 'b']) void fake.citizen.send('5001', text);
        }, 100);
      },
    );
    expect(texts).toEqual(['lost with the server', 'b']);
    expect(reports[0]?.ok).toBe(true);
    expect(reports.at(-1)?.ok).toBe(true);
    expect(reports.some((health) => !health.ok)).toBe(true);
  });

  test('while another process fetches the updates the channel does not count as working', async () => {
    const conflict = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
    for (let at = 0; at < 2; at++) fake.refuse('getUpdates', 409, conflict);
    const healths: ChannelHealth[] = [];
    const stop = new AbortController();
    const channel = polling(async () => void healths.push(await channel.prepare()));
    void fake.citizen.send('5001', 'a');
    await channel.poll?.(
      async () => stop.abort(),
      () => {},
      stop.signal,
    );
    healths.push(await channel.prepare());
    expect(healths.map(({ ok }) => ok)).toEqual([false, false, true]);
  });

  test('numbers that begin anew lower down are fetched all the same', async () => {
    const { port } = new URL(fake.url);
    void fake.citizen.send('5001', 'before');
    const { texts } = await poll(
      (got) => got.length === 2,
      async ([first]) => {
        if (first?.content.kind !== 'text' || first.content.text !== 'before') return;
        await fake.close();
        fake = await FakeTelegram.start({ port: Number(port), scale: 0.01, firstUpdate: 1000 });
        void fake.citizen.send('5001', 'after a quiet week');
      },
    );
    expect(texts).toEqual(['before', 'after a quiet week']);
  });

  test('stopping ends a call that waits for updates', async () => {
    const stop = new AbortController();
    const polled = polling().poll?.(
      async () => {},
      () => {},
      stop.signal,
    );
    await vi.waitFor(() => expect(fake.calls.get('getUpdates')).toBe(1), 20_000);
    stop.abort();
    await polled;
  });

  test('set to polling, nobody is let in by the webhook', () => {
    expect(polling().receive({ 'x-telegram-bot-api-secret-token': '' }, Buffer.from('{"update_id":1}'))).toMatchObject({
      kind: 'refused',
      status: 403,
    });
  });
});

describe('preparing', () => {
  const webhook = (secret = 'bi-mat-cua-xa'): Channel =>
    createTelegramChannel(settings({ kind: 'webhook', url: 'https://motcua.xa.example/webhooks/telegram', secret }));
  const count = (method: string) => fake.calls.get(method) ?? 0;

  test('sets the commands in each language and the webhook, and touches nothing the second time', async () => {
    const channel = webhook();
    expect(await channel.prepare()).toEqual({ ok: true, name: '@motcua_bot' });
    expect(await channel.prepare()).toEqual({ ok: true, name: '@motcua_bot' });
    expect([...fake.commands.keys()]).toEqual(['all_private_chats', 'all_private_chats vi', 'all_private_chats en']);
    expect(fake.commands.get('all_private_chats')?.map(({ command }) => command)).toEqual(COMMANDS);
    expect(fake.commands.get('all_private_chats')).toEqual(fake.commands.get('all_private_chats vi'));
    expect(fake.updates.webhook).toMatchObject({ url: 'https://motcua.xa.example/webhooks/telegram', secret: 'bi-mat-cua-xa' });
    expect(fake.updates.allowed).toEqual(['message', 'edited_message', 'callback_query', 'my_chat_member']);
    expect([count('setMyCommands'), count('setWebhook')]).toEqual([3, 1]);
  });

  test('a new process sets the webhook once more, for its secret may be a new one', async () => {
    await webhook('the-old-secret-of-it').prepare();
    await webhook('the-new-secret-of-it').prepare();
    expect(fake.updates.webhook?.secret).toBe('the-new-secret-of-it');
    expect(count('setMyCommands')).toBe(3);
  });

  test('a webhook that somebody turned away is set again; waiting updates are kept', async () => {
    const channel = webhook();
    await channel.prepare();
    fake.updates.setWebhook(null, false);
    void fake.citizen.send('5001', 'a');
    await channel.prepare();
    expect(fake.updates.webhook?.url).toContain('motcua.xa.example');
    await polling().prepare();
    expect(fake.updates.webhook).toBeNull();
    expect(fake.updates.count).toBe(1);
    await polling().prepare();
    expect(count('deleteWebhook')).toBe(1);
  });

  test('a wrong token and a silent server are told, without the token', async () => {
    const wrong = createTelegramChannel({ ...settings(), token: `987654321:${'x'.repeat(35)}` });
    expect(await wrong.prepare()).toEqual({ ok: false, reason: '401 Unauthorized' });
    fake.refuse('setMyCommands', 500, `Internal Server Error of bot${FAKE_TELEGRAM_TOKEN}`);
    const refused = await polling().prepare();
    expect(refused).toMatchObject({ ok: false });
    expect(JSON.stringify(refused)).not.toContain(FAKE_TELEGRAM_TOKEN.split(':')[1]);
    await fake.close();
    expect(await polling().prepare()).toMatchObject({ ok: false });
  });
});

describe('pictures', () => {
  async function photoFrom(bytes: Buffer): Promise<{ channel: Channel; file: string }> {
    void fake.citizen.photo('5001', bytes, 'Đường hỏng');
    const channel = polling();
    const stop = new AbortController();
    let file = '';
    await channel.poll?.(
      async ([event]) => {
        if (event?.content.kind === 'photo') file = event.content.file;
        stop.abort();
      },
      () => {},
      stop.signal,
    );
    return { channel, file };
  }

  test('the largest size is fetched, up to the limit', async () => {
    const bytes = Buffer.alloc(10 * 1024 * 1024, 'ảnh');
    const { channel, file } = await photoFrom(bytes);
    expect((await channel.fetchFile?.(file, bytes.length))?.equals(bytes)).toBe(true);
    expect(await channel.fetchFile?.(file, bytes.length - 1)).toBeNull();
    expect(await channel.fetchFile?.('unknown', 1000)).toBeNull();
  });

  test('a short fault is survived; a long one gives nothing, and nothing is thrown', async () => {
    const { channel, file } = await photoFrom(Buffer.from('ảnh của dân'));
    fake.refuse('getFile', 500, 'Internal Server Error');
    expect((await channel.fetchFile?.(file, 1000))?.toString()).toBe('ảnh của dân');
    for (let at = 0; at < 3; at++) fake.refuse('getFile', 502, 'Bad Gateway');
    expect(await channel.fetchFile?.(file, 1000)).toBeNull();
    await fake.close();
    expect(await channel.fetchFile?.(file, 1000)).toBeNull();
  });
});

/** The shortest way from update to answer: no database, one person. The delivery's own tests have the rest. */
describe('a conversation on Telegram', () => {
  async function answering() {
    const channel = polling();
    let state: State = newState();
    let locale: Locale = 'vi';
    const stop = new AbortController();
    const polled = channel.poll?.(
      async (events) => {
        for (const event of events) {
          await channel.acknowledge?.(event);
          const { content, conversation } = event;
          const message =
            content.kind === 'text'
              ? content.text
              : content.kind === 'choice'
                ? content.payload
                : content.kind === 'start'
                  ? screenOfStart(content.payload)
                  : '';
          const step = realAssistant().answer(state, message, locale);
          state = step.state;
          locale = step.effects.find((effect) => effect.kind === 'setLocale')?.locale ?? locale;
          const edit = content.kind === 'choice' ? (content.message ?? undefined) : undefined;
          for (const answer of step.replies)
            for (const part of channel.render(answer, { locale, sinceLastInboundMs: 0, ...(edit && { edit }) }))
              expect(await channel.send(conversation, part, stop.signal)).toMatchObject({ kind: 'sent' });
        }
      },
      () => {},
      stop.signal,
    );
    const done = async () => {
      await vi.waitFor(() => expect(fake.updates.count).toBe(0), 20_000);
      stop.abort();
      await polled;
    };
    return { done, last: () => fake.transcript('5001').findLast(({ from }) => from === 'bot') };
  }

  test('words, a number typed, buttons, pages turned in place, commands and links', async () => {
    const { done, last } = await answering();
    await fake.citizen.start('5001', encodeStart({ kind: 'procedure', code: '1.001193' }));
    expect(last()?.text).toContain('1.001193');
    const fee = last()?.buttons?.find(({ payload }) => payload.endsWith(':time'));
    await fake.citizen.press('5001', fee?.payload ?? '');
    expect(last()?.text).toContain('Thời hạn:');
    expect(last()?.buttons?.[0]?.label).toMatch(/^1\. /);
    await fake.citizen.send('5001', '/thutuc');
    await fake.citizen.send('5001', '1');
    const before = fake.transcript('5001').length;
    const next = last()?.buttons?.find(({ payload }) => payload === '#f:commune:1');
    if (!next) expect.fail('no second page');
    await fake.citizen.press('5001', next.payload);
    expect(fake.transcript('5001')).toHaveLength(before);
    expect(fake.messages('5001').at(-1)?.edits).toBe(1);
    await fake.citizen.send('5001', '/ngonngu');
    await fake.citizen.press('5001', '#v:en');
    await fake.citizen.send('5001', '/help');
    expect(last()?.text).toMatch(/administrative procedures/i);
    await done();
    expect(fake.spinning()).toBe(0);
  });
});

describe('settings', () => {
  const secrets = { key: () => Buffer.alloc(32, 7) };
  const read = (more: Record<string, string>) => telegramSettings(readEnvironment({ TELEGRAM_BOT_TOKEN: FAKE_TELEGRAM_TOKEN, ...more }), secrets);

  test('no token, no channel; polling needs nothing else', () => {
    expect(telegramSettings(readEnvironment({}), secrets)).toBeNull();
    expect(read({})).toEqual({ token: FAKE_TELEGRAM_TOKEN, apiRoot: 'https://api.telegram.org', mode: { kind: 'polling' } });
  });

  test("a webhook has a public address and a secret in Telegram's letters, given or derived", () => {
    const url = 'https://motcua.xa.example/webhooks/telegram';
    const given = read({ TELEGRAM_MODE: 'webhook', PUBLIC_URL: 'https://motcua.xa.example/', TELEGRAM_WEBHOOK_SECRET: 'sixteen-letters-or-more' });
    expect(given?.mode).toEqual({ kind: 'webhook', url, secret: 'sixteen-letters-or-more' });
    const derived = read({ TELEGRAM_MODE: 'webhook', PUBLIC_URL: 'https://motcua.xa.example' })?.mode;
    expect(derived).toMatchObject({ kind: 'webhook', url, secret: expect.stringMatching(/^[\w-]{43}$/) });
    for (const wrong of [{}, { PUBLIC_URL: 'http://motcua.xa.example' }] as Record<string, string>[])
      expect(() => read({ TELEGRAM_MODE: 'webhook', ...wrong })).toThrow(AppError);
  });
});
