import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { agency } from './agency.ts';
import { loadOffice, officeFrom, readDirectoryFile, seedDirectory } from './directory.ts';

let database: OpenDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Changes when a row is written, even with what it had. */
const written = async () => (await database.pool.query('SELECT xmin FROM agency ORDER BY id')).rows;

test('the file has a one-stop unit, marked as invented', () => {
  expect(officeFrom(readDirectoryFile())).toMatchObject({ id: 'one-stop', demonstration: true });
});

test('before anything is seeded the office is the one of the file', async () => {
  expect(await loadOffice(database.prisma)).toEqual(officeFrom(readDirectoryFile()));
});

test('seeding again writes nothing', async () => {
  await seedDirectory(database.prisma);
  const first = await written();
  await seedDirectory(database.prisma);
  expect(await written()).toEqual(first);
  expect(await loadOffice(database.prisma)).toEqual(officeFrom(readDirectoryFile()));
});

test('what the file says differently is brought up to date', async () => {
  await database.prisma.agency.update({ where: { id: 'one-stop' }, data: { content: { id: 'one-stop', name: 'Tên cũ' } } });
  await seedDirectory(database.prisma);
  expect((await loadOffice(database.prisma)).name).toBe(officeFrom(readDirectoryFile()).name);
});

test('what an admin wrote stays', async () => {
  const content = { id: 'one-stop', name: 'Bộ phận Một cửa phường Hòa Bình' };
  await database.prisma.agency.update({ where: { id: 'one-stop' }, data: { content, origin: 'admin' } });
  await seedDirectory(database.prisma);
  expect(await loadOffice(database.prisma)).toEqual({ ...content, demonstration: false });
});

test('an authority without a one-stop unit still has an office by name, with nothing invented', () => {
  expect(officeFrom([])).toEqual({ id: 'one-stop', name: expect.any(String), demonstration: false });
});

test.each([
  ['an unknown field', { id: 'a', name: 'A', colour: 'red' }],
  ['no name', { id: 'a', name: '' }],
  ['an id with capitals', { id: 'One', name: 'A' }],
  ['an eighth day', { id: 'a', name: 'A', hours: { 8: ['07:30-11:30'] } }],
  ['hours out of form', { id: 'a', name: 'A', hours: { 1: ['7h30-11h30'] } }],
  ['an e-mail address that is none', { id: 'a', name: 'A', email: 'motcua' }],
])('an entry with %s is refused', (_name, entry) => {
  expect(agency.safeParse(entry).success).toBe(false);
});
