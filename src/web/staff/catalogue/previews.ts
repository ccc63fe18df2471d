import type { Locale } from '#src/platform/texts.ts';
import type { Reply } from '#src/text/reply.ts';

/** A message as a chat shows it. */
export interface PreviewedMessage {
  /** Words with nothing but <b>, <i> and <a>, everything else escaped. */
  markup?: string;
  /** Words alone. */
  text?: string;
  buttons: string[];
}

/** What each channel makes of a reply, by its own renderer. */
export interface Previews {
  telegram(reply: Reply, locale: Locale): PreviewedMessage[];
  zalo(reply: Reply, locale: Locale): PreviewedMessage[];
}
