import type { Environment } from '#src/platform/environment.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Secrets } from '#src/platform/secrets.ts';

/** How updates come: asked for, or called by Telegram at a public address (https, port 443, 80, 88 or 8443). */
export type TelegramMode = { kind: 'polling' } | { kind: 'webhook'; url: string; secret: string };

export interface TelegramSettings {
  token: string;
  /** Without a trailing slash. */
  apiRoot: string;
  mode: TelegramMode;
  /** Messages a second over all chats. Telegram publishes no exact limit and says itself, by 429, when it is too much; its FAQ names about 30. */
  perSecond?: number;
}

/** The settings of the channel; null without a token. Throws AppError `telegramNeedsPublicUrl` for a webhook without a public https address. */
export function telegramSettings(environment: Environment, secrets: Pick<Secrets, 'key'>): TelegramSettings | null {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot, TELEGRAM_MODE, TELEGRAM_WEBHOOK_SECRET, PUBLIC_URL } = environment;
  if (!token) return null;
  if (TELEGRAM_MODE === 'polling') return { token, apiRoot, mode: { kind: 'polling' } };
  // A Bot API server on this machine calls plain http too.
  const reachable = PUBLIC_URL?.startsWith('https:') || (PUBLIC_URL && apiRoot !== 'https://api.telegram.org');
  if (!reachable) throw new AppError('telegramNeedsPublicUrl');
  const secret = TELEGRAM_WEBHOOK_SECRET ?? secrets.key('telegram webhook').toString('base64url');
  return { token, apiRoot, mode: { kind: 'webhook', url: `${PUBLIC_URL}/webhooks/telegram`, secret } };
}
