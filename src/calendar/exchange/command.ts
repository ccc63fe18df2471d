import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type OpenDatabase, openDatabase } from '#src/platform/database.ts';
import type { Environment } from '#src/platform/environment.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Say, sayIn } from '#src/platform/texts.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import type { CalendarDay } from '../calendar.ts';
import { loadCalendar, requireAgency } from '../store/load.ts';
import { type ImportResult, importHolidays } from './importHolidays.ts';
import { type Finding, readHolidays } from './readHolidays.ts';
import { readHolidayRows } from './rows.ts';

const USAGE = 'npm run import -- holidays FILE [--dry-run] [--skip-errors] [--json] [--announced 2027] [--agency ID]';
const OPTIONS = {
  'dry-run': { type: 'boolean', default: false },
  'skip-errors': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  announced: { type: 'string' },
  agency: { type: 'string' },
} as const;

function readWords(words: string[]) {
  try {
    const { values, positionals } = parseArgs({ args: words, options: OPTIONS, strict: true, allowPositionals: true });
    const [what, file, ...more] = positionals;
    const year = values.announced === undefined ? null : Number(values.announced);
    const yearRight = year === null || (Number.isInteger(year) && year >= 2000 && year <= 2099);
    if (what === 'holidays' && file && more.length === 0 && yearRight) return { file, year, ...values };
  } catch {
    // Said below, with how to use it.
  }
  throw new AppError('exchangeUsage', { params: { usage: USAGE } });
}

/** A finding in words. */
export const messageOf = ({ code, params }: Finding, say: Say) =>
  say(`holidays.findings.${code}`, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, formatIsoDate(String(value))])));

const described = ({ kind, status, name, source }: CalendarDay, say: Say) =>
  say('holidays.described', { name, kind: first(say(`holidays.kinds.${kind}`)), status: first(say(`holidays.statuses.${status}`)), source });
const first = (words: string) => words.split('|')[0]!;

/** An import for a program to read. */
function reportOf({ changes, unchanged, findings, written, open }: ImportResult, say: Say) {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  return {
    written,
    summary: {
      new: changes.filter(({ before }) => before === null).length,
      changed: changes.filter(({ before }) => before !== null).length,
      unchanged,
      errors: count('error'),
      warnings: count('warning'),
    },
    changes,
    findings: findings.map((finding) => ({ ...finding, message: messageOf(finding, say) })),
    openYears: open,
  };
}

/** The same for a person: one line a finding, one a change, the counts, and what became of it. */
function linesOf(report: ReturnType<typeof reportOf>, dryRun: boolean, say: Say): string[] {
  return [
    ...report.findings.map(({ row, level, message }) => say('holidays.finding', { row, level: say(`exchange.levels.${level}`), message })),
    ...report.changes.map(({ day, before }) => {
      const values = { day: formatIsoDate(day.date), after: described(day, say) };
      return before ? say('holidays.changed', { ...values, before: described(before, say) }) : say('holidays.new', values);
    }),
    say('holidays.summary', report.summary),
    ...report.openYears.map((year) => say('holidays.open', { year: String(year) })),
    say(`holidays.outcome.${report.written ? 'written' : dryRun ? 'dryRun' : 'notWritten'}`),
  ];
}

/** Brings a database to what this version needs, before anything is compared with it. */
type Prepare = (database: OpenDatabase, now: Date, print: (line: string) => void) => Promise<unknown>;

/**
 * `import holidays FILE`: days off and worked days from XLSX, CSV or JSON; findings row by row, changes, counts. `--announced 2027` says
 * that the file holds all days off of that year. Exit code 1 when a row has an error; then nothing is written unless `--skip-errors`.
 */
export async function importHolidaysCommand(words: string[], environment: Environment, prepare: Prepare): Promise<void> {
  const { file, year, agency, json, 'dry-run': dryRun, 'skip-errors': skipErrors } = readWords(words);
  if (!existsSync(file)) throw new AppError('importFileMissing', { params: { file } });
  const say = sayIn('vi');
  const at = environment.CLOCK.now();
  const rows = await readHolidayRows(file);
  const database = await openDatabase(environment);
  try {
    await prepare(database, at, (line) => console.error(line));
    if (agency !== undefined) await requireAgency(database.prisma, agency);
    const where = agency === undefined ? ({ scope: 'national' } as const) : ({ scope: 'agency', agencyId: agency } as const);
    const { policy } = await loadCalendar(database.prisma, agency);
    const read = readHolidays(rows, policy.weeklyRest);
    const result = await importHolidays(database.prisma, read, { where, announced: year, file: basename(file), at, dryRun, skipErrors });
    const report = reportOf(result, say);
    console.log(json ? JSON.stringify(report, null, 2) : linesOf(report, dryRun, say).join('\n'));
    if (report.summary.errors > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
}
