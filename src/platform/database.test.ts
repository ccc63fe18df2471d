import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '#tests/support/database.ts';
import { inSavepoint, type OpenDatabase, type Transaction } from './database.ts';

let open: OpenDatabase;
beforeAll(async () => {
  open = await testDatabase();
  await open.pool.query('CREATE TABLE written (word text)');
});
afterAll(() => open.close());

test('of parts within parts, one that fails takes all of itself back and nothing else', async () => {
  const fails = async () => {
    throw new Error('no');
  };
  await open.prisma.$transaction(async (tx) => {
    const write = (word: string) => tx.$executeRaw`INSERT INTO written VALUES (${word})`;
    await write('before');
    await inSavepoint(tx, async () => {
      await write('outer');
      await inSavepoint(tx, fails).catch(() => {});
      await fails();
    }).catch(() => {});
    await inSavepoint(tx, () => write('after'));
  });
  const { rows } = await open.pool.query('SELECT word FROM written');
  expect(rows.map(({ word }) => word)).toEqual(['before', 'after']);
});

test('a part that went on after a failed statement keeps nothing, though its marks are not waited for', async () => {
  const broken = (tx: Transaction) => tx.$executeRaw`SELECT 1 / 0`.catch(() => {});
  await open.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`INSERT INTO written VALUES ('around')`;
    const part = inSavepoint(tx, async () => {
      await tx.$executeRaw`INSERT INTO written VALUES ('within')`;
      await inSavepoint(tx, () => broken(tx));
      await tx.$executeRaw`INSERT INTO written VALUES ('within')`;
    });
    await expect(part).rejects.toThrow();
  });
  const { rows } = await open.pool.query("SELECT word FROM written WHERE word IN ('around', 'within')");
  expect(rows).toEqual([{ word: 'around' }]);
  // Whoever swallows an error of the database hears of it when the transaction ends: nothing was kept.
  await expect(open.prisma.$transaction(broken)).rejects.toThrow();
  await expect(open.prisma.$transaction((tx) => inSavepoint(tx, () => broken(tx)))).rejects.toThrow();
});

test('the marks of a transaction travel with the statement after them', async () => {
  await expect(open.prisma.$transaction(async () => 'nothing to do')).resolves.toBe('nothing to do');
  const refused = open.prisma.$transaction(async () => {
    throw new Error('given up');
  });
  await expect(refused).rejects.toThrow('given up');
  await open.prisma.$transaction((tx) => tx.$executeRaw`INSERT INTO written VALUES ('kept')`);
  await open.prisma
    .$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO written VALUES ('not kept')`;
      throw new Error('given up');
    })
    .catch(() => {});
  const { rows } = await open.pool.query("SELECT word FROM written WHERE word LIKE '%kept'");
  expect(rows).toEqual([{ word: 'kept' }]);
});

test('what the database has answered does not stay in memory', async () => {
  setFlagsFromString('--expose-gc');
  const used = () => {
    runInNewContext('gc')();
    return process.memoryUsage().heapUsed;
  };
  const answer = () => open.pool.query("SELECT repeat('a', 20000) AS words");
  await answer();
  const before = used();
  for (let asked = 0; asked < 500; asked++) await answer();
  // All of it would be 10 MB.
  expect(used() - before).toBeLessThan(3_000_000);
});
