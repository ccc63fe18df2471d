import type { Channel } from '#src/delivery/channel.ts';
import type { Environment } from '#src/platform/environment.ts';

/** The channels that the settings set up; each is one folder beside this file. */
export function configuredChannels(_environment: Environment): Channel[] {
  return [];
}
