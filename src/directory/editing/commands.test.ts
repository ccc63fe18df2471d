import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { settableClock } from '#tests/support/staff.ts';
import { adminUnit, unitSuccession } from '../adminUnit.ts';
import { type Agency, agency } from '../agency.ts';
import { loadDirectory, loadOffice, officeFrom, readDirectoryFile, seedDirectory } from '../directory.ts';
import { type HeldDirectory, holdDirectory } from '../held.ts';
import { type ChangedMeanwhile, removeEntry, saveEntries, takeBack } from './commands.ts';
import type { DirectoryDesk, Editor } from './desk.ts';
import { changesOf, removedEntries, revisionOf } from './history.ts';

let database: OpenDatabase;
let held: HeldDirectory | null = null;
let used: string[] = [];
const clock = settableClock();
const editor = (id: string, may: Editor['may'] = () => true): Editor => ({ id: `person:${id}`, may });
const an = editor('an');
const desk = (): DirectoryDesk => ({ database: database.prisma, clock, usesOf: async (_tx, _kind, id) => (used.includes(id) ? ['dossiers'] : []) });
const entry = (content: Agency) => ({ kind: 'agency' as const, content });
const saveAgency = (content: Agency, seen = 0, by = an) => saveEntries(desk(), by, [{ entry: entry(content), seen }]);
const station = (): Agency => readDirectoryFile().agencies.find(({ id }) => id === 'health-station') as Agency;
const load = () => loadDirectory(database.prisma);
const found = async (id: string) => (await load()).agencies.find((each) => each.id === id);
const lastAct = async () => (await database.prisma.directoryChange.findFirstOrThrow({ orderBy: { id: 'desc' } })).act;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  for (const table of ['directory_change', 'agency', 'admin_unit', 'unit_succession'])
    await database.prisma.$executeRawUnsafe(`DELETE FROM ${table}`);
  await seedDirectory(database.prisma);
  used = [];
});
afterEach(async () => {
  await held?.stop();
  held = null;
});
afterAll(() => database.close());

describe('an agency that is saved', () => {
  test('is told so within a second, is written down, and is left alone by the next start', async () => {
    held = await holdDirectory(database, (error) => {
      throw error;
    });
    const told: (string | undefined)[] = [];
    held.follow(({ directory }) => told.push(directory.agencies.find(({ id }) => id === 'health-station')?.phone));
    expect(await saveAgency({ ...station(), phone: '0200 111 2222' })).toBe(true);
    // On a server every process hears of it; the embedded database has one.
    if (database.kind === 'embedded') await held.refresh();
    await vi.waitFor(() => expect(told).toEqual([station().phone, '0200 111 2222']), { timeout: 20_000, interval: 10 });
    const line = await database.prisma.auditEvent.findFirstOrThrow({ where: { subject: 'agency:health-station' } });
    expect(line).toMatchObject({ action: 'directory.change', actor: 'person:an', details: { fields: 'phone' } });
    await seedDirectory(database.prisma);
    expect((await found('health-station'))?.phone).toBe('0200 111 2222');
  });

  test('as it was, is nothing new', async () => {
    expect(await saveAgency(station())).toBe(false);
    expect(await revisionOf(database.prisma, 'agency', 'health-station')).toBe(0);
  });

  test('by two people: the second is told whose change came first, and may then save over it', async () => {
    await saveAgency({ ...station(), phone: '0200 111 2222' });
    const late = saveAgency({ ...station(), address: 'Số 2' }, 0, editor('binh'));
    await expect(late).rejects.toMatchObject({ code: 'directoryChanged', by: 'person:an', at: clock.now() });
    const { revision } = (await late.catch((error: unknown) => error)) as ChangedMeanwhile;
    expect(await saveAgency({ ...station(), address: 'Số 2' }, revision, editor('binh'))).toBe(true);
    expect((await changesOf(database.prisma, 'agency', 'health-station')).map(({ by }) => by)).toEqual(['person:binh', 'person:an']);
  });

  test('must name only what is there, and never itself', async () => {
    await expect(saveAgency({ ...station(), unit: 'nowhere' })).rejects.toMatchObject({ code: 'directoryNames', params: { name: 'nowhere' } });
    await expect(saveAgency({ ...station(), partOf: 'gone' })).rejects.toMatchObject({ code: 'directoryNames' });
    await expect(saveAgency({ ...station(), partOf: 'health-station' })).rejects.toMatchObject({ code: 'directoryNames' });
    const committee = (await found('peoples-committee'))!;
    await expect(saveAgency({ ...committee, partOf: 'one-stop' })).rejects.toMatchObject({ code: 'directoryNames' });
    expect(await found('health-station')).toEqual(station());
  });

  test('is not moved to another agency while people or dossiers belong to it, and the one-stop unit never is', async () => {
    used = ['health-station'];
    await expect(saveAgency({ ...station(), partOf: 'peoples-committee' })).rejects.toMatchObject({ code: 'directoryMoved' });
    const office = await loadOffice(database.prisma);
    await expect(saveAgency({ ...office, partOf: 'commune-police' })).rejects.toMatchObject({ code: 'directoryMoved' });
    used = [];
    expect(await saveAgency({ ...station(), partOf: 'peoples-committee' })).toBe(true);
  });

  test('by whoever may not, is not; moving one out of one’s reach neither', async () => {
    const leader = editor('leader', ({ agencyId }) => agencyId === 'peoples-committee');
    await expect(saveAgency({ ...station(), phone: '113 113' }, 0, leader)).rejects.toMatchObject({ code: 'notAllowed', status: 403 });
    const office = await loadOffice(database.prisma);
    expect(await saveAgency({ ...office, phone: '0200 111 3333' }, 0, leader)).toBe(true);
    await expect(saveAgency(agency.parse({ id: 'new', name: 'Tổ mới' }), 0, leader)).rejects.toMatchObject({ code: 'notAllowed' });
    expect(await saveAgency(agency.parse({ id: 'new', name: 'Tổ mới', partOf: 'peoples-committee' }), 0, leader)).toBe(true);
  });
});

