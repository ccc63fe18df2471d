import { createHash } from 'node:crypto';
import type { Cell } from '#src/platform/sheets/cells.ts';

/** How a code was read: `suffix` of the national number was taken off, or Excel had made a `number` of it. */
export interface CodeReading {
  code: string;
  note?: 'suffix' | 'number';
}

/** The national number of an authority's copy: "1.001193.000.00.00.H07". The catalogue keeps the base (data README, section 2). */
const SUFFIX = /^(\d\.\d{6})\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$/;

/** What stands in a file for a procedure without a national code: the words for it, and ours in brackets, by which it is found again. */
const UNCODED = /^[^()]*\((x-[0-9a-f]{10})\)$/;

/** Reads a code. Excel turns "1.001190" into the number 1.00119 or, in Vietnamese, 1001190: both still hold the code. */
export function readCode(cell: Exclude<Cell, null>): CodeReading {
  if (typeof cell === 'number') {
    const code = Number.isInteger(cell) && cell >= 1_000_000 ? (cell / 1_000_000).toFixed(6) : cell.toFixed(6);
    return /^\d\.\d{6}$/.test(code) && cell > 0 ? { code, note: 'number' } : { code: String(cell) };
  }
  const text = String(cell).trim();
  const own = UNCODED.exec(text)?.[1];
  if (own) return { code: own };
  const base = SUFFIX.exec(text)?.[1];
  return base ? { code: base, note: 'suffix' } : { code: text };
}

/** A code for a procedure that has no national one: "x-" and ten hexadecimal digits that its title makes. */
export const codeOfTitle = (title: string): string => `x-${createHash('sha256').update(title.normalize('NFC')).digest('hex').slice(0, 10)}`;
