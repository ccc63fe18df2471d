import type { Channel } from '#src/delivery/channel.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import type { Environment } from '#src/platform/environment.ts';
import type { Log } from '#src/platform/log.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import { telegramSettings } from './telegram/settings.ts';
import { zaloBotSettings } from './zalo-bot/settings.ts';
import { zaloOaSettings } from './zalo-oa/settings.ts';

export interface ChannelDeps {
  environment: Environment;
  database: Database;
  clock: Clock;
  log: Log;
  secrets: Secrets;
}

export interface Configured {
  channels: Channel[];
  /** What keeps a channel usable although nobody writes; for an hourly job. */
  keepAlive(): Promise<void>;
}

/** The channels that the settings set up, each one folder beside this file; a client that is not needed is not loaded. */
export async function configuredChannels({ environment, ...deps }: ChannelDeps): Promise<Configured> {
  const channels: Channel[] = [];
  const kept: (() => Promise<void>)[] = [];
  const telegram = telegramSettings(environment, deps.secrets);
  if (telegram) channels.push((await import('./telegram/telegram.ts')).createTelegramChannel(telegram));
  const bot = zaloBotSettings(environment, deps.secrets);
  if (bot) channels.push((await import('./zalo-bot/channel.ts')).createZaloBotChannel(bot, deps));
  const oa = zaloOaSettings(environment);
  if (oa) {
    const channel = (await import('./zalo-oa/channel.ts')).createZaloOaChannel(oa, deps);
    channels.push(channel);
    kept.push(() => channel.keepAlive());
  }
  return { channels, keepAlive: async () => void (await Promise.all(kept.map((keep) => keep()))) };
}
