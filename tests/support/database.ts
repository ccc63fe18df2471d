import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { inject } from 'vitest';
import { type OpenDatabase, pgliteDatabase, serverDatabase } from '#src/platform/database.ts';

let clones = 0;

/** Bytes as the part of a Blob that PGlite uses: reading a true one costs more than the rest of a clone. */
const held = (file: string) => {
  const bytes = readFileSync(file);
  return { type: '', arrayBuffer: async () => bytes.buffer } as unknown as Blob;
};

/** PostgreSQL is compiled once for each worker, and its files and those of the template are read once. */
async function prepare(template: string) {
  const of = (name: string) => join(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')), name);
  return {
    loadDataDir: held(template),
    fsBundle: held(of('pglite.data')),
    pgliteWasmModule: await WebAssembly.compile(readFileSync(of('pglite.wasm'))),
    initdbWasmModule: await WebAssembly.compile(readFileSync(of('initdb.wasm'))),
  };
}
let prepared: ReturnType<typeof prepare> | undefined;

/** A database of its own for a test file: migrated, empty, thrown away by `close`. */
export async function testDatabase(): Promise<OpenDatabase> {
  const source = inject('database');
  if (source.kind === 'embedded') {
    prepared ??= prepare(source.file);
    const pglite = await PGlite.create({ ...(await prepared), postgresqlconf: ['shared_buffers = 4MB', 'wal_buffers = 64kB'] });
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
