import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { realDirectory, realFiles, realLanguage } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { NOW, settableClock } from '#tests/support/staff.ts';
import { understoodBy } from './conversation/assistant.ts';
import { officeFrom } from './directory/directory.ts';
import { type HeldAssistant, holdAssistant } from './heldAssistant.ts';
import { type OpenDatabase, serverDatabase } from './platform/database.ts';
import { publishEdit } from './procedures/editing/commands/publish.ts';
import { saveWords, wordsMark } from './procedures/editing/commands/words.ts';
import { saveEdit, submitEdit } from './procedures/editing/commands/write.ts';
import { readEdit } from './procedures/editing/edits.ts';
import { seedCatalogue } from './procedures/seed.ts';
import { readersHere } from './reading/here.ts';

const BIRTH = '1.001193';
const onServer = inject('database').kind === 'server';
let database: OpenDatabase;
let other: OpenDatabase;
let instances: HeldAssistant[];
const reported: unknown[] = [];

beforeAll(async () => {
  if (!onServer) return;
  database = await testDatabase();
  const files = realFiles();
  const procedures = files.procedures.filter(({ content }) => content.code === BIRTH);
  await seedCatalogue(database.prisma, { ...files, procedures, publications: [], succession: [] }, NOW);
  const { options } = database.pool as unknown as { options: { connectionString: string } };
  other = serverDatabase(options.connectionString, 3);
  const rest = {
    office: officeFrom(realDirectory()),
    language: realLanguage(),
    readers: readersHere(realLanguage()),
    desk: { clock: settableClock() },
  };
  instances = await Promise.all([database, other].map((each) => holdAssistant(each, rest, (error) => reported.push(error))));
});
afterAll(async () => {
  for (const instance of instances ?? []) await instance.stop();
  await other?.close();
  await database?.close();
});

test.skipIf(!onServer)('what one instance publishes, another hears of and answers with', async () => {
  const desk = { database: database.prisma, clock: settableClock() };
  const writer = (id: string) => ({ id, may: () => true });
  const { typed } = await readEdit(database.prisma, BIRTH);
  await saveEdit(desk, writer('an'), BIRTH, { ...typed, 'fees.0.amount': '12.345 đồng' }, 0);
  await submitEdit(desk, writer('an'), BIRTH, 'Nghị quyết mới');
  await publishEdit(desk, writer('binh'), BIRTH, { catalogue: instances[0]!.current().catalogue });
  const fee = () => instances.map((instance) => instance.current().catalogue.procedures.get(BIRTH)?.fee?.text);
  await expect.poll(fee).toEqual(['12.345 đồng', '12.345 đồng']);
  expect(reported).toEqual([]);
});

test('after words of one procedure change, those of the others are not read again: whoever publishes next does not wait for them', async () => {
  const mine = await testDatabase();
  const files = realFiles();
  await seedCatalogue(mine.prisma, { ...files, publications: [], succession: [] }, NOW);
  const language = realLanguage();
  const read: string[] = [];
  const plain: typeof language.analyse.plain = (text) => {
    read.push(text);
    return language.analyse.plain(text);
  };
  const analyse = Object.assign((text: string) => language.analyse(text), { plain });
  const held = await holdAssistant(
    mine,
    { office: officeFrom(realDirectory()), language, readers: readersHere({ ...language, analyse }), desk: {} },
    (error) => reported.push(error),
  );
  try {
    await held.ready;
    const { catalogue } = held.current();
    const { words } = catalogue.procedures.get(BIRTH)!;
    const desk = { database: mine.prisma, clock: settableClock() };
    const changed = { ...words, aliases: [...words.aliases, 'tờ giấy màu xanh lá'] };
    await saveWords(desk, { id: 'an', may: () => true }, BIRTH, changed, { catalogue, mark: wordsMark(words) });
    const others = new Set([...catalogue.procedures.values()].flatMap((one) => (one.code === BIRTH ? [] : one.words.situations)));
    expect(read.filter((text) => others.has(text)).length).toBeGreaterThan(1000);
    read.length = 0;
    await held.refresh();
    expect(read.filter((text) => others.has(text)).length).toBeLessThan(100);
    expect((await understoodBy(held.current(), 'tờ giấy màu xanh lá')).procedures[0]).toEqual({ code: BIRTH, score: 1 });
    expect(reported).toEqual([]);
  } finally {
    await held.stop();
    await mine.close();
  }
});

test('what keeps messages from being read is said once, to whoever waits for it', async () => {
  const own = await testDatabase();
  const heard: unknown[] = [];
  const readers = { over: async () => Promise.reject(new Error('a damaged model')), stop: async () => {} };
  const rest = { office: officeFrom(realDirectory()), language: realLanguage(), readers, desk: {} };
  const held = await holdAssistant(own, rest, (error) => heard.push(error));
  await expect(held.ready).rejects.toThrow('a damaged model');
  await held.refresh();
  expect(heard).toEqual([]);
  await held.stop();
  await own.close();
});
