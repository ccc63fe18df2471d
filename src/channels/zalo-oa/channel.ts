import type { Channel, ChannelHealth, Outcome } from '#src/delivery/channel.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import type { Log } from '#src/platform/log.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import { fetchZaloPhoto } from '../zaloPhoto.ts';
import { type Answer, callZalo } from './client.ts';
import { isTokenRefused, outcomeOf } from './outcome.ts';
import { receive } from './receive.ts';
import { noticeWindow, type OaPart, render } from './render.ts';
import type { ZaloOaSettings } from './settings.ts';
import { tokenRow } from './tokenRow.ts';
import { Tokens } from './tokens.ts';

export interface ZaloOaDeps {
  database: Database;
  clock: Clock;
  log: Log;
  secrets: Secrets;
}

export interface ZaloOaChannel extends Channel {
  /** Changes the access token when it is due: an account on which nobody writes for three months would lose its refresh token. For an hourly job. */
  keepAlive(): Promise<void>;
}

const PREPARE_MS = 15_000;

/** The Official Account of Zalo: messages to whoever wrote within seven days, approved templates to the others, and a signed webhook. */
export function createZaloOaChannel(settings: ZaloOaSettings, deps: ZaloOaDeps): ZaloOaChannel {
  const tokens = new Tokens(tokenRow(settings.appId, deps), settings, deps);

  /** One call with a token, and once more with a new one where Zalo refused the first. */
  async function call(path: string, body: object | null, signal: AbortSignal): Promise<Answer> {
    let access = await tokens.access();
    for (let renewed = false; access.ok; renewed = true) {
      const { token } = access;
      const headers = { access_token: token };
      const answer = await callZalo({ url: settings.apiRoot + path, headers, ...(body ? { body } : {}) }, signal);
      if (renewed || answer.kind === 'failed' || !isTokenRefused(answer.code)) return answer;
      access = await tokens.renew(token);
    }
    return { kind: 'failed', outcome: { kind: 'down', reason: access.reason } };
  }

  async function deliver(kind: 'message' | 'template', path: string, body: object, signal: AbortSignal): Promise<Outcome> {
    try {
      const answer = await call(path, body, signal);
      if (answer.kind === 'failed') return answer.outcome;
      // JSON that is none of Zalo's: somebody else answered in its place.
      if (answer.code === null) return { kind: 'retry', reason: 'notZalo' };
      if (answer.code !== 0) return outcomeOf(answer.code, kind, deps.clock.now());
      const { message_id: id } = answer.data;
      return { kind: 'sent', message: typeof id === 'string' ? id : null };
    } catch {
      // Only the database fails here, before anything was sent.
      return { kind: 'retry', reason: 'database' };
    }
  }

  async function send(chat: string, { message, template }: OaPart, signal: AbortSignal): Promise<Outcome> {
    if (message) {
      const outcome = await deliver('message', '/v3.0/oa/message/cs', { recipient: { user_id: chat }, message }, signal);
      if (outcome.kind !== 'closed' || !template) return outcome;
    }
    return template
      ? deliver('template', '/v3.0/oa/message/template', { user_id: chat, ...template }, signal)
      : { kind: 'closed', reason: 'zaloOaWindow' };
  }

  async function prepare(): Promise<ChannelHealth> {
    try {
      const answer = await call('/v2.0/oa/getoa', null, AbortSignal.timeout(PREPARE_MS));
      if (answer.kind === 'failed') return { ok: false, reason: 'reason' in answer.outcome ? answer.outcome.reason : 'network' };
      if (answer.code !== 0) return { ok: false, reason: answer.code === null ? 'notZalo' : `zalo${answer.code}` };
      const { oaid, name, is_verified: verified } = answer.data;
      if (settings.oaId && String(oaid) !== settings.oaId) return { ok: false, reason: 'zaloOaOtherAccount' };
      if (verified === false) deps.log.warn({ channel: 'zalo-oa' }, 'the Official Account is not verified: Zalo may refuse messages and templates');
      return { ok: true, name: String(name ?? oaid ?? 'Zalo OA') };
    } catch {
      return { ok: false, reason: 'database' };
    }
  }

  return {
    id: 'zalo-oa',
    limits: { perSecond: settings.callsPerMinute / 60, perSecondPerChat: 1, perMonth: null, noticeWindowMs: noticeWindow(settings) },
    receive: (headers, body) => receive(headers, body, settings, deps.clock),
    render: (reply, context) => render(reply, context, settings),
    send: (chat, part, signal) => send(chat, part, signal),
    fetchFile: (file, most) => fetchZaloPhoto(file, most, settings.apiRoot),
    prepare,
    keepAlive: async () => void (await tokens.access()),
  };
}
