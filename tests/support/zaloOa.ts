import { createZaloOaChannel, type ZaloOaChannel } from '#src/channels/zalo-oa/channel.ts';
import type { ZaloOaSettings } from '#src/channels/zalo-oa/settings.ts';
import type { SendContext } from '#src/delivery/channel.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { secretsFrom } from '#src/platform/secrets.ts';
import { FakeZaloOa, type FakeZaloOaOptions } from '#tests/fakes/zaloOa.ts';
import { collect } from './collect.ts';

/** Monday, 23 November 2026, 09:00 in Viet Nam. */
const MORNING = Date.parse('2026-11-23T09:00:00+07:00');
export const SECRET = 'the-secret-of-this-test-installation';

/** A fake Official Account and what makes channels for it; `clock.at` is the time of both in milliseconds, still until `clock.run()`. */
export async function testZaloOa(database: OpenDatabase, options: FakeZaloOaOptions = {}) {
  let since: number | null = null;
  const clock = {
    at: MORNING,
    now: () => new Date(clock.at + (since === null ? 0 : performance.now() - since)),
    run: () => {
      since = performance.now();
    },
  };
  const fake = await FakeZaloOa.start({ clock, echoes: false, ...options });
  const logged = collect();
  const log = createLog('info', logged.stream);
  const settings: ZaloOaSettings = {
    appId: fake.account.appId,
    appSecret: fake.account.appSecret,
    secretKey: fake.account.secretKey,
    oaId: fake.account.oaId,
    refreshToken: fake.tokens.refresh,
    apiRoot: fake.url,
    oauthRoot: fake.url,
    macId: 'app',
    freshMs: 6 * 3_600_000,
    buttons: 'template',
    chargedNotices: false,
    callsPerMinute: 4000,
    templates: { 'dossier.ready': { id: '100001', values: { code: 'ma_ho_so', due: 'han' } } },
  };
  const channel = (changed: Partial<ZaloOaSettings> = {}, secret = SECRET): ZaloOaChannel =>
    createZaloOaChannel({ ...settings, ...changed }, { database: database.prisma, clock, log, secrets: secretsFrom(secret) });
  return { fake, clock, settings, channel, logged: () => logged.text() };
}

export const answering: SendContext = { locale: 'vi', sinceLastInboundMs: 1000 };
export const never = (): AbortSignal => AbortSignal.timeout(20_000);
