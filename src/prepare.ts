import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { seedCalendar } from './calendar/store/seed.ts';
import { seedDirectory } from './directory/directory.ts';
import { hasEmbeddedData, type OpenDatabase, openDatabase } from './platform/database.ts';
import { type Environment, readEnvironment } from './platform/environment.ts';
import { migrate } from './platform/migrate.ts';
import { exitWithProblem } from './platform/problem.ts';
import { sayIn } from './platform/texts.ts';
import { seedFromFiles } from './procedures/seed.ts';
import { seedRules } from './reminders/ruleStore.ts';

/** Brings a database to what this version needs: newest migration, catalogue, directory, calendar and reminder rules as the files say. Doing it again does nothing. */
export async function prepareDatabase(database: OpenDatabase, now: Date, print: (line: string) => void): Promise<string[]> {
  const migrations = await migrate(database.pool);
  await seedFromFiles(database.prisma, now, () => print(sayIn('vi')('start.seeding')));
  await seedDirectory(database.prisma);
  await seedCalendar(database.prisma, now);
  await seedRules(database.prisma, now);
  return migrations;
}

/**
 * Makes the embedded database in a process of its own the first time: initialising it and loading the catalogue take 150 MB
 * that a long-running process would never give back.
 */
export async function prepareApart(environment: Environment): Promise<void> {
  if (environment.DATABASE_URL || hasEmbeddedData(environment.DATA_DIR)) return;
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], { stdio: 'inherit', env: process.env });
  // Told to stop meanwhile, the child stops too: left alone it would hold the folder's lock against the next start.
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const code = await new Promise<number | null>((done, refuse) => child.once('error', refuse).once('exit', done));
  process.off('SIGINT', pass).off('SIGTERM', pass);
  // The child has said what was wrong.
  if (code !== 0) process.exit(code ?? 1);
}

if (import.meta.main) {
  try {
    const environment = readEnvironment(process.env);
    const database = await openDatabase(environment);
    await prepareDatabase(database, environment.CLOCK.now(), console.log);
    await database.close();
  } catch (error) {
    exitWithProblem(error);
  }
}
