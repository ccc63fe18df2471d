import type { IncomingHttpHeaders } from 'node:http';
import type { Heard } from '#src/conversation/heard.ts';
import type { Locale } from '#src/platform/texts.ts';
import type { Reply } from '#src/text/reply.ts';

/**
 * What a person did on a channel, in our terms; nothing of the platform's own update is kept beyond this.
 * `gone`: they blocked or left the bot. Nothing is sent until they write again, and it is never answered.
 */
export type InboundContent = Heard | { kind: 'gone' };

/** One event of a platform, ready to be kept in the inbox. */
export interface Inbound {
  /** Unique within the channel: the same event again has the same key and is kept once. At most 128 characters. */
  eventKey: string;
  /** The platform's chat id, as a string: one conversation is answered in order. */
  conversation: string;
  content: InboundContent;
  /** The language to begin in, where the platform tells the person's own. */
  locale?: Locale;
  /** What `acknowledge` needs, such as a callback query's id. */
  handle?: string;
}

/** What a webhook request turned out to be. A refused request is answered with `status`, counted under `code`, and nothing is kept. */
export type Received = { kind: 'events'; events: Inbound[]; ignored: number } | { kind: 'refused'; status: 400 | 401 | 403; code: string };

/** One call of a platform's API, as data that can be kept as JSON: a reply too long for one message becomes several parts. */
export type Part = Record<string, unknown>;

/**
 * How sending a part ended.
 * `retry`: not accepted, may be tried again, after `afterMs` where the platform said so; `wholeChannel` when that holds for every chat.
 * `dead`: will never be accepted; `gone` when the person blocked the bot or is no more.
 * `unknown`: the bytes left, no answer came: it may have been accepted.
 * `closed`: the platform allows no message to this person now (Zalo OA's windows): a template, or another channel, may.
 * `down`: the channel itself does not work (token refused, account suspended): nothing is lost, an operator must act.
 */
export type Outcome =
  | { kind: 'sent'; message: string | null }
  | { kind: 'retry'; reason: string; afterMs?: number; wholeChannel?: boolean }
  | { kind: 'dead'; reason: string; gone?: boolean }
  | { kind: 'unknown'; reason: string }
  | { kind: 'closed'; reason: string }
  | { kind: 'down'; reason: string };

/** What a message is sent in answer to, kept beside it in the outbox. */
export interface SendContext {
  locale: Locale;
  /** The message whose button was pressed: a channel that can edit turns the page in place. */
  edit?: string;
  /** Set for what the assistant says of itself (a reminder, a change of a dossier): a template's name and its parameters. */
  template?: { name: string; values: Record<string, string> };
  /** Milliseconds since the person last wrote; null when they never did. */
  sinceLastInboundMs: number | null;
}

export interface ChannelLimits {
  /** Messages a second over the whole channel, all instances together. */
  perSecond: number;
  /** Messages a second to one chat. */
  perSecondPerChat: number;
  /** Messages a calendar month, null when the platform counts none (Zalo Bot: 3,000). */
  perMonth: number | null;
  /** Milliseconds after a person last wrote in which they can be told something unasked; always when absent (Zalo OA: its windows). */
  noticeWindowMs?: number;
}

export type ChannelHealth = { ok: true; name: string } | { ok: false; reason: string };

/**
 * A platform that people write on. A further channel is one folder that makes one of these; what is said, in which order and
 * how often it is tried again is decided elsewhere. No method throws for what a platform or a person does.
 */
export interface Channel {
  /** "telegram", "zalo-bot", "zalo-oa": the name in tables, metrics, paths and settings. */
  id: string;
  limits: ChannelLimits;
  /** Reads `POST /webhooks/<id>`: checks the secret in constant time over headers and the untouched bytes, then maps. Pure. */
  receive(headers: IncomingHttpHeaders, body: Buffer): Received;
  /**
   * Fetches updates until `signal` aborts, for a channel set to polling: each batch is kept by `keep` before it is confirmed to the
   * platform. Survives every fault of the platform with a growing pause, and reports each change through `report`.
   */
  poll?(keep: (events: Inbound[]) => Promise<void>, report: (health: ChannelHealth) => void, signal: AbortSignal): Promise<void>;
  /** Ends the waiting sign of a pressed button, or shows "typing". Best effort, once per event, before the work begins. */
  acknowledge?(event: Inbound): Promise<void>;
  /** One reply as the calls that show it, each within the platform's limits. Pure; at least one part. */
  render(reply: Reply, context: SendContext): Part[];
  /** Makes one call. `signal` ends it at the lease's end; an abort after the bytes left is `unknown`. */
  send(conversation: string, part: Part, signal: AbortSignal): Promise<Outcome>;
  /** The bytes of a picture that came in, at most `most` bytes; null when it is gone or larger. */
  fetchFile?(file: string, most: number): Promise<Buffer | null>;
  /** Sets up what the platform keeps (webhook, commands) and tells whether the channel works. Called at start and again while it is down. */
  prepare(): Promise<ChannelHealth>;
}
