import type { Cell } from './cells.ts';

/** How a number was read: `thousands` means that points were taken as in "7.678 đồng", `ambiguous` that a person must decide. */
export type NumberReading = { value: number; note?: 'thousands' } | { fault: 'ambiguous' | 'invalid' };

/** Three digits after the sign, as both a fraction and a thousand have them. */
const hasThreeDecimals = (value: number) => /^\d+\.\d{3}$/.test(String(value));

/**
 * A number as people in Viet Nam write it: a point parts thousands ("7.678" is 7678) and a comma the fraction ("0,5").
 * Excel set to English may already have made 7.678 of it, and "7,678" can be meant either way: these are left to a person.
 */
export function readNumber(cell: Exclude<Cell, null>): NumberReading {
  if (typeof cell === 'number') return Number.isFinite(cell) && !hasThreeDecimals(cell) ? { value: cell } : { fault: 'ambiguous' };
  if (typeof cell !== 'string') return { fault: 'invalid' };
  const text = cell.trim();
  if (/^\d+$/.test(text)) return { value: Number(text) };
  if (/^[1-9]\d{0,2}(\.\d{3})+$/.test(text)) return { value: Number(text.replaceAll('.', '')), note: 'thousands' };
  if (/^[1-9]\d{0,2}(,\d{3})+$/.test(text)) return { fault: 'ambiguous' };
  if (/^\d+[.,]\d+$/.test(text)) return { value: Number(text.replace(',', '.')) };
  return { fault: 'invalid' };
}
