import type { Locale } from '#src/platform/texts.ts';
import type { Reply } from '#src/text/reply.ts';

/** A chat on a channel. */
export interface Address {
  channel: string;
  chat: string;
}

/** An answer to what a person wrote: sent day and night, tried again when it is unknown whether it arrived. */
export interface Answer {
  kind: 'answer';
  to: Address;
  reply: Reply;
  locale: Locale;
  /** The message whose button was pressed, where the channel can turn a page in place. */
  edit?: string;
}

/** Something that the assistant says of itself (a reminder, a change of a dossier). */
export interface Notice {
  kind: 'notice';
  /** Ways to reach the person, the preferred first: the next is used when one is closed, gone or out of quota. */
  to: [Address, ...Address[]];
  reply: Reply;
  locale: Locale;
  /** Said once: a second notice with the same key is not kept. */
  key: string;
  /** What it is about, such as "dossier:…", for people who look into what was not delivered. Never personal data. */
  subject: string;
  /** Goes first, and is still sent when the month's messages run out. */
  urgent?: boolean;
  /** Not before this time (quiet hours may add to it). */
  notBefore?: Date;
  /** Not worth saying any more after this time. */
  expiresAt?: Date;
  /** For channels that only allow approved templates after their window has closed. */
  template?: { name: string; values: Record<string, string> };
}

/** What is kept beside a reply in the outbox. */
export interface StoredContext {
  locale: Locale;
  edit?: string;
  template?: { name: string; values: Record<string, string> };
  /** Further ways to reach the person, in order. */
  others?: Address[];
}
