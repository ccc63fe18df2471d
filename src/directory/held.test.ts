import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type OpenDatabase, serverDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { settableClock } from '#tests/support/staff.ts';
import { loadOffice, seedDirectory } from './directory.ts';
import { saveEntries } from './editing/commands.ts';
import { type HeldDirectory, holdDirectory } from './held.ts';

const onServer = inject('database').kind === 'server';
let database: OpenDatabase;
let other: OpenDatabase;
let instances: HeldDirectory[] = [];
const reported: unknown[] = [];

beforeAll(async () => {
  if (!onServer) return;
  database = await testDatabase();
  await seedDirectory(database.prisma);
  const { options } = database.pool as unknown as { options: { connectionString: string } };
  other = serverDatabase(options.connectionString, 3);
  instances = await Promise.all([database, other].map((each) => holdDirectory(each, (error) => reported.push(error))));
});
afterAll(async () => {
  for (const instance of instances) await instance.stop();
  await other?.close();
  await database?.close();
});

test.skipIf(!onServer)('what is saved through one instance, another tells without waiting for its own look', async () => {
  const office = { ...(await loadOffice(database.prisma)), phone: '0200 111 2222' };
  const desk = { database: database.prisma, clock: settableClock(), usesOf: async () => [] };
  await saveEntries(desk, { id: 'person:an', may: () => true }, [{ entry: { kind: 'agency', content: office }, seen: 0 }]);
  // Its own look comes every half minute.
  await expect
    .poll(() => instances.map((instance) => instance.current().office.phone), { timeout: 20_000, interval: 10 })
    .toEqual(['0200 111 2222', '0200 111 2222']);
  expect(reported).toEqual([]);
});
