import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ZaloBot } from './client.ts';
import { ZaloBotError } from './errors.ts';
import { answering, TOKEN, testServer } from './testServer.ts';

async function failure(doing: Promise<unknown>): Promise<ZaloBotError> {
  const error = await doing.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ZaloBotError);
  return error as ZaloBotError;
}

describe('each method makes the documented call and reads its answer', () => {
  const date = 1_790_000_000_123;
  test.each([
    [
      'getMe',
      (bot: ZaloBot) => bot.getMe(),
      {},
      { id: '7001', account_name: 'bot.AbCd', account_type: 'BASIC', can_join_groups: false },
      { id: '7001', accountName: 'bot.AbCd', accountType: 'BASIC', canJoinGroups: false, displayName: '' },
    ],
    [
      'sendMessage',
      (bot: ZaloBot) => bot.sendMessage('c1', 'Xin chào'),
      { chat_id: 'c1', text: 'Xin chào' },
      { message_id: 'a1', date },
      { messageId: 'a1', date },
    ],
    [
      'sendMessage',
      (bot: ZaloBot) => bot.sendMessage('c1', 'Gấp', { textStyles: [{ start: 0, len: 3, st: ['b'] }] }),
      { chat_id: 'c1', text: 'Gấp', text_styles: [{ start: 0, len: 3, st: ['b'] }] },
      undefined,
      { messageId: null, date: null },
    ],
    [
      'sendPhoto',
      (bot: ZaloBot) => bot.sendPhoto('c1', 'https://xa.example/a.jpg', { caption: 'Sơ đồ' }),
      { chat_id: 'c1', photo: 'https://xa.example/a.jpg', caption: 'Sơ đồ' },
      { message_id: 7, date: String(date) },
      { messageId: '7', date },
    ],
    ['sendSticker', (bot: ZaloBot) => bot.sendSticker('c1', 's1'), { chat_id: 'c1', sticker: 's1' }, {}, { messageId: null, date: null }],
    [
      'sendVoice',
      (bot: ZaloBot) => bot.sendVoice('c1', 'https://xa.example/a.aac'),
      { chat_id: 'c1', voice_url: 'https://xa.example/a.aac' },
      {},
      { messageId: null, date: null },
    ],
    ['sendChatAction', (bot: ZaloBot) => bot.sendChatAction('c1'), { chat_id: 'c1', action: 'typing' }, undefined, undefined],
    ['getWebhookInfo', (bot: ZaloBot) => bot.getWebhookInfo(), {}, { url: '', updated_at: date }, { url: '', updatedAt: date, probe: null }],
    [
      'setWebhook',
      (bot: ZaloBot) => bot.setWebhook('https://xa.example/hook', 'eight888'),
      { url: 'https://xa.example/hook', secret_token: 'eight888' },
      { url: 'https://xa.example/hook', updated_at: date, verification: { ok: false, status_code: 403, outcome: 'webhook.http.403', latency_ms: 9 } },
      { url: 'https://xa.example/hook', updatedAt: date, probe: { ok: false, status: 403, outcome: 'webhook.http.403', latencyMs: 9, hint: '' } },
    ],
    ['deleteWebhook', (bot: ZaloBot) => bot.deleteWebhook(), {}, { url: '', updated_at: date }, { url: '', updatedAt: date, probe: null }],
    [
      'testWebhook',
      (bot: ZaloBot) => bot.testWebhook(),
      {},
      { ok: true, status_code: 200, outcome: 'webhook.ok', latency_ms: 87, hint: '' },
      { ok: true, status: 200, outcome: 'webhook.ok', latencyMs: 87, hint: '' },
    ],
  ])('%s', async (method, run, params, result, read) => {
    const calls: unknown[] = [];
    await using server = await testServer((call, response) => {
      calls.push(call);
      answering({ ok: true, result })(call, response);
    });
    expect(await run(server.bot)).toEqual(read);
    expect(calls).toEqual([{ path: `/bot${TOKEN}/${method}`, params }]);
  });
});

