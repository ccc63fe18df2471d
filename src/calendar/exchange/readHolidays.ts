import { type Cell, isBlank, mended, textOf } from '#src/platform/sheets/cells.ts';
import { readMoment } from '#src/platform/sheets/moments.ts';
import { dayOf } from '#src/text/formats.ts';
import { type CalendarDay, DAY_KINDS, DAY_STATUSES } from '../calendar.ts';
import { isoOfDay, numberOfDay } from '../localTime.ts';
import { changesWeekday } from '../store/file.ts';
import { type HolidayRow, plain, wordsFor } from './rows.ts';

/** An error refuses the file unless told otherwise; what a warning is about is left out; an info is said only. */
const LEVELS = {
  dateMissing: 'error',
  dateInvalid: 'error',
  rangeInvalid: 'error',
  kindMissing: 'error',
  kindUnknown: 'error',
  nameMissing: 'error',
  statusUnknown: 'error',
  sourceMissing: 'error',
  textTooLong: 'error',
  duplicate: 'error',
  noEffect: 'warning',
  statusAssumed: 'info',
} as const;
export type FindingCode = keyof typeof LEVELS;
export const FINDING_CODES = Object.keys(LEVELS) as FindingCode[];

export interface Finding {
  row: number;
  level: 'error' | 'warning' | 'info';
  code: FindingCode;
  params: Record<string, string | number>;
}

export interface ReadHolidays {
  days: { row: number; day: CalendarDay }[];
  findings: Finding[];
}

/** Tết is announced in one piece and has never been longer. */
const LONGEST_RANGE = 31;
const LONGEST_TEXT = 200;

const choices = <T extends string>(key: string, names: readonly T[]) =>
  new Map(names.flatMap((name) => wordsFor(`holidays.${key}.${name}`, name).map((word) => [word, name] as const)));
const KINDS = choices('kinds', DAY_KINDS);
const STATUSES = choices('statuses', DAY_STATUSES);

const dayIn = (cell: Cell): string | null => {
  const read = readMoment(cell as Exclude<Cell, null>);
  return 'fault' in read ? null : dayOf(read.at);
};

const shown = (cell: Cell | undefined) => (textOf(cell) ?? '').slice(0, 60);

/** Reads rows as days of a calendar: one each, or each day from `date` to `to` that the kind changes something about in such a week. */
export function readHolidays(rows: readonly HolidayRow[], weeklyRest?: number[]): ReadHolidays {
  const findings: Finding[] = [];
  const days: ReadHolidays['days'] = [];
  const seen = new Map<string, { row: number; said: string }>();
  for (const { row, cells } of rows) {
    const say = (code: FindingCode, params: Finding['params'] = {}) => findings.push({ row, level: LEVELS[code], code, params });
    const entry = readRow(cells, say);
    if (!entry) continue;
    const { from, to, ...content } = entry;
    for (let at = numberOfDay(from); at <= numberOfDay(to); at++) {
      const day: CalendarDay = { date: isoOfDay(at), ...content };
      if (!changesWeekday(day, weeklyRest)) {
        // The weekend inside a break is part of it and needs no word.
        if (from === to) say('noEffect', { day: day.date });
        continue;
      }
      const [said, before] = [JSON.stringify(day), seen.get(day.date)];
      if (before && before.said !== said) say('duplicate', { day: day.date, other: before.row });
      if (before) continue;
      seen.set(day.date, { row, said });
      days.push({ row, day });
    }
  }
  return { days, findings };
}

type Entry = Omit<CalendarDay, 'date'> & { from: string; to: string };

/** One row; null when something of it cannot be used, which has then been said. */
function readRow(cells: HolidayRow['cells'], say: (code: FindingCode, params?: Finding['params']) => void): Entry | null {
  const faults: FindingCode[] = [];
  const fault = (code: FindingCode, params?: Finding['params']) => {
    faults.push(code);
    say(code, params);
  };
  const text = (cell: Cell | undefined, missing: FindingCode): string => {
    const value = mended(textOf(cell) ?? '').text.trim();
    if (value === '') fault(missing);
    else if (value.length > LONGEST_TEXT) fault('textTooLong', { limit: LONGEST_TEXT });
    return value;
  };
  const choice = <T extends string>(cell: Cell | undefined, known: Map<string, T>, unknown: FindingCode): T | undefined => {
    const value = known.get(plain(textOf(cell) ?? ''));
    if (value === undefined) fault(unknown, { given: shown(cell) });
    return value;
  };

  const from = isBlank(cells.date) ? null : dayIn(cells.date!);
  if (isBlank(cells.date)) fault('dateMissing');
  else if (!from) fault('dateInvalid', { given: shown(cells.date) });
  const to = isBlank(cells.to) ? from : dayIn(cells.to!);
  if (!to && from) fault('dateInvalid', { given: shown(cells.to) });
  if (from && to && (to < from || numberOfDay(to) - numberOfDay(from) >= LONGEST_RANGE)) fault('rangeInvalid', { from, to, limit: LONGEST_RANGE });
  const kind = isBlank(cells.kind) ? fault('kindMissing') : choice(cells.kind, KINDS, 'kindUnknown');
  const name = text(cells.name, 'nameMissing');
  const source = text(cells.source, 'sourceMissing');
  const status = isBlank(cells.status) ? 'official' : choice(cells.status, STATUSES, 'statusUnknown');
  if (faults.length > 0 || !from || !to || !kind || !status) return null;
  if (isBlank(cells.status)) say('statusAssumed');
  return { from, to, kind, name, status, source };
}
