import type { Cell } from './cells.ts';

/** A moment as a file gives it. `timed` is false where only the day stands there: then `at` is the beginning of the day in Viet Nam. */
export interface Moment {
  at: Date;
  timed: boolean;
}
/** `monthFirst`: it would be a date with the month first, as programs set to English write it; that is never guessed. */
export type MomentReading = Moment | { fault: 'invalid' | 'monthFirst' };

const DAY = 86_400_000;
/** Day 0 of Excel's calendar, which counts a 29 February 1900 that never was (ECMA-376 part 1, 18.17.4.1). */
const EXCEL_ZERO = Date.UTC(1899, 11, 30);
/** Days between the two beginnings that a workbook may count from. */
export const DAYS_TO_1904 = 1462;
/** Viet Nam has no daylight saving. */
const ZONE = 7 * 3_600_000;
/** Serial numbers of 1954 to 2119. */
const isSerial = (value: number) => value >= 20_000 && value < 80_000;
/** A dossier of before the one-stop mechanism, or of the next century, is a slip of the hand. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2099;

/** Year, month from 1, day, hour, minute, second; null where there is no such moment. */
function moment(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): Date | null {
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const real = local.getUTCMonth() === month - 1 && local.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return real && year >= FIRST_YEAR && year <= LAST_YEAR ? new Date(local.getTime() - ZONE) : null;
}

function ofSerial(value: number): MomentReading {
  if (!isSerial(value)) return { fault: 'invalid' };
  const seconds = Math.round(value * 86_400);
  const local = new Date(EXCEL_ZERO + seconds * 1000);
  return local.getUTCFullYear() < FIRST_YEAR || local.getUTCFullYear() > LAST_YEAR
    ? { fault: 'invalid' }
    : { at: new Date(local.getTime() - ZONE), timed: seconds % 86_400 !== 0 };
}

const TIME =
  /(?<![\d/.-])(\d{1,2})\s*(?::|h|giờ|g)\s*(\d{1,2})?(?:\s*(?::|phút|p(?!m)|m)\s*(\d{1,2})?)?(?:\.\d+)?\s*(?:giây|s(?!a))?\s*(am|pm|sa|ch)?(?![\d/])/;
const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(z|[+-]\d{2}:?\d{2})?)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/;
const WRITTEN = /(?<!\d)(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4}|\d{2})(?!\d)/;

const numbers = (parts: (string | undefined)[]) => parts.map((part) => Number(part ?? 0));
const answer = (at: Date | null, timed: boolean): MomentReading => (at ? { at, timed } : { fault: 'invalid' });

/** "2026-03-05", "2026-03-05T08:30:00Z": without a zone it is Vietnamese time. */
function ofIso(match: RegExpExecArray): MomentReading {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers(match.slice(1, 7));
  const at = moment(year, month, day, hour, minute, second);
  const zone = match[7];
  if (!at || !zone) return answer(at, match[4] !== undefined);
  const sign = zone.startsWith('-') ? -1 : 1;
  const [hours = 0, minutes = 0] = zone === 'z' ? [] : numbers([zone.slice(1, 3), zone.slice(-2)]);
  return { at: new Date(at.getTime() + ZONE - sign * (hours * 60 + minutes) * 60_000), timed: true };
}

/** The time in a text: "08:30", "8h30", "8 giờ 30 phút", "2:30 CH". Null for one that no clock shows. */
function timeIn(text: string): { hour: number; minute: number; second: number } | null | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [given = 0, minute = 0, second = 0] = numbers(match.slice(1, 4));
  const half = match[4];
  if (half && (given < 1 || given > 12)) return given <= 23 && (half === 'pm' || half === 'ch') ? { hour: given, minute, second } : null;
  const hour = half === 'pm' || half === 'ch' ? (given % 12) + 12 : half ? given % 12 : given;
  return hour < 24 && minute < 60 && second < 60 ? { hour, minute, second } : null;
}

/**
 * Reads a moment in every form that exports of one-stop software use: a number or date of Excel, "05/03/2026 08:30[:15]", "5/3/26",
 * "2026-03-05T08:30:00+07:00", "20260305083000", "08h30 ngày 05/03/2026", "8 giờ 30 phút ngày 5 tháng 3 năm 2026". The day always stands
 * before the month. Dates of Excel have no zone and are Vietnamese time.
 */
export function readMoment(cell: Exclude<Cell, null>): MomentReading {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? { fault: 'invalid' } : ofSerial((cell.getTime() - EXCEL_ZERO) / DAY);
  if (typeof cell === 'boolean') return { fault: 'invalid' };
  if (typeof cell === 'number') {
    const compact = Number.isInteger(cell) ? COMPACT.exec(String(cell)) : null;
    return compact ? readMoment(String(cell)) : ofSerial(cell);
  }
  const text = cell
    .normalize('NFC')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
    .toLowerCase();
  if (/^\d{5}([.,]\d+)?$/.test(text)) return ofSerial(Number(text.replace(',', '.')));
  const iso = ISO.exec(text);
  if (iso) return ofIso(iso);
  const compact = COMPACT.exec(text);
  if (compact) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers(compact.slice(1));
    return answer(moment(year, month, day, hour, minute, second), compact[4] !== undefined);
  }
  const written = WRITTEN.exec(text);
  if (!written) return { fault: 'invalid' };
  const [day = 0, month = 0, short = 0] = numbers(written.slice(1));
  const year = written[3]!.length === 2 ? 2000 + short : short;
  const rest = `${text.slice(0, written.index)} ${text.slice(written.index + written[0].length)}`;
  const time = timeIn(rest);
  if (time === null) return { fault: 'invalid' };
  const at = moment(year, month, day, time?.hour, time?.minute, time?.second);
  if (!at && moment(year, day, month)) return { fault: 'monthFirst' };
  return answer(at, time !== undefined);
}
