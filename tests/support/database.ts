import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { inject } from 'vitest';
import { type OpenDatabase, pgliteDatabase, serverDatabase } from '#src/platform/database.ts';

let clones = 0;

/** A database of its own for a test file: migrated, empty, thrown away by `close`. */
export async function testDatabase(): Promise<OpenDatabase> {
  const source = inject('database');
  if (source.kind === 'embedded') {
    const pglite = await PGlite.create({ postgresqlconf: ['shared_buffers = 16MB'], loadDataDir: new Blob([readFileSync(source.file)]) } as never);
    return pgliteDatabase(pglite);
  }
  const name = `${source.template}_${process.pid}_${clones++}`;
  const admin = new pg.Client({ connectionString: source.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE "${name}" TEMPLATE ${source.template}`);
  await admin.end();
  const address = new URL(source.url);
  address.pathname = `/${name}`;
  return serverDatabase(address.href, 6);
}
