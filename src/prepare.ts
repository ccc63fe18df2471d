import { seedCalendar } from './calendar/store/seed.ts';
import { seedDirectory } from './directory/directory.ts';
import { type OpenDatabase, openDatabase } from './platform/database.ts';
import { readEnvironment } from './platform/environment.ts';
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
