import type { SendContext } from '#src/delivery/channel.ts';
import type { Locale } from '#src/platform/texts.ts';
import type { Reply } from '#src/text/reply.ts';
import { renderReply } from './telegram/render.ts';
import { render } from './zalo-bot/render.ts';

/** The channels' own renderers, for a page that shows an answer before it is given. */
export const previews = {
  telegram: (reply: Reply, locale: Locale) =>
    renderReply(reply, { locale }).map(({ text, reply_markup }) => ({
      markup: text,
      buttons: reply_markup?.inline_keyboard.flat().map((button) => button.text) ?? [],
    })),
  zalo: (reply: Reply, locale: Locale) =>
    render(reply, { locale } as SendContext).map((part) => ({ text: String(('photo' in part ? part.caption : part['text']) ?? ''), buttons: [] })),
};
