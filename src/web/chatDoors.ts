import { encodeStart } from '#src/conversation/startLink.ts';
import type { ChannelStatus } from '#src/delivery/delivery.ts';

/** Where a chat with the assistant opens, as far as it is known. */
export interface ChatDoors {
  /** The name of the Telegram bot, without "@". */
  telegram: string | undefined;
  /** The id of the Zalo Official Account. */
  zaloOa: string | undefined;
}

/** From what the channels say of themselves; a channel that is switched off is no door. */
export function chatDoors(channels: readonly ChannelStatus[], zaloOaId: string | undefined): ChatDoors {
  const open = (id: string) => channels.find(({ channel, state }) => channel === id && state !== 'off');
  return { telegram: open('telegram')?.name?.replace(/^@/, ''), zaloOa: open('zalo-oa') && zaloOaId };
}

/** Opens the bot at the dossier of a slip's token; null where there is none. */
export const telegramDoor = ({ telegram }: ChatDoors, token: string): string | null =>
  telegram ? `https://t.me/${telegram}?start=${encodeStart({ kind: 'dossier', token })}` : null;

/** Opens the bot, which follows the feedback of the token (`followToken`) there; null where there is none. */
export const followDoor = ({ telegram }: ChatDoors, token: string): string | null =>
  telegram ? `https://t.me/${telegram}?start=${encodeStart({ kind: 'follow', token })}` : null;

/** The account's page, where a chat begins; Zalo takes nothing along. */
export const zaloDoor = ({ zaloOa }: ChatDoors): string | null => (zaloOa ? `https://zalo.me/${zaloOa}` : null);
