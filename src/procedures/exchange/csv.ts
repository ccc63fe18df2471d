import { AppError } from '#src/platform/errors.ts';
import type { Cell } from './cells.ts';

const MARK = '\ufeff';
/** What a spreadsheet would take for a formula, also behind apostrophes of our own. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** A text that begins like a formula gets an apostrophe in front, which spreadsheets take as "this is text". */
const guard = (text: string) => (FORMULA.test(text) ? `'${text}` : text);
const unguard = (text: string) => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text);

const quote = (text: string) => (/[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** RFC 4180 with CRLF, as UTF-8 with a byte order mark, without which Excel misreads Vietnamese. */
export function formatCsv(rows: Cell[][]): string {
  const cell = (value: Cell) => (value === null ? '' : quote(guard(value instanceof Date ? value.toISOString().slice(0, 10) : String(value))));
  return MARK + rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Bytes of a CSV as text: UTF-8, or UTF-16 as Excel's "Unicode text". Throws importEncoding for anything else. */
export function decodeCsv(bytes: Uint8Array): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('importEncoding', { status: 400, cause });
  }
}

/** What parts the cells: a comma, or what Excel writes instead under Vietnamese settings. Most frequent in the first line wins. */
function delimiterOf(text: string): string {
  const first = text.replace(/"[^"]*"/g, '').split(/\r?\n/, 1)[0] ?? '';
  const count = (sign: string) => first.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/** The cells of a CSV; an empty one is null. A quote that is never closed reaches to the end. */
export function parseCsv(text: string): Cell[][] {
  const source = text.startsWith(MARK) ? text.slice(1) : text;
  const delimiter = delimiterOf(source);
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  let [cell, quoted, inside] = ['', false, false];
  const endCell = () => {
    row.push(cell === '' ? null : unguard(cell));
    [cell, quoted] = ['', false];
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let at = 0; at < source.length; at++) {
    const sign = source[at]!;
    if (inside) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') cell += source[++at];
      else inside = false;
    } else if (sign === '"' && cell === '' && !quoted) [inside, quoted] = [true, true];
    else if (sign === delimiter) endCell();
    else if (sign === '\n' || (sign === '\r' && source[at + 1] === '\n')) {
      if (sign === '\r') at++;
      endRow();
    } else cell += sign;
  }
  if (cell !== '' || quoted || row.length > 0) endRow();
  return rows;
}
