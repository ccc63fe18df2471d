import type { Database } from '#src/platform/database.ts';
import type { CalendarDay } from '../calendar.ts';
import { changeCalendar } from '../store/change.ts';
import { keyOf, type Where } from '../store/commands.ts';
import type { Finding, ReadHolidays } from './readHolidays.ts';

export interface ImportSetting {
  where: Where;
  /** The year that the file announces completely, if it does. */
  announced: number | null;
  file: string;
  at: Date;
  dryRun: boolean;
  /** Writes the rows without an error although others have one. */
  skipErrors: boolean;
}

export interface Change {
  row: number;
  day: CalendarDay;
  /** What stood there, when the day is not new. */
  before: CalendarDay | null;
}

export interface ImportResult {
  changes: Change[];
  unchanged: number;
  findings: Finding[];
  written: boolean;
  /** Years with official days in the file that are not announced completely, so that due dates in them stay provisional. */
  open: number[];
}

/** Most that a year's source may be long. */
const LONGEST_SOURCE = 200;

/**
 * Compares the days of a file with those in force and, without `dryRun`, writes what differs, in one transaction with an audit line.
 * An import is somebody's decision: unlike the repository's file it also replaces what an admin wrote, and says what stood there.
 */
export async function importHolidays(database: Database, { days, findings }: ReadHolidays, setting: ImportSetting): Promise<ImportResult> {
  const key = keyOf(setting.where);
  const held = new Map((await database.calendarDay.findMany({ where: { ...key, removed: false } })).map((row) => [row.date, row]));
  const compared = days.map(({ row, day }): Change & { same: boolean } => {
    const found = held.get(day.date);
    const before = found
      ? ({ date: found.date, kind: found.kind, name: found.name, status: found.status, source: found.source } as CalendarDay)
      : null;
    return { row, day, before, same: before !== null && JSON.stringify(before) === JSON.stringify(ordered(day)) };
  });
  const changes = compared.filter(({ same }) => !same).map(({ same: _same, ...change }) => change);
  const refused = findings.some(({ level }) => level === 'error') && !setting.skipErrors;
  const written = !setting.dryRun && !refused;
  if (written)
    await write(
      database,
      changes.map(({ day }) => day),
      days.map(({ day }) => day),
      setting,
    );
  const announced = new Set((await database.calendarYear.findMany({ where: { announced: true } })).map(({ year }) => year));
  const years = new Set(days.filter(({ day }) => day.status === 'official').map(({ day }) => Number(day.date.slice(0, 4))));
  const open = [...years].filter((year) => !announced.has(year) && year !== setting.announced).sort();
  return { changes, unchanged: compared.length - changes.length, findings, written, open };
}

const ordered = ({ date, kind, name, status, source }: CalendarDay): CalendarDay => ({ date, kind, name, status, source });

async function write(database: Database, changed: CalendarDay[], all: CalendarDay[], { where, announced, file, at }: ImportSetting): Promise<void> {
  const key = keyOf(where);
  await changeCalendar(database, { actor: 'system', at, reason: file }, async (tx) => {
    await tx.calendarDay.deleteMany({ where: { ...key, date: { in: changed.map(({ date }) => date) } } });
    await tx.calendarDay.createMany({ data: changed.map((day) => ({ ...ordered(day), ...key, origin: 'import', updatedAt: at })) });
    const year = announced === null ? null : await tx.calendarYear.findUnique({ where: { year: announced } });
    const announces = announced !== null && !year?.announced;
    if (announces) {
      const sources = new Set(all.filter(({ date }) => date.startsWith(`${announced}-`)).map(({ source }) => source));
      const content = { announced: true, source: [...sources].join('; ').slice(0, LONGEST_SOURCE) || file, origin: 'import', updatedAt: at };
      await tx.calendarYear.upsert({ where: { year: announced }, create: { year: announced, ...content }, update: content });
    }
    if (changed.length === 0 && !announces) return null;
    return { action: 'calendar.import', subject: 'calendar', details: { file, days: changed.length, announced: announces ? announced : null } };
  });
}
