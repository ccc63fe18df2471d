import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import { realFiles } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { loadCatalogue } from '../catalogue.ts';
import type { CatalogueFiles } from '../files.ts';
import { seedCatalogue } from '../seed.ts';
import { importProcedures } from './apply.ts';
import { openProcedures, writeProcedures } from './formats.ts';

const now = new Date('2026-11-22T02:00:00.000Z');
const later = new Date('2026-12-01T02:00:00.000Z');
let database: OpenDatabase;

/** Five procedures of the real files with their words, to change at will. */
function few(change: (files: CatalogueFiles) => void = () => {}, hash = 'first'): CatalogueFiles {
  const { procedures, words } = realFiles();
  const some = structuredClone(procedures.slice(0, 5));
  const own = new Map(some.map(({ content: { code } }) => [code, structuredClone(words.get(code)!)]));
  const files = { ...realFiles(), hash, procedures: some, words: own, groups: [], elsewhere: [], publications: [] };
  change(files);
  return files;
}
const code = (at: number) => few().procedures[at]!.content.code;
const seed = (files: CatalogueFiles, at = now) => seedCatalogue(database.prisma, files, at);

/** What is in force, as a JSON file with changes. */
async function fileWith(change: (entries: { group: string; content: Record<string, unknown>; words: { aliases: string[] } }[]) => void) {
  const { procedures } = await loadCatalogue(database.prisma);
  const entries = JSON.parse((await writeProcedures('a.json', [...procedures.values()], sayIn('vi'))).toString());
  change(entries.sort((a: { content: { code: string } }, b: { content: { code: string } }) => order(a.content.code) - order(b.content.code)));
  return openProcedures('a.json', Buffer.from(JSON.stringify(entries)));
}
const order = (of: string) => few().procedures.findIndex(({ content }) => content.code === of);
const options = { now: later, file: 'a.json', dryRun: false, skipErrors: false };
const bring = async (change: Parameters<typeof fileWith>[0], more: Partial<typeof options> = {}) =>
  importProcedures(database.prisma, await fileWith(change), { source: 'a.json', zeroWords: [] }, { ...options, ...more });

async function publishAsAdmin(of: string, change: Record<string, unknown>) {
  const first = (await database.prisma.procedureVersion.findMany({ where: { code: of }, orderBy: { number: 'desc' } }))[0]!;
  const held = first.content as { group: string; content: object };
  const data = {
    ...first,
    number: first.number + 1,
    content: { ...held, content: { ...held.content, ...change } },
    contentHash: 'by hand',
    origin: 'admin',
    reason: 'x',
  };
  await database.prisma.procedureVersion.create({ data: data as never });
  await database.prisma.procedure.update({ where: { code: of }, data: { currentVersion: data.number } });
}

beforeEach(async () => {
  database = await testDatabase();
  await seed(few());
});
afterEach(() => database.close());

test('only what changed becomes a version, with its words, a new revision and an audit line', async () => {
  const result = await bring((entries) => {
    entries[1]!.content['agency'] = 'Nơi khác';
    entries[2]!.words.aliases.push('tên của xã');
  });
  expect(result.written).toBe(true);
  expect(
    result.items
      .filter(({ status }) => status === 'changed')
      .map(({ code: of, fields }) => [of, fields])
      .sort(),
  ).toEqual(
    [
      [code(1), ['agency']],
      [code(2), ['words.aliases']],
    ].sort(),
  );
  const { revision, procedures } = await loadCatalogue(database.prisma);
  expect(revision).toBe(2);
  expect([...procedures.values()].map(({ version }) => version).sort()).toEqual([1, 1, 1, 1, 2]);
  expect(procedures.get(code(1))).toMatchObject({ version: 2, agency: 'Nơi khác' });
  expect(procedures.get(code(2))?.words.aliases).toContain('tên của xã');
  expect(await database.prisma.auditEvent.findMany({ where: { action: 'catalogue.import' } })).toMatchObject([
    { actor: 'system', at: later, details: { file: 'a.json', published: 1, words: 1, drafts: 0, refused: 0 } },
  ]);
});

