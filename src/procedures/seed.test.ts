import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { realFiles } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { catalogueFromFiles, loadCatalogue } from './catalogue.ts';
import { type CatalogueFiles, hashCatalogueFiles } from './files.ts';
import { seedCatalogue, seedFromFiles } from './seed.ts';

const now = new Date('2026-11-22T02:00:00.000Z');
const later = new Date('2026-12-01T02:00:00.000Z');
let database: OpenDatabase;

/** Six procedures of the real files, to change at will. */
function few(change: (files: CatalogueFiles) => void = () => {}, hash = 'first'): CatalogueFiles {
  const { procedures, words, groups, elsewhere } = realFiles();
  const some = structuredClone(procedures.slice(0, 6));
  const known = new Set(some.map(({ content }) => content.code));
  const files = {
    hash,
    procedures: some,
    words: structuredClone(new Map([...words].filter(([code]) => known.has(code)))),
    groups: structuredClone(groups.slice(0, 2)),
    elsewhere: structuredClone(elsewhere.slice(0, 3)),
    publications: [],
    legal: [],
    succession: [],
  };
  change(files);
  return files;
}
const code = (at: number) => few().procedures[at]!.content.code;
const seed = (files: CatalogueFiles, at = now) => seedCatalogue(database.prisma, files, at);
const versions = (of: string) => database.prisma.procedureVersion.findMany({ where: { code: of }, orderBy: { number: 'asc' } });

/** Publishes as an admin would: a next version that is in force. */
async function publishAsAdmin(of: string) {
  const [first] = await versions(of);
  await database.prisma.procedureVersion.create({
    data: { ...first!, content: first!.content as object, number: 2, contentHash: 'by hand', origin: 'admin', reason: 'fee corrected' },
  });
  await database.prisma.procedure.update({ where: { code: of }, data: { currentVersion: 2 } });
}

beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

test('the first time everything is published, once', async () => {
  expect(await seed(few())).toEqual({ published: 6, withdrawn: 0, kept: 0 });
  expect(await seed(few(), later)).toBeNull();
  expect(await database.prisma.procedureVersion.count()).toBe(6);
  const catalogue = await loadCatalogue(database.prisma);
  expect(catalogue).toMatchObject({ revision: 1, publishedAt: now });
  expect([...catalogue.procedures.values()].every(({ version }) => version === 1)).toBe(true);
});

test('other files with the same content publish nothing', async () => {
  await seed(few());
  expect(await seed(few(undefined, 'second'), later)).toEqual({ published: 0, withdrawn: 0, kept: 0 });
  expect(await database.prisma.procedureVersion.count()).toBe(6);
});

test('only the procedure that changed gets version 2; version 1 stays as it was', async () => {
  await seed(few());
  const changed = few((files) => void (files.procedures[2]!.content.fee = { text: '8.000 đồng', flag: 'published' }), 'second');
  expect(await seed(changed, later)).toEqual({ published: 1, withdrawn: 0, kept: 0 });
  const [one, two] = await versions(code(2));
  expect(one).toMatchObject({ number: 1, publishedAt: now });
  expect(two).toMatchObject({ number: 2, publishedAt: later, origin: 'files' });
  const catalogue = await loadCatalogue(database.prisma);
  expect(catalogue.revision).toBe(2);
  expect(catalogue.procedures.get(code(2))).toMatchObject({ version: 2, fee: { text: '8.000 đồng' } });
  expect(catalogue.procedures.get(code(1))).toMatchObject({ version: 1 });
});

test('what an admin published is kept, whatever the files say later', async () => {
  await seed(few());
  await publishAsAdmin(code(1));
  const changed = few((files) => void (files.procedures[1]!.content.name = 'Tên khác'), 'second');
  expect(await seed(changed, later)).toEqual({ published: 0, withdrawn: 0, kept: 1 });
  expect(
    await seed(
      few((files) => void files.procedures.splice(1, 1), 'third'),
      later,
    ),
  ).toMatchObject({ withdrawn: 0 });
  expect((await loadCatalogue(database.prisma)).procedures.get(code(1))?.version).toBe(2);
});

