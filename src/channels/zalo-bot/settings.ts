import { API_ROOT } from 'zalo-bot-sdk';
import type { Environment } from '#src/platform/environment.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Secrets } from '#src/platform/secrets.ts';

/** How messages come: posted by Zalo to a public https address, or asked for, which is for trying out. */
export type ZaloBotMode = { kind: 'polling' } | { kind: 'webhook'; url: string; secret: string };

export interface ZaloBotSettings {
  token: string;
  /** Without a trailing slash. */
  apiRoot: string;
  mode: ZaloBotMode;
  /** Messages a second over all chats; Zalo publishes no limit. */
  perSecond: number;
  /** Messages a calendar month that the plan allows. */
  perMonth: number;
}

/** The free plan's, as read on Zalo's price page on 26 September 2026. */
const PER_MONTH = 3000;
const PER_SECOND = 10;

/** The settings of the channel; null without a token. Throws AppError `zaloBotNeedsPublicUrl` for a webhook without a public https address. */
export function zaloBotSettings(environment: Environment, secrets: Pick<Secrets, 'key'>): ZaloBotSettings | null {
  const { ZALO_BOT_TOKEN: token, ZALO_BOT_API_ROOT: apiRoot = API_ROOT, ZALO_BOT_MODE, ZALO_BOT_WEBHOOK_SECRET, PUBLIC_URL } = environment;
  if (!token) return null;
  const perSecond = environment.ZALO_BOT_MESSAGES_PER_SECOND ?? PER_SECOND;
  const perMonth = environment.ZALO_BOT_MONTHLY_MESSAGES ?? PER_MONTH;
  if (ZALO_BOT_MODE === 'polling') return { token, apiRoot, mode: { kind: 'polling' }, perSecond, perMonth };
  // A fake platform on this machine calls plain http too.
  const reachable = PUBLIC_URL?.startsWith('https:') || (PUBLIC_URL && apiRoot !== API_ROOT);
  if (!reachable) throw new AppError('zaloBotNeedsPublicUrl');
  const secret = ZALO_BOT_WEBHOOK_SECRET ?? secrets.key('zalo-bot webhook').toString('base64url');
  return { token, apiRoot, mode: { kind: 'webhook', url: `${PUBLIC_URL}/webhooks/zalo-bot`, secret }, perSecond, perMonth };
}
