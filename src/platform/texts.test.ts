import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import i18next from 'i18next';
import { expect, test } from 'vitest';
import { keysBelow, LOCALES, listIn, originalIn, sayIn, wordAs } from './texts.ts';

test('values are filled in as they are: escaping is the business of whoever renders', () => {
  expect(sayIn('vi')('browse.fieldCount', { field: '<b>A & B</b>', count: 3 })).toBe('<b>A & B</b> (3)');
});

test('a value that looks like a placeholder stays what it is', () => {
  expect(sayIn('vi')('browse.fieldCount', { field: '$t(app.name) {{count}}', count: 3 })).toContain('$t(app.name)');
});

test('a list is a list in each language, and no list where there is none', () => {
  for (const locale of LOCALES) {
    expect(listIn(locale, 'page.suggestions').length).toBeGreaterThan(1);
    expect(listIn(locale, 'no.such.key')).toEqual([]);
  }
});

test('every error that the program can meet has a sentence in each language', () => {
  for (const locale of LOCALES) {
    for (const code of ['dataFolderUnusable', 'dataFolderLocked', 'dataDamaged', 'databaseUnreachable', 'migrationDiffers', 'catalogueFileBroken'])
      expect(sayIn(locale)(`errors.${code}`)).not.toBe(`errors.${code}`);
    for (const code of ['portInUse', 'portForbidden', 'unexpected', 'modelBroken', 'notJson', 'bodyTooLarge', 'badRequest', 'forbidden', 'internal'])
      expect(sayIn(locale)(`errors.${code}`)).not.toBe(`errors.${code}`);
    for (const code of ['conversationInvalid', 'textMissing', 'messageIdInvalid', 'tooManyMessages', 'notFound'])
      expect(sayIn(locale)(`errors.${code}`)).not.toBe(`errors.${code}`);
  }
});

test('every sentence is said as i18next says it, with its values, without them, and with a number', () => {
  const asked = i18next.createInstance();
  const tree = (locale: string) => JSON.parse(readFileSync(new URL(`../../locales/${locale}.json`, import.meta.url), 'utf8'));
  void asked.init({
    initAsync: false,
    fallbackLng: 'vi',
    resources: { vi: { translation: tree('vi') }, en: { translation: tree('en') } },
    interpolation: { escapeValue: false },
    showSupportNotice: false,
    returnNull: false,
  } as never);
  const keys = Object.keys(tree('vi')).flatMap((name) => keysBelow(name));
  expect(keys.length).toBeGreaterThan(2000);
  const differing: unknown[] = [];
  for (const locale of LOCALES) {
    const theirs = asked.getFixedT(locale);
    for (const key of [...keys, 'no.such.key', 'app', 'app:name', '']) {
      const names = [...originalIn(locale, key).matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name!);
      const values = Object.fromEntries(names.map((name) => [name, `$1 {{${name}}} <b> $t(app.name)`]));
      for (const given of [undefined, values, { ...values, count: 1 }, { ...values, count: 7 }]) {
        const [ours, expected] = [sayIn(locale)(key, given), theirs(key, given as never)];
        if (!isDeepStrictEqual(ours, expected)) differing.push([locale, key, ours, expected]);
      }
    }
  }
  expect(differing).toEqual([]);
});

test('a sentence that is worded otherwise is said so at once, and as before when that is taken back', () => {
  const say = sayIn('vi');
  const before = say('browse.fieldCount', { field: 'Hộ tịch', count: 3 });
  wordAs([{ locale: 'vi', key: 'browse.fieldCount', text: '{{count}} × {{field}}' }]);
  expect(say('browse.fieldCount', { field: 'Hộ tịch', count: 3 })).toBe('3 × Hộ tịch');
  wordAs([]);
  expect(say('browse.fieldCount', { field: 'Hộ tịch', count: 3 })).toBe(before);
});

test('one of something is said in the singular where a language has it', () => {
  const days = (count: number) => ({ count, days: String(count), due: '16/03/2026', what: 'the due date' });
  for (const key of ['desk.overdueBy', 'desk.dueSoon', 'desk.daysLeft', 'reminder.due.ahead', 'reminder.due.late', 'reminderRules.when.before']) {
    expect(sayIn('en')(key, days(1))).toContain('1 working day');
    expect(sayIn('en')(key, days(1))).not.toContain('1 working days');
    expect(sayIn('en')(key, days(2))).toContain('2 working days');
    expect(sayIn('vi')(key, days(1))).toContain('1 ngày làm việc');
  }
});
