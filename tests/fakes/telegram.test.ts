import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api, GrammyError, InputFile } from 'grammy';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FAKE_TELEGRAM_TOKEN, FakeTelegram } from './telegram.ts';
import { parseHtml } from './telegramHtml.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function fakeWithApi(options: Parameters<typeof FakeTelegram.start>[0] = {}) {
  const fake = await FakeTelegram.start({ scale: 0.01, ...options });
  closing.push(() => fake.close());
  return { fake, api: new Api(FAKE_TELEGRAM_TOKEN, { apiRoot: fake.url }) };
}

/** A webhook that answers what `status` says and remembers what came. */
async function hook(
  answer: (update: { update_id: number }, tries: number) => number | { status: number; headers?: object; body?: string } = () => 200,
) {
  const got: { update: { update_id: number; message?: { text?: string; chat: { id: number } } }; secret: unknown; at: number }[] = [];
  let open = 0;
  let most = 0;
  const server = createServer((request, response) => {
    most = Math.max(most, ++open);
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const update = JSON.parse(Buffer.concat(chunks).toString());
      const tries = got.filter((entry) => entry.update.update_id === update.update_id).length;
      got.push({ update, secret: request.headers['x-telegram-bot-api-secret-token'], at: performance.now() });
      const said = answer(update, tries);
      const { status, headers = {}, body = '' } = typeof said === 'number' ? { status: said } : said;
      setTimeout(() => {
        open--;
        response.writeHead(status, headers as Record<string, string>).end(body);
      }, 5);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got, most: () => most };
}

const refusal = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(GrammyError);
  return (error as GrammyError).description;
};

