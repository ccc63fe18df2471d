import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import type { Following } from '#src/platform/follow.ts';
import { LOCALES, originalIn, sayIn, wordAs } from '#src/platform/texts.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { testDatabase } from '#tests/support/database.ts';
import { member, settableClock } from '#tests/support/staff.ts';
import { filled, placeholdersOf, wordingFault } from './check.ts';
import { holdWording } from './held.ts';
import { SENTENCES, sentenceOf } from './sentences.ts';
import { WORDING_REFUSALS, wordSentence } from './word.ts';

const say = sayIn('vi');
const actor: PersonActor = { kind: 'person', id: 'editor', name: 'Biên tập', locale: 'vi', memberships: [member('editor')] };
let database: OpenDatabase;
let held: Following | null = null;
const reported: unknown[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await held?.stop();
  held = null;
});
afterAll(() => database.close());

const staff = () => ({ database: database.prisma, clock: settableClock() });
const hold = async () => {
  held = await holdWording(database, (error) => reported.push(error));
};
const greeting = sentenceOf('greeting')!;
const greet = () => say('greeting.first', { office: 'UBND xã' });

test('every sentence is there in both languages, fits itself, has a name, and a sample for each value', () => {
  for (const { id, key } of SENTENCES) {
    for (const locale of LOCALES) {
      expect(wordingFault(originalIn(locale, key), originalIn(locale, key)), `${locale} ${key}`).toBeNull();
      expect(sayIn(locale)(`wording.name.${id}`)).not.toContain('wording.name');
      for (const name of placeholdersOf(originalIn(locale, key)))
        expect(sayIn(locale)(`wording.sample.${name}`), name).not.toContain('wording.sample');
    }
  }
  for (const code of WORDING_REFUSALS) for (const locale of LOCALES) expect(sayIn(locale)(`errors.${code}`)).not.toContain('errors.');
});

test('a sentence names the values of its original, every one and no other, and nothing that would be carried out', () => {
  const original = 'Hồ sơ “{{procedure}}” hẹn {{due}}.';
  expect(wordingFault(original, 'Hẹn {{ due }}: {{procedure}}')).toBeNull();
  expect(wordingFault(original, 'Hẹn {{due}}')).toEqual({ code: 'wordingMissing', names: ['procedure'] });
  expect(wordingFault(original, '{{procedure}} {{due}} {{name}}')).toEqual({ code: 'wordingUnknown', names: ['name'] });
  for (const broken of ['{{', '}}', '$t(app.name)', '{{due', '{{a.b}}', '{{- due}}'])
    expect(wordingFault(original, `{{procedure}} {{due}} ${broken}`), broken).toEqual({ code: 'wordingBroken' });
  expect(wordingFault(original, ' \n ')).toEqual({ code: 'wordingEmpty' });
  expect(wordingFault('x', 'y'.repeat(901))).toMatchObject({ code: 'wordingLong' });
});

test('whatever passes is said as it is written, whatever stands in its values', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ maxLength: 20 }), (around, value) => {
      const text = `${around}{{office}}${around}`;
      fc.pre(wordingFault(originalIn('vi', 'greeting.first'), text) === null);
      wordAs([{ locale: 'vi', key: 'greeting.first', text }]);
      expect(say('greeting.first', { office: value })).toBe(filled(text, () => value));
    }),
  );
  wordAs([]);
});

test('a change is said at once, its history kept, the original comes back; nobody else’s sentence changes', async () => {
  await hold();
  const before = greet();
  await wordSentence(staff(), actor, greeting, 'vi', 'Kính chào! <b>{{office}}</b> xin nghe.');
  // On a server every process hears it; the embedded database has one.
  if (database.kind === 'embedded') await held?.refresh();
  await vi.waitFor(() => expect(greet()).toBe('Kính chào! <b>UBND xã</b> xin nghe.'), { timeout: 20_000, interval: 10 });
  expect(sayIn('en')('greeting.first', { office: 'X' })).toContain('X');
  expect(originalIn('vi', 'greeting.first')).toContain('{{office}}, trả lời');
  await expect(wordSentence(staff(), actor, greeting, 'vi', 'Chào')).rejects.toMatchObject({
    code: 'wordingMissing',
    params: { names: '{{office}}' },
  });
  await wordSentence(staff(), actor, greeting, 'vi', null);
  await held?.refresh();
  expect(greet()).toBe(before);
  const changes = await database.prisma.wordingChange.findMany({ orderBy: { id: 'asc' } });
  expect(changes.map(({ text, by }) => [text, by])).toEqual([
    ['Kính chào! <b>{{office}}</b> xin nghe.', 'editor'],
    [null, 'editor'],
  ]);
  const officer = { ...actor, memberships: [member('officer')] };
  await expect(wordSentence(staff(), officer, greeting, 'vi', null)).rejects.toMatchObject({ code: 'notAllowed' });
});

test('the original typed again is no change of one’s own', async () => {
  await wordSentence(staff(), actor, greeting, 'vi', originalIn('vi', 'greeting.first'));
  expect(await database.prisma.wordingText.count()).toBe(0);
});

test('what no longer fits its original is left out and reported, what is unknown is passed over', async () => {
  const row = (key: string, text: string) => ({ locale: 'vi', key, text, changedAt: new Date(0) });
  await database.prisma.wordingText.createMany({
    data: [row('greeting.first', 'Chào {{gone}}'), row('errors.internal', 'x'), row('thanks', 'Cảm ơn!')],
  });
  const before = greet();
  await hold();
  expect(greet()).toBe(before);
  expect(say('thanks')).toBe('Cảm ơn!');
  expect(say('errors.internal')).not.toBe('x');
  expect(reported).toHaveLength(1);
  await database.prisma.wordingText.deleteMany();
});
