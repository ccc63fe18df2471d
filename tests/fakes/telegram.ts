import { type Answer, type Call, type FakePlatform, Faults, serve } from './http.ts';
import { bad, commandsKey, type Fields, Refusal, readFields, readKeyboard, readText, whole, yes } from './telegramCalls.ts';
import { type Chat, TelegramChats } from './telegramChats.ts';
import { Updates } from './telegramUpdates.ts';

interface Command {
  command: string;
  description: string;
}

export interface FakeTelegramOptions {
  port?: number;
  token?: string;
  username?: string;
  /** Shortens Telegram's waits between deliveries, 0.01 a hundredfold. */
  scale?: number;
  random?: () => number;
  /** Number of the first update; Telegram begins anywhere. */
  firstUpdate?: number;
  now?: () => Date;
}

const LARGEST_FILE = 20 * 1024 * 1024;
const ACTIONS = ['typing', 'upload_photo', 'upload_document', 'find_location'];
/** Methods that say something to a person: those that `faults` befall. */
const SAYING = new Set(['sendMessage', 'editMessageText', 'sendPhoto', 'sendDocument']);
/** Longest wait for the answer to a pressed button; ours, Telegram publishes none. */
const QUERY_LIFE_MS = 60_000;

/** An invented token in Telegram's shape. */
export const FAKE_TELEGRAM_TOKEN = `123456789:${'FakeTokenOfTheCommune'.padEnd(35, '_')}`;

/**
 * A Bot API server for tests and demonstrations, on this machine: answers, limits and error texts as of Bot API 10 (tdlib/telegram-bot-api,
 * core.telegram.org/bots/api). `faults` befall the methods that say something; `refuse` makes any method fail with a text of Telegram's.
 */
export class FakeTelegram extends TelegramChats implements FakePlatform {
  readonly token: string;
  readonly username: string;
  readonly faults = new Faults();
  readonly updates: Updates;
  /** Seconds that a flood error asks to wait. */
  retryAfterSeconds = 1;
  /** Every answer waits this long, after the call has taken effect. */
  slowMs = 0;
  /** How often each method was called. */
  readonly calls = new Map<string, number>();
  /** Commands by "scope language". */
  readonly commands = new Map<string, Command[]>();
  url = '';
  readonly #refusals = new Map<string, Refusal[]>();
  #stop: () => Promise<void> = async () => {};

