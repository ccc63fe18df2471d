import type { Part, SendContext } from '#src/delivery/channel.ts';
import { sayIn } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import type { Reply } from '#src/text/reply.ts';
import { splitText } from '#src/text/split.ts';

/** One message: words, or a picture by its public address, which Zalo fetches itself. */
export type ZaloBotPart = Part & ({ text: string } | { photo: string; caption?: string });

/** Zalo takes 2,000 and does not say in which unit it counts: this many UTF-16 units of composed letters are safe. */
const LONGEST = 1900;

/** Plain text, never marked up (no rule for escaping is documented), with numbered choices and how to pick one: Zalo Bot has no buttons. */
export function render(reply: Reply, { locale }: SendContext): ZaloBotPart[] {
  const say = sayIn(locale);
  const text = renderPlain(reply, say('procedure.source'));
  const texts = splitText((reply.choices.length > 0 ? `${text}\n\n${say('zaloBot.choose')}` : text).normalize('NFC'), LONGEST);
  return (texts.length > 0 ? texts : ['…']).map((part) => ({ text: part }));
}
