import { randomBytes } from 'node:crypto';
import { stagedTelegram, stagedZaloBot, stagedZaloOa } from './page/platforms.ts';
import { servePage } from './page/server.ts';
import { FAKE_TELEGRAM_TOKEN, FakeTelegram } from './telegram.ts';
import { FAKE_ZALO_BOT_TOKEN, FakeZaloBot } from './zaloBot.ts';
import { FakeZaloOa } from './zaloOa.ts';

export interface StageOptions {
  /** The page's port; the fakes take the three after it. 0 takes any that are free. */
  port: number;
  /** Where the product answers. */
  product: string;
  /** Telegram and Zalo Bot are asked for updates; Zalo OA knows webhooks alone. */
  mode: 'webhook' | 'polling';
}

/** The three fakes and the page that shows them, with the settings that a product needs to talk to them. */
export async function openStage({ port, product, mode }: StageOptions) {
  const at = (step: number) => ({ port: port === 0 ? 0 : port + step });
  const telegram = await FakeTelegram.start(at(1));
  const zaloBot = await FakeZaloBot.start(at(2));
  // A token of each run: whoever kept an earlier run's takes this one instead, as after a new consent.
  const refreshToken = `RT-0-${randomBytes(9).toString('base64url')}`;
  const zaloOa = await FakeZaloOa.start({ ...at(3), refreshToken, webhook: `${product}/webhooks/zalo-oa` });
  const page = await servePage([stagedTelegram(telegram), stagedZaloBot(zaloBot), stagedZaloOa(zaloOa)], port);
  const { appId, appSecret, secretKey, oaId } = zaloOa.account;
  const environment: Record<string, string> = {
    PUBLIC_URL: product,
    TELEGRAM_BOT_TOKEN: FAKE_TELEGRAM_TOKEN,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_MODE: mode,
    ZALO_BOT_TOKEN: FAKE_ZALO_BOT_TOKEN,
    ZALO_BOT_API_ROOT: zaloBot.url,
    ZALO_BOT_MODE: mode,
    ZALO_OA_APP_ID: appId,
    ZALO_OA_APP_SECRET: appSecret,
    ZALO_OA_SECRET_KEY: secretKey,
    ZALO_OA_ID: oaId,
    ZALO_OA_REFRESH_TOKEN: refreshToken,
    ZALO_OA_API_ROOT: zaloOa.url,
    ZALO_OA_OAUTH_ROOT: zaloOa.url,
  };
  const close = async () => void (await Promise.all([page, telegram, zaloBot, zaloOa].map((server) => server.close())));
  return { url: page.url, environment, telegram, zaloBot, zaloOa, close };
}
