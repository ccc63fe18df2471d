import type { Api } from 'grammy';
import type { BotCommand } from 'grammy/types';
import { COMMANDS } from '#src/conversation/commands.ts';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import { ALLOWED_UPDATES } from './receive.ts';
import type { TelegramMode } from './settings.ts';

/** Commands are shown in the language of the person's app; without one of ours in Vietnamese. */
const MENUS: { language_code?: 'vi' | 'en'; locale: Locale }[] = [
  { locale: 'vi' },
  { language_code: 'vi', locale: 'vi' },
  { language_code: 'en', locale: 'en' },
];

const commandsIn = (locale: Locale): BotCommand[] => COMMANDS.map((command) => ({ command, description: sayIn(locale)(`commands.${command}`) }));

/** Sets the commands of private chats where they are not as they should be. */
export async function prepareCommands(api: Api, signal: AbortSignal): Promise<void> {
  for (const { language_code, locale } of MENUS) {
    const menu = { scope: { type: 'all_private_chats' }, ...(language_code && { language_code }) } as const;
    const wanted = commandsIn(locale);
    const set = await api.raw.getMyCommands(menu, signal as never);
    const same =
      set.length === wanted.length &&
      set.every(({ command, description }, at) => command === wanted[at]?.command && description === wanted[at]?.description);
    if (!same) await api.raw.setMyCommands({ ...menu, commands: wanted }, signal as never);
  }
}

/** Updates that Telegram brings at once; those of one chat still come one after another. */
const CONNECTIONS = 40;

/**
 * Brings the webhook in line with the mode. Updates that wait are kept. Telegram tells nobody the secret it holds, so `certain` says
 * whether this process has set it: the first time it is always set.
 */
export async function prepareUpdates(api: Api, mode: TelegramMode, certain: boolean, signal: AbortSignal): Promise<void> {
  const set = await api.raw.getWebhookInfo(signal as never);
  if (mode.kind === 'polling') {
    if (set.url) await api.raw.deleteWebhook({}, signal as never);
    return;
  }
  const kinds = (set.allowed_updates ?? []).toSorted().join() === ALLOWED_UPDATES.toSorted().join();
  if (certain && set.url === mode.url && set.max_connections === CONNECTIONS && kinds) return;
  const { url, secret } = mode;
  await api.raw.setWebhook({ url, secret_token: secret, max_connections: CONNECTIONS, allowed_updates: ALLOWED_UPDATES }, signal as never);
}
