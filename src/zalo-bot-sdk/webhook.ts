import { createHash, timingSafeEqual } from 'node:crypto';
import { type BotEvent, readUpdate } from './events.ts';
import { parseJson } from './read.ts';

/** The header, in lower case as Node gives it, in which Zalo repeats the secret of `setWebhook`. */
export const SECRET_HEADER = 'x-bot-api-secret-token';

/**
 * What a webhook request turned out to be. Answer `event`, `probe` and `ignored` with 200, a `refused` one with its status.
 * `probe`: an empty body, as Zalo sends while a webhook is being set; possibly without the secret, and it does nothing.
 * `ignored`: JSON from Zalo that is no update.
 */
export type ReceivedWebhook =
  | { kind: 'event'; event: BotEvent }
  | { kind: 'probe' }
  | { kind: 'ignored' }
  | { kind: 'refused'; status: 400 | 401 | 403; reason: 'secret_missing' | 'secret_wrong' | 'not_json' };

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Reads a webhook request. The secret is compared in constant time, and before the body is looked at. */
export function receiveWebhook(headers: Record<string, string | string[] | undefined>, body: Uint8Array | string, secret: string): ReceivedWebhook {
  if (body.length === 0) return { kind: 'probe' };
  const given = headers[SECRET_HEADER];
  if (typeof given !== 'string') return { kind: 'refused', status: 401, reason: 'secret_missing' };
  if (!timingSafeEqual(digest(given), digest(secret))) return { kind: 'refused', status: 403, reason: 'secret_wrong' };
  const value = parseJson(typeof body === 'string' ? body : new TextDecoder().decode(body));
  if (value === undefined) return { kind: 'refused', status: 400, reason: 'not_json' };
  const event = readUpdate(value);
  return event ? { kind: 'event', event } : { kind: 'ignored' };
}