describe('what Zalo refuses is told by a stable code, whatever the status it comes under', () => {
  test.each([
    [200, { ok: false, error_code: 401, description: 'Unauthorized' }, 'unauthorized', 'no'],
    [401, '<html>no</html>', 'unauthorized', 'no'],
    [200, { ok: false, error_code: '400', description: 'The photo URL is invalid' }, 'bad_request', 'no'],
    [200, { ok: false, error_code: 403 }, 'server', 'no'],
    [404, { ok: false, error_code: 404 }, 'not_found', 'no'],
    [200, { ok: false, errorCode: 426 }, 'daily_limit', 'no'],
    [200, { ok: false, error_code: 429 }, 'too_many', 'no'],
    [429, 'slow down', 'too_many', 'no'],
    [502, '<html><h1>502 Bad Gateway</h1></html>', 'server', 'no'],
    [500, { ok: false, error_code: 500 }, 'server', 'no'],
    [504, '<html>504</html>', 'timeout', 'unknown'],
    [200, { ok: false, error_code: 408, description: 'Request timeout' }, 'timeout', 'unknown'],
    [200, '<html>Sign in to the network</html>', 'bad_answer', 'unknown'],
    [200, { fine: true }, 'bad_answer', 'unknown'],
    [200, [], 'bad_answer', 'unknown'],
    [302, '', 'bad_answer', 'unknown'],
    [200, { ok: false }, 'bad_answer', 'no'],
  ])('HTTP %i %j', async (status, body, code, accepted) => {
    await using server = await testServer(answering(body, status, status === 302 ? { location: 'https://elsewhere.example/' } : {}));
    const error = await failure(server.bot.sendMessage('c1', 'x'));
    expect(error).toMatchObject({ code, accepted, status, method: 'sendMessage' });
    expect(error.message).toMatch(new RegExp(`^sendMessage: ${code}`));
  });

  test('a pause that a gateway asks for is told in milliseconds', async () => {
    await using server = await testServer(answering({ ok: false, error_code: 429 }, 429, { 'retry-after': '7' }));
    expect((await failure(server.bot.getMe())).retryAfterMs).toBe(7000);
  });

  test('a webhook that was not set counts as deleted', async () => {
    await using server = await testServer(answering({ ok: false, error_code: 400, description: 'no webhook' }));
    expect(await server.bot.deleteWebhook()).toEqual({ url: '', updatedAt: null, probe: null });
  });
});

describe('whether a call may have taken effect', () => {
  test('no connection: it has not', async () => {
    const { bot, ...closed } = await testServer(() => expect.unreachable());
    await closed[Symbol.asyncDispose]();
    expect(await failure(bot.sendMessage('c1', 'x'))).toMatchObject({ code: 'unreachable', accepted: 'no', status: null });
    const lost = new ZaloBot({ token: TOKEN, apiRoot: 'http://nowhere.invalid' });
    expect(await failure(lost.sendMessage('c1', 'x'))).toMatchObject({ code: 'unreachable', accepted: 'no' });
  });

  test('no answer in time, a connection that breaks, an answer that breaks off: it may have', async () => {
    await using silent = await testServer(() => {}, { timeoutMs: 50 });
    expect(await failure(silent.bot.sendMessage('c1', 'x'))).toMatchObject({ code: 'no_answer', accepted: 'unknown' });
    await using broken = await testServer((_call, response) => void response.socket?.destroy());
    expect(await failure(broken.bot.sendMessage('c1', 'x'))).toMatchObject({ code: 'no_answer', accepted: 'unknown' });
    await using half = await testServer((_call, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"ok":', () => response.socket?.destroy());
    });
    expect(await failure(half.bot.sendMessage('c1', 'x'))).toMatchObject({ code: 'no_answer', accepted: 'unknown', status: 200 });
  });

  test('ended by the caller: before the call it has not, later it may have', async () => {
    const stop = new AbortController();
    await using silent = await testServer(() => stop.abort());
    expect(await failure(silent.bot.sendMessage('c1', 'x', { signal: stop.signal }))).toMatchObject({ code: 'aborted', accepted: 'unknown' });
    expect(await failure(silent.bot.sendMessage('c1', 'x', { signal: stop.signal }))).toMatchObject({ code: 'aborted', accepted: 'no' });
  });

  test('what breaks a documented limit is not sent', async () => {
    await using server = await testServer(() => expect.unreachable());
    for (const doing of [
      server.bot.sendMessage('c1', ''),
      server.bot.sendMessage('c1', 'x'.repeat(2001)),
      server.bot.sendPhoto('c1', 'https://xa.example/a.jpg', { caption: 'x'.repeat(2001) }),
      server.bot.setWebhook('https://xa.example/', 'short'),
    ])
      expect(await failure(doing)).toMatchObject({ code: 'invalid', accepted: 'no' });
  });
});

describe('the token shows nowhere', () => {
  const secret = TOKEN.split(':')[1] as string;

  test('not in a printed bot', () => {
    const bot = new ZaloBot({ token: TOKEN });
    expect(`${inspect(bot, { showHidden: true, depth: 9 })} ${JSON.stringify(bot)} ${String(bot)}`).not.toContain(secret);
    expect(inspect(bot)).toContain('700100200300');
  });

  test('not in an error, though an answer or fetch repeats the address', async () => {
    await using echo = await testServer(({ path }, response) =>
      answering({ ok: false, error_code: 400, description: `no ${path} ${path.replace(':', '%3A')} hook-secret` })(null, response),
    );
    const echoed = await failure(echo.bot.setWebhook('https://xa.example/', 'hook-secret'));
    expect(echoed.message).toContain('***');
    expect(inspect(echoed, { showHidden: true, depth: 9 })).not.toMatch(new RegExp(`${secret}|hook-secret`));
    const wrong = await failure(new ZaloBot({ token: TOKEN, apiRoot: 'not an address' }).getMe());
    expect(inspect(wrong, { showHidden: true, depth: 9 })).not.toContain(secret);
  });
});
