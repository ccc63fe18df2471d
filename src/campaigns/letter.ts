import type { Locale, Say } from '#src/platform/texts.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import type { Campaign } from './model.ts';

export type Words = Pick<Campaign, 'title' | 'text' | 'titleEn' | 'textEn'>;

/** The message as it is sent: what it says, who says it, and how to be sent no more. Without English words an English reader gets the Vietnamese ones. */
export function letterOf({ title, text, titleEn, textEn }: Words, authority: string, locale: Locale, say: Say): Reply {
  const english = locale === 'en' && titleEn && textEn;
  return reply([
    { kind: 'heading', text: english ? titleEn : title },
    { kind: 'text', text: english ? textEn : text },
    { kind: 'note', text: say('news.foot', { authority }) },
  ]);
}