test('a dry run and a file with an error write nothing; --skip-errors writes the rest', async () => {
  const change: Parameters<typeof fileWith>[0] = (entries) => {
    entries[0]!.content['name'] = '';
    entries[1]!.content['agency'] = 'Nơi khác';
  };
  const before = await loadCatalogue(database.prisma);
  expect(await bring((entries) => void (entries[1]!.content['agency'] = 'Nơi khác'), { dryRun: true })).toMatchObject({ written: false });
  const refused = await bring(change);
  expect(refused).toMatchObject({ written: false, broken: [code(0)] });
  expect(await loadCatalogue(database.prisma)).toEqual(before);
  expect(await database.prisma.auditEvent.count({ where: { action: 'catalogue.import' } })).toBe(0);
  expect(await bring(change, { skipErrors: true })).toMatchObject({ written: true });
  const { procedures } = await loadCatalogue(database.prisma);
  expect(procedures.get(code(1))?.agency).toBe('Nơi khác');
  expect(procedures.get(code(0))).toEqual(before.procedures.get(code(0)));
});

test('what an admin published is kept and the file’s version is a draft with its three sides; the next import replaces it', async () => {
  const before = (await loadCatalogue(database.prisma)).procedures.get(code(0))!;
  await publishAsAdmin(code(0), { agency: 'Của quản trị' });
  await bring((entries) => {
    entries[0]!.content['agency'] = 'Của tệp';
    entries[0]!.content['decision'] = '9/QĐ';
  });
  expect((await loadCatalogue(database.prisma)).procedures.get(code(0))).toMatchObject({ version: 2, agency: 'Của quản trị' });
  const [draft, ...more] = await database.prisma.procedureDraft.findMany();
  expect(more).toEqual([]);
  expect(draft).toMatchObject({ code: code(0), origin: 'import', baseVersion: 1, inForceVersion: 2, source: 'a.json', createdAt: later });
  expect((draft!.differences as { field: string }[]).sort((a, b) => (a.field < b.field ? -1 : 1))).toEqual([
    { field: 'agency', base: before.agency ?? null, theirs: 'Của quản trị', ours: 'Của tệp', by: 'both' },
    { field: 'decision', base: before.decision ?? null, theirs: before.decision ?? null, ours: '9/QĐ', by: 'ours' },
  ]);
  await bring(() => {});
  expect(await database.prisma.procedureDraft.count()).toBe(0);
});

test('words of an admin are kept too', async () => {
  await database.prisma.procedureWords.update({
    where: { code: code(0) },
    data: { aliases: ['của quản trị'], origin: 'admin', contentHash: 'by hand' },
  });
  await bring((entries) => void (entries[0]!.words.aliases = ['của tệp']));
  expect((await loadCatalogue(database.prisma)).procedures.get(code(0))?.words.aliases).toEqual(['của quản trị']);
  expect((await database.prisma.procedureDraft.findMany())[0]?.differences).toEqual([
    { field: 'words.aliases', base: null, theirs: ['của quản trị'], ours: ['của tệp'], by: 'both' },
  ]);
});

test('an import may replace an import; the repository’s files may not, they make a draft when they change', async () => {
  await bring((entries) => void (entries[0]!.content['agency'] = 'Một'));
  await bring((entries) => void (entries[0]!.content['agency'] = 'Hai'));
  expect((await loadCatalogue(database.prisma)).procedures.get(code(0))).toMatchObject({ version: 3, agency: 'Hai' });
  expect(await seed(few(undefined, 'second'), later)).toEqual({ published: 0, withdrawn: 0, kept: 1 });
  expect(await database.prisma.procedureDraft.count()).toBe(0);
  await seed(
    few((files) => void (files.procedures[0]!.content.decision = '9/QĐ'), 'third'),
    later,
  );
  expect((await loadCatalogue(database.prisma)).procedures.get(code(0))).toMatchObject({ version: 3, agency: 'Hai' });
  expect(await database.prisma.procedureDraft.findMany()).toMatchObject([
    { origin: 'files', baseVersion: 1, inForceVersion: 3, source: 'prisma/catalogue' },
  ]);
});

test('a procedure that nobody had is published with its words', async () => {
  await bring((entries) => {
    const copy = structuredClone(entries[0]!);
    entries.push({ ...copy, content: { ...copy.content, code: '9.000001', name: 'Thủ tục mới' } });
  });
  expect((await loadCatalogue(database.prisma)).procedures.get('9.000001')).toMatchObject({
    version: 1,
    name: 'Thủ tục mới',
    words: few().words.get(code(0)),
  });
});
