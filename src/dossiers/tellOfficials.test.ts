import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at } from '#tests/support/dossiers.ts';
import type { DossierEventBody } from './events.ts';
import { tellOfficials } from './tellOfficials.ts';

let database: OpenDatabase;
let dossierId: number;
const NOW = at('03-09 09:00');
const told = async (body: DossierEventBody, now = NOW): Promise<Record<string, string>> => {
  const event = { dossierId, code: 'H26.1-260309-0001', procedureName: 'Đăng ký khai sinh', at: now, ...body };
  await database.prisma.$transaction((tx) => tellOfficials(tx, [event], now));
  const rows = await database.prisma.outbox.findMany({ orderBy: { id: 'asc' } });
  return Object.fromEntries(rows.map(({ chat, reply }) => [chat, JSON.stringify(reply)]));
};

async function official(id: string, membership: { unitId: string | null; role: string; standing?: string }) {
  const memberships = { create: [{ agencyId: 'xa', validFrom: '2026-01-01', ...membership }] };
  await database.prisma.person.create({ data: { id, name: id, createdAt: NOW, memberships } });
  await database.prisma.personChat.create({ data: { channel: 'web', chatId: `chat-${id}`, personId: id, pairedAt: NOW } });
}

beforeAll(async () => {
  database = await testDatabase();
  await official('truong', { unitId: 'dat-dai', role: 'unitHead', standing: 'head' });
  await official('thu-ly', { unitId: 'dat-dai', role: 'officer' });
  await official('tiep-nhan', { unitId: 'mot-cua', role: 'oneStopOfficer' });
  await official('lanh-dao', { unitId: null, role: 'leader' });
  const where = { agencyId: 'xa', unitId: 'mot-cua', procedureCode: '1', procedureName: 'Đăng ký khai sinh', field: 'x', channel: 'direct' };
  const row = { ...where, code: 'H26.1-260309-0001', state: 'processing', submittedAt: NOW, lastEventAt: NOW };
  dossierId = (await database.prisma.dossier.create({ data: row })).id;
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.prisma.outbox.deleteMany();
  await database.prisma.absence.deleteMany();
});

const offered = { kind: 'handOverOffered', fromUnitId: 'mot-cua', toUnitId: 'dat-dai', toOfficerId: null, dueAt: null } as const;

test('a hand-over goes to the head of the unit, to its people where it has none, to the officer where one is named', async () => {
  expect(Object.keys(await told(offered))).toEqual(['chat-truong']);
  await database.prisma.outbox.deleteMany();
  expect(Object.keys(await told({ ...offered, toUnitId: 'mot-cua', fromUnitId: 'dat-dai' }))).toEqual(['chat-tiep-nhan']);
  await database.prisma.outbox.deleteMany();
  const named = await told({ ...offered, toOfficerId: 'thu-ly' });
  expect(Object.keys(named)).toEqual(['chat-thu-ly']);
  expect(named['chat-thu-ly']).toContain('H26.1-260309-0001');
});

test('it is said once, in working time', async () => {
  const saturday = at('03-14 10:00');
  await told(offered, saturday);
  await told(offered, saturday);
  const rows = await database.prisma.outbox.findMany();
  expect(rows.map(({ notBefore }) => notBefore)).toEqual([at('03-16 07:30')]);
});

test('an absent head’s stand-in hears of it; without one nobody does', async () => {
  const absence = { personId: 'truong', fromDay: '2026-03-09', toDay: '2026-03-10', createdAt: NOW, createdBy: 'system' };
  const { id } = await database.prisma.absence.create({ data: { ...absence, standInId: 'thu-ly' } });
  expect(Object.keys(await told(offered))).toEqual(['chat-thu-ly']);
  await database.prisma.outbox.deleteMany();
  await database.prisma.absence.update({ where: { id }, data: { standInId: null } });
  expect(await told({ ...offered })).toEqual({});
});

test('an apology waits for the head, or for the leaders where the unit has no head; a consultation for the unit that is asked', async () => {
  const proposed = {
    kind: 'apologyProposed',
    unitId: 'mot-cua',
    originalDueAt: NOW,
    newDueAt: at('03-20 17:00'),
    reason: 'Chờ xác minh',
    late: false,
  } as const;
  expect((await told(proposed))['chat-lanh-dao']).toContain('Chờ xác minh');
  await database.prisma.outbox.deleteMany();
  expect(Object.keys(await told({ kind: 'consultationStarted', askedOf: 'dat-dai', dueAt: at('03-12 17:00') }))).toEqual(['chat-truong']);
  await database.prisma.outbox.deleteMany();
  expect(await told({ kind: 'consultationStarted', askedOf: 'Sở ngoài hệ thống', dueAt: null })).toEqual({});
  expect(await told({ kind: 'accepted', dueAt: null, provisional: false, slipToken: null })).toEqual({});
});
