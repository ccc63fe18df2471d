import { type Answer, type Call, type FakePlatform, Faults, type Shown, serve } from './http.ts';
import { type Update, ZaloBotUpdates } from './zaloBotUpdates.ts';

/** An invented token in Zalo's shape. */
export const FAKE_ZALO_BOT_TOKEN = '700100200300400500:FakeSecretOfTheCommune_0123456789';

export interface FakeZaloBotOptions {
  port?: number;
  token?: string;
  random?: () => number;
  now?: () => Date;
  /** The plan's limits; the free plan's when left out. */
  plan?: { users?: number; messages?: number };
}

interface Chat {
  /** The first person who wrote is 1. */
  place: number;
  shown: Shown[];
  group: boolean;
  /** What the bot last showed as being done, such as "typing". */
  actions: string[];
}

type Fields = Record<string, unknown>;

/** What the platform answers instead of a result. */
class Refusal extends Error {
  readonly code: number;
  constructor(code: number, description: string) {
    super(description);
    this.code = code;
  }
}

const LONGEST_TEXT = 2000;
/** Methods that say something to a person: those that `faults` befall, and the plan counts. */
const SAYING = new Set(['sendMessage', 'sendPhoto', 'sendSticker', 'sendVoice']);
const TESTS_A_DAY = 3;

/**
 * A server of the Zalo Bot Platform for tests and demonstrations, on this machine, as the documents and projects that measured the real
 * one tell (docs.zaloplatforms.com/docs/BOT). Refusals come under HTTP 200.
 */
export class FakeZaloBot implements FakePlatform {
  readonly token: string;
  readonly faults = new Faults();
  /** Faults of all other methods. */
  readonly otherFaults = new Faults();
  readonly updates: ZaloBotUpdates;
  readonly plan: { users: number; messages: number };
  /** Messages accepted this month. */
  used = 0;
  /** How a wrong token is answered: the sources disagree. */
  refusesTokenBy: 'ok' | 'status' | 'page' = 'ok';
  /** The field that holds a picture's address: "photo" in the documents, "photo_url" in captured events. */
  photoField: 'photo' | 'photo_url' = 'photo_url';
  /** Whether answers of setWebhook tell what the call of the address met; older documents have it not. */
  tellsProbe = true;
  /** Whether only public https addresses may be a webhook, as in life. */
  strictWebhooks = false;
  /** Every answer waits this long, after the call has taken effect. */
  slowMs = 0;
  /** How often each method was called. */
  readonly calls = new Map<string, number>();
  url = '';
  readonly #now: () => Date;
  readonly #chats = new Map<string, Chat>();
  readonly #media = new Map<string, Buffer>();
  readonly #refusals = new Map<string, Refusal[]>();
  #month = '';
  #testsLeft = TESTS_A_DAY;
  #serial = 0;
  #stop: () => Promise<void> = async () => {};