describe('messages', () => {
  test('what is sent is shown as the citizen sees it, after the markup has been read', async () => {
    const { fake, api } = await fakeWithApi();
    void fake.citizen.send('5001', 'khai sinh');
    await api.sendMessage(5001, '<b>Đăng ký khai sinh</b> &lt;mẫu&gt;', {
      parse_mode: 'HTML',
      reply_markup: { inline_keyboard: [[{ text: 'Lệ phí', callback_data: '#p:1:fee' }]] },
    });
    expect(fake.chats()).toEqual(['5001']);
    expect(fake.transcript('5001')).toMatchObject([
      { from: 'citizen', text: 'khai sinh' },
      { from: 'bot', text: 'Đăng ký khai sinh <mẫu>', buttons: [{ label: 'Lệ phí', payload: '#p:1:fee' }] },
    ]);
  });

  test('the limits hold after the markup has been read, in UTF-16 units; buttons in bytes', async () => {
    const { fake, api } = await fakeWithApi();
    void fake.citizen.send('1', 'a');
    await api.sendMessage(1, `<b>${'&amp;'.repeat(4096)}</b>`, { parse_mode: 'HTML' });
    expect(await refusal(api.sendMessage(1, 'a'.repeat(4097)))).toBe('Bad Request: message is too long');
    expect(await refusal(api.sendMessage(1, '  '))).toBe('Bad Request: message text is empty');
    const button = (callback_data: string) => ({ reply_markup: { inline_keyboard: [[{ text: 'x', callback_data }]] } });
    await api.sendMessage(1, 'a', button('a'.repeat(64)));
    expect(await refusal(api.sendMessage(1, 'a', button('ệ'.repeat(22))))).toBe('Bad Request: BUTTON_DATA_INVALID');
    expect(await refusal(api.sendMessage(2, 'a'))).toBe('Bad Request: chat not found');
  });

  test('markup that Telegram refuses is refused in its words', () => {
    expect(parseHtml('<b>a</b> &amp; <a href="https://x.vn/?a=1&amp;b=2">b</a>')).toEqual({
      text: 'a & b',
      entities: [
        { type: 'bold', offset: 0, length: 1 },
        { type: 'text_link', offset: 4, length: 1, url: 'https://x.vn/?a=1&b=2' },
      ],
    });
    expect(parseHtml('1 < 2')).toContain('Unclosed start tag');
    expect(parseHtml('<p>a</p>')).toContain('Unsupported start tag "p"');
    expect(parseHtml('<b>a')).toBe('Can\'t find end tag corresponding to start tag "b"');
    expect(parseHtml('<b><i>a</b></i>')).toContain('expected "</i>", found "</b>"');
    expect(parseHtml('a</b>')).toContain('Unexpected end tag');
  });

  test('an edit that changes nothing, or that is of no message of the bot, is refused', async () => {
    const { fake, api } = await fakeWithApi();
    void fake.citizen.send('1', 'a');
    const { message_id } = await api.sendMessage(1, 'trang 1');
    await api.editMessageText(1, message_id, 'trang 2');
    expect(fake.transcript('1').map(({ text }) => text)).toEqual(['a', 'trang 2']);
    expect(await refusal(api.editMessageText(1, message_id, 'trang 2'))).toContain('message is not modified');
    expect(await refusal(api.editMessageText(1, 999, 'x'))).toBe('Bad Request: message to edit not found');
    expect(await refusal(api.editMessageText(1, message_id - 1, 'x'))).toBe("Bad Request: message can't be edited");
  });

  test('forms and multipart are read like JSON; a file sent can be fetched', async () => {
    const { fake, api } = await fakeWithApi();
    void fake.citizen.send('1', 'a');
    const form = new URLSearchParams({
      chat_id: '1',
      text: 'b',
      reply_markup: JSON.stringify({ inline_keyboard: [[{ text: 'x', callback_data: 'y' }]] }),
    });
    const answer = await fetch(`${fake.url}/bot${fake.token}/sendMessage`, { method: 'POST', body: form });
    expect(await answer.json()).toMatchObject({ ok: true, result: { text: 'b', chat: { id: 1, type: 'private' } } });
    expect(fake.transcript('1')[1]?.buttons).toEqual([{ label: 'x', payload: 'y' }]);
    const { document } = await api.sendDocument(1, new InputFile(Buffer.from('phiếu hẹn'), 'phieu.txt'), { caption: 'Phiếu hẹn' });
    const { file_path } = await api.getFile(document.file_id);
    expect(await (await fetch(`${fake.url}/file/bot${fake.token}/${file_path}`)).text()).toBe('phiếu hẹn');
    expect((await fetch(`${fake.url}/file/bot${fake.token}/none`)).status).toBe(404);
  });

  test('blocked, gone and moved chats, a wrong token and an unknown method', async () => {
    const { fake, api } = await fakeWithApi();
    for (const chat of ['1', '2', '-3']) void fake.citizen.send(chat, 'a');
    void fake.citizen.block('1');
    fake.deactivate('2');
    fake.migrate('-3', '-1003');
    expect(await refusal(api.sendMessage(1, 'a'))).toBe('Forbidden: bot was blocked by the user');
    expect(await refusal(api.sendMessage(2, 'a'))).toBe('Forbidden: user is deactivated');
    await expect(api.sendMessage(-3, 'a')).rejects.toMatchObject({ parameters: { migrate_to_chat_id: -1003 } });
    expect(await refusal(new Api('123456789:wrong', { apiRoot: fake.url }).getMe())).toBe('Unauthorized');
    expect(await (await fetch(`${fake.url}/bot${fake.token}/sendStory`)).json()).toMatchObject({ error_code: 404 });
  });

  test('faults befall what is said: flood, error, page of a gateway, and a break before and after it was taken', async () => {
    const { fake, api } = await fakeWithApi();
    void fake.citizen.send('1', 'a');
    fake.retryAfterSeconds = 7;
    fake.faults.next('tooMany', 'error500', 'html', 'resetBefore', 'resetAfter');
    await expect(api.sendMessage(1, '1')).rejects.toMatchObject({ error_code: 429, parameters: { retry_after: 7 } });
    for (const text of ['2', '3', '4', '5']) await expect(api.sendMessage(1, text)).rejects.toThrow();
    fake.refuse('sendMessage', 502, 'Bad Gateway');
    expect(await refusal(api.sendMessage(1, '6'))).toBe('Bad Gateway');
    expect(fake.transcript('1').map(({ text }) => text)).toEqual(['a', '5']);
    await api.getMe();
  });
});

