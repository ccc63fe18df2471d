import { type Answer, type Call, type FakePlatform, Faults, type Shown, serve } from './http.ts';
import { type Parsed, parseHtml } from './telegramHtml.ts';
import { Updates } from './telegramUpdates.ts';

/** What the Bot API answers instead of a result. */
class Refusal extends Error {
  readonly code: number;
  readonly parameters: Record<string, unknown> | undefined;
  constructor(code: number, description: string, parameters?: Record<string, unknown>) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}
const bad = (text: string): Refusal => new Refusal(400, `Bad Request: ${text}`);

interface Button {
  text: string;
  callback_data?: string;
  url?: string;
}

interface Message {
  id: number;
  from: 'citizen' | 'bot';
  text: string;
  entities: Parsed['entities'];
  keyboard: Button[][];
  at: Date;
  /** The bot edited it this often. */
  edits: number;
}

interface Chat {
  id: number;
  user: { id: number; is_bot: boolean; first_name: string; language_code?: string };
  messages: Message[];
  byId: Map<number, Message>;
  blocked: boolean;
  deactivated: boolean;
  migratedTo?: number;
  /** What the bot last showed as being done, such as "typing". */
  actions: string[];
}

interface Command {
  command: string;
  description: string;
}

type Fields = Record<string, unknown>;

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

