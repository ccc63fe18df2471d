import fc from 'fast-check';
import readXlsxFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { formatXlsx, parseXlsx } from './xlsx.ts';

const hard = [
  '=1+1',
  '+84',
  '-5',
  '@a',
  '007',
  '1.001190',
  '  giữa  ',
  'a\nb',
  'a\r\nb',
  '_x000D_',
  '_x0041_b',
  '"q" & <b>',
  'TRUE',
  '46221',
  '\u000b',
  '😀',
  '\ufffd',
];

test('texts are the same again, none a number and none a formula', async () => {
  const text = fc.oneof(
    fc.constantFrom(...hard),
    fc.string({ unit: 'grapheme' }).filter((value) => value.trim() !== ''),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
      const [table] = await parseXlsx(await formatXlsx([{ name: 'Thủ tục', rows: texts.map((value) => [value, 'x']) }], 1));
      expect(table?.rows.map(([cell]) => cell)).toEqual(texts);
    }),
    { numRuns: 30 },
  );
});

test('every sign comes back; half a character becomes the sign for one that is lost', async () => {
  const planes = Array.from({ length: 16 }, (_, at) => String.fromCodePoint((at + 1) * 0x10000 + 0xfffe, (at + 1) * 0x10000 + 0xffff));
  const texts = Array.from({ length: 256 }, (_, high) => Array.from({ length: 256 }, (_, low) => String.fromCharCode(high * 256 + low)).join(''));
  const [table] = await parseXlsx(await formatXlsx([{ name: 'A', rows: [...texts, ...planes].map((text) => [text]) }], 0));
  expect(table?.rows.map(([cell]) => cell)).toEqual([...texts, ...planes].map((text) => text.toWellFormed()));
});

test('rows keep their numbers when some are empty', async () => {
  const rows = [['a'], [null], [null], ['b', 5]];
  const [table] = await parseXlsx(await formatXlsx([{ name: 'Giấy tờ', rows }], 1));
  expect(table?.rows[3]).toEqual(['b', 5]);
});

test('a cell that Excel could not keep is refused, and so is a file that is no workbook', async () => {
  await expect(formatXlsx([{ name: 'A', rows: [['a'.repeat(32_768)]] }], 1)).rejects.toMatchObject({ code: 'exportCellTooLong' });
  await expect(parseXlsx(Buffer.from('code,name'))).rejects.toMatchObject({ code: 'importFileBroken' });
});

test('the file says text of a cell that looks like a formula', async () => {
  const [sheet] = await readXlsxFile(await formatXlsx([{ name: 'A', rows: [['=SUM(A1)']] }], 0));
  expect(sheet?.data).toEqual([['=SUM(A1)']]);
});
