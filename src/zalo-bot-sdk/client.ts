import { inspect } from 'node:util';
import { call } from './call.ts';
import { ZaloBotError } from './errors.ts';
import { type BotEvent, readUpdate } from './events.ts';
import { fieldsOf, numberOf, textOf } from './read.ts';
import { type BotInfo, readBotInfo, readProbe, readWebhookInfo, type WebhookInfo, type WebhookProbe } from './results.ts';

export const API_ROOT = 'https://bot-api.zaloplatforms.com';

/** Longest text and caption, in UTF-16 units. Zalo does not say in which unit it counts its 2,000: a text cut at 1,900 is safe. */
export const LONGEST_TEXT = 2000;

/** How much longer than the platform's own hold a poll may take before it counts as unanswered. */
const POLL_GRACE_MS = 7000;

export interface ZaloBotOptions {
  /** "<digits>:<secret>", as Zalo sends it. */
  token: string;
  /** Without a trailing slash; API_ROOT by default. */
  apiRoot?: string;
  /** Most milliseconds for a call, 15,000 by default. A poll may take its own hold and 7 s. */
  timeoutMs?: number;
  fetch?: typeof fetch;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

/** A stretch of a text in UTF-16 units and its styles: "b", "i", "u", "s", sizes "f_13" … "f_20", colours "c_db342e", lists, indents. */
export interface TextStyle {
  start: number;
  len: number;
  st: string[];
}

export interface TextOptions extends CallOptions {
  /** Plain when left out. No rule for escaping is documented: never put what a person wrote into marked-up text. */
  parseMode?: 'markdown' | 'html';
  /** Ignored by Zalo when `parseMode` is given. */
  textStyles?: TextStyle[];
}

export interface Sent {
  messageId: string | null;
  /** Epoch milliseconds. */
  date: number | null;
}

const readSent = (result: unknown): Sent => {
  const fields = fieldsOf(result);
  return { messageId: textOf(fields['message_id']) || null, date: numberOf(fields['date']) };
};

/** A bot of the Zalo Bot Platform. Each method makes one call, tries nothing again and throws ZaloBotError. */
export class ZaloBot {
  readonly #token: string;
  readonly #root: string;
  readonly #timeoutMs: number;
  readonly #fetch: typeof fetch;

  constructor(options: ZaloBotOptions) {
    this.#token = options.token;
    this.#root = options.apiRoot ?? API_ROOT;
    this.#timeoutMs = options.timeoutMs ?? 15_000;
    this.#fetch = options.fetch ?? fetch;
  }

  /** Also a check of the token. */
  async getMe(options?: CallOptions): Promise<BotInfo> {
    return readBotInfo(await this.#call('getMe', {}, options));
  }

  /**
   * Waits up to `seconds` for what was written to the bot: usually one event, none when nobody wrote. What is returned is forgotten
   * by Zalo. Does not work while a webhook is set; two readers take each other's events.
   */
  async getUpdates(seconds = 30, options?: CallOptions): Promise<BotEvent[]> {
    try {
      const result = await this.#call('getUpdates', { timeout: seconds }, { timeoutMs: seconds * 1000 + POLL_GRACE_MS, ...options });
      return [result].flat().flatMap((update) => readUpdate(update) ?? []);
    } catch (error) {
      // An empty poll is answered with ok:false and 408.
      if (error instanceof ZaloBotError && (error.errorCode ?? error.status) === 408) return [];
      throw error;
    }
  }

  /**
   * Has Zalo post events to `url` (public, https) with `secret` (8-256 characters) in a header. Zalo calls the address at once; it keeps
   * the address even when that fails: see `probe`. Calls a day are said to be limited: look at `getWebhookInfo` first.
   */
  async setWebhook(url: string, secret: string, options?: CallOptions): Promise<WebhookInfo> {
    if (secret.length < 8 || secret.length > 256) throw invalid('setWebhook', 'a secret has 8 to 256 characters');
    return readWebhookInfo(await this.#call('setWebhook', { url, secret_token: secret }, options));
  }

  /** No webhook to delete counts as deleted. */
  async deleteWebhook(options?: CallOptions): Promise<WebhookInfo> {
    try {
      return readWebhookInfo(await this.#call('deleteWebhook', {}, options));
    } catch (error) {
      if (error instanceof ZaloBotError && error.code === 'bad_request') return { url: '', updatedAt: null, probe: null };
      throw error;
    }
  }

  async getWebhookInfo(options?: CallOptions): Promise<WebhookInfo> {
    return readWebhookInfo(await this.#call('getWebhookInfo', {}, options));
  }

  /** Has Zalo call the webhook once. A few uses a day (`daily_limit`): for a person who looks for a fault. */
  async testWebhook(options?: CallOptions): Promise<WebhookProbe> {
    return readProbe(await this.#call('testWebhook', {}, options));
  }

  /** `text`: 1-2,000 UTF-16 units. `chatId` is known once the person has written. */
  async sendMessage(chatId: string, text: string, { parseMode, textStyles, ...options }: TextOptions = {}): Promise<Sent> {
    checkText('sendMessage', text);
    return readSent(await this.#call('sendMessage', { chat_id: chatId, text, parse_mode: parseMode, text_styles: textStyles }, options));
  }

  /** `photo`: a public http(s) address that Zalo fetches itself; nothing can be uploaded. */
  async sendPhoto(chatId: string, photo: string, { caption, ...options }: CallOptions & { caption?: string } = {}): Promise<Sent> {
    if (caption !== undefined) checkText('sendPhoto', caption);
    return readSent(await this.#call('sendPhoto', { chat_id: chatId, photo, caption }, options));
  }

  /** `sticker`: an id of Zalo's catalogue, stickers.zaloapp.com. */
  async sendSticker(chatId: string, sticker: string, options?: CallOptions): Promise<Sent> {
    return readSent(await this.#call('sendSticker', { chat_id: chatId, sticker }, options));
  }

  /** `voice`: an address that ends in ".aac". Private chats only; to a group it may be accepted and not arrive. */
  async sendVoice(chatId: string, voice: string, options?: CallOptions): Promise<Sent> {
    return readSent(await this.#call('sendVoice', { chat_id: chatId, voice_url: voice }, options));
  }

  /** Shows for about 5 s that the bot is typing. "upload_photo" is announced by Zalo as coming. */
  async sendChatAction(chatId: string, action: 'typing' | 'upload_photo' = 'typing', options?: CallOptions): Promise<void> {
    await this.#call('sendChatAction', { chat_id: chatId, action }, options);
  }

  #call(method: string, params: Record<string, unknown>, { signal, timeoutMs = this.#timeoutMs }: CallOptions = {}): Promise<unknown> {
    return call({ root: this.#root, token: this.#token, method, params, timeoutMs, signal, fetch: this.#fetch });
  }

  /** The public half of the token at most. */
  toJSON(): object {
    return { bot: this.#token.split(':', 1)[0], apiRoot: this.#root };
  }

  [inspect.custom](): string {
    return `ZaloBot ${inspect(this.toJSON())}`;
  }
}

const invalid = (method: string, detail: string) => new ZaloBotError('invalid', { method, accepted: 'no', detail });

function checkText(method: string, text: string): void {
  if (text.length < 1 || text.length > LONGEST_TEXT) throw invalid(method, `a text has 1 to ${LONGEST_TEXT} characters, this one ${text.length}`);
}
