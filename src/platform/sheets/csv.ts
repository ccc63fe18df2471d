import { AppError } from '#src/platform/errors.ts';
import type { Cell } from './cells.ts';
import { legacyFontOf } from './legacyFonts.ts';

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

const strict = (encoding: string, bytes: Uint8Array) => new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);

/** UTF-16 without a mark: a text mostly of ASCII has a zero in every second byte. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const looked = Math.min(bytes.length, 400);
  for (let at = 0; at < looked; at++) if (bytes[at] === 0) zeros[at % 2]!++;
  if (Math.max(...zeros) * 5 < looked) return null;
  return zeros[1]! > zeros[0]! ? 'utf-16le' : 'utf-16be';
}

/**
 * Windows-1258 writes most Vietnamese vowels as a letter and a combining mark of its own, which stands after a vowel and nowhere else: a
 * text without a single misplaced one is taken for it. Null for anything else of eight bits, which nobody can tell apart.
 */
function windows1258(bytes: Uint8Array): string | null {
  const text = strict('windows-1258', bytes);
  const marks = text.match(/[\u0300\u0301\u0303\u0309\u0323]/g)?.length ?? 0;
  const placed = text.match(/[aăâeêioôơuưy][\u0300\u0301\u0303\u0309\u0323]/gi)?.length ?? 0;
  return marks > 0 && marks === placed ? text.normalize('NFC') : null;
}

/**
 * Bytes of a CSV as text: UTF-8 with or without its mark, UTF-16, Windows-1258. Throws importLegacyFont for TCVN3 and VNI, whose bytes are
 * letters only with their fonts, and importEncoding for anything else.
 */
export function decodeCsv(bytes: Uint8Array): string {
  try {
    return strict(utf16Of(bytes) ?? 'utf-8', bytes);
  } catch (cause) {
    const font = legacyFontOf(new TextDecoder('latin1').decode(bytes.subarray(0, 20_000)));
    const text = font === 'TCVN3' ? null : windows1258(bytes);
    if (text !== null) return text;
    if (font) throw new AppError('importLegacyFont', { status: 400, params: { font }, cause });
    throw new AppError('importEncoding', { status: 400, cause });
  }
}

const SIGNS = [',', ';', '\t'];

/**
 * What parts the cells: a comma, or what Excel writes instead under Vietnamese settings. The first line with two of a kind decides: above
 * the headings an authority may have put its name and a title.
 */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .replace(/"[^"]*"/g, '')
    .split(/\r?\n/, 20);
  const count = (line: string, sign: string) => line.split(sign).length - 1;
  const line = lines.find((found) => SIGNS.some((sign) => count(found, sign) >= 2)) ?? lines[0] ?? '';
  return SIGNS.reduce((best, sign) => (count(line, sign) > count(line, best) ? sign : best));
}

/** The rows of a CSV one after another; an empty cell is null. A quote that is never closed reaches to the end. */
export function* csvRows(text: string): Generator<Cell[]> {
  const source = text.startsWith(MARK) ? text.slice(1) : text;
  const delimiter = delimiterOf(source);
  let row: Cell[] = [];
  let [cell, quoted, inside] = ['', false, false];
  const endCell = () => {
    row.push(cell === '' ? null : unguard(cell));
    [cell, quoted] = ['', false];
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
      endCell();
      yield row;
      row = [];
    } else cell += sign;
  }
  if (cell !== '' || quoted || row.length > 0) {
    endCell();
    yield row;
  }
}

/** All cells of a CSV. */
export const parseCsv = (text: string): Cell[][] => [...csvRows(text)];
