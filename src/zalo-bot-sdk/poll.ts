import { setTimeout as sleep } from 'node:timers/promises';
import type { ZaloBot } from './client.ts';
import { ZaloBotError } from './errors.ts';
import type { BotEvent } from './events.ts';

export interface PollOptions {
  signal: AbortSignal;
  /** Seconds that Zalo holds an empty poll, 30 by default. */
  seconds?: number;
  /** Called for every failed poll. */
  onError?: (error: ZaloBotError) => void;
  /** Called for every answered poll, empty or not. */
  onAnswer?: () => void;
  /** Milliseconds of the first and the longest pause after failures, 1,000 and 60,000 by default. */
  pause?: { firstMs: number; longestMs: number };
}

/**
 * Events as they are written, until `signal` aborts. Survives every failure with a pause that doubles, with jitter, or that Zalo asks for.
 * The next poll begins when the loop's body is done with the events before: Zalo forgets what it hands out, so keep them first.
 */
export async function* pollUpdates(bot: ZaloBot, options: PollOptions): AsyncGenerator<BotEvent[], void, void> {
  const { signal, seconds = 30, pause = { firstMs: 1000, longestMs: 60_000 } } = options;
  const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => {});
  let failures = 0;
  while (!signal.aborted) {
    let events: BotEvent[] = [];
    const begun = performance.now();
    try {
      events = await bot.getUpdates(seconds, { signal });
      failures = 0;
      options.onAnswer?.();
      // Zalo holds an empty poll: whatever answers at once is something else, and is not to be asked without end.
      if (events.length === 0 && performance.now() - begun < Math.min(pause.firstMs, seconds * 1000) / 2) await wait(pause.firstMs);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ZaloBotError)) throw error;
      options.onError?.(error);
      const longest = Math.min(pause.firstMs * 2 ** failures++, pause.longestMs);
      await wait(error.retryAfterMs ?? longest * (0.5 + Math.random() / 2));
    }
    if (events.length > 0) yield events;
  }
}
