import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { agency } from './agency.ts';
import { directory, loadDirectory, loadOffice, officeFrom, readDirectoryFile, seedDirectory } from './directory.ts';

let database: OpenDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Changes when a row is written, even with what it had. */
const written = async () =>
  (await database.pool.query('SELECT id, xmin FROM agency UNION ALL SELECT id, xmin FROM admin_unit UNION ALL SELECT id, xmin FROM unit_succession'))
    .rows;
const byId = <T extends { id: string }>(entries: T[]): T[] => entries.toSorted((a, b) => a.id.localeCompare(b.id));

test('the file has a one-stop unit, marked as invented', () => {
  expect(officeFrom(readDirectoryFile())).toMatchObject({ id: 'one-stop', demonstration: true });
});

test('all of the file is invented, and marked so; no number in it can be rung', () => {
  const { agencies, units } = readDirectoryFile();
  for (const entry of [...agencies, ...units]) expect(entry.demonstration, entry.name).toBe(true);
  for (const number of JSON.stringify(agencies).match(/\d[\d ]{7,}\d/g) ?? []) expect(number).toMatch(/^0200 000 00\d\d$/);
  for (const address of JSON.stringify(agencies).match(/(?<=@|https:\/\/)[a-z.-]+/g) ?? []) expect(address).toMatch(/\.example$/);
});

test('the file has every kind of agency that citizens ask for', () => {
  expect(
    readDirectoryFile()
      .agencies.map((entry) => entry.kind)
      .sort(),
  ).toEqual(['healthStation', 'landRegistration', 'military', 'oneStop', 'peoplesCommittee', 'police']);
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

test('what is loaded is what the file says', async () => {
  const [loaded, file] = [await loadDirectory(database.prisma), readDirectoryFile()];
  expect(byId(loaded.agencies)).toEqual(byId(file.agencies));
  expect(byId(loaded.successions)).toEqual(byId(file.successions));
  expect(loaded.units.map((unit) => unit.code).sort()).toEqual(file.units.map((unit) => unit.code).sort());
});

test('what the file no longer holds goes, what an admin added stays', async () => {
  const row = (id: string, origin: string) => ({ id, origin, content: { id, name: 'Trạm cũ', demonstration: true } });
  await database.prisma.agency.createMany({ data: [row('gone', 'files'), row('added', 'admin')] });
  await seedDirectory(database.prisma);
  const ids = (await loadDirectory(database.prisma)).agencies.map((entry) => entry.id);
  expect(ids).toContain('added');
  expect(ids).not.toContain('gone');
  await database.prisma.agency.delete({ where: { id: 'added' } });
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
  expect(await loadOffice(database.prisma)).toEqual(agency.parse(content));
});

test('beside a real one-stop unit nothing invented is told', async () => {
  const { agencies, units, successions } = await loadDirectory(database.prisma);
  expect(agencies.map((entry) => entry.id)).toEqual(['one-stop']);
  expect([...units, ...successions]).toEqual([]);
});

test('an authority without a one-stop unit still has an office by name, with nothing invented', () => {
  expect(officeFrom({ agencies: [] })).toEqual(agency.parse({ id: 'one-stop', kind: 'oneStop', name: officeFrom({ agencies: [] }).name }));
});

test.each([
  ['an unknown field', { id: 'a', name: 'A', colour: 'red' }],
  ['no name', { id: 'a', name: '' }],
  ['an id with capitals', { id: 'One', name: 'A' }],
  ['an eighth day', { id: 'a', name: 'A', hours: { 8: ['07:30-11:30'] } }],
  ['hours out of form', { id: 'a', name: 'A', hours: { 1: ['7h30-11h30'] } }],
  ['hours that end before they begin', { id: 'a', name: 'A', hours: { 1: ['11:30-07:30'] } }],
  ['sessions that overlap', { id: 'a', name: 'A', hours: { 1: ['07:30-11:30', '11:00-17:00'] } }],
  ['a special day that does not exist', { id: 'a', name: 'A', specialDays: [{ from: '2026-02-30', reason: 'x' }] }],
  ['an e-mail address that is none', { id: 'a', name: 'A', email: 'motcua' }],
])('an entry with %s is refused', (_name, entry) => {
  expect(agency.safeParse(entry).success).toBe(false);
});

test.each([
  ['an agency of a unit that is not there', { agencies: [{ id: 'a', name: 'A', unit: 'nowhere' }] }],
  [
    'two agencies with one id',
    {
      agencies: [
        { id: 'a', name: 'A' },
        { id: 'a', name: 'B' },
      ],
    },
  ],
  ['a change to a unit that is not there', { successions: [{ id: '1', kind: 'merged', from: ['x'], to: ['y'], date: '2025-07-01' }] }],
])('a directory with %s is refused', (_name, part) => {
  expect(directory.safeParse({ units: [], successions: [], agencies: [], ...part }).success).toBe(false);
});

test.each([
  ['that is no YAML', 'units: [', /./],
  ['with a wrong entry', 'units: []\nsuccessions: []\nagencies: [{id: a}]', /agencies › 0 › name/],
])('a file %s is refused with its name and the place', (_name, text, detail) => {
  const file = join(mkdtempSync(join(tmpdir(), 'directory-')), 'directory.yaml');
  writeFileSync(file, text);
  expect(() => readDirectoryFile(file)).toThrow(
    expect.objectContaining({ code: 'catalogueFileBroken', params: { file: 'directory.yaml', detail: expect.stringMatching(detail) } }),
  );
});