describe('an agency that goes', () => {
  test('stays away after the next start, is had back whole, and goes again', async () => {
    await removeEntry(desk(), an, 'agency', 'health-station', 0);
    await seedDirectory(database.prisma);
    expect(await found('health-station')).toBeUndefined();
    const [removed] = await removedEntries(database.prisma, 'agency');
    expect(removed?.change.entryId).toBe('health-station');
    await takeBack(desk(), an, removed!.change.act);
    expect(await found('health-station')).toEqual(station());
    await takeBack(desk(), an, await lastAct());
    expect(await found('health-station')).toBeUndefined();
  });

  test('does not while something is a part of it, uses it, or citizens are sent there', async () => {
    await expect(removeEntry(desk(), an, 'agency', 'peoples-committee', 0)).rejects.toMatchObject({ code: 'directoryNamed' });
    await expect(removeEntry(desk(), an, 'agency', 'one-stop', 0)).rejects.toMatchObject({ code: 'directoryOffice' });
    used = ['health-station'];
    await expect(removeEntry(desk(), an, 'agency', 'health-station', 0)).rejects.toMatchObject({ code: 'directoryUsed' });
    await expect(removeEntry(desk(), an, 'agency', 'nowhere', 0)).rejects.toMatchObject({ status: 404 });
  });
});

describe('a change that is taken back', () => {
  test('gives what was before; one that was changed again since stays', async () => {
    await saveAgency({ ...station(), phone: '0200 111 2222' });
    const first = await lastAct();
    await saveAgency({ ...station(), phone: '0200 333 4444' }, await revisionOf(database.prisma, 'agency', 'health-station'));
    await expect(takeBack(desk(), an, first)).rejects.toMatchObject({ code: 'directoryChangedSince' });
    await takeBack(desk(), an, await lastAct());
    expect((await found('health-station'))?.phone).toBe('0200 111 2222');
    await expect(takeBack(desk(), an, 'nothing')).rejects.toMatchObject({ status: 404 });
  });

  test('takes a merger and the units that came with it together; nothing of it where one is used by now', async () => {
    const old = adminUnit.parse({ code: 'cu', name: 'Cũ', level: 'commune', kind: 'commune', validTo: '2025-06-30' });
    const change = unitSuccession.parse({ id: 'm', kind: 'merged', from: ['cu'], to: ['demo-minh-hoa'], date: '2025-07-01' });
    await saveEntries(desk(), an, [
      { entry: { kind: 'unit', content: old }, seen: 0 },
      { entry: { kind: 'succession', content: change }, seen: 0 },
    ]);
    const act = await lastAct();
    expect((await load()).units.map(({ code }) => code)).toContain('cu');
    await saveAgency({ ...station(), unit: 'cu' });
    await expect(takeBack(desk(), an, act)).rejects.toMatchObject({ code: 'directoryNamed' });
    expect((await load()).successions.map(({ id }) => id)).toContain('m');
    await saveAgency(station(), await revisionOf(database.prisma, 'agency', 'health-station'));
    await takeBack(desk(), an, act);
    const { units, successions } = await load();
    expect([units.some(({ code }) => code === 'cu'), successions.some(({ id }) => id === 'm')]).toEqual([false, false]);
    await expect(removeEntry(desk(), an, 'unit', 'demo-minh-hoa', 0)).rejects.toMatchObject({ code: 'directoryNamed' });
  });
});

test('an office that somebody made real is the one that is told', async () => {
  const office = officeFrom(readDirectoryFile());
  await saveAgency({ ...office, demonstration: false, name: 'Bộ phận Một cửa phường Hòa Bình' });
  expect((await loadOffice(database.prisma)).name).toBe('Bộ phận Một cửa phường Hòa Bình');
  expect((await load()).agencies).toHaveLength(1);
});
