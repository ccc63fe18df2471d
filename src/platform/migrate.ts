import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';
import { AppError } from './errors.ts';

const FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

const HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

/** Any number: the same in every instance, so that several starting at once wait for one another. */
const LOCK = 72707369;

/**
 * Brings the database to the newest migration in one transaction, keeping the history as Prisma writes it.
 * Returns the names applied now. Fails when an applied migration was edited, one failed earlier, or the
 * database knows one that this version does not (an older version was started on it).
 */
export async function migrate(pool: Pool, folder = FOLDER): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    await client.query(HISTORY);
    const rows = await client.query('SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL');
    const known = new Map(rows.rows.map((row) => [row.migration_name as string, row]));
    const names = readdirSync(folder).sort();
    const newer = [...known.keys()].find((name) => !names.includes(name));
    if (newer !== undefined) throw new AppError('databaseNewer', { params: { migration: newer } });
    const applied: string[] = [];
    for (const name of names) {
      const file = join(folder, name, 'migration.sql');
      if (!existsSync(file)) continue;
      const sql = readFileSync(file, 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      const row = known.get(name);
      if (row && (row.checksum !== checksum || !row.finished_at)) throw new AppError('migrationDiffers', { params: { migration: name } });
      if (row) continue;
      await client.query(sql);
      await client.query(
        'INSERT INTO "_prisma_migrations"(id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
        [randomUUID(), checksum, name],
      );
      applied.push(name);
    }
    await client.query('COMMIT');
    return applied;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** Names of migrations that the database has not seen, in their order; all of them when it is empty. Changes nothing. */
export async function pendingMigrations(pool: Pool, folder = FOLDER): Promise<string[]> {
  const names = readdirSync(folder)
    .sort()
    .filter((name) => existsSync(join(folder, name, 'migration.sql')));
  const { rows: known } = await pool.query(`SELECT to_regclass('"_prisma_migrations"') AS history`);
  if (!known[0]?.history) return names;
  const { rows } = await pool.query('SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL');
  const applied = new Set(rows.map((row) => row.migration_name as string));
  return names.filter((name) => !applied.has(name));
}