  static async start(options: FakeTelegramOptions = {}): Promise<FakeTelegram> {
    const fake = new FakeTelegram(options);
    const server = await serve((call, fault) => fake.#answer(call, fault === 'tooMany'), {
      port: options.port ?? 0,
      fault: (call) => (SAYING.has(call.path.slice(call.path.lastIndexOf('/') + 1)) ? fake.faults.take() : null),
    });
    fake.url = server.url;
    fake.#stop = server.close;
    return fake;
  }

  private constructor(options: FakeTelegramOptions) {
    const { token = FAKE_TELEGRAM_TOKEN, username = 'motcua_bot', scale = 1, random = Math.random } = options;
    super(options.now);
    const firstUpdate = options.firstUpdate ?? 100_000_000 + Math.floor(random() * 800_000_000);
    this.token = token;
    this.username = username;
    this.faults.random = random;
    this.updates = new Updates(scale, random, firstUpdate, ({ method, ...fields }) => {
      if (typeof method === 'string' && !/^(get|setWebhook$|deleteWebhook$|close$|logOut$)/i.test(method)) this.#call(method, fields);
    });
  }

  close(): Promise<void> {
    this.updates.close();
    return this.#stop();
  }

  /** The next call of a method is refused with a text of Telegram's, such as `403, 'Forbidden: bot was blocked by the user'`. */
  refuse(method: string, code: number, description: string, parameters?: Record<string, unknown>): void {
    const waiting = this.#refusals.get(method) ?? [];
    this.#refusals.set(method, [...waiting, new Refusal(code, description, parameters)]);
  }

  async #answer(call: Call, flooded: boolean): Promise<Answer> {
    const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(call.path);
    if (file) return this.#download(file[1] as string, file[2] as string);
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(call.path) ?? [];
    try {
      if (!token || !method || !/^\d+:[\w-]+$/.test(token)) throw new Refusal(404, 'Not Found');
      if (token !== this.token) throw new Refusal(401, 'Unauthorized');
      this.calls.set(method, (this.calls.get(method) ?? 0) + 1);
      if (flooded) {
        const retry_after = this.retryAfterSeconds;
        throw new Refusal(429, `Too Many Requests: retry after ${retry_after}`, { retry_after });
      }
      const refusals = this.#refusals.get(method);
      const refusal = refusals?.shift();
      if (refusal) throw refusal;
      const result = await this.#call(method, await readFields(call));
      if (this.slowMs > 0) await new Promise((done) => setTimeout(done, this.slowMs));
      return { body: { ok: true, result } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message, parameters } = error;
      return { status: code, body: { ok: false, error_code: code, description: message, ...(parameters && { parameters }) } };
    }
  }

  #download(token: string, path: string): Answer {
    const file = token === this.token && [...this.files.values()].find((kept) => kept.path === path);
    if (!file) return { status: 404, body: { ok: false, error_code: 404, description: 'Not Found' } };
    return { type: 'application/octet-stream', body: file.bytes };
  }

  #call(method: string, fields: Fields): unknown {
    switch (method) {
      case 'getMe':
        return { ...this.me(), can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false };
      case 'getUpdates':
        return this.#getUpdates(fields);
      case 'setWebhook':
        return this.#setWebhook(fields);
      case 'deleteWebhook':
        this.updates.setWebhook(null, yes(fields['drop_pending_updates']));
        return true;
      case 'getWebhookInfo':
        return this.#webhookInfo();
      case 'sendMessage':
        return this.#sendMessage(fields);
      case 'editMessageText':
        return this.#editMessage(fields);
      case 'sendPhoto':
      case 'sendDocument':
        return this.#sendFile(method === 'sendPhoto' ? 'photo' : 'document', fields);
      case 'answerCallbackQuery':
        return this.#answerQuery(fields);
      case 'sendChatAction':
        if (!ACTIONS.includes(String(fields['action']))) throw bad('wrong parameter action in request');
        this.#recipient(fields).actions.push(String(fields['action']));
        return true;
      case 'getFile':
        return this.#getFile(fields);
      case 'setMyCommands':
        return this.#setCommands(fields);
      case 'getMyCommands':
        return this.commands.get(commandsKey(fields)) ?? [];
      case 'deleteMyCommands':
        return this.commands.delete(commandsKey(fields)) || true;
      default:
        throw new Refusal(404, 'Not Found: method not found');
    }
  }

  async #getUpdates(fields: Fields): Promise<object[]> {
    if (Array.isArray(fields['allowed_updates'])) this.updates.allowed = fields['allowed_updates'].map(String);
    const limit = Math.min(Math.max(whole(fields['limit'], 100), 1), 100);
    const timeout = Math.min(Math.max(whole(fields['timeout'], 0), 0), 50);
    const result = await this.updates.poll(whole(fields['offset'], 0), limit, timeout * 1000);
    if (typeof result === 'string') throw new Refusal(409, `Conflict: ${result}`);
    return result;
  }

  #setWebhook(fields: Fields): true {
    const url = String(fields['url'] ?? '');
    const secret = String(fields['secret_token'] ?? '');
    if (secret.length > 256) throw bad('secret token is too long');
    if (!/^[\w-]*$/.test(secret)) throw bad('secret token contains unallowed characters');
    // Plain http is refused by Telegram, but taken by a Bot API server of one's own on the same machine (--local), as here.
    if (url !== '' && !/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost)\b/.test(url))
      throw bad('bad webhook: An HTTPS URL must be provided for webhook');
    const port = url === '' ? '' : new URL(url).port;
    if (url.startsWith('https:') && !['', '80', '88', '443', '8443'].includes(port))
      throw bad('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
    if (Array.isArray(fields['allowed_updates'])) this.updates.allowed = fields['allowed_updates'].map(String);
    const maxConnections = Math.min(Math.max(whole(fields['max_connections'], 40), 1), 100);
    this.updates.setWebhook(url === '' ? null : { url, secret, maxConnections }, yes(fields['drop_pending_updates']));
    return true;
  }

  #webhookInfo(): object {
    const { webhook, lastError, count, allowed } = this.updates;
    return {
      url: webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: count,
      ...(webhook && { max_connections: webhook.maxConnections, ip_address: '127.0.0.1' }),
      ...(lastError && { last_error_date: Math.floor(lastError.at.getTime() / 1000), last_error_message: lastError.message }),
      allowed_updates: allowed,
    };
  }

  /** The chat that a call is for, where the bot may write. */
  #recipient(fields: Fields): Chat {
    const given = fields['chat_id'];
    if (given === undefined || given === '') throw bad('chat_id is empty');
    const chat = this.people.get(Number(given));
    if (!chat) throw bad('chat not found');
    if (chat.migratedTo) throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.migratedTo });
    if (chat.deactivated) throw new Refusal(403, 'Forbidden: user is deactivated');
    if (chat.blocked) throw new Refusal(403, `Forbidden: bot was ${chat.id > 0 ? 'blocked by the user' : 'kicked from the supergroup chat'}`);
    return chat;
  }

  #sendMessage(fields: Fields): object {
    const chat = this.#recipient(fields);
    const parsed = readText(fields, 'text');
    const message = this.keep(chat, 'bot', parsed.text, { entities: parsed.entities, keyboard: readKeyboard(fields) });
    return this.shown(chat, message);
  }

  #editMessage(fields: Fields): object {
    const chat = this.#recipient(fields);
    const message = chat.byId.get(whole(fields['message_id'], 0));
    if (!message) throw bad('message to edit not found');
    if (message.from !== 'bot') throw bad("message can't be edited");
    const parsed = readText(fields, 'text');
    const keyboard = readKeyboard(fields);
    const same = JSON.stringify([message.text, message.entities, message.keyboard]) === JSON.stringify([parsed.text, parsed.entities, keyboard]);
    if (same)
      throw bad(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    Object.assign(message, { text: parsed.text, entities: parsed.entities, keyboard, edits: message.edits + 1 });
    return this.shown(chat, message);
  }

  #sendFile(kind: 'photo' | 'document', fields: Fields): object {
    const chat = this.#recipient(fields);
    const given = fields[kind];
    if (!Buffer.isBuffer(given) && !this.files.has(String(given))) throw bad('wrong file identifier/HTTP URL specified');
    const { text, entities } = readText(fields, 'caption');
    const id = Buffer.isBuffer(given) ? this.keepFile(given, `${kind}s`, 'bin') : String(given);
    const message = this.keep(chat, 'bot', `[${kind}] ${text}`.trim(), { entities, keyboard: readKeyboard(fields) });
    const file = { file_id: id, file_unique_id: `u${id}`, file_size: this.files.get(id)?.bytes.length };
    return { ...this.outline(chat, message), caption: text, [kind]: kind === 'photo' ? [{ ...file, width: 1, height: 1 }] : file };
  }

  #answerQuery(fields: Fields): true {
    const query = this.queries.get(String(fields['callback_query_id']));
    if (!query || query.answered || performance.now() - query.at > QUERY_LIFE_MS)
      throw bad('query is too old and response timeout expired or query ID is invalid');
    if (String(fields['text'] ?? '').length > 200) throw bad('MESSAGE_TOO_LONG');
    query.answered = true;
    return true;
  }

  #getFile(fields: Fields): object {
    const id = String(fields['file_id'] ?? '');
    const file = this.files.get(id);
    if (!file) throw bad('wrong file_id or the file is temporarily unavailable');
    if (file.bytes.length > LARGEST_FILE) throw bad('file is too big');
    return { file_id: id, file_unique_id: `u${id}`, file_size: file.bytes.length, file_path: file.path };
  }

  #setCommands(fields: Fields): true {
    const commands = fields['commands'];
    if (!Array.isArray(commands)) throw bad('parameter "commands" is required');
    if (commands.length > 100) throw bad('BOT_COMMANDS_TOO_MUCH');
    for (const { command, description } of commands as Command[]) {
      if (!/^[a-z0-9_]{1,32}$/.test(String(command))) throw bad('BOT_COMMAND_INVALID');
      if (typeof description !== 'string' || description.length < 1 || description.length > 256) throw bad('BOT_COMMAND_DESCRIPTION_INVALID');
    }
    this.commands.set(commandsKey(fields), commands as Command[]);
    return true;
  }
}
