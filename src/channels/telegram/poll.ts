import { setTimeout as wait } from 'node:timers/promises';
import type { Api } from 'grammy';
import type { ChannelHealth, Inbound } from '#src/delivery/channel.ts';
import { briefly } from '#src/platform/errors.ts';
import { redactText } from '#src/platform/log.ts';
import { faultOf } from './fault.ts';
import { ALLOWED_UPDATES, readUpdate } from './receive.ts';

/** Telegram holds the call this long when there is nothing new; at most 50 s are allowed. */
const WAIT_SECONDS = 25;
const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

export type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>;
const pauseReally: Pause = (ms, signal) => wait(ms, undefined, { signal }).catch(() => {});

/**
 * Fetches updates until `signal` aborts. The offset moves on, which confirms a batch to Telegram, only once `keep` has kept it: what was
 * fetched and not kept comes again. Every fault is survived with a pause that doubles from one second to a minute, or as long as Telegram asks.
 */
export async function pollUpdates(
  api: Api,
  name: () => string,
  keep: (events: Inbound[]) => Promise<void>,
  report: (health: ChannelHealth) => void,
  signal: AbortSignal,
  pause: Pause = pauseReally,
): Promise<void> {
  let offset: number | undefined;
  let told: string | null = null;
  let pauseMs = SHORTEST_PAUSE_MS;
  const tell = (health: ChannelHealth) => {
    const now = health.ok ? 'ok' : health.reason;
    if (now !== told) report(health);
    told = now;
  };
  while (!signal.aborted) {
    let reason: string;
    let askedMs: number | undefined;
    try {
      const updates = await api.raw.getUpdates(
        { limit: 100, timeout: WAIT_SECONDS, allowed_updates: ALLOWED_UPDATES, ...(offset !== undefined && { offset }) },
        signal as never,
      );
      tell({ ok: true, name: name() });
      try {
        const events = updates.flatMap((update) => readUpdate(update) ?? []);
        if (events.length > 0) await keep(events);
        const last = updates.at(-1);
        if (last) offset = last.update_id + 1;
        pauseMs = SHORTEST_PAUSE_MS;
        continue;
      } catch (error) {
        reason = `not kept: ${redactText(briefly(error))}`;
      }
    } catch (error) {
      if (signal.aborted) return;
      const fault = faultOf(error);
      reason = fault.text;
      if (fault.kind === 'refused') askedMs = fault.retryAfterMs;
    }
    tell({ ok: false, reason });
    await pause(askedMs ?? pauseMs, signal);
    if (askedMs === undefined) pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
