import type { OpenDatabase } from './database.ts';
import { listenFor } from './listen.ts';

/** How often a change of which no word came is looked for: one look, mostly at a revision. */
const EVERY_MS = 30_000;

export interface Following {
  /** Looks for a change now; answers when what it brought counts here. */
  refresh(): Promise<void>;
  /** Looks no more; waits for a look that was begun. */
  stop(): Promise<void>;
}

/**
 * Looks for changes of what is held in memory: when asked to, when another process says so on `channel` (NOTIFY), and every half minute. What
 * cannot be read is reported, and looked for again.
 */
export function followChanges(database: OpenDatabase, channel: string, look: () => Promise<void>, report: (error: unknown) => void): Following {
  let looking: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | null = null;
  let stopped = false;
  /** One look at a time, and one more for whoever asks during it: a look that was begun may have missed the newest. */
  const refresh = (): Promise<void> => {
    if (stopped) return looking;
    waiting ??= looking.then(() => {
      waiting = null;
      looking = look().catch(report);
      return looking;
    });
    return waiting;
  };
  const deaf = listenFor(database, channel, () => void refresh(), report);
  const timer = setInterval(refresh, EVERY_MS).unref();
  const stop = async () => {
    stopped = true;
    clearInterval(timer);
    await deaf();
    await waiting;
    await looking;
  };
  return { refresh, stop };
}
