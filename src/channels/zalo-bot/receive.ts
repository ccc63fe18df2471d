import type { IncomingHttpHeaders } from 'node:http';
import { type BotEvent, receiveWebhook } from 'zalo-bot-sdk';
import type { Inbound, InboundContent, Received } from '#src/delivery/channel.ts';
import type { Clock } from '#src/platform/clock.ts';

/** An event older than this is a replay: nothing in the request proves when it was made, and the inbox remembers a key for at least as long. */
const FRESH_MS = 24 * 3_600_000;
const LONGEST_CHAT = 128;

const REFUSALS = { secret_missing: 'secretMissing', secret_wrong: 'secretWrong', not_json: 'notJson' } as const;

/** Reads `POST /webhooks/zalo-bot`. The empty body of Zalo's set-up call is let through without a secret, for it does nothing. */
export function receive(headers: IncomingHttpHeaders, body: Buffer, secret: string, clock: Clock): Received {
  const received = receiveWebhook(headers, body, secret);
  if (received.kind === 'refused') return { kind: 'refused', status: received.status, code: REFUSALS[received.reason] };
  const inbound = received.kind === 'event' ? inboundOf(received.event, clock.now()) : null;
  return inbound ? { kind: 'events', events: [inbound], ignored: 0 } : { kind: 'events', events: [], ignored: received.kind === 'probe' ? 0 : 1 };
}

/** What an event means to us; null for what is not answered: unknown kinds, what a bot said (this one too), replays. */
export function inboundOf(event: BotEvent, now: Date): Inbound | null {
  const { chat, from, date } = event;
  if (chat.id === '' || chat.id.length > LONGEST_CHAT || from.isBot || event.kind === 'unknown') return null;
  if (date !== null && now.getTime() - date > FRESH_MS) return null;
  return { eventKey: event.key, conversation: chat.id, content: chat.type === 'group' ? { kind: 'group' } : contentOf(event) };
}

function contentOf(event: BotEvent): InboundContent {
  if (event.kind === 'text' && event.text.trim() !== '') return { kind: 'text', text: event.text };
  if (event.kind === 'image' && event.url !== '') return { kind: 'photo', file: event.url, caption: event.caption };
  return { kind: 'unsupported', what: event.kind };
}
