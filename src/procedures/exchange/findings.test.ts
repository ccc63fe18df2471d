import { expect, test } from 'vitest';
import type { Cell } from '#src/platform/sheets/cells.ts';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { madeUp, madeUpContent } from '#tests/support/procedure.ts';
import { CHOICES, labelOf } from './choices.ts';
import { COLUMNS, columnsOf, headingKey } from './columns.ts';
import { FINDING_CODES, describe as inWords } from './findings.ts';
import { readJson } from './fromJson.ts';
import { readTables } from './fromTables.ts';
import { type Current, planImport } from './plan.ts';
import type { ReadRows } from './rows.ts';

const current = new Map<string, Current>([
  [
    '1.000001',
    {
      group: 'justice',
      content: madeUpContent({ code: '1.000001', name: 'Đăng ký khai sinh' }),
      words: madeUp({}).words,
      origin: 'files',
      wordsOrigin: 'files',
    },
  ],
]);
const plan = (read: ReadRows) => planImport(read, { current, source: 'test', zeroWords: ['miễn phí'] });
const sheet = (...rows: Cell[][]) => readTables([{ name: 'A', rows }], ['justice']);
/** A new procedure's row, with what the test is about. */
const given = (changes: Record<string, Cell>) => {
  const row: Record<string, Cell> = {
    code: '1.000002',
    group: 'justice',
    name: 'Đăng ký khai tử',
    level: 'Cấp xã',
    levelEvidence: 'test',
    field: 'Hộ tịch',
    sources: 'test',
    confidence: 'Cao',
    ...changes,
  };
  return plan(sheet(Object.keys(row), Object.values(row)));
};
const codes = (changes: Record<string, Cell>) => given(changes).remarks.map(({ code }) => code);

test('every finding, column and choice has its words in each language', () => {
  for (const locale of LOCALES) {
    const say = sayIn(locale);
    for (const code of FINDING_CODES) expect(inWords([{ row: 1, code }], say)[0]?.message).not.toContain('exchange.');
    for (const { name } of COLUMNS) expect(say(headingKey(name))).not.toBe(headingKey(name));
    for (const choice of Object.keys(CHOICES) as (keyof typeof CHOICES)[]) {
      const labels = CHOICES[choice].map((value) => labelOf(choice, value, say));
      expect(new Set(labels).size).toBe(labels.length);
      if (locale === 'vi') expect(labels).not.toContain(CHOICES[choice][0]);
    }
    for (const name of ['procedures', 'papers', 'words'] as const) {
      const headings = columnsOf(name).map((column) => say(headingKey(column.name)));
      expect(new Set(headings).size).toBe(headings.length);
    }
  }
});

test('a sound row has none', () => expect(given({})).toMatchObject({ remarks: [], items: [{ status: 'new' }] }));

test.each<[string, Record<string, Cell>, string[]]>([
  ['no code', { code: null }, ['codeMissing']],
  ['a code of another pattern', { code: '1.00119' }, ['codePattern']],
  ['a code that Excel made a number of', { code: 1.00119 }, ['codeAsNumber']],
  ['a national number with its suffix', { code: '1.000002.000.00.00.H07' }, ['codeSuffix']],
  ['an unknown group of fields', { group: 'Thiên văn' }, ['groupUnknown']],
  ['no group of fields', { group: null }, ['groupMissing']],
  ['an unknown level', { level: 'Cấp thôn' }, ['levelUnknown']],
  ['a title of blanks', { name: '  ' }, ['nameEmpty']],
  ['a term without a unit', { 'term.text': '5 ngày', 'term.value': 5, 'term.basis': 'portal' }, ['termWithoutUnit']],
  ['a term without a basis', { 'term.text': '5 ngày' }, ['termWithoutBasis']],
  ['a unit without a number', { 'term.text': 'x', 'term.unit': 'ngày', 'term.basis': 'portal' }, ['termWithoutValue']],
  ['a fee without its flag', { 'fee.text': '8.000 đồng' }, ['feeWithoutFlag']],
  ['a fee that is a bare number', { 'fee.text': 8000, 'fee.flag': 'published' }, ['feeAsNumber']],
  ['7.678 that means 7678', { 'term.text': 'x', 'term.value': '7.678', 'term.unit': 'ngày', 'term.basis': 'portal' }, ['numberThousands']],
  [
    '7.678 that Excel may have made of 7678',
    { 'term.text': 'x', 'term.value': 7.678, 'term.unit': 'ngày', 'term.basis': 'portal' },
    ['numberAmbiguous'],
  ],
  ['a date as Excel’s number', { valuesAsOf: 46221 }, ['dateRead']],
  ['a date as dd/mm/yyyy', { valuesAsOf: '18/07/2026' }, ['dateRead']],
  ['a day that there is not', { valuesAsOf: '31/02/2026' }, ['dateInvalid']],
  ['letters and marks apart', { name: 'Đăng ký'.normalize('NFD') }, ['notNfc']],
  ['a sign that cannot be kept', { agency: 'a\u0000b' }, ['badSigns']],
  ['a formula that cannot be reckoned', { agency: '#REF!' }, ['cellError']],
  ['a column that nobody knows', { 'ghi chú': 'x' }, ['unknownColumn']],
  ['the title of another procedure', { name: 'Thủ tục đăng ký khai sinh' }, ['nameShared']],
  ['no source', { sources: null }, ['fieldMissing']],
])('%s', (_what, changes, expected) => {
  // What cannot be read and leaves something missing is said once, and what is left of it as well.
  expect(codes(changes).filter((code) => code !== 'termWithoutText')).toEqual(expected);
});

