import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dueLines } from './calendar/dueLines.ts';
import { type Calendar, dueDate, explainDue, type Interruption, TERM_UNITS, type Term } from './calendar/index.ts';
import { calendarFromFile } from './calendar/store/file.ts';
import { loadCalendar, requireAgency } from './calendar/store/load.ts';
import { checkVectors } from './calendar/vectors.ts';
import { openDatabase } from './platform/database.ts';
import { type Environment, readEnvironment } from './platform/environment.ts';
import { AppError, briefly } from './platform/errors.ts';
import { exitWithProblem } from './platform/problem.ts';
import { readMoment } from './platform/sheets/moments.ts';
import { sayIn } from './platform/texts.ts';
import { prepareDatabase } from './prepare.ts';
import { readInForce } from './readInForce.ts';

const UNITS = [...TERM_UNITS, 'sameDay', 'text'] as const;

const OPTIONS = {
  received: { type: 'string' },
  term: { type: 'string' },
  unit: { type: 'string' },
  pause: { type: 'string', multiple: true },
  restart: { type: 'string', multiple: true },
  agency: { type: 'string' },
  json: { type: 'boolean' },
  vectors: { type: 'string' },
} as const;

const usage = () => new AppError('dueUsage', { params: { units: UNITS.join(', ') } });

function readOptions(words: string[]) {
  try {
    return parseArgs({ args: words, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch {
    throw usage();
  }
}

/** A day and an hour; a day alone does not say whether it was before closing. */
function momentOf(given: string): Date {
  const read = readMoment(given);
  if ('fault' in read || !read.timed) throw new AppError('momentInvalid', { params: { given: given.slice(0, 40) } });
  return read.at;
}

/** "FROM/TO", or "FROM" for what has not ended, both ISO date-times. */
function interruptionOf(effect: Interruption['effect']): (given: string) => Interruption {
  return (given) => {
    const [from = '', to] = given.split('/');
    return { from: momentOf(from), to: to === undefined ? null : momentOf(to), effect };
  };
}

function termOf(unit: string | undefined, value: string | undefined): Term {
  const known = UNITS.find((name) => name === unit);
  if (!known) throw usage();
  if (known === 'sameDay') return { unit: known };
  if (value === undefined || value.trim() === '') throw usage();
  if (known === 'text') return { unit: known, text: value };
  const number = Number(value.replace(',', '.'));
  if (Number.isNaN(number)) throw new AppError('termInvalid', { params: { value: value.slice(0, 40), limit: 10_000 } });
  return { unit: known, value: number };
}

/** The calendar in force: the database's where it is free and has one, else the repository's file. */
const readCalendar = (environment: Environment): Promise<Calendar> =>
  readInForce(
    environment,
    async (database) => {
      const calendar = await loadCalendar(database);
      return calendar.revision > 0 ? calendar : null;
    },
    calendarFromFile,
  );

/** The calendar of an agency, which only the database has. */
async function readCalendarOf(agency: string, environment: Environment): Promise<Calendar> {
  const database = await openDatabase(environment);
  try {
    await prepareDatabase(database, environment.CLOCK.now(), (line) => console.error(line));
    await requireAgency(database.prisma, agency);
    return await loadCalendar(database.prisma, agency);
  } finally {
    await database.close();
  }
}

/** Prints each example that does not agree and how many do; exit code 1 when one does not. */
async function runVectors(file: string, environment: Environment): Promise<void> {
  const read = (): unknown => JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  try {
    const { total, mismatches } = checkVectors(read(), await readCalendar(environment));
    if (total === 0) throw new AppError('vectorsNone', { params: { file } });
    for (const { id, what, computed, expected } of mismatches) console.log(`${id}: ${what} ${computed} ≠ ${expected}`);
    console.log(`${total - mismatches.length} of ${total} agree`);
    if (mismatches.length > 0) process.exitCode = 1;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('vectorsBroken', { params: { file, detail: briefly(cause) }, cause });
  }
}

/**
 * `due --received 2026-03-09T09:15 --term 5 --unit workingDays [--pause FROM/TO] [--restart FROM/TO] [--agency ID] [--json]`: the due
 * time and how it was counted. `due --vectors FILE`: every example of a file.
 */
async function due(words: string[], environment: Environment): Promise<void> {
  const { received, term, unit, pause = [], restart = [], agency, json, vectors } = readOptions(words);
  if (vectors !== undefined) return runVectors(vectors, environment);
  if (received === undefined) throw usage();
  const interruptions = [...pause.map(interruptionOf('pause')), ...restart.map(interruptionOf('restart'))];
  const clock = { received: momentOf(received), term: termOf(unit, term), interruptions };
  const calendar = await (agency === undefined ? readCalendar(environment) : readCalendarOf(agency, environment));
  const found = dueDate(calendar, clock);
  if (!json) console.log(dueLines(calendar, found, sayIn('vi')).join('\n'));
  else console.log(JSON.stringify(found.computed ? { ...found, ...explainDue(calendar, found) } : found, null, 2));
}

try {
  await due(process.argv.slice(2), readEnvironment(process.env));
} catch (error) {
  exitWithProblem(error);
}
