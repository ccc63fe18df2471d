import type { Pool, PoolClient } from 'pg';
import { workedMs } from '#src/platform/worked.ts';

/** One stretch for which somebody had a connection. */
export interface Hold {
  ms: number;
  /** What this process worked meanwhile, the embedded database with it. */
  cpuMs: number;
  /** The beginnings of its statements. */
  statements: string[];
}

/** Measures how long connections of a pool are held, from when they are handed out until they come back. */
export function watchHolds(pool: Pool): { longest(count?: number): Hold[]; clear(): void } {
  const begun = new WeakMap<PoolClient, { at: number; worked: number; statements: string[] }>();
  const patched = new WeakSet<PoolClient>();
  let holds: Hold[] = [];
  pool.on('acquire', (client) => {
    if (!patched.has(client)) {
      patched.add(client);
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      client.query = ((...args: unknown[]) => {
        const text = typeof args[0] === 'string' ? args[0] : ((args[0] as { text?: string })?.text ?? '');
        begun.get(client)?.statements.push(text.replace(/\s+/g, ' ').trim().slice(0, 90));
        return query(...args);
      }) as typeof client.query;
    }
    begun.set(client, { at: performance.now(), worked: workedMs(), statements: [] });
  });
  pool.on('release', (_error, client) => {
    const from = begun.get(client);
    if (!from) return;
    holds.push({ ms: performance.now() - from.at, cpuMs: workedMs() - from.worked, statements: from.statements });
    if (holds.length > 10_000) holds = worst(holds, 100);
  });
  return { longest: (count = 1) => worst(holds, count), clear: () => void (holds = []) };
}

const worst = (holds: readonly Hold[], count: number): Hold[] => [...holds].sort((a, b) => b.ms - a.ms).slice(0, count);
