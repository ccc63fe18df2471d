import { expect, test } from 'vitest';
import { type Cell, letterOf } from '#src/platform/sheets/cells.ts';
import { sayIn } from '#src/platform/texts.ts';
import { columnsOf, headingKey } from './columns.ts';
import { readHeader } from './headers.ts';

const read = (...rows: Cell[][]) => readHeader({ name: 'any', rows });
const named = (header: ReturnType<typeof read>) => header?.columns.map(({ at, column }) => [at, column.name]);

test('the stable names say what a column is, in any order and whatever the readable headings', () => {
  const header = read(['Titre', 'Kod', 'Mới'], ['name', 'code', 'ghi_chu'], ['A', '1.000001', 'x']);
  expect(header).toMatchObject({ sheet: 'procedures', from: 2, row: 2, unknown: ['ghi_chu'] });
  expect(named(header)).toEqual([
    [0, 'name'],
    [1, 'code'],
  ]);
});

test.each(['vi', 'en'] as const)('without the names the headings in %s do', (locale) => {
  for (const sheet of ['procedures', 'papers', 'words'] as const) {
    const columns = columnsOf(sheet);
    const header = read(columns.map(({ name }) => sayIn(locale)(headingKey(name)).toUpperCase()));
    expect(header).toMatchObject({ sheet, from: 1, unknown: [] });
    expect(named(header)).toEqual(columns.map(({ name }, at) => [at, name]));
  }
});

test('a title above, and the two rows the other way round', () => {
  const [code, name] = ['code', 'name'].map((key) => sayIn('vi')(headingKey(key))) as [string, string];
  expect(read(['ỦY BAN NHÂN DÂN'], [null], ['code', 'name'], [code, name], ['1.000001', 'A'])).toMatchObject({ from: 4, unknown: [] });
});

test('a column with values and no heading is named by its letter; one without either is nothing', () => {
  expect(read(['code', 'name', null, null], ['1.000001', 'A', 'x', null])?.unknown).toEqual(['C']);
  expect([0, 25, 26, 52].map(letterOf)).toEqual(['A', 'Z', 'AA', 'BA']);
});

test('the same name twice is read once, and the second is said', () => {
  expect(read(['code', 'name', 'name'], ['1.000001', 'A', 'B'])?.unknown).toEqual(['name']);
});

test('the portal’s columns are known beside our own', () => {
  const header = read(['ma_tthc', 'ten_tthc', 'group', 'doi_tuong', 'nguoi_ky']);
  expect(header?.portal.map(({ name }) => name)).toEqual(['ma_tthc', 'ten_tthc', 'doi_tuong']);
  expect(named(header)).toEqual([[2, 'group']]);
  expect(header?.unknown).toEqual(['nguoi_ky']);
});

test('a sheet without any of it is none of ours', () => {
  expect(read(['Ghi chú'], ['x'])).toBeUndefined();
  expect(read()).toBeUndefined();
});
