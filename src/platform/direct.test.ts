import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { Prisma } from '#src/generated/prisma/client.ts';
import { testDatabase } from '#tests/support/database.ts';
import type { OpenDatabase } from './database.ts';
import { throughPrisma } from './direct.ts';

let open: OpenDatabase;
beforeAll(async () => {
  open = await testDatabase();
  await open.pool.query('CREATE TABLE noted (word text PRIMARY KEY)');
});
beforeEach(() => open.pool.query('TRUNCATE noted'));
afterAll(() => open.close());

const note = (word: string) => Prisma.sql`INSERT INTO noted VALUES (${word})`;
const words = async () => (await open.direct.query<{ word: string }>(Prisma.sql`SELECT word FROM noted ORDER BY word`)).map(({ word }) => word);

test('what is written within a transaction that is given up is gone, and what is asked meanwhile belongs to none', async () => {
  const meanwhile: Promise<number>[] = [];
  await expect(
    open.prisma.$transaction(async (tx) => {
      meanwhile.push(open.direct.execute(note('before')));
      await throughPrisma(tx).execute(note('within'));
      meanwhile.push(open.direct.execute(note('after')));
      throw new Error('given up');
    }),
  ).rejects.toThrow('given up');
  expect(await Promise.all(meanwhile)).toEqual([1, 1]);
  expect(await words()).toEqual(['after', 'before']);
});

// On a server others have connections of their own.
test.skipIf(inject('database').kind === 'server')(
  'who waits for a transaction whose connection ends is refused, and does not wait for ever',
  async () => {
    const client = await open.pool.connect();
    await client.query('BEGIN');
    await client.query("INSERT INTO noted VALUES ('lost')");
    const refused = expect(open.direct.execute(note('waiting'))).rejects.toThrow();
    client.release(true);
    await refused;
    expect(await open.direct.execute(note('next'))).toBe(1);
    expect(await words()).toEqual(['next']);
  },
);

test('of many asked at once, also for the first time, one that fails leaves the others as they are', async () => {
  const asked = ['a', 'b', 'a', 'c'].map((word) => open.direct.execute(note(word)));
  const broken = open.direct.query(Prisma.sql`SELECT 1 / ${0}::int`);
  const settled = (await Promise.allSettled([...asked, broken])).map(({ status }) => status);
  expect(settled.filter((status) => status === 'rejected')).toHaveLength(2);
  expect([settled[1], settled[3], settled[4]]).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(await words()).toEqual(['a', 'b', 'c']);
});

test('a transaction of its own is kept whole or not at all', async () => {
  const two = (fails: boolean) =>
    open.direct.transaction(async (tx) => {
      await tx.execute(note('one'));
      await tx.execute(note('two'));
      if (fails) throw new Error('no');
      return 'done';
    });
  await expect(two(true)).rejects.toThrow('no');
  expect(await words()).toEqual([]);
  expect(await two(false)).toBe('done');
  await expect(two(false)).rejects.toThrow();
  expect(await words()).toEqual(['one', 'two']);
});

test('values come back as Prisma’s client brings them', async () => {
  const at = new Date('2026-11-30T02:00:00.123Z');
  const sql = Prisma.sql`SELECT ${at}::timestamptz AS at, ${12345678901234n}::bigint AS id, ${JSON.stringify({ a: [1] })}::jsonb AS said,
    ${['x', 'y "z"']}::text[] AS list, ${1.5}::float8 AS pace, ${true}::boolean AS yes, ${null}::text AS none`;
  const [row] = await open.direct.query(sql);
  expect(row).toEqual((await throughPrisma(open.prisma).query(sql))[0]);
  expect(row).toMatchObject({ at, id: 12345678901234n, said: { a: [1] }, list: ['x', 'y "z"'], pace: 1.5, yes: true, none: null });
});
