import type pg from 'pg';
import type { OpenDatabase } from './database.ts';

/** How long after a broken connection it is tried again, in milliseconds. */
const AGAIN_MS = 1000;

/**
 * Hears what other processes say on a channel of the database server (NOTIFY). After a broken connection `heard` is called too, for what was
 * said meanwhile. The embedded database has one process, which knows by itself: nothing is heard there. Returns how to stop.
 */
export function listenFor({ kind, pool }: OpenDatabase, channel: string, heard: () => void, report: (error: unknown) => void): () => Promise<void> {
  if (kind === 'embedded') return async () => {};
  let client: pg.PoolClient | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let trying: Promise<void> | undefined;

  async function begin(): Promise<void> {
    const mine = await pool.connect();
    if (stopped) return mine.release();
    const broken = (error: unknown) => {
      if (client !== mine) return;
      client = null;
      mine.release(true);
      failed(error);
    };
    client = mine;
    // What was on its way when the connection was given up still arrives.
    mine.on('notification', () => client === mine && heard());
    mine.on('error', broken);
    mine.on('end', () => broken(new Error('the connection that listens ended')));
    await mine.query(`LISTEN "${channel}"`).catch(broken);
    if (!stopped) heard();
  }
  const failed = (error: unknown) => {
    if (stopped) return;
    report(error);
    timer = setTimeout(attempt, AGAIN_MS).unref();
  };
  const attempt = () => {
    trying = begin().catch(failed);
  };
  attempt();

  return async () => {
    stopped = true;
    clearTimeout(timer);
    await trying;
    const mine = client;
    client = null;
    mine?.release(true);
  };
}
