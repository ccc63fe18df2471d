import { createHash } from 'node:crypto';
import { type Fields, fieldsOf, firstText, numberOf, textOf } from './read.ts';

interface EventBase {
  /** Zalo's own name of the event, such as "message.text.received". */
  name: string;
  /** The same event delivered again has the same key, whichever way it came; at most 128 characters. */
  key: string;
  chat: { id: string; type: 'private' | 'group' };
  from: { id: string; name: string; isBot: boolean };
  messageId: string;
  /** Epoch milliseconds, null when missing. */
  date: number | null;
}

/** What happened, typed by `kind`. `unknown` is an event that this version does not know: acknowledge and ignore it. */
export type BotEvent = EventBase &
  (
    | { kind: 'text'; text: string }
    | { kind: 'image'; url: string; caption: string }
    | { kind: 'sticker'; sticker: string; url: string }
    /** `url`: an AAC file. */
    | { kind: 'voice'; url: string }
    /** A file, a link or another kind that Zalo does not hand over, or a sender whom it protects. */
    | { kind: 'unsupported' }
    | { kind: 'unknown' }
  );

const LONGEST_KEY = 128;

/** Its name, chat and message; a digest where that is too long, and one of the whole update where something is missing. */
function keyOf(name: string, chat: string, message: string, update: Fields): string {
  const key = chat !== '' && message !== '' ? `${name} ${chat} ${message}` : JSON.stringify(update);
  return chat !== '' && message !== '' && key.length <= LONGEST_KEY ? key : createHash('sha256').update(key).digest('hex');
}

function contentOf(name: string, message: Fields) {
  switch (name) {
    case 'message.text.received':
      return { kind: 'text', text: textOf(message['text']) } as const;
    case 'message.image.received':
      // "photo" in the documents, "photo_url" in captured events.
      return { kind: 'image', url: firstText(message, 'photo_url', 'photo'), caption: textOf(message['caption']) } as const;
    case 'message.sticker.received':
      return { kind: 'sticker', sticker: textOf(message['sticker']), url: textOf(message['url']) } as const;
    case 'message.voice.received':
      return { kind: 'voice', url: textOf(message['voice_url']) } as const;
    case 'message.unsupported.received':
      return { kind: 'unsupported' } as const;
    default:
      return { kind: 'unknown' } as const;
  }
}

/** Reads an update, bare or wrapped as `{ok, result}`: sources disagree on which one Zalo sends. Null when it is neither. */
export function readUpdate(value: unknown): BotEvent | null {
  const outer = fieldsOf(value);
  const update = typeof outer['event_name'] === 'string' ? outer : fieldsOf(outer['result']);
  const name = textOf(update['event_name']);
  if (name === '') return null;
  const message = fieldsOf(update['message']);
  const from = fieldsOf(message['from']);
  const chat = fieldsOf(message['chat']);
  const messageId = textOf(message['message_id']);
  // In a private chat both ids are the same.
  const chatId = textOf(chat['id']) || textOf(from['id']);
  return {
    name,
    key: keyOf(name, chatId, messageId, update),
    chat: { id: chatId, type: textOf(chat['chat_type']).toUpperCase() === 'GROUP' ? 'group' : 'private' },
    from: { id: textOf(from['id']), name: firstText(from, 'display_name', 'first_name', 'name'), isBot: from['is_bot'] === true },
    messageId,
    date: numberOf(message['date']),
    ...contentOf(name, message),
  };
}
