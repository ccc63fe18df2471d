import type { Call } from './http.ts';
import type { Button } from './telegramChats.ts';
import { type Parsed, parseHtml } from './telegramHtml.ts';

/** What the Bot API answers instead of a result. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: Record<string, unknown> | undefined;
  constructor(code: number, description: string, parameters?: Record<string, unknown>) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}
export const bad = (text: string): Refusal => new Refusal(400, `Bad Request: ${text}`);

export type Fields = Record<string, unknown>;

const LONGEST_TEXT = 4096;
const LONGEST_CAPTION = 1024;
const LARGEST_RAW = 32_768;
const SCOPES = ['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators', 'chat', 'chat_administrators', 'chat_member'];

/** A text or caption after its markup has been read, within Telegram's limits. */
export function readText(fields: Fields, name: 'text' | 'caption'): Parsed {
  const longest = name === 'text' ? LONGEST_TEXT : LONGEST_CAPTION;
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

/** The inline keyboard under a message. */
export function readKeyboard(fields: Fields): Button[][] {
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

/** Whose menu of commands a call is about. */
export function commandsKey(fields: Fields): string {
  const { type = 'default', chat_id = '' } = (fields['scope'] ?? {}) as { type?: string; chat_id?: string | number };
  if (!SCOPES.includes(type)) throw bad("can't parse BotCommandScope: Unsupported type specified");
  const language = String(fields['language_code'] ?? '');
  if (!/^([a-z]{2})?$/.test(language)) throw bad('invalid language code specified');
  return [type, chat_id, language].filter((part) => part !== '').join(' ');
}

export const yes = (value: unknown): boolean => value === true || value === 'true' || value === 'True' || value === 1;

export function whole(value: unknown, otherwise: number): number {
  const number = Number(value ?? otherwise);
  return Number.isInteger(number) ? number : otherwise;
}

/** Fields that hold JSON also where the call itself is a form. */
const AS_JSON = new Set(['reply_markup', 'allowed_updates', 'commands', 'scope', 'entities', 'link_preview_options']);

/** The parameters of a call, whichever of the Bot API's ways they came: query, JSON, form or multipart. */
export async function readFields({ query, headers, body }: Call): Promise<Fields> {
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
