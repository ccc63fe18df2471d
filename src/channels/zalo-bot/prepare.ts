import { createHmac } from 'node:crypto';
import { type WebhookProbe, type ZaloBot, ZaloBotError } from 'zalo-bot-sdk';
import type { ZaloBotMode } from './settings.ts';

/**
 * The webhook's address with a mark of its secret: Zalo tells nobody the secret it holds, and an address that differs is set again when the
 * secret has changed. The token is the mark's key, so that the mark tells nothing of the secret.
 */
export function markedUrl({ url, secret }: { url: string; secret: string }, token: string): string {
  return `${url}?v=${createHmac('sha256', token).update(secret).digest('hex').slice(0, 8)}`;
}

/**
 * Brings the webhook in line with the mode. It is set only when it differs, for calls a day are said to be limited. Returns what Zalo's call of
 * the address met, where it was made: while it was set, or again because `doubtful`; null when nobody called.
 */
export async function prepareWebhook(
  bot: ZaloBot,
  mode: ZaloBotMode,
  token: string,
  doubtful: boolean,
  signal: AbortSignal,
): Promise<WebhookProbe | null> {
  const { url } = await bot.getWebhookInfo({ signal });
  if (mode.kind === 'polling') {
    if (url !== '') await bot.deleteWebhook({ signal });
    return null;
  }
  const wanted = markedUrl(mode, token);
  if (url !== wanted) return (await bot.setWebhook(wanted, mode.secret, { signal })).probe;
  return doubtful ? await testWebhook(bot, signal) : null;
}

/** Null where Zalo no longer offers the test or today's tests are used up: then only messages will tell. */
async function testWebhook(bot: ZaloBot, signal: AbortSignal): Promise<WebhookProbe | null> {
  try {
    return await bot.testWebhook({ signal });
  } catch (error) {
    if (error instanceof ZaloBotError && ['daily_limit', 'bad_request', 'not_found'].includes(error.code)) return null;
    throw error;
  }
}
