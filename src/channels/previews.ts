import type { SendContext } from '#src/delivery/channel.ts';
import type { Previews } from '#src/web/staff/catalogue/previews.ts';
import { renderReply } from './telegram/render.ts';
import { render } from './zalo-bot/render.ts';

/** The channels' own renderers, for a page that shows an answer before it is given. */
export const previews: Previews = {
  telegram: (reply, locale) =>
    renderReply(reply, { locale }).map(({ text, reply_markup }) => ({
      markup: text,
      buttons: reply_markup?.inline_keyboard.flat().map((button) => button.text) ?? [],
    })),
  zalo: (reply, locale) =>
    render(reply, { locale } as SendContext).map((part) => ({ text: String(('photo' in part ? part.caption : part['text']) ?? ''), buttons: [] })),
};
