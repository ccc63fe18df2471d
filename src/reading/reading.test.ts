import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRead } from '#src/conversation/reading.ts';
import { catalogueFromFiles } from '#src/procedures/catalogue.ts';
import { type Catalogue, findableOf } from '#src/procedures/content.ts';
import { realFiles, realLanguage } from '#tests/support/assistant.ts';
import { readersApart } from './apart.ts';
import { readersHere } from './here.ts';
import type { Reader, Readers } from './reader.ts';

const BIRTH = '1.001193';
const WORDS = ['làm khai sinh cần giấy gì', 'mat bao lau', 'tôi tố cáo cán bộ nhận hối lộ', '0', '', '👍', 'ổ gà to đùng trước chợ'];
let readers: Readers;
let reader: Reader;

/** Two procedures are enough, and read in a moment. */
function catalogueOf(...codes: string[]): Catalogue {
  const { procedures, ...rest } = catalogueFromFiles(realFiles());
  return { ...rest, procedures: new Map([...procedures].filter(([code]) => codes.includes(code))) };
}
const catalogue = catalogueOf(BIRTH, '1.000894');

beforeAll(async () => {
  readers = readersApart();
  reader = await readers.over(findableOf(catalogue));
});
afterAll(() => readers.stop());

test('what is read in a thread of its own is what is read here', async () => {
  const read = createRead(catalogue, realLanguage());
  for (const text of WORDS) for (const topic of [null, BIRTH]) expect(await reader.read(text, topic)).toEqual(read(text, topic));
});

test('many are read in the order in which they came, and who holds up others before them', async () => {
  const done: string[] = [];
  const all = Array.from({ length: 50 }, (_, at) => Promise.resolve(reader.read(`câu ${at}`, null)).then(({ text }) => done.push(text)));
  const urgent = Promise.resolve(reader.read('gấp', null, true)).then(({ text }) => done.push(text));
  await Promise.all([...all, urgent]);
  expect(done.filter((text) => text !== 'gấp')).toEqual(Array.from({ length: 50 }, (_, at) => `câu ${at}`));
  expect(done.indexOf('gấp')).toBeLessThan(10);
});

test('what cannot be read is an error of whoever asked it, and the next is read', async () => {
  const broken = reader.read(7 as unknown as string, null);
  const next = reader.read(WORDS[0]!, null);
  await expect(broken).rejects.toThrow();
  expect((await next).meaning.procedures[0]?.code).toBe(BIRTH);
});

test('a reader made from the one before it knows what is new; one that was let go reads what waited for it, the newest what comes later', async () => {
  const birth = catalogue.procedures.get(BIRTH)!;
  const words = { ...birth.words, aliases: [...birth.words.aliases, 'tờ giấy màu xanh lá'] };
  const changed = { ...catalogue, procedures: new Map(catalogue.procedures).set(BIRTH, { ...birth, words }) };
  for (const each of [readers, readersHere(realLanguage())]) {
    const before = each === readers ? reader : await each.over(findableOf(catalogue));
    const after = await each.over(findableOf(changed), before);
    expect((await after.read('tờ giấy màu xanh lá', null)).meaning.procedures[0]).toEqual({ code: BIRTH, score: 1 });
    expect((await before.read('tờ giấy màu xanh lá', null)).meaning.procedures[0]?.score ?? 0).toBeLessThan(1);
  }
  const waiting = Array.from({ length: 12 }, () => reader.read('tờ giấy màu xanh lá', null));
  reader.letGo();
  for (const { meaning } of await Promise.all(waiting)) expect(meaning.procedures[0]?.score ?? 0).toBeLessThan(1);
  expect((await reader.read('tờ giấy màu xanh lá', null)).meaning.procedures[0]).toEqual({ code: BIRTH, score: 1 });
});

test('who still waits when it ends hears so, and so does whoever asks afterwards', async () => {
  const own = readersApart();
  const waiting = own.over(findableOf(catalogue));
  const refused = expect(waiting).rejects.toThrow('stopped');
  await own.stop();
  await refused;
  await expect(own.over(findableOf(catalogue))).rejects.toThrow('stopped');
});
