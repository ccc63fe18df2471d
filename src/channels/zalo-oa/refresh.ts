import { callZalo } from './client.ts';
import type { ZaloOaSettings } from './settings.ts';

export interface Pair {
  access: string;
  refresh: string;
}

/** `unanswered`: nobody knows whether the old token still counts; `refused`: it does not, a person must consent again. */
export type Refreshed = { kind: 'pair'; pair: Pair; seconds: number } | { kind: 'refused' | 'unanswered'; reason: string };

const LIMIT_MS = 10_000;
/** Zalo's own, when it does not say (25 hours). */
const ACCESS_SECONDS = 90_000;
const SLOW_DOWN = -32;

async function ask(refresh: string, settings: ZaloOaSettings): Promise<Refreshed> {
  const body = new URLSearchParams({ refresh_token: refresh, app_id: settings.appId, grant_type: 'refresh_token' });
  const call = { url: `${settings.oauthRoot}/v4/oa/access_token`, headers: { secret_key: settings.appSecret }, body };
  const answer = await callZalo(call, AbortSignal.timeout(LIMIT_MS));
  if (answer.kind === 'failed') return { kind: 'unanswered', reason: answer.outcome.kind === 'sent' ? 'network' : answer.outcome.reason };
  const { access_token: access, refresh_token: next, expires_in: seconds } = answer.data;
  if (typeof access === 'string' && access !== '' && typeof next === 'string' && next !== '') {
    return { kind: 'pair', pair: { access, refresh: next }, seconds: Number(seconds) > 0 ? Number(seconds) : ACCESS_SECONDS };
  }
  return { kind: answer.code === SLOW_DOWN ? 'unanswered' : 'refused', reason: `zalo${answer.code ?? ''}` };
}

/** Changes a refresh token into a new pair. An answer that was lost may have rotated the token unseen: it is tried once more, no oftener. */
export async function refreshPair(refresh: string, settings: ZaloOaSettings): Promise<Refreshed> {
  const first = await ask(refresh, settings);
  return first.kind === 'unanswered' ? ask(refresh, settings) : first;
}
