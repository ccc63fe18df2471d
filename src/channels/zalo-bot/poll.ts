import { setTimeout as wait } from 'node:timers/promises';
import { pollUpdates, type ZaloBot } from 'zalo-bot-sdk';
import type { ChannelHealth, Inbound } from '#src/delivery/channel.ts';
import type { Clock } from '#src/platform/clock.ts';
import { briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import { inboundOf } from './receive.ts';
import { reasonOf } from './send.ts';

export interface Polling {
  bot: ZaloBot;
  clock: Clock;
  log: Log;
  name: () => string;
  /** Seconds that Zalo holds an empty poll. */
  seconds: number;
  pause: { firstMs: number; longestMs: number };
}

/** Zalo forgets an update as it hands it out: what was read is tried to be kept until it is, or everything stops. */
async function keepSurely(events: Inbound[], keep: (events: Inbound[]) => Promise<void>, polling: Polling, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await keep(events);
    } catch (error) {
      polling.log.error({ channel: 'zalo-bot', events: events.length, error: briefly(error) }, 'read from Zalo and not kept');
      if (signal.aborted) return;
      await wait(polling.pause.firstMs, undefined, { signal }).catch(() => {});
    }
  }
}

export async function poll(
  polling: Polling,
  keep: (events: Inbound[]) => Promise<void>,
  report: (health: ChannelHealth) => void,
  signal: AbortSignal,
): Promise<void> {
  const { bot, clock, log, name, seconds, pause } = polling;
  log.warn({ channel: 'zalo-bot' }, 'polling loses what is read at the moment of a crash: set ZALO_BOT_MODE=webhook where citizens write');
  const updates = pollUpdates(bot, {
    signal,
    seconds,
    pause,
    onAnswer: () => report({ ok: true, name: name() }),
    onError: (error) => report({ ok: false, reason: reasonOf(error) }),
  });
  for await (const read of updates) {
    const events = read.flatMap((event) => inboundOf(event, clock.now()) ?? []);
    if (events.length > 0) await keepSurely(events, keep, polling, signal);
  }
}
