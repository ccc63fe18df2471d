import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { realFiles } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { loadCatalogue } from './catalogue.ts';
import { seedCatalogue } from './seed.ts';

let database: OpenDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const { legal, succession } = realFiles();
const seed = (hash: string, rest = { legal, succession }) =>
  seedCatalogue(
    database.prisma,
    { ...realFiles(), procedures: [], words: new Map(), groups: [], elsewhere: [], publications: [], hash, ...rest },
    new Date(),
  );

test('the register and the succession table come back from the database as the files have them; an admin’s rows stay', async () => {
  await seed('first');
  const loaded = await loadCatalogue(database.prisma);
  expect(new Map(loaded.legal.map((entry) => [entry.number, entry]))).toEqual(new Map(legal.map((entry) => [entry.number, entry])));
  expect(new Map(loaded.succession.map((entry) => [entry.id, entry]))).toEqual(new Map(succession.map((entry) => [entry.id, entry])));

  const [text] = legal;
  const content = { ...text, title: 'Tên do người biên tập ghi' };
  await database.prisma.legalText.update({ where: { number: text!.number }, data: { content, origin: 'admin' } });
  await seed('second', { legal: legal.slice(0, 3), succession: [] });
  const again = await loadCatalogue(database.prisma);
  expect(again.legal.map(({ number }) => number).sort()).toEqual(
    legal
      .slice(0, 3)
      .map(({ number }) => number)
      .sort(),
  );
  expect(again.legal.find(({ number }) => number === text!.number)?.title).toBe(content.title);
  expect(again.succession).toEqual([]);
});