test('a code that is there twice is named with its first row', () => {
  const head = ['code', 'name'];
  const { remarks, items } = plan(sheet(head, ['1.000001', 'A'], ['1.000001', 'B']));
  expect(remarks).toMatchObject([{ row: 3, code: 'duplicate', params: { other: 2 } }]);
  expect(items).toMatchObject([{ status: 'refused' }]);
});

test('an alias that is the title of another procedure', () => {
  const words = readTables(
    [
      {
        name: 'P',
        rows: [
          ['code', 'name', 'group', 'level', 'levelEvidence', 'field', 'sources', 'confidence'],
          ['1.000002', 'Khai tử', 'justice', 'commune', 'x', 'x', 'x', 'high'],
        ],
      },
      {
        name: 'W',
        rows: [
          ['code', 'words.aliases'],
          ['1.000002', 'báo tử\nĐăng ký khai sinh'],
        ],
      },
    ],
    ['justice'],
  );
  expect(plan(words).remarks).toMatchObject([{ row: 2, sheet: 'W', code: 'aliasIsTitle', procedure: '1.000002', params: { other: '1.000001' } }]);
});

test('a fault in a paper or in words stands at their own row', () => {
  const papers = {
    name: 'Giấy',
    rows: [
      ['code', 'paper.name', 'paper.originals'],
      ['1.000001', 'A', 1],
      ['1.000001', null, 1],
    ],
  };
  const words = {
    name: 'Từ',
    rows: [
      ['code', 'words.friendlyName'],
      [null, null],
      ['1.000001', 'a'.repeat(91)],
    ],
  };
  expect(plan(readTables([papers, words], ['justice'])).remarks).toMatchObject([
    { row: 3, sheet: 'Giấy', code: 'fieldMissing' },
    { row: 3, sheet: 'Từ', code: 'fieldInvalid' },
  ]);
});

test('papers or words of a procedure that nobody knows', () => {
  expect(plan(sheet(['code', 'words.aliases'], ['9.000009', 'a'])).remarks).toMatchObject([{ code: 'codeUnknown', row: 2 }]);
});

test('JSON that is no entry, has strange fields or a fault in a field', () => {
  const content = madeUpContent({ code: '1.000002' });
  const read = readJson(
    JSON.stringify([
      { group: 'justice' },
      { group: 'justice', content: { ...content, extra: 1 } },
      { group: 'justice', content: { ...content, code: '1.000003', fee: { text: '1' } } },
    ]),
  );
  expect(plan(read).remarks.map(({ row, code }) => [row, code])).toEqual([
    [1, 'notAnEntry'],
    [2, 'fieldUnknown'],
    [3, 'feeWithoutFlag'],
  ]);
  expect(() => readJson('{')).toThrow('importFileBroken');
  expect(() => readJson('{}')).toThrow('importFileBroken');
});
