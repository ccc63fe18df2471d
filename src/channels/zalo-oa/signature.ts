import { createHash, timingSafeEqual } from 'node:crypto';
import type { ZaloOaSettings } from './settings.ts';

type Keys = Pick<ZaloOaSettings, 'appId' | 'appSecret' | 'secretKey' | 'oaId' | 'macId'>;

/** Zalo's MAC is a plain hash of the concatenation, no HMAC: id, the bytes as they came, the body's timestamp, the secret. */
const macOf = (id: string, body: Buffer, timestamp: string, secret: string): Buffer =>
  createHash('sha256').update(id).update(body).update(timestamp).update(secret).digest();

/**
 * Checks the header `X-ZEvent-Signature`, with "mac=" before it or without. Returns null when it is right, else why not: the sources
 * disagree on the secret and on the first id, so a MAC of another variant is named (and still refused) for the operator to set right.
 */
export function checkSignature(header: string | string[] | undefined, body: Buffer, timestamp: string, keys: Keys): string | null {
  const hex = typeof header === 'string' ? header.trim().replace(/^mac=/i, '') : '';
  if (!/^[0-9a-f]{64}$/i.test(hex)) return hex === '' ? 'zaloOaMacMissing' : 'zaloOaMacWrong';
  const given = Buffer.from(hex, 'hex');
  const matches = (id: string | null, secret: string) => id !== null && timingSafeEqual(given, macOf(id, body, timestamp, secret));
  const [id, other] = keys.macId === 'app' ? [keys.appId, keys.oaId] : [keys.oaId, keys.appId];
  if (matches(id, keys.secretKey)) return null;
  if (matches(other, keys.secretKey)) return 'zaloOaMacOtherId';
  if (matches(id, keys.appSecret)) return 'zaloOaMacAppSecret';
  if (matches(other, keys.appSecret)) return 'zaloOaMacOtherIdAppSecret';
  return 'zaloOaMacWrong';
}
