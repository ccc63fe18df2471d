import { AppError, briefly } from '#src/platform/errors.ts';
import type { Cell, Table } from './cells.ts';

// Both libraries are read where they are first needed: most processes never open a workbook, and a start would read 125 modules for it.

/** The most UTF-16 units that Excel keeps in a cell. */
const LONGEST_CELL = 32_767;

/**
 * Signs that XML cannot hold or advises against (XML 1.0, 2.2), which write-excel-file would leave out without a word, and U+FFFD, which it
 * leaves out too.
 */
const UNWRITABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the signs in question
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffd-\uffff]|\p{Noncharacter_Code_Point}/gu;

/** One UTF-16 unit as a spreadsheet writes what XML cannot hold (ECMA-376, ST_Xstring). */
const escaped = (text: string, at: number) => `_x${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}_`;

/** Unwritable signs are written "_x000B_", and what already looks so gets its underscore written out. Half characters become U+FFFD. */
const toXml = (text: string) =>
  text
    .toWellFormed()
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(UNWRITABLE, (sign) => Array.from({ length: sign.length }, (_, at) => escaped(sign, at)).join(''));

/** write-excel-file 4.1.1 keeps its texts in a plain object, where "valueOf" finds what every object has: such a text is spelled otherwise. */
const unlikeObjects = (text: string) => (text in {} ? `${escaped(text, 0)}${text.slice(1)}` : text);

function written(cell: Cell, bold: boolean) {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'number') return { value: cell, type: Number };
  const value = unlikeObjects(toXml(textual(cell)));
  if (value.length > LONGEST_CELL) throw new AppError('exportCellTooLong', { params: { length: value.length, limit: LONGEST_CELL } });
  // Always a text: a cell that begins with = + - or @ never becomes a formula.
  return { value, type: String, alignVertical: 'top' as const, ...(bold ? { fontWeight: 'bold' as const } : {}) };
}

const textual = (cell: Exclude<Cell, null>) => (cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell));

/** A workbook with one sheet for each table; the first `headerRows` rows stand bold and stay in sight. */
export async function formatXlsx(tables: Table[], headerRows: number): Promise<Buffer> {
  const sheets = tables.map(({ name, rows }) => ({
    sheet: name,
    stickyRowsCount: headerRows,
    columns: (rows[0] ?? []).map((_, at) => ({
      width: Math.min(48, Math.max(12, ...rows.slice(0, 40).map((row) => String(row[at] ?? '').length / 2))),
    })),
    data: rows.map((row, at) => row.map((cell) => written(cell, at < headerRows))),
  }));
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  return writeXlsxFile(sheets).toBuffer();
}

/** The sheets of a workbook, cells untouched. Throws importFileBroken when it is not one. */
export async function parseXlsx(bytes: Buffer): Promise<Table[]> {
  const { default: readXlsxFile } = await import('read-excel-file/node');
  try {
    const sheets = await readXlsxFile(bytes, { trim: false });
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data as unknown as Cell[][] }));
  } catch (cause) {
    throw new AppError('importFileBroken', { status: 400, params: { detail: briefly(cause) }, cause });
  }
}
