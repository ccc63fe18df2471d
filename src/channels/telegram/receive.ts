import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { CallbackQuery, ChatMemberUpdated, Message, Update, User } from 'grammy/types';
import { readCommand } from '#src/conversation/commands.ts';
import { screenOf } from '#src/conversation/screen.ts';
import type { Inbound, InboundContent, Received } from '#src/delivery/channel.ts';
import { LOCALES, type Locale } from '#src/platform/texts.ts';

/** The kinds of updates that are asked for; all others are never sent. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

/** What a person can send that is answered, though it cannot be read. The rest ("joined", "pinned") are notes of Telegram's own. */
const UNREADABLE = [
  'sticker',
  'voice',
  'audio',
  'video',
  'video_note',
  'animation',
  'document',
  'contact',
  'poll',
  'dice',
  'story',
  'game',
  'paid_media',
  'checklist',
  'invoice',
] as const;

/** Reads a webhook's request. The secret is compared in constant time; what is not ours is refused before its body is looked at. */
export function receiveWebhook(headers: IncomingHttpHeaders, body: Buffer, secret: string): Received {
  const given = headers[SECRET_HEADER];
  if (typeof given !== 'string' || given === '') return { kind: 'refused', status: 401, code: 'secretMissing' };
  if (!timingSafeEqual(digest(given), digest(secret))) return { kind: 'refused', status: 403, code: 'secretWrong' };
  let update: unknown;
  try {
    update = JSON.parse(body.toString());
  } catch {
    return { kind: 'refused', status: 400, code: 'notJson' };
  }
  const { update_id } = (update ?? {}) as { update_id?: unknown };
  if (!Number.isSafeInteger(update_id)) return { kind: 'refused', status: 400, code: 'badUpdate' };
  const event = readUpdate(update as Update);
  return { kind: 'events', events: event ? [event] : [], ignored: event ? 0 : 1 };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** An update in our terms; null for what nobody waits an answer to, and for a shape that is not Telegram's. */
export function readUpdate(update: Update): Inbound | null {
  try {
    const read =
      (update.callback_query && readPress(update.callback_query)) ??
      (update.my_chat_member && readMembership(update.my_chat_member)) ??
      (update.message && readMessage(update.message)) ??
      (update.edited_message && readEdit(update.edited_message));
    return read ? { eventKey: String(update.update_id), ...read } : null;
  } catch {
    // A field that Telegram always sends is missing or of another kind.
    return null;
  }
}

type Read = Omit<Inbound, 'eventKey'> | null;

function event(chat: { id: number }, from: User | undefined, content: InboundContent, handle?: string): Read {
  if (!Number.isSafeInteger(chat.id)) return null;
  const locale = localeOf(from);
  return { conversation: String(chat.id), content, ...(locale && { locale }), ...(handle !== undefined && { handle }) };
}

/** "vi", or "en-GB" as en; a language that we do not speak says nothing of which of ours is the better. */
const localeOf = (from: User | undefined): Locale | undefined =>
  LOCALES.find((locale) => from?.language_code?.toLowerCase().split('-')[0] === locale);

function readMessage(message: Message): Read {
  const { chat, from } = message;
  if (from?.is_bot) return null;
  const content = readContent(message);
  if (!content) return null;
  if (chat.type === 'private') return event(chat, from, content);
  return chat.type === 'channel' ? null : event(chat, from, { kind: 'group' });
}

function readContent(message: Message): InboundContent | null {
  if (typeof message.text === 'string') return readText(message.text);
  if (message.photo?.length) {
    const largest = message.photo.reduce((best, size) => (size.width * size.height > best.width * best.height ? size : best));
    return typeof largest.file_id === 'string' ? { kind: 'photo', file: largest.file_id, caption: String(message.caption ?? '') } : null;
  }
  const { latitude, longitude } = message.location ?? {};
  if (typeof latitude === 'number' && typeof longitude === 'number') return { kind: 'location', latitude, longitude };
  const what = UNREADABLE.find((kind) => message[kind] !== undefined);
  return what ? { kind: 'unsupported', what } : null;
}

function readText(text: string): InboundContent {
  const start = /^\/start(?:@\w+)?(?:\s+(\S*)\s*)?$/i.exec(text);
  if (start) return { kind: 'start', payload: start[1] ?? '' };
  const command = readCommand(text);
  if (command?.kind === 'screen') return { kind: 'choice', payload: command.payload, message: null };
  return { kind: 'text', text: command ? command.text : text };
}

/** A message changed afterwards. One with a place is a shared location that moves: the first one counts, each further one is noise. */
function readEdit(message: Message): Read {
  if (message.from?.is_bot || message.chat.type !== 'private' || message.location) return null;
  return event(message.chat, message.from, { kind: 'unsupported', what: 'edited' });
}

/** Lists are turned in place; an answer opened from one is a new message, so that both can be read. */
function turnsInPlace(payload: string): boolean {
  const screen = screenOf(payload);
  return screen?.kind === 'fields' || screen?.kind === 'field';
}

function readPress({ id, from, message, data }: CallbackQuery): Read {
  if (from.is_bot) return null;
  // Without a message the button belongs to something shared through the bot; the person's own chat has the same number.
  if (message && message.chat.type !== 'private') return event(message.chat, from, { kind: 'group' }, id);
  const chat = message?.chat ?? from;
  if (typeof data !== 'string' || data === '') return event(chat, from, { kind: 'unsupported', what: 'button' }, id);
  return event(chat, from, { kind: 'choice', payload: data, message: message && turnsInPlace(data) ? String(message.message_id) : null }, id);
}

/** Blocked, or put out of a group: gone. Added to a group: says once that it answers in private. */
function readMembership({ chat, from, new_chat_member, old_chat_member }: ChatMemberUpdated): Read {
  const isIn = ({ status }: { status: string }) => status !== 'kicked' && status !== 'left';
  if (!isIn(new_chat_member)) return event(chat, from, { kind: 'gone' });
  const joined = !isIn(old_chat_member) && (chat.type === 'group' || chat.type === 'supergroup');
  return joined ? event(chat, from, { kind: 'group' }) : null;
}