test('what the files no longer hold is withdrawn, and comes back as its next version', async () => {
  await seed(few());
  expect(
    await seed(
      few((files) => void files.procedures.splice(0, 1), 'second'),
      later,
    ),
  ).toMatchObject({ withdrawn: 1, published: 0 });
  expect((await loadCatalogue(database.prisma)).procedures.has(code(0))).toBe(false);
  expect(await versions(code(0))).toHaveLength(1);
  expect(await seed(few(undefined, 'third'), later)).toMatchObject({ withdrawn: 0, published: 1 });
  expect((await loadCatalogue(database.prisma)).procedures.get(code(0))).toMatchObject({ version: 2 });
});

test('words follow the files, also when they are taken out; those of an admin stay', async () => {
  await seed(few());
  await database.prisma.procedureWords.update({ where: { code: code(0) }, data: { aliases: ['của quản trị'], origin: 'admin' } });
  await seed(
    few((files) => {
      files.words.set(code(0), { aliases: ['của tệp'], situations: [] });
      files.words.set(code(1), { aliases: ['tên mới'], situations: [] });
      files.words.delete(code(2));
    }, 'second'),
  );
  const { procedures } = await loadCatalogue(database.prisma);
  expect(procedures.get(code(0))?.words.aliases).toEqual(['của quản trị']);
  expect(procedures.get(code(1))?.words.aliases).toEqual(['tên mới']);
  expect(procedures.get(code(2))?.words).toEqual({ aliases: [], situations: [] });
});

test('groups and procedures of the province are replaced, those of an admin stay', async () => {
  await seed(few());
  const own = { id: 'of-admin', question: 'Gì?', triggers: ['a'], options: [code(0), code(1)].map((of) => ({ code: of, label: of })) };
  await database.prisma.ambiguityGroup.create({ data: { id: own.id, content: own, origin: 'admin' } });
  await seed(
    few((files) => {
      files.groups.pop();
      files.elsewhere.pop();
    }, 'second'),
  );
  expect((await database.prisma.ambiguityGroup.findMany()).map(({ id }) => id).sort()).toEqual([few().groups[0]!.id, 'of-admin'].sort());
  expect(await database.prisma.elsewhereProcedure.count()).toBe(2);
});

test('each seeding is in the audit log, with what it did', async () => {
  await seed(few());
  await seed(
    few((files) => void files.procedures.pop(), 'second'),
    later,
  );
  expect(await database.prisma.auditEvent.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
    { action: 'catalogue.seed', actor: 'system', at: now, details: { published: 6, withdrawn: 0, kept: 0 } },
    { action: 'catalogue.seed', at: later, details: { published: 0, withdrawn: 1, kept: 0 } },
  ]);
});

test('of instances that seed at once, one does and the others find it done', async () => {
  const results = await Promise.all(Array.from({ length: 4 }, () => seed(few())));
  expect(results.filter((result) => result !== null)).toEqual([{ published: 6, withdrawn: 0, kept: 0 }]);
  expect(await database.prisma.procedureVersion.count()).toBe(6);
  expect(await database.prisma.auditEvent.count()).toBe(1);
});

test('a seeding that fails changes nothing', async () => {
  await seed(few());
  const broken = few((files) => {
    files.procedures[0]!.content.name = 'Tên khác';
    files.words.set(code(1), { aliases: null as never, situations: [] });
  }, 'second');
  await expect(seed(broken, later)).rejects.toThrow();
  expect(await database.prisma.procedureVersion.count()).toBe(6);
  expect((await loadCatalogue(database.prisma)).revision).toBe(1);
});

test('the real files, seeded and loaded, are the catalogue that the files alone make', async () => {
  let begun = 0;
  expect(await seedFromFiles(database.prisma, now, () => void begun++)).toMatchObject({ published: realFiles().procedures.length });
  expect(await seedFromFiles(database.prisma, later, () => void begun++)).toBeNull();
  expect(begun).toBe(1);
  const { revision: _revision, publishedAt: _at, groups, elsewhere, procedures } = await loadCatalogue(database.prisma);
  const expected = catalogueFromFiles(realFiles());
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  const byCode = (a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : 1);
  expect([...procedures.keys()]).toEqual([...expected.procedures.keys()]);
  expect(JSON.parse(JSON.stringify([...procedures.values()]))).toEqual(JSON.parse(JSON.stringify([...expected.procedures.values()])));
  expect(groups.sort(byId)).toEqual([...expected.groups].sort(byId));
  expect(elsewhere.sort(byCode)).toEqual([...expected.elsewhere].sort(byCode));
  expect((await database.prisma.catalogueState.findUnique({ where: { id: 1 } }))?.filesHash).toBe(hashCatalogueFiles());
});
