/** What a cell of a spreadsheet can hold; a CSV holds only texts. An empty cell is null. */
export type Cell = string | number | boolean | Date | null;

/** A sheet as read or to be written. The first row is row 1 for the person who looks at it. */
export interface Table {
  name: string;
  rows: Cell[][];
}

/** Whether a person sees nothing in the cell. */
export const isBlank = (cell: Cell | undefined): boolean => cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');

/** "A", "B" … "AA", as a spreadsheet calls its columns. */
export function letterOf(at: number): string {
  return `${at >= 26 ? letterOf(Math.floor(at / 26) - 1) : ''}${String.fromCharCode(65 + (at % 26))}`;
}

/** A cell as text, untouched; a date as its day. Undefined where there is nothing. */
export function textOf(cell: Cell | undefined): string | undefined {
  if (isBlank(cell)) return undefined;
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}

const ESCAPED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\\': '\\\\' };
const MEANT: Record<string, string> = { n: '\n', r: '\r', '\\': '\\' };

/** Several texts in one cell, one a line; a line break inside a text is written "\n", a backslash doubled. */
export const joinList = (items: readonly string[]): string => items.map((item) => item.replace(/[\n\r\\]/g, (sign) => ESCAPED[sign]!)).join('\n');

/** The texts of a cell, one a line; empty lines say nothing. */
export const splitList = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.replace(/\\([nr\\])/g, (_all, sign) => MEANT[sign]!));

/**
 * A text as it may be kept: letters and marks joined (NFC; apart they look the same and are not found), without the zero sign and half
 * characters, which PostgreSQL refuses. `changes` names what was mended.
 */
export function mended(text: string): { text: string; changes: ('notNfc' | 'badSigns')[] } {
  const whole = text.replaceAll('\u0000', '').toWellFormed();
  const joined = whole.normalize('NFC');
  return { text: joined, changes: [...(whole === text ? [] : (['badSigns'] as const)), ...(joined === whole ? [] : (['notNfc'] as const))] };
}
