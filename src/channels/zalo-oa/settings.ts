import type { Environment } from '#src/platform/environment.ts';

/** A template that Zalo approved: its id there, and its parameters' names by our names of the values; with none, all keep their names. */
export interface ZaloTemplate {
  id: string;
  values: Record<string, string>;
}

export interface ZaloOaSettings {
  appId: string;
  appSecret: string;
  /** The secret of the webhook's MAC. */
  secretKey: string;
  /** The account's own id, null when the settings do not say it. */
  oaId: string | null;
  /** The first refresh token, or a new one after a consent was given again. */
  refreshToken: string;
  apiRoot: string;
  oauthRoot: string;
  /** Which id the webhook's MAC begins with. */
  macId: 'app' | 'oa';
  /** Milliseconds after which an event is too old to be believed. */
  freshMs: number;
  buttons: 'template' | 'plain' | 'none';
  chargedNotices: boolean;
  callsPerMinute: number;
  templates: Record<string, ZaloTemplate>;
}

/** The channel's settings with Zalo's own addresses; null when the channel is not set up. */
export function zaloOaSettings(environment: Environment): ZaloOaSettings | null {
  const { ZALO_OA_APP_ID: appId, ZALO_OA_APP_SECRET: appSecret, ZALO_OA_REFRESH_TOKEN: refreshToken } = environment;
  if (!appId || !appSecret || !refreshToken) return null;
  return {
    appId,
    appSecret,
    refreshToken,
    secretKey: environment.ZALO_OA_SECRET_KEY ?? appSecret,
    oaId: environment.ZALO_OA_ID ?? null,
    apiRoot: environment.ZALO_OA_API_ROOT ?? 'https://openapi.zalo.me',
    oauthRoot: environment.ZALO_OA_OAUTH_ROOT ?? 'https://oauth.zaloapp.com',
    macId: environment.ZALO_OA_MAC_ID ?? 'app',
    freshMs: (environment.ZALO_OA_FRESH_HOURS ?? 6) * 3_600_000,
    buttons: environment.ZALO_OA_BUTTONS ?? 'template',
    chargedNotices: environment.ZALO_OA_CHARGED_NOTICES === 'yes',
    callsPerMinute: environment.ZALO_OA_CALLS_PER_MINUTE ?? 4000,
    templates: environment.ZALO_OA_TEMPLATES ?? {},
  };
}