describe('commands and pressed buttons', () => {
  test("commands are kept for each scope and language, within Telegram's limits", async () => {
    const { fake, api } = await fakeWithApi();
    const scope = { type: 'all_private_chats' } as const;
    await api.setMyCommands([{ command: 'menu', description: 'Bắt đầu' }], { scope, language_code: 'vi' });
    expect(await api.getMyCommands({ scope, language_code: 'vi' })).toHaveLength(1);
    expect(await api.getMyCommands({ scope })).toEqual([]);
    expect(await refusal(api.setMyCommands([{ command: 'Thủ', description: 'x' }]))).toBe('Bad Request: BOT_COMMAND_INVALID');
    const many = Array.from({ length: 101 }, (_, at) => ({ command: `c${at}`, description: 'x' }));
    expect(await refusal(api.setMyCommands(many))).toBe('Bad Request: BOT_COMMANDS_TOO_MUCH');
    expect([...fake.commands.keys()]).toEqual(['all_private_chats vi']);
  });

  test('a pressed button spins until it is answered, once', async () => {
    const { fake, api } = await fakeWithApi();
    void fake.citizen.send('1', 'a');
    await api.sendMessage(1, 'b', { reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: '#m' }]] } });
    expect(() => fake.citizen.press('1', '#none')).toThrow('no button');
    void fake.citizen.press('1', '#m');
    const query = (await api.getUpdates()).at(-1)?.callback_query;
    expect(query).toMatchObject({ data: '#m', message: { text: 'b' }, from: { id: 1 } });
    expect(fake.spinning()).toBe(1);
    await api.answerCallbackQuery(query!.id);
    expect(fake.spinning()).toBe(0);
    expect(await refusal(api.answerCallbackQuery(query!.id))).toContain('query is too old');
  });
});

describe('polling', () => {
  test('an update stays until a larger offset confirms it', async () => {
    const { fake, api } = await fakeWithApi();
    const settled = Promise.all([fake.citizen.send('1', 'một'), fake.citizen.send('2', 'hai')]);
    const first = await api.getUpdates({ limit: 1 });
    expect(first).toHaveLength(1);
    expect(await api.getUpdates()).toHaveLength(2);
    const rest = await api.getUpdates({ offset: first[0]!.update_id + 1 });
    expect(rest.map(({ message }) => message?.text)).toEqual(['hai']);
    await api.getUpdates({ offset: rest[0]!.update_id + 1, timeout: 1 });
    await settled;
    expect(fake.updates.count).toBe(0);
  });

  test('a long poll ends with the next update; a second poller ends the first; a webhook excludes both', async () => {
    const { fake, api } = await fakeWithApi({ scale: 1 });
    const waiting = api.getUpdates({ timeout: 30 });
    await vi.waitFor(() => expect(fake.calls.get('getUpdates')).toBe(1), 20_000);
    void fake.citizen.send('1', 'a');
    const [update] = await waiting;
    const first = refusal(api.getUpdates({ timeout: 30, offset: update!.update_id + 1 }));
    await vi.waitFor(() => expect(fake.calls.get('getUpdates')).toBe(2), 20_000);
    void api.getUpdates({ timeout: 0, offset: update!.update_id + 1 });
    expect(await first).toContain('terminated by other getUpdates request');
    await api.setWebhook('https://xa.example/webhooks/telegram');
    expect(await refusal(api.getUpdates())).toContain("can't use getUpdates method while webhook is active");
    expect(await refusal(api.setWebhook('http://xa.example/'))).toContain('An HTTPS URL must be provided');
    expect(await refusal(api.setWebhook('https://xa.example/', { secret_token: 'mật' }))).toContain('unallowed characters');
  });

  test('kinds that were not asked for do not come', async () => {
    const { fake, api } = await fakeWithApi();
    await api.getUpdates({ allowed_updates: ['message'] });
    await fake.citizen.block('1');
    void fake.citizen.send('1', 'a');
    expect((await api.getUpdates()).map((update) => Object.keys(update)[1])).toEqual(['message']);
  });
});