  static async start(options: FakeZaloBotOptions = {}): Promise<FakeZaloBot> {
    const fake = new FakeZaloBot(options);
    const server = await serve((call, fault) => fake.#answer(call, fault === 'tooMany'), {
      port: options.port ?? 0,
      fault: (call) => (SAYING.has(call.path.slice(call.path.lastIndexOf('/') + 1)) ? fake.faults : fake.otherFaults).take(),
    });
    fake.url = server.url;
    fake.#stop = server.close;
    return fake;
  }

  private constructor({ token = FAKE_ZALO_BOT_TOKEN, random = Math.random, now = () => new Date(), plan }: FakeZaloBotOptions) {
    this.token = token;
    this.plan = { users: 50, messages: 3000, ...plan };
    this.faults.random = random;
    this.otherFaults.random = random;
    this.updates = new ZaloBotUpdates(random);
    this.#now = now;
  }

  close(): Promise<void> {
    this.updates.close();
    return this.#stop();
  }

  chats(): string[] {
    return [...this.#chats].filter(([, chat]) => chat.shown.length > 0).map(([id]) => id);
  }

  transcript(chat: string): Shown[] {
    return this.#chats.get(chat)?.shown ?? [];
  }

  /** What the bot showed as being done in a chat. */
  actions(chat: string): readonly string[] {
    return this.#chats.get(chat)?.actions ?? [];
  }

  /** The next calls of a method are refused with these codes, one each. */
  refuse(method: string, ...codes: number[]): void {
    const refusals = this.#refusals.get(method) ?? [];
    this.#refusals.set(method, [...refusals, ...codes.map((code) => new Refusal(code, 'refused'))]);
  }

  readonly citizen = {
    send: (chat: string, text: string) => this.#writes(chat, 'text', text, { text }),
    press: (chat: string, payload: string): Promise<never> => {
      throw new Error(`Zalo Bot shows no buttons: ${payload} cannot be pressed in ${chat}`);
    },
    photo: (chat: string, bytes: Buffer, caption = '') => {
      const name = `${++this.#serial}.jpg`;
      this.#media.set(name, bytes);
      const fields = { [this.photoField]: `${this.url}/media/${name}`, message_type: 'CHAT_PHOTO', ...(caption && { caption }) };
      return this.#writes(chat, 'image', `[${name}] ${caption}`.trim(), fields);
    },
    sticker: (chat: string) => this.#writes(chat, 'sticker', '[sticker]', { sticker: 'a1b2c3', url: `${this.url}/media/sticker.png` }),
    voice: (chat: string) => this.#writes(chat, 'voice', '[voice]', { voice_url: `${this.url}/media/voice.aac`, message_type: 'CHAT_VOICE' }),
    /** A file, a link, a position or a sender whom Zalo protects: nothing of it is handed over. */
    unsupported: (chat: string) => this.#writes(chat, 'unsupported', '[file]', {}),
    /** Mentions the bot in a group: what is said in one without, it does not hear. */
    mention: (group: string, text: string) => {
      this.#chat(group, true);
      return this.#writes(group, 'text', text, { text });
    },
  };

  /** Hands out an update as it is; see `message` for the usual fields. */
  emit(update: Update): Promise<boolean> {
    return this.updates.deliver(update);
  }

  /** The fields that every message has. */
  message(chat: string, fields: Fields = {}): Fields {
    const group = this.#chats.get(chat)?.group ?? false;
    return {
      message_id: this.#messageId(),
      date: this.#now().getTime(),
      from: { id: group ? `${chat}-member` : chat, is_bot: false, display_name: 'Trần Thị Mẫu' },
      chat: { id: chat, chat_type: group ? 'GROUP' : 'PRIVATE' },
      ...fields,
    };
  }

  async #writes(id: string, kind: string, shown: string, fields: Fields): Promise<boolean> {
    const chat = this.#chat(id);
    chat.shown.push({ from: 'citizen', text: shown, at: this.#now() });
    // Whoever comes after the plan's last user is not served.
    if (chat.place > this.plan.users) return false;
    return this.emit({ event_name: `message.${kind}.received`, message: this.message(id, fields) });
  }

  #chat(id: string, group = false): Chat {
    const known = this.#chats.get(id);
    if (known) return known;
    const chat: Chat = { place: this.#chats.size + 1, shown: [], group, actions: [] };
    this.#chats.set(id, chat);
    return chat;
  }

  #messageId(): string {
    return (++this.#serial).toString(16).padStart(16, '0');
  }

  async #answer(call: Call, tooMany: boolean): Promise<Answer> {
    const media = /^\/media\/(.+)$/.exec(call.path)?.[1];
    if (media) {
      const bytes = this.#media.get(media);
      return bytes ? { type: 'image/jpeg', body: bytes } : { status: 404, body: 'gone' };
    }
    const [, token, method = ''] = /^\/bot([^/]*)\/([^/]*)$/.exec(decodeURIComponent(call.path)) ?? [];
    this.calls.set(method, (this.calls.get(method) ?? 0) + 1);
    if (token !== this.token) return this.#refuseToken();
    let answer: object;
    try {
      if (tooMany) throw new Refusal(429, 'Quota exceeded');
      const refusal = this.#refusals.get(method)?.shift();
      if (refusal) throw refusal;
      const result = await this.#call(method, parse(call.body));
      answer = result === undefined ? { ok: true } : { ok: true, result };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer = { ok: false, error_code: error.code, description: error.message };
    }
    if (this.slowMs > 0) await new Promise((done) => setTimeout(done, this.slowMs));
    return { body: answer };
  }

  #refuseToken(): Answer {
    if (this.refusesTokenBy === 'page') return { status: 401, type: 'text/html', body: '<html><body><h1>401 Unauthorized</h1></body></html>' };
    return { status: this.refusesTokenBy === 'status' ? 401 : 200, body: { ok: false, error_code: 401, description: 'Unauthorized' } };
  }

  async #call(method: string, fields: Fields): Promise<object | undefined> {
    switch (method) {
      case 'getMe':
        return { id: this.token.split(':')[0], account_name: 'bot.MotCua', account_type: 'BASIC', can_join_groups: false };
      case 'getUpdates':
        return this.#getUpdates(fields['timeout']);
      case 'setWebhook':
        return this.#setWebhook(String(fields['url'] ?? ''), fields['secret_token']);
      case 'getWebhookInfo':
        return { url: this.updates.url, updated_at: this.updates.updatedAt };
      case 'deleteWebhook':
        if (this.updates.url === '') throw new Refusal(400, 'No webhook is set');
        Object.assign(this.updates, { url: '', secret: '', updatedAt: this.#now().getTime() });
        return { url: '', updated_at: this.updates.updatedAt };
      case 'testWebhook':
        if (this.#testsLeft-- <= 0) throw new Refusal(426, 'Daily limit reached');
        return this.#probe();
      case 'sendChatAction':
        if (fields['action'] !== 'typing') throw new Refusal(400, 'The action is invalid');
        this.#known(fields['chat_id']).actions.push('typing');
        return undefined;
      case 'sendMessage':
        return this.#say(fields, () => text(fields['text'], 'text'));
      case 'sendPhoto':
        return this.#say(fields, () =>
          `[${photo(fields['photo'])}] ${fields['caption'] === undefined ? '' : text(fields['caption'], 'caption')}`.trim(),
        );
      case 'sendSticker':
        return this.#say(fields, () => `[${text(fields['sticker'], 'sticker')}]`);
      case 'sendVoice':
        return this.#say(fields, () => {
          if (!/^https?:.*\.aac$/.test(String(fields['voice_url']))) throw new Refusal(400, 'The voice URL is invalid');
          return `[${fields['voice_url']}]`;
        });
      default:
        throw new Refusal(400, 'Unknown method');
    }
  }

  async #getUpdates(timeout: unknown): Promise<object> {
    if (this.updates.url !== '') throw new Refusal(400, 'A webhook is set');
    // A number in the documents' example, a string in their table.
    const seconds = timeout === undefined ? 30 : Number(timeout);
    if (!Number.isFinite(seconds) || seconds < 0) throw new Refusal(400, 'The timeout is invalid');
    const update = await this.updates.take(seconds * 1000);
    if (!update) throw new Refusal(408, 'Request timeout');
    return update;
  }

  async #setWebhook(url: string, secret: unknown): Promise<object> {
    if (typeof secret !== 'string' || secret.length < 8 || secret.length > 256) throw new Refusal(400, 'The secret token is invalid');
    if (!URL.canParse(url) || (this.strictWebhooks && !/^https:\/\/(?!localhost|127\.|10\.|192\.168\.)/.test(url)))
      throw new Refusal(400, 'The URL is invalid');
    // Kept even when the call of the address fails.
    Object.assign(this.updates, { url, secret, updatedAt: this.#now().getTime() });
    const verification = await this.#probe();
    return { url, updated_at: this.updates.updatedAt, ...(this.tellsProbe && { verification }) };
  }

  /** The call of a webhook's address: an empty body, no content type, no secret. */
  async #probe(): Promise<object> {
    const begun = performance.now();
    const status = await fetch(this.updates.url, { method: 'POST', signal: AbortSignal.timeout(this.updates.limitMs) }).then(
      (response) => response.status,
      () => null,
    );
    const outcome = status === null ? 'webhook.err.conn' : status === 200 ? 'webhook.ok' : `webhook.http.${status >= 500 ? '5xx' : status}`;
    const latency_ms = Math.round(performance.now() - begun);
    return { ok: status === 200, url: this.updates.url, status_code: status ?? 0, outcome, latency_ms, hint: '' };
  }

  /** Only who has written to the bot can be written to. */
  #known(id: unknown): Chat {
    const chat = this.#chats.get(String(id));
    if (!chat) throw new Refusal(400, 'The chat is invalid');
    return chat;
  }

  #say(fields: Fields, read: () => string): object {
    const chat = this.#known(fields['chat_id']);
    if (fields['parse_mode'] !== undefined && !['markdown', 'html'].includes(String(fields['parse_mode'])))
      throw new Refusal(400, 'The parse mode is invalid');
    const said = read();
    const now = this.#now();
    const month = now.toISOString().slice(0, 7);
    if (month !== this.#month) {
      this.#month = month;
      this.used = 0;
    }
    if (this.used >= this.plan.messages) throw new Refusal(429, 'Quota exceeded');
    this.used++;
    chat.shown.push({ from: 'bot', text: said, at: now });
    return { message_id: this.#messageId(), date: now.getTime() };
  }
}

function parse(body: Buffer): Fields {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) ?? {};
  } catch {
    throw new Refusal(400, 'The body is not JSON');
  }
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.length < 1 || value.length > LONGEST_TEXT) throw new Refusal(400, `The ${name} is invalid`);
  return value;
}

function photo(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Refusal(400, 'The photo must not be empty');
  if (!/^https?:\/\//.test(value)) throw new Refusal(400, 'The photo must start with http:// or https://');
  if (!URL.canParse(value)) throw new Refusal(400, 'The photo URL is invalid');
  return value;
}
