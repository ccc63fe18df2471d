import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { pgliteDatabase } from '#src/platform/database.ts';
import { migrate } from '#src/platform/migrate.ts';

export type TestDatabase = { kind: 'embedded'; file: string } | { kind: 'server'; url: string; template: string };

declare module 'vitest' {
  interface ProvidedContext {
    database: TestDatabase;
  }
}

const CACHE = 'node_modules/.cache/mot-cua';

/** A migrated embedded database as a file, made anew when a migration or the database's version changes. */
async function embeddedTemplate(): Promise<string> {
  const hash = createHash('sha256')
    .update(readFileSync('node_modules/@electric-sql/pglite/package.json'))
    .update(readFileSync(import.meta.filename));
  for (const name of readdirSync('prisma/migrations').sort()) hash.update(readFileSync(`prisma/migrations/${name}/migration.sql`));
  const file = `${CACHE}/${hash.digest('hex').slice(0, 16)}.tar`;
  if (existsSync(file)) return file;
  mkdirSync(CACHE, { recursive: true });
  // Small, for every test file unpacks it: short pieces of the log, none of them kept, and no databases to copy others from.
  const pglite = await PGlite.create({ initDbStartParams: ['--wal-segsize=1'], postgresqlconf: ['min_wal_size = 2MB', 'wal_recycle = off'] });
  const database = pgliteDatabase(pglite);
  await migrate(database.pool);
  await pglite.exec('UPDATE pg_database SET datistemplate = false');
  for (const name of ['template0', 'template1']) await pglite.exec(`DROP DATABASE ${name}`);
  await pglite.exec('CHECKPOINT');
  const dump = await pglite.dumpDataDir('none');
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
  await database.close();
  return file;
}

/** A migrated template database on the server; each test file clones it. */
async function serverTemplate(url: string): Promise<{ template: string; drop(): Promise<void> }> {
  const template = `motcua_test_${process.pid}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${template}`);
  const address = new URL(url);
  address.pathname = `/${template}`;
  const pool = new pg.Pool({ connectionString: address.href });
  await migrate(pool);
  await pool.end();
  const drop = async () => {
    const { rows } = await admin.query('SELECT datname FROM pg_database WHERE datname LIKE $1', [`${template}%`]);
    for (const { datname } of rows) await admin.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
    await admin.end();
  };
  return { template, drop };
}

export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url) {
    const { template, drop } = await serverTemplate(url);
    project.provide('database', { kind: 'server', url, template });
    return drop;
  }
  project.provide('database', { kind: 'embedded', file: await embeddedTemplate() });
  return undefined;
}
