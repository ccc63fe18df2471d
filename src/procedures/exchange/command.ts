import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type OpenDatabase, openDatabase } from '#src/platform/database.ts';
import { hasEmbeddedData } from '#src/platform/embedded.ts';
import type { Environment } from '#src/platform/environment.ts';
import { AppError, briefly } from '#src/platform/errors.ts';
import { LOCALES, listIn, sayIn } from '#src/platform/texts.ts';
import { formatDate } from '#src/text/formats.ts';
import { catalogueFromFiles, loadCatalogue } from '../catalogue.ts';
import { readCatalogueFiles } from '../files.ts';
import { importProcedures } from './apply.ts';
import { formatOf, openProcedures, writeProcedures } from './formats.ts';
import { linesOf, reportOf } from './report.ts';

/** "procedures FILE --option": what, the file and the options; throws exchangeUsage for anything else. */
function readWords(command: string, words: string[], options: readonly string[]): { file: string; has(option: string): boolean } {
  const [what, file, ...more] = words.filter((word) => !word.startsWith('--'));
  const given = words.filter((word) => word.startsWith('--'));
  if (what !== 'procedures' || !file || more.length > 0 || given.some((option) => !options.includes(option)))
    throw new AppError('exchangeUsage', {
      params: { usage: `npm run ${command} -- procedures FILE ${options.map((option) => `[${option}]`).join(' ')}`.trim() },
    });
  formatOf(file);
  return { file, has: (option) => given.includes(option) };
}

/** The procedures in force: the database's where there is one, else the repository's files. A database in use elsewhere is an error. */
async function proceduresInForce(environment: Environment) {
  if (environment.DATABASE_URL || hasEmbeddedData(environment.DATA_DIR)) {
    const database = await openDatabase(environment);
    const catalogue = await loadCatalogue(database.prisma).finally(() => database.close());
    if (catalogue.procedures.size > 0) return [...catalogue.procedures.values()];
  }
  return [...catalogueFromFiles(readCatalogueFiles()).procedures.values()];
}

/** `export procedures FILE`: writes every procedure in force with its words, as XLSX, JSON or CSV by the file's ending. */
export async function exportCommand(words: string[], environment: Environment): Promise<void> {
  const { file } = readWords('export', words, []);
  const say = sayIn('vi');
  const procedures = await proceduresInForce(environment);
  const bytes = await writeProcedures(file, procedures, say);
  try {
    writeFileSync(file, bytes);
  } catch (cause) {
    throw new AppError('exportNotWritten', { params: { file, detail: briefly(cause) }, cause });
  }
  console.log(say('exchange.exported', { count: procedures.length, file }));
}

/** Brings a database to what this version needs, before anything is compared with it. */
type Prepare = (database: OpenDatabase, now: Date, print: (line: string) => void) => Promise<unknown>;

/**
 * `import procedures FILE [--dry-run] [--skip-errors] [--json]`: findings, changes and counts, and without `--dry-run` the changes are
 * published. Exit code 1 when a row has an error; then nothing is written unless `--skip-errors`.
 */
export async function importCommand(words: string[], environment: Environment, prepare: Prepare): Promise<void> {
  const { file, has } = readWords('import', words, ['--dry-run', '--skip-errors', '--json']);
  if (!existsSync(file)) throw new AppError('importFileMissing', { params: { file } });
  const say = sayIn('vi');
  const now = environment.CLOCK.now();
  const name = basename(file);
  const read = await openProcedures(file, readFileSync(file));
  const database = await openDatabase(environment);
  try {
    await prepare(database, now, (line) => console.error(line));
    const setting = {
      source: say('exchange.portalSource', { file: name, day: formatDate(now) }),
      zeroWords: LOCALES.flatMap((locale) => listIn(locale, 'exchange.zeroWords')),
    };
    const dryRun = has('--dry-run');
    const result = await importProcedures(database.prisma, read, setting, { now, file: name, dryRun, skipErrors: has('--skip-errors') });
    const report = reportOf(result, say);
    console.log(has('--json') ? JSON.stringify(report, null, 2) : linesOf(report, { dryRun }, say).join('\n'));
    if (report.summary.errors > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
}
