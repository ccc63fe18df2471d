import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '#src/platform/errors.ts';
import { describeProblem } from '#src/platform/problem.ts';
import { realFiles } from '#tests/support/assistant.ts';
import { CATALOGUE_FOLDER, hashCatalogueFiles, inspectCatalogueFiles, readCatalogueFiles } from './files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'motcua-catalogue-'));
  for (const part of ['procedures/health.yaml', 'procedures/tax.yaml', 'words/health.yaml', 'words/tax.yaml', 'ambiguity.yaml', 'elsewhere.yaml'])
    cpSync(join(CATALOGUE_FOLDER, part), join(folder, part), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const edit = (file: string, change: (text: string) => string) => writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));

/** The fault that reading reports: the file it names and what it says. */
function fault(): { file: string; detail: string } {
  try {
    readCatalogueFiles(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(describeProblem(error)).toContain((error as AppError).params['detail']);
    return (error as AppError).params as { file: string; detail: string };
  }
  throw new Error('was accepted');
}

test('every procedure of the real files is read, with its group and its words', () => {
  const { procedures, words, groups, elsewhere } = realFiles();
  expect(procedures.length).toBeGreaterThan(750);
  expect(procedures.find(({ content }) => content.code === '1.001193')).toMatchObject({ group: 'justice', content: { levelNow: 'commune' } });
  expect(words.get('1.001193')?.aliases.length).toBeGreaterThan(4);
  expect(groups.length).toBeGreaterThan(50);
  expect(elsewhere.length).toBeGreaterThan(1000);
});

test('broken YAML: the file and the line', () => {
  edit('procedures/health.yaml', (text) => `${text}\n- code: [\n`);
  const { file, detail } = fault();
  expect(file).toContain('health.yaml');
  expect(detail).toMatch(/\(\d+:\d+\)/);
});

test.each([
  ['an unknown field', '  level: commune\n', '  level: commune\n  colour: red\n', '1.013855', 'colour'],
  ['a level that does not exist', '  level: commune\n', '  level: hamlet\n', '1.013855', 'level'],
  ['a missing name', /^ {2}name: >-\n(?: {4}.*\n)+/m, '', '1.013855', 'name'],
  ['no source', /^ {2}sources:\n(?: {4}.*\n)+/m, '', '1.013855', 'sources'],
  ['a code out of form', "'1.013855'", "'1.13855'", '1.13855', 'code'],
  ['a time without what it is based on', '  field: An', '  term: {text: 5 ngày}\n  field: An', '1.013855', 'basis'],
  ['a fee without its flag', '  field: An', '  fee: {text: Miễn phí}\n  field: An', '1.013855', 'flag'],
])('%s: the file, the entry and the field', (_name, from, to, entry, field) => {
  edit('procedures/health.yaml', (text) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    return changed;
  });
  const { file, detail } = fault();
  expect(file).toContain('health.yaml');
  expect(detail).toContain(entry);
  expect(detail).toContain(field);
});

test('a procedure that is there twice, also in another file: the code and both files', () => {
  edit('procedures/tax.yaml', (text) => text + readFileSync(join(folder, 'procedures/health.yaml'), 'utf8'));
  const { file, detail } = fault();
  expect(`${file} ${detail}`).toMatch(/tax\.yaml.*1\.0(13855|02425).*health\.yaml|health\.yaml.*1\.0(13855|02425).*tax\.yaml/);
});

test('words for one procedure in two files: the code and both files', () => {
  edit('words/tax.yaml', (text) => `${text}\n'1.013855':\n  aliases: [a]\n`);
  const { file, detail } = fault();
  expect(file).toContain('tax.yaml');
  expect(detail).toMatch(/1\.013855.*health\.yaml/);
});

test('a group of look-alikes that is there twice, or has one option only: its id', () => {
  const group = (options: string) => `- id: made-up\n  question: Gì?\n  triggers: [a]\n  options: [${options}]\n`;
  const option = '{code: "1.013855", label: A}';
  edit('ambiguity.yaml', (text) => text + group(`${option}, ${option}`) + group(`${option}, ${option}`));
  expect(fault()).toMatchObject({ file: expect.stringContaining('ambiguity.yaml'), detail: expect.stringContaining('made-up') });
  edit('ambiguity.yaml', () => group(option));
  expect(fault().detail).toContain('made-up');
});

test('a province procedure that is ours too', () => {
  edit('elsewhere.yaml', (text) => `${text}\n- {code: '1.013855', name: A, field: B}\n`);
  expect(fault()).toMatchObject({ file: expect.stringContaining('elsewhere.yaml'), detail: expect.stringContaining('1.013855') });
});

test('a file that is missing is named', () => {
  rmSync(join(folder, 'ambiguity.yaml'));
  expect(fault().file).toContain('ambiguity.yaml');
});

test('inspecting tells every fault at once and still reads what is sound', () => {
  edit('procedures/health.yaml', (text) => text.replace('level: commune', 'level: hamlet').replace('level: district', 'level: hill'));
  edit('words/tax.yaml', () => 'x: {colour: red}');
  const { files, faults } = inspectCatalogueFiles(folder);
  expect(faults).toHaveLength(3);
  expect(files.procedures.every(({ group }) => group === 'tax')).toBe(true);
  expect(files.procedures.length).toBeGreaterThan(0);
});

test('the hash changes with any file, and only then', () => {
  const before = hashCatalogueFiles(folder);
  expect(hashCatalogueFiles(folder)).toBe(before);
  for (const file of ['words/tax.yaml', 'procedures/tax.yaml', 'ambiguity.yaml']) {
    const last = hashCatalogueFiles(folder);
    edit(file, (text) => `${text}# one more\n`);
    expect(hashCatalogueFiles(folder)).not.toBe(last);
  }
});
