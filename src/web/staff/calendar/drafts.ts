import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Finding, type FindingCode, readHolidays } from '#src/calendar/exchange/readHolidays.ts';
import { FORMATS, readHolidayRows } from '#src/calendar/exchange/rows.ts';
import type { CalendarDay } from '#src/calendar/index.ts';
import type { By } from '#src/calendar/store/change.ts';
import { announceYear, changeDays, changeWorkingHours, NATIONAL, removeDay, type Where } from '#src/calendar/store/commands.ts';
import { heldHours } from '#src/calendar/store/list.ts';
import { calendarDay } from '#src/calendar/store/schema.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import type { View } from '../shell.ts';
import type { Upload } from '../upload.ts';
import { readHours } from './hours.ts';

/** The forms of the page. */
export const FORMS = ['day', 'remove', 'year', 'hours', 'file'] as const;
export type FormName = (typeof FORMS)[number];

/** A change of the calendar that was asked for and not yet made. */
export interface Draft {
  where: Where;
  /** The year that the page shows after it. */
  year: number;
  reason: string;
  /** What would be changed, in words. */
  lines(view: View): string[];
  /** The fields that ask for it again. */
  values: Record<string, string>;
  perform(database: Database, by: By): Promise<number>;
}

export interface Reading {
  database: Database;
  values: Record<string, string>;
  upload?: Upload | undefined;
  where: Where;
  year: number;
  weeklyRest: number[];
}

/** A file of days of one or two years; longer ones are for the command. */
const MOST_DAYS = 100;
const LONGEST = 200;

const FAULTS: Partial<Record<FindingCode, readonly [string, string]>> = {
  dateMissing: ['date', 'required'],
  dateInvalid: ['date', 'day'],
  rangeInvalid: ['to', 'dayRange'],
  kindMissing: ['kind', 'choose'],
  kindUnknown: ['kind', 'choose'],
  statusUnknown: ['status', 'choose'],
  nameMissing: ['name', 'required'],
  sourceMissing: ['source', 'required'],
  textTooLong: ['name', 'tooLong'],
  noEffect: ['date', 'noEffect'],
};

export const kindOf = ({ say }: Pick<View, 'say'>, kind: string): string => say(`workCalendar.kind.${kind}`);
export const statusOf = ({ say }: Pick<View, 'say'>, status: string): string => say(`workCalendar.status.${status}`);

const dayLine = (view: View, { date, kind, status, name, source }: CalendarDay): string =>
  view.say('workCalendar.dayLine', { date: formatIsoDate(date), name, kind: kindOf(view, kind), status: statusOf(view, status), source });

function daysDraft(days: CalendarDay[], { where, values }: Reading): Draft {
  return {
    where,
    year: Number(days[0]!.date.slice(0, 4)),
    reason: [...new Set(days.map(({ source }) => source))].join('; ').slice(0, LONGEST),
    lines: (view) => days.map((day) => dayLine(view, day)),
    values,
    perform: (database, by) => changeDays(database, days, where, by),
  };
}

/** A day, or each day of a break that the kind changes something about. */
function readDay(reading: Reading): Draft {
  const { values, weeklyRest } = reading;
  const cells = Object.fromEntries((['date', 'to', 'kind', 'status', 'name', 'source'] as const).map((name) => [name, values[name] || null]));
  const { days, findings } = readHolidays([{ row: 1, cells }], weeklyRest);
  const faults = findings.flatMap(({ code }) => (FAULTS[code] ? [FAULTS[code]] : []));
  if (faults.length > 0) throw fieldFaults(Object.fromEntries(faults));
  if (days.length === 0) throw fieldFaults({ date: 'noEffect' });
  return daysDraft(
    days.map(({ day }) => day),
    reading,
  );
}

function readRemove({ values, where, year }: Reading): Draft {
  const { date = '', reason = '' } = values;
  if (!reason) throw fieldFaults({ reason: 'required' });
  return {
    where,
    year,
    reason,
    lines: ({ say }) => [say('workCalendar.removeLine', { date: formatIsoDate(date) })],
    values,
    perform: (database, by) => removeDay(database, date, where, by),
  };
}

function readYear({ values, year }: Reading): Draft {
  const { source = '' } = values;
  const announced = values['announced'] !== '0';
  if (!source) throw fieldFaults({ source: 'required' });
  if (source.length > LONGEST) throw fieldFaults({ source: 'tooLong' });
  return {
    where: NATIONAL,
    year,
    reason: source,
    lines: ({ say }) => [say(`workCalendar.yearLine.${announced ? 'announced' : 'open'}`, { year: String(year), source })],
    values,
    perform: (database, by) => announceYear(database, { year, source, announced }, by),
  };
}

async function readWorkingHours({ database, values, where, year }: Reading): Promise<Draft> {
  const agencyId = where.scope === 'agency' ? where.agencyId : null;
  const policy = readHours(values, await heldHours(database, agencyId ?? ''));
  return {
    where,
    year,
    reason: values['reason'] ?? '',
    lines: ({ say }) => [say('workCalendar.hoursLine', { sessions: values['sessions'] ?? '' })],
    values,
    perform: (tx, by) => changeWorkingHours(tx, agencyId, policy, by),
  };
}

const sentDays = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom' });
      return z.NEVER;
    }
  })
  .pipe(z.array(calendarDay).min(1).max(MOST_DAYS));

/** What a file said that cannot be used, row by row. */
export class FileFindings extends Error {
  readonly findings: Finding[];
  constructor(findings: Finding[]) {
    super('the file has findings');
    this.findings = findings;
  }
}

/** The days of a file; when they are sent again to be saved, what was read of it. */
async function readFile(reading: Reading): Promise<Draft> {
  const { upload, values, weeklyRest } = reading;
  if (values['days']) {
    const sent = sentDays.safeParse(values['days']);
    if (!sent.success) throw new AppError('formBroken', { status: 400 });
    return daysDraft(sent.data, reading);
  }
  const format = FORMATS.find((known) => upload?.name.toLowerCase().endsWith(known));
  if (!upload || !format) throw fieldFaults({ file: upload ? 'format' : 'file' });
  const folder = await mkdtemp(join(tmpdir(), 'mot-cua-'));
  try {
    const file = join(folder, `days${format}`);
    await writeFile(file, upload.bytes);
    const { days, findings } = readHolidays(await readHolidayRows(file), weeklyRest);
    if (findings.some(({ level }) => level === 'error') || days.length === 0) throw new FileFindings(findings);
    if (days.length > MOST_DAYS) throw new AppError('holidaysTooMany', { status: 413, params: { limit: MOST_DAYS } });
    const read = days.map(({ day }) => day);
    return daysDraft(read, { ...reading, values: { ...values, days: JSON.stringify(read) } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads a form. Throws FieldFaults with what is wrong beside its field, FileFindings, or what reading a file throws. */
export const READERS: Record<FormName, (reading: Reading) => Draft | Promise<Draft>> = {
  day: readDay,
  remove: readRemove,
  year: readYear,
  hours: readWorkingHours,
  file: readFile,
};
