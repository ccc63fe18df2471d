import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { testDatabase } from '#tests/support/database.ts';
import { type OpenDatabase, serverDatabase } from './database.ts';
import { migrate } from './migrate.ts';

let database: OpenDatabase;
let folder: string;

/** Writes a migration into a folder of our own; the database has those of the product already. */
function put(name: string, sql: string) {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

beforeAll(async () => {
  database = await testDatabase();
  folder = mkdtempSync(join(tmpdir(), 'motcua-migrations-'));
  cpSync('prisma/migrations', folder, { recursive: true });
  put('1_first', 'CREATE TABLE first (n int); INSERT INTO first VALUES (1);');
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const count = async (table: string) => Number((await database.pool.query(`SELECT count(*) FROM ${table}`)).rows[0].count);

test('what is applied is not applied again', async () => {
  expect(await migrate(database.pool)).toEqual([]);
  expect(await migrate(database.pool, folder)).toEqual(['1_first']);
  expect(await migrate(database.pool, folder)).toEqual([]);
  expect(await count('first')).toBe(1);
});

test('new ones are applied in the order of their names, and what is no migration is passed over', async () => {
  put('3_third', 'INSERT INTO second VALUES (3);');
  put('2_second', 'CREATE TABLE second (n int);');
  mkdirSync(join(folder, '9_empty'));
  writeFileSync(join(folder, 'migration_lock.toml'), '');
  expect(await migrate(database.pool, folder)).toEqual(['2_second', '3_third']);
});

test('one that fails leaves nothing, not even of those before it, and can be mended', async () => {
  put('4_fourth', 'CREATE TABLE fourth (n int);');
  put('5_fifth', 'CREATE TABLE fifth (n int); SELECT 1/0;');
  await expect(migrate(database.pool, folder)).rejects.toThrow('division by zero');
  await expect(count('fourth')).rejects.toThrow('does not exist');
  put('5_fifth', 'CREATE TABLE fifth (n int);');
  expect(await migrate(database.pool, folder)).toEqual(['4_fourth', '5_fifth']);
});

test('an applied migration that was edited since is refused by name', async () => {
  cpSync('prisma/migrations', folder, { recursive: true });
  put('1_first', 'CREATE TABLE first (n bigint);');
  await expect(migrate(database.pool, folder)).rejects.toMatchObject({ code: 'migrationDiffers', params: { migration: '1_first' } });
  cpSync('prisma/migrations', folder, { recursive: true });
  put('1_first', 'CREATE TABLE first (n int); INSERT INTO first VALUES (1);');
  expect(await migrate(database.pool, folder)).toEqual([]);
});

test('one that another tool began and did not finish is refused', async () => {
  await database.pool.query(`UPDATE "_prisma_migrations" SET finished_at = NULL WHERE migration_name = '5_fifth'`);
  await expect(migrate(database.pool, folder)).rejects.toMatchObject({ code: 'migrationDiffers', params: { migration: '5_fifth' } });
  await database.pool.query(`UPDATE "_prisma_migrations" SET finished_at = now() WHERE migration_name = '5_fifth'`);
});

test('a database that a newer version upgraded is left alone', async () => {
  await expect(migrate(database.pool)).rejects.toMatchObject({ code: 'databaseNewer' });
});

test('the connection is given back also after a failure', async () => {
  for (let time = 0; time < 12; time++) await migrate(database.pool, '/no/such/folder').catch(() => {});
  expect(await count('first')).toBe(1);
});

test.skipIf(inject('database').kind === 'embedded')('five that start at once on a new server database apply each once', async () => {
  const source = inject('database');
  if (source.kind !== 'server') return;
  const name = `${source.template}_five`;
  const admin = new pg.Client({ connectionString: source.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const address = new URL(source.url);
  address.pathname = `/${name}`;
  const instances = Array.from({ length: 5 }, () => serverDatabase(address.href, 2));
  const applied = await Promise.all(instances.map(({ pool }) => migrate(pool)));
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
  const { rows } = await instances[0]!.pool.query('SELECT migration_name FROM "_prisma_migrations"');
  expect(rows.map((row) => row.migration_name).sort()).toEqual(applied.flat());
  await Promise.all(instances.map((instance) => instance.close()));
});
