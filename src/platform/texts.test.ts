import { expect, test } from 'vitest';
import { LOCALES, listIn, sayIn } from './texts.ts';

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
