import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import type { Cell } from './cells.ts';
import { formatXlsx } from './xlsx.ts';
import { openXlsx, type SheetRow } from './xlsxRows.ts';

const folder = mkdtempSync(join(tmpdir(), 'sheets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (value: string) => new TextEncoder().encode(value);
const WORKBOOK = '<workbook xmlns:r="r"><sheets><sheet name="Hồ sơ" r:id="a"/></sheets></workbook>';
const RELATIONS = '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>';

function workbook(sheet: string, more: Record<string, string> = {}): string {
  const file = join(folder, `${Math.random()}.xlsx`);
  const parts = {
    'xl/workbook.xml': WORKBOOK,
    'xl/_rels/workbook.xml.rels': RELATIONS,
    'xl/worksheets/sheet1.xml': `<worksheet>${sheet}</worksheet>`,
    ...more,
  };
  writeFileSync(file, zipSync(Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, text(value)]))));
  return file;
}

async function rowsOf(file: string): Promise<SheetRow[]> {
  const opened = await openXlsx(file);
  try {
    const rows: SheetRow[] = [];
    for await (const row of opened.sheets[0]!.rows()) rows.push(row);
    return rows;
  } finally {
    opened.close();
  }
}

test('what our own writer wrote is read row by row', async () => {
  const rows: Cell[][] = [
    ['a', 'b'],
    ['=1+1', 5],
    [null, ' ư\n_x000D_'],
  ];
  const file = join(folder, 'own.xlsx');
  writeFileSync(file, await formatXlsx([{ name: 'A', rows }], 1));
  expect(await rowsOf(file)).toEqual(rows.map((cells, at) => ({ row: at + 1, cells })));
});

test('a formula counts by its value, and one that was never reckoned says so', async () => {
  const cells =
    '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"x"</f><v>x</v></c><c r="C1"><f>HYPERLINK("http://x")</f></c><c r="D1" t="e"><v>#REF!</v></c>';
  expect(await rowsOf(workbook(`<sheetData><row r="1">${cells}</row></sheetData>`))).toEqual([{ row: 1, cells: [2, 'x', '#FORMULA!', '#REF!'] }]);
});

test('shared texts with runs, and without their phonetic guides', async () => {
  const shared = '<sst><si><r><t>Hồ </t></r><r><t>sơ</t></r><rPh><t>x</t></rPh></si></sst>';
  const file = workbook('<sheetData><row r="3"><c r="B3" t="s"><v>0</v></c></row></sheetData>', { 'xl/sharedStrings.xml': shared });
  expect(await rowsOf(file)).toEqual([{ row: 3, cells: [null, 'Hồ sơ'] }]);
});

test('cells merged downwards hold their value in each row that holds anything', async () => {
  const row = (number: number, first: string) => `<row r="${number}">${first}<c r="B${number}"><v>${number}</v></c></row>`;
  const sheet = `<sheetData>${row(1, '<c r="A1"><v>7</v></c>')}${row(2, '<c r="A2"/>')}${row(3, '')}<row r="4"><c r="A4"/></row></sheetData><mergeCells><mergeCell ref="A1:A4"/></mergeCells>`;
  expect(await rowsOf(workbook(sheet))).toEqual([1, 2, 3].map((number) => ({ row: number, cells: [7, number] })));
});

test('a million empty rows are nothing', async () => {
  const empty = Array.from({ length: 1_000_000 }, (_, at) => `<row r="${at + 2}" s="1"/>`).join('');
  expect(await rowsOf(workbook(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row>${empty}</sheetData>`))).toEqual([{ row: 1, cells: [1] }]);
});

test('prefixed names and rows without references are read alike', async () => {
  const sheet = '<x:sheetData xmlns:x="x"><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row></x:sheetData>';
  expect(await rowsOf(workbook(sheet))).toEqual([{ row: 1, cells: [1, 2] }]);
});

test('an archive that unpacks to too much is refused before anything is unpacked', async () => {
  const bytes = zipSync({ 'xl/workbook.xml': text(WORKBOOK), 'xl/media/a.bin': new Uint8Array(5_000_000) });
  const entry = Buffer.from(bytes).indexOf(Buffer.from([0x50, 0x4b, 1, 2]), Buffer.from(bytes).indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 1);
  Buffer.from(bytes.buffer).writeUInt32LE(4_000_000_000, entry + 24);
  const file = join(folder, 'bomb.xlsx');
  writeFileSync(file, bytes);
  await expect(openXlsx(file)).rejects.toMatchObject({ code: 'importUnpackedTooLarge', status: 413 });
});

test('an archive that unpacks to more than it declares is refused', async () => {
  const sheet = `<sheetData><row r="1"><c r="A1"><v>1</v></c></row>${' '.repeat(3_000_000)}</sheetData>`;
  const file = workbook(sheet);
  const { readFileSync } = await import('node:fs');
  const bytes = readFileSync(file);
  for (let at = bytes.indexOf('xl/worksheets'); at >= 0; at = bytes.indexOf('xl/worksheets', at + 1)) {
    const central = bytes.readUInt32LE(at - 46) === 0x02014b50;
    bytes.writeUInt32LE(1000, central ? at - 46 + 24 : at - 30 + 22);
  }
  writeFileSync(file, bytes);
  await expect(rowsOf(file)).rejects.toMatchObject({ code: 'importFileBroken' });
});

test('no workbook, an old one, XML that is none, entities of one’s own', async () => {
  const file = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  await expect(openXlsx(file('a.xlsx', text('code,name')))).rejects.toMatchObject({ code: 'importFileBroken' });
  await expect(openXlsx(file('b.xlsx', Buffer.from('d0cf11e0a1b11ae1', 'hex')))).rejects.toMatchObject({ code: 'importOldWorkbook' });
  await expect(rowsOf(workbook('<sheetData><row>'))).rejects.toMatchObject({ code: 'importFileBroken' });
  const lol = workbook('<sheetData/>', { 'xl/worksheets/sheet1.xml': '<!DOCTYPE a [<!ENTITY b "bb">]><a><row><c><v>&b;</v></c></row></a>' });
  await expect(rowsOf(lol)).rejects.toMatchObject({ code: 'importFileBroken' });
});