const LONGEST_TEXT = 4096;
const LONGEST_CAPTION = 1024;
const LARGEST_RAW = 32_768;
const LARGEST_FILE = 20 * 1024 * 1024;
const SCOPES = ['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators', 'chat', 'chat_administrators', 'chat_member'];
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
export class FakeTelegram implements FakePlatform {
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
  readonly #now: () => Date;
  readonly #chats = new Map<number, Chat>();
  readonly #files = new Map<string, { path: string; bytes: Buffer }>();
  readonly #queries = new Map<string, { chat: number; at: number; answered: boolean }>();
  readonly #refusals = new Map<string, Refusal[]>();
  #nextMessage = 1;
  #nextQuery = 1;
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
    const { token = FAKE_TELEGRAM_TOKEN, username = 'motcua_bot', scale = 1, random = Math.random, now } = options;
    const firstUpdate = options.firstUpdate ?? 100_000_000 + Math.floor(random() * 800_000_000);
    this.token = token;
    this.username = username;
    this.#now = now ?? (() => new Date());
    this.faults.random = random;
    this.updates = new Updates(scale, random, firstUpdate, ({ method, ...fields }) => {
      if (typeof method === 'string' && !/^(get|setWebhook$|deleteWebhook$|close$|logOut$)/i.test(method)) this.#call(method, fields);
    });
  }

  close(): Promise<void> {
    this.updates.close();
    return this.#stop();
  }

  chats(): string[] {
    return [...this.#chats.values()].filter(({ messages }) => messages.length > 0).map(({ id }) => String(id));
  }

  transcript(chat: string): Shown[] {
    return (this.#chats.get(Number(chat))?.messages ?? []).map(({ from, text, at, keyboard }) => {
      const buttons = keyboard.flat().map((button) => ({ label: button.text, payload: button.callback_data ?? button.url ?? '' }));
      return { from, text, at, ...(buttons.length > 0 && { buttons }) };
    });
  }

  /** A chat's messages with what a transcript leaves out. */
  messages(chat: string): readonly Message[] {
    return this.#chats.get(Number(chat))?.messages ?? [];
  }

  /** What the bot showed as being done in a chat. */
  actions(chat: string): readonly string[] {
    return this.#chats.get(Number(chat))?.actions ?? [];
  }

  /** Pressed buttons on which a waiting sign still turns. */
  spinning(): number {
    return [...this.#queries.values()].filter(({ answered }) => !answered).length;
  }

  /** The next call of a method is refused with a text of Telegram's, such as `403, 'Forbidden: bot was blocked by the user'`. */
  refuse(method: string, code: number, description: string, parameters?: Record<string, unknown>): void {
    const waiting = this.#refusals.get(method) ?? [];
    this.#refusals.set(method, [...waiting, new Refusal(code, description, parameters)]);
  }

  /** The person's account is no more. */
  deactivate(chat: string): void {
    this.#chat(chat).deactivated = true;
  }

  /** The group has become a supergroup with another id. */
  migrate(chat: string, to: string): void {
    this.#chat(chat).migratedTo = Number(to);
    this.#chat(to);
  }

  /** The language that the person's app is set to. */
  speak(chat: string, language: string | undefined): void {
    const { user } = this.#chat(chat);
    if (language === undefined) delete user.language_code;
    else user.language_code = language;
  }

  readonly citizen = {
    /** Types and sends. A chat with a negative number is a group. */
    send: (chat: string, text: string, more: object = {}): Promise<void> => {
      const command = /^\/[a-z0-9_]{1,32}(?:@\w+)?/i.exec(text)?.[0];
      const entities = command ? { entities: [{ type: 'bot_command', offset: 0, length: command.length }] } : {};
      return this.#say(chat, text, { text, ...entities, ...more });
    },
    /** Opens `t.me/<bot>?start=<payload>`. */
    start: (chat: string, payload = ''): Promise<void> => {
      if (!/^[A-Za-z0-9_-]{0,64}$/.test(payload)) throw new RangeError(`not a start payload: ${payload}`);
      return this.citizen.send(chat, payload === '' ? '/start' : `/start ${payload}`);
    },
    photo: (chat: string, bytes: Buffer, caption = ''): Promise<void> => {
      const size = (scale: number, kept: Buffer) => {
        const id = this.#keepFile(kept, 'photos', 'jpg');
        return { file_id: id, file_unique_id: `u${id}`, width: 90 * scale, height: 160 * scale, file_size: kept.length };
      };
      const photo = [size(1, bytes.subarray(0, 16)), size(4, bytes.subarray(0, 64)), size(8, bytes)];
      return this.#say(chat, caption === '' ? '[ảnh]' : `[ảnh] ${caption}`, { photo, ...(caption !== '' && { caption }) });
    },
    location: (chat: string, latitude: number, longitude: number): Promise<void> =>
      this.#say(chat, `[vị trí] ${latitude}, ${longitude}`, { location: { latitude, longitude } }),
    /** A message of another kind: `{ sticker: {…} }`, `{ voice: {…} }`, `{ contact: {…} }`. */
    other: (chat: string, content: object): Promise<void> => this.#say(chat, `[${Object.keys(content)[0]}]`, content),
    /** Changes the last thing that was typed. */
    edit: (chat: string, text: string): Promise<void> => {
      const message = this.#chat(chat).messages.findLast(({ from }) => from === 'citizen');
      if (!message) throw new Error(`nothing was typed in ${chat}`);
      message.text = text;
      const edited = { ...this.#outline(this.#chat(chat), message), text, edit_date: this.#seconds() };
      return this.updates.add(`chat ${chat}`, 'edited_message', edited);
    },
    /** Presses the newest button with this payload; `inaccessible` as in a message so old that Telegram no longer tells its content. */
    press: (chat: string, payload: string, { inaccessible = false } = {}): Promise<void> => {
      const holder = this.#chat(chat).messages.findLast(({ keyboard }) => keyboard.flat().some(({ callback_data }) => callback_data === payload));
      if (!holder) throw new Error(`no button "${payload}" was shown in ${chat}`);
      return this.#press(chat, holder, payload, inaccessible);
    },
    block: (chat: string): Promise<void> => this.#membership(chat, true),
    unblock: (chat: string): Promise<void> => this.#membership(chat, false),
  };

  #seconds(): number {
    return Math.floor(this.#now().getTime() / 1000);
  }

  #chat(name: string): Chat {
    const id = Number(name);
    if (!Number.isSafeInteger(id) || id === 0) throw new RangeError(`a Telegram chat has a whole number, not "${name}"`);
    let chat = this.#chats.get(id);
    if (!chat) {
      const user = { id: Math.abs(id), is_bot: false, first_name: `Citizen ${Math.abs(id)}`, language_code: 'vi' };
      chat = { id, user, messages: [], byId: new Map(), blocked: false, deactivated: false, actions: [] };
      this.#chats.set(id, chat);
    }
    return chat;
  }

  #keep(chat: Chat, from: Message['from'], text: string, more: Partial<Message> = {}): Message {
    const message: Message = { id: this.#nextMessage++, from, text, entities: [], keyboard: [], at: this.#now(), edits: 0, ...more };
    chat.messages.push(message);
    chat.byId.set(message.id, message);
    return message;
  }

  #keepFile(bytes: Buffer, folder: string, ending: string): string {
    const id = `AgACAgUAAxkBAAI${this.#files.size + 1}`;
    this.#files.set(id, { path: `${folder}/file_${this.#files.size + 1}.${ending}`, bytes });
    return id;
  }

  #about({ id, user }: Chat): object {
    return id > 0 ? { id, type: 'private', first_name: user.first_name } : { id, type: 'supergroup', title: `Group ${-id}` };
  }

  /** A message as the API shows it, without its content. */
  #outline(chat: Chat, message: Message): object {
    const from = message.from === 'bot' ? this.#me() : chat.user;
    return { message_id: message.id, from, chat: this.#about(chat), date: Math.floor(message.at.getTime() / 1000) };
  }

  #shown(chat: Chat, message: Message): object {
    const { text, entities, keyboard } = message;
    return {
      ...this.#outline(chat, message),
      text,
      ...(entities.length > 0 && { entities }),
      ...(keyboard.length > 0 && { reply_markup: { inline_keyboard: keyboard } }),
    };
  }

  #say(name: string, shown: string, content: object): Promise<void> {
    const chat = this.#chat(name);
    const message = this.#keep(chat, 'citizen', shown);
    return this.updates.add(`chat ${chat.id}`, 'message', { ...this.#outline(chat, message), ...content });
  }

  #press(name: string, holder: Message, data: string, inaccessible: boolean): Promise<void> {
    const chat = this.#chat(name);
    const id = String(4_000_000_000 + this.#nextQuery++);
    this.#queries.set(id, { chat: chat.id, at: performance.now(), answered: false });
    const message = inaccessible ? { chat: this.#about(chat), message_id: holder.id, date: 0 } : this.#shown(chat, holder);
    return this.updates.add(`user ${chat.user.id}`, 'callback_query', { id, from: chat.user, message, chat_instance: String(chat.id), data });
  }

  #membership(name: string, blocked: boolean): Promise<void> {
    const chat = this.#chat(name);
    chat.blocked = blocked;
    const member = (status: string) => ({ user: this.#me(), status, ...(status === 'kicked' && { until_date: 0 }) });
    const [before, after] = blocked ? ['member', 'kicked'] : ['kicked', 'member'];
    return this.updates.add(`chat ${chat.id}`, 'my_chat_member', {
      chat: this.#about(chat),
      from: chat.user,
      date: this.#seconds(),
      old_chat_member: member(before as string),
      new_chat_member: member(after as string),
    });
  }

  #me(): object {
    return { id: Number(this.token.split(':')[0]), is_bot: true, first_name: 'Một Cửa', username: this.username };
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
    const file = token === this.token && [...this.#files.values()].find((kept) => kept.path === path);
    if (!file) return { status: 404, body: { ok: false, error_code: 404, description: 'Not Found' } };
    return { type: 'application/octet-stream', body: file.bytes };
  }

  #call(method: string, fields: Fields): unknown {
    switch (method) {
      case 'getMe':
        return { ...this.#me(), can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false };
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
    const chat = this.#chats.get(Number(given));
    if (!chat) throw bad('chat not found');
    if (chat.migratedTo) throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.migratedTo });
    if (chat.deactivated) throw new Refusal(403, 'Forbidden: user is deactivated');
    if (chat.blocked) throw new Refusal(403, `Forbidden: bot was ${chat.id > 0 ? 'blocked by the user' : 'kicked from the supergroup chat'}`);
    return chat;
  }

  #text(fields: Fields, name: 'text' | 'caption', longest: number): Parsed {
    const raw = String(fields[name] ?? '');
    if (name === 'text' && raw.trim() === '') throw bad('message text is empty');
    if (Buffer.byteLength(raw) > LARGEST_RAW) throw bad(`${name} is too long`);
    const mode = String(fields['parse_mode'] ?? '').toLowerCase();
    if (mode !== '' && mode !== 'html') throw bad('unsupported parse_mode');
    const parsed = mode === 'html' ? parseHtml(raw) : { text: raw, entities: [] };
    if (typeof parsed === 'string') throw bad(`can't parse entities: ${parsed}`);
    const text = parsed.text.trimEnd();
    if (name === 'text' && text === '') throw bad('text must be non-empty');
    if (text.length > longest) throw bad(name === 'text' ? 'message is too long' : 'message caption is too long');
    return { text, entities: parsed.entities };
  }

  #keyboard(fields: Fields): Button[][] {
    const rows = (fields['reply_markup'] as { inline_keyboard?: Button[][] } | undefined)?.inline_keyboard ?? [];
    if (!Array.isArray(rows) || !rows.every(Array.isArray))
      throw bad('can\'t parse inline keyboard button: Field "inline_keyboard" must be of type Array');
    for (const button of rows.flat()) {
      if (typeof button.text !== 'string' || button.text.trim() === '') throw bad('inline keyboard button text must be non-empty');
      const kinds = [button.callback_data, button.url].filter((kind) => kind !== undefined);
      if (kinds.length !== 1) throw bad('text buttons are unallowed in the inline keyboard');
      const bytes = Buffer.byteLength(button.callback_data ?? 'x');
      if (bytes < 1 || bytes > 64) throw bad('BUTTON_DATA_INVALID');
    }
    if (rows.flat().length > 100) throw bad('reply markup is too long');
    return rows;
  }

  #sendMessage(fields: Fields): object {
    const chat = this.#recipient(fields);
    const parsed = this.#text(fields, 'text', LONGEST_TEXT);
    const message = this.#keep(chat, 'bot', parsed.text, { entities: parsed.entities, keyboard: this.#keyboard(fields) });
    return this.#shown(chat, message);
  }

  #editMessage(fields: Fields): object {
    const chat = this.#recipient(fields);
    const message = chat.byId.get(whole(fields['message_id'], 0));
    if (!message) throw bad('message to edit not found');
    if (message.from !== 'bot') throw bad("message can't be edited");
    const parsed = this.#text(fields, 'text', LONGEST_TEXT);
    const keyboard = this.#keyboard(fields);
    const same = JSON.stringify([message.text, message.entities, message.keyboard]) === JSON.stringify([parsed.text, parsed.entities, keyboard]);
    if (same)
      throw bad(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    Object.assign(message, { text: parsed.text, entities: parsed.entities, keyboard, edits: message.edits + 1 });
    return this.#shown(chat, message);
  }

  #sendFile(kind: 'photo' | 'document', fields: Fields): object {
    const chat = this.#recipient(fields);
    const given = fields[kind];
    if (!Buffer.isBuffer(given) && !this.#files.has(String(given))) throw bad('wrong file identifier/HTTP URL specified');
    const { text, entities } = this.#text(fields, 'caption', LONGEST_CAPTION);
    const id = Buffer.isBuffer(given) ? this.#keepFile(given, `${kind}s`, 'bin') : String(given);
    const message = this.#keep(chat, 'bot', `[${kind}] ${text}`.trim(), { entities, keyboard: this.#keyboard(fields) });
    const file = { file_id: id, file_unique_id: `u${id}`, file_size: this.#files.get(id)?.bytes.length };
    return { ...this.#outline(chat, message), caption: text, [kind]: kind === 'photo' ? [{ ...file, width: 1, height: 1 }] : file };
  }

  #answerQuery(fields: Fields): true {
    const query = this.#queries.get(String(fields['callback_query_id']));
    if (!query || query.answered || performance.now() - query.at > QUERY_LIFE_MS)
      throw bad('query is too old and response timeout expired or query ID is invalid');
    if (String(fields['text'] ?? '').length > 200) throw bad('MESSAGE_TOO_LONG');
    query.answered = true;
    return true;
  }

  #getFile(fields: Fields): object {
    const id = String(fields['file_id'] ?? '');
    const file = this.#files.get(id);
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

function commandsKey(fields: Fields): string {
  const { type = 'default', chat_id = '' } = (fields['scope'] ?? {}) as { type?: string; chat_id?: string | number };
  if (!SCOPES.includes(type)) throw bad("can't parse BotCommandScope: Unsupported type specified");
  const language = String(fields['language_code'] ?? '');
  if (!/^([a-z]{2})?$/.test(language)) throw bad('invalid language code specified');
  return [type, chat_id, language].filter((part) => part !== '').join(' ');
}

const yes = (value: unknown): boolean => value === true || value === 'true' || value === 'True' || value === 1;

function whole(value: unknown, otherwise: number): number {
  const number = Number(value ?? otherwise);
  return Number.isInteger(number) ? number : otherwise;
}

/** Fields that hold JSON also where the call itself is a form. */
const AS_JSON = new Set(['reply_markup', 'allowed_updates', 'commands', 'scope', 'entities', 'link_preview_options']);

/** The parameters of a call, whichever of the Bot API's ways they came: query, JSON, form or multipart. */
async function readFields({ query, headers, body }: Call): Promise<Fields> {
  const given: Fields = Object.fromEntries(query);
  const type = headers['content-type'] ?? '';
  if (body.length === 0) return given;
  if (type.startsWith('application/json')) {
    try {
      return { ...given, ...JSON.parse(body.toString()) };
    } catch {
      throw bad("can't parse JSON object");
    }
  }
  if (type.startsWith('application/x-www-form-urlencoded')) Object.assign(given, Object.fromEntries(new URLSearchParams(body.toString())));
  else {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) given[name] = typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer());
    // "attach://<name>" points to another part of the same form.
    for (const [name, value] of Object.entries(given)) {
      const part = typeof value === 'string' && /^attach:\/\/(.+)$/.exec(value)?.[1];
      if (part) given[name] = given[part];
    }
  }
  for (const [name, value] of Object.entries(given)) {
    if (!AS_JSON.has(name) || typeof value !== 'string') continue;
    try {
      given[name] = JSON.parse(value);
    } catch {
      throw bad(`can't parse ${name.replace(/_/g, ' ')} JSON object`);
    }
  }
  return given;
}
