import type pg from 'pg';
import type { OpenDatabase } from './database.ts';

/** How long after a broken connection it is tried again, in milliseconds. */
const AGAIN_MS = 1000;

interface Listener {
  channel: string;
  heard: () => void;
  report: (error: unknown) => void;
}

/**
 * Hears what other processes say on a channel of the database server (NOTIFY). After a broken connection `heard` is called too, for what was
 * said meanwhile. The embedded database has one process, which knows by itself: nothing is heard there. Returns how to stop.
 */
export function listenFor({ kind, pool }: OpenDatabase, channel: string, heard: () => void, report: (error: unknown) => void): () => Promise<void> {
  if (kind === 'embedded') return async () => {};
  const ear = ears.get(pool) ?? new Ear(pool);
  ears.set(pool, ear);
  return ear.add({ channel, heard, report });
}

/** All who listen to one database share a connection of its pool. */
const ears = new WeakMap<pg.Pool, Ear>();

class Ear {
  readonly #pool: pg.Pool;
  readonly #listeners = new Set<Listener>();
  #client: pg.PoolClient | null = null;
  #timer: NodeJS.Timeout | undefined;
  #trying: Promise<void> | undefined;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  add(listener: Listener): () => Promise<void> {
    this.#listeners.add(listener);
    if (this.#client) void this.#listen(this.#client, [listener]);
    else if (!this.#trying && !this.#timer) this.#attempt();
    return async () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      await this.#trying;
      if (this.#listeners.size > 0) return;
      const mine = this.#client;
      this.#client = null;
      mine?.release(true);
    };
  }

  #attempt(): void {
    this.#timer = undefined;
    this.#trying = this.#begin()
      .catch((error) => this.#failed(error))
      .finally(() => {
        this.#trying = undefined;
        // Whoever came as the connection was being given back.
        if (this.#listeners.size > 0 && !this.#client && !this.#timer) this.#attempt();
      });
  }

  async #begin(): Promise<void> {
    const mine = await this.#pool.connect();
    if (this.#listeners.size === 0) return mine.release();
    this.#client = mine;
    // What was on its way when the connection was given up still arrives.
    mine.on('notification', ({ channel }) => {
      if (this.#client !== mine) return;
      for (const listener of this.#listeners) if (listener.channel === channel) listener.heard();
    });
    mine.on('error', (error) => this.#broken(mine, error));
    mine.on('end', () => this.#broken(mine, new Error('the connection that listens ended')));
    await this.#listen(mine, [...this.#listeners]);
  }

  /** What was said before is asked for once nothing more can be missed. */
  async #listen(mine: pg.PoolClient, listeners: Listener[]): Promise<void> {
    try {
      for (const channel of new Set(listeners.map((listener) => listener.channel))) await mine.query(`LISTEN "${channel}"`);
    } catch (error) {
      return this.#broken(mine, error);
    }
    for (const listener of listeners) if (this.#client === mine && this.#listeners.has(listener)) listener.heard();
  }

  #broken(mine: pg.PoolClient, error: unknown): void {
    if (this.#client !== mine) return;
    this.#client = null;
    mine.release(true);
    this.#failed(error);
  }

  #failed(error: unknown): void {
    if (this.#listeners.size === 0) return;
    for (const { report } of this.#listeners) report(error);
    this.#timer = setTimeout(() => this.#attempt(), AGAIN_MS).unref();
  }
}
