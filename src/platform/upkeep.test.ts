import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { testDatabase } from '#tests/support/database.ts';
import type { OpenDatabase } from './database.ts';
import { cleanTables } from './upkeep.ts';

let open: OpenDatabase;
beforeAll(async () => {
  open = await testDatabase();
});
afterAll(() => open.close());

/** A server does it by itself. */
const embedded = test.skipIf(inject('database').kind === 'server');

const size = async (table: string) => Number((await open.pool.query('SELECT pg_relation_size($1::regclass) AS size', [table])).rows[0].size);
const rewrite = async (times: number) => {
  for (let time = 0; time < times; time++) await open.pool.query('UPDATE much_changed SET n = n + 1, body = body');
};

embedded('a table that is rewritten again and again keeps its size, and one that is not touched is left alone', async () => {
  await open.pool.query(`CREATE TABLE much_changed AS SELECT n, repeat('x', 100) AS body FROM generate_series(1, 500) n`);
  await open.pool.query('ALTER TABLE much_changed SET (autovacuum_enabled = off)');
  await open.pool.query('CREATE TABLE untouched (n int)');
  const cleaned: string[][] = [];
  for (let day = 0; day < 4; day++) {
    await rewrite(3);
    await open.pool.query('SELECT pg_stat_force_next_flush()');
    cleaned.push(await cleanTables(open, false));
  }
  const settled = await size('much_changed');
  await rewrite(3);
  expect(await size('much_changed')).toBe(settled);
  for (const tables of cleaned) {
    expect(tables).toContain('public.much_changed');
    expect(tables).not.toContain('public.untouched');
  }
});

embedded('a large table waits for the night', async () => {
  await open.pool.query(`CREATE TABLE large AS SELECT n, repeat('y', 900) AS body FROM generate_series(1, 20000) n`);
  await open.pool.query('DELETE FROM large WHERE n % 2 = 0');
  await open.pool.query('SELECT pg_stat_force_next_flush()');
  expect(await cleanTables(open, false)).not.toContain('public.large');
  expect(await cleanTables(open, true)).toContain('public.large');
});