describe('webhook', () => {
  test('one chat in order, chats side by side, with the secret', async () => {
    const { fake, api } = await fakeWithApi();
    const { url, got, most } = await hook();
    await api.setWebhook(url, { secret_token: 'bi-mat_1' });
    await Promise.all(Array.from({ length: 40 }, (_, at) => fake.citizen.send(String(1 + (at % 4)), String(at))));
    expect(got).toHaveLength(40);
    expect(most()).toBe(4);
    for (const chat of [1, 2, 3, 4]) {
      const texts = got.filter(({ update }) => update.message?.chat.id === chat).map(({ update }) => Number(update.message?.text));
      expect(texts).toEqual(texts.toSorted((a, b) => a - b));
    }
    expect(new Set(got.map(({ secret }) => secret))).toEqual(new Set(['bi-mat_1']));
    expect(fake.updates.delivered).toBe(40);
  });

  test('a failed delivery is tried again, the next of the same chat waits, and the failure can be read', async () => {
    const { fake, api } = await fakeWithApi({ scale: 0.001 });
    const { url, got } = await hook((_, tries) => (tries < 3 ? 500 : 200));
    await api.setWebhook(url);
    await Promise.all([fake.citizen.send('1', 'a'), fake.citizen.send('1', 'b')]);
    expect(got.map(({ update }) => update.message?.text)).toEqual(['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b']);
    expect(await api.getWebhookInfo()).toMatchObject({
      pending_update_count: 0,
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    });
  });

  test('Retry-After is obeyed; what expired is dropped', async () => {
    const { fake, api } = await fakeWithApi({ scale: 0.0001 });
    const { url, got } = await hook((_, tries) => (tries === 0 ? { status: 503, headers: { 'retry-after': '1000' } } : 200));
    await api.setWebhook(url);
    await fake.citizen.send('1', 'a');
    expect(got[1]!.at - got[0]!.at).toBeGreaterThan(90);
    const { url: never } = await hook(() => 500);
    await api.setWebhook(never);
    await fake.updates.addRaw('chat 1', { message: {} }, 100_000);
    expect(fake.updates.dropped).toBe(1);
  });

  test('a call in the answer is made; duplicates come when asked for', async () => {
    const { fake, api } = await fakeWithApi();
    const { url, got } = await hook(() => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'sendChatAction', chat_id: 1, action: 'typing' }),
    }));
    await api.setWebhook(url);
    fake.updates.duplicates = 1;
    await fake.citizen.send('1', 'a');
    await vi.waitFor(() => expect(got).toHaveLength(2), 20_000);
    expect(got[1]!.update).toEqual(got[0]!.update);
    expect(fake.actions('1')[0]).toBe('typing');
  });

  test('hundreds of messages a second pass through it', async () => {
    const { fake, api } = await fakeWithApi();
    const { url, got } = await hook();
    await api.setWebhook(url, { max_connections: 100 });
    await Promise.all(Array.from({ length: 500 }, (_, at) => fake.citizen.send(String(1 + (at % 50)), String(at))));
    await Promise.all(Array.from({ length: 500 }, (_, at) => api.sendMessage(1 + (at % 50), String(at))));
    expect(got).toHaveLength(500);
    expect(fake.chats()).toHaveLength(50);
  });
});
