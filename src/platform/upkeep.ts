import { setTimeout } from 'node:timers/promises';
import type { OpenDatabase } from './database.ts';

/** As PostgreSQL's own autovacuum judges by default: a fifth of the rows, and a few more for small tables. */
const SHARE = 0.2;
const AT_LEAST = 200;
/** A table holds the one connection while it is cleaned: larger ones wait for the night. */
const DAY_BYTES = 16 * 2 ** 20;
/** Between two tables whoever waits has a turn. */
const PAUSE_MS = 50;

/**
 * Does for the embedded database what a server does by itself: gives the room of rewritten and deleted rows back to their tables, and counts
 * again what the planner reckons with. Without it tables that change with every message grow for ever.
 * @param night takes large tables too. @returns the tables that were cleaned.
 */
export async function cleanTables({ pool }: Pick<OpenDatabase, 'pool'>, night: boolean): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, relname) AS name FROM pg_stat_user_tables
     WHERE GREATEST(n_dead_tup, n_mod_since_analyze) > $1::float8 + $2::float8 * n_live_tup AND ($3::boolean OR pg_table_size(relid) <= $4::bigint)
     ORDER BY pg_table_size(relid)`,
    [AT_LEAST, SHARE, night, DAY_BYTES],
  );
  for (const { name } of rows) {
    await pool.query(`VACUUM (ANALYZE) ${name}`);
    await setTimeout(PAUSE_MS);
  }
  return rows.map(({ name }) => name);
}
