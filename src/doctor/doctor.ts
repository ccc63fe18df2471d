import { systemClock } from '#src/platform/clock.ts';
import { type OpenDatabase, openDatabase } from '#src/platform/database.ts';
import { hasEmbeddedData } from '#src/platform/embedded.ts';
import { type Environment, EnvironmentError, readEnvironment } from '#src/platform/environment.ts';
import { AppError } from '#src/platform/errors.ts';
import { pendingMigrations } from '#src/platform/migrate.ts';
import { describeProblem } from '#src/platform/problem.ts';
import { sayIn } from '#src/platform/texts.ts';
import { askServer } from './askServer.ts';
import { checkChannels, checkSwitches, checkUndelivered } from './channels.ts';
import { checkCalendar, checkCatalogue } from './content.ts';
import { checkDatabase } from './database.ts';
import { type Check, type Finding, fix, note } from './finding.ts';
import { checkJobs } from './jobs.ts';
import { checkSettings } from './settings.ts';

/** In the order in which somebody would mend them; the later ones need a database at its newest migration. */
const CHECKS: Check[] = [checkCatalogue, checkCalendar, checkChannels, checkSwitches, checkUndelivered, checkJobs];

/** Looks at everything that an operator must keep in order. Never throws for what it finds. */
export async function examine(source: Record<string, string | undefined>): Promise<Finding[]> {
  const say = sayIn('vi');
  let environment: Environment;
  try {
    environment = readEnvironment(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return [fix(error.message)];
    throw error;
  }
  const findings = checkSettings(environment, say);
  if (!environment.DATABASE_URL && !hasEmbeddedData(environment.DATA_DIR)) return [...findings, note(say('doctor.noDatabase'))];
  let database: OpenDatabase;
  try {
    database = await openDatabase(environment);
  } catch (error) {
    if (error instanceof AppError && error.code === 'dataFolderLocked') return [...findings, ...(await askServer(environment, say))];
    return [...findings, fix(describeProblem(error))];
  }
  try {
    const deps = { environment, database, clock: environment.CLOCK ?? systemClock, say };
    findings.push(...(await checkDatabase(deps)));
    if ((await pendingMigrations(database.pool)).length > 0) return findings;
    for (const check of CHECKS) findings.push(...(await check(deps).catch((error) => [fix(describeProblem(error))])));
    return findings;
  } finally {
    await database.close();
  }
}

/** `npm run doctor`: what is in order, what is worth knowing, what to do. Exit code 1 when something must be done. */
if (import.meta.main) {
  const say = sayIn('vi');
  const MARKS = { ok: '✓', note: '•', fix: '✗' };
  const findings = await examine(process.env);
  for (const { level, text } of findings) console.log(`${MARKS[level]} ${text}`);
  const count = findings.filter(({ level }) => level === 'fix').length;
  console.log(`\n${count === 0 ? say('doctor.well') : say('doctor.todo', { count })}`);
  process.exitCode = count === 0 ? 0 : 1;
}
