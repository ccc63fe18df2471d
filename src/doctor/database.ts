import { statfs } from 'node:fs/promises';
import { pendingMigrations } from '#src/platform/migrate.ts';
import { type Check, fix, note, ok } from './finding.ts';

const GIGABYTE = 2 ** 30;
/** Below this the embedded database may soon be unable to keep what comes in. */
const LITTLE_SPACE = GIGABYTE;

export const checkDatabase: Check = async ({ environment, database, say }) => {
  const [{ server_version: version }] = (await database.pool.query('SHOW server_version')).rows;
  const pending = await pendingMigrations(database.pool);
  const space = await statfs(environment.DATA_DIR).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
  const gigabytes = ((space ?? 0) / GIGABYTE).toFixed(1).replace('.', ',');
  return [
    ok(say(`doctor.database.${database.kind}`, { version: String(version).split(' ')[0] ?? '' })),
    pending.length > 0 ? fix(say('doctor.migrations', { count: pending.length })) : ok(say('doctor.migrated')),
    ...(space === null ? [] : [space < LITTLE_SPACE ? fix(say('doctor.spaceLittle', { gigabytes })) : ok(say('doctor.space', { gigabytes }))]),
    // Nothing makes or knows of a backup yet, and silence would sound like one.
    note(say('doctor.backup')),
  ];
};
