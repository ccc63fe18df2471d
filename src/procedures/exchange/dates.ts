import type { Cell } from '#src/platform/sheets/cells.ts';

/** `converted` means that what the person wrote was turned into an ISO day. */
export type DateReading = { value: string; converted: boolean } | { fault: 'invalid' };

const DAY = 86_400_000;
/** Day 0 of Excel's calendar, which counts a 29 February 1900 that never was (ECMA-376 part 1, 18.17.4.1). */
const EXCEL_ZERO = Date.UTC(1899, 11, 30);
/** Serial numbers of 1954 to 2119: no year is among them. */
const isSerial = (value: number) => value >= 20_000 && value < 80_000;
const isoDay = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);

/**
 * The day that values are of. An Excel date, its bare number or "dd/mm/yyyy" becomes "yyyy-mm-dd"; a year stays a year; any other
 * text ("~2019-2021 …") stays as it is.
 */
export function readDate(cell: Exclude<Cell, null>): DateReading {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? { fault: 'invalid' } : { value: isoDay(cell.getTime()), converted: true };
  if (typeof cell === 'boolean') return { fault: 'invalid' };
  if (typeof cell === 'number' || /^\s*\d{5}\s*$/.test(cell)) {
    const number = Number(cell);
    if (isSerial(number)) return { value: isoDay(EXCEL_ZERO + Math.floor(number) * DAY), converted: true };
    return Number.isInteger(number) && number >= 1900 && number <= 2100 ? { value: String(number), converted: false } : { fault: 'invalid' };
  }
  const written = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*$/.exec(cell);
  if (!written) return { value: cell, converted: false };
  const [day, month, year] = written.slice(1).map(Number) as [number, number, number];
  const at = new Date(Date.UTC(year, month - 1, day));
  const real = at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return real ? { value: isoDay(at.getTime()), converted: true } : { fault: 'invalid' };
}
