import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member, settableClock } from '#tests/support/staff.ts';
import { type Actor, ROLES, SYSTEM_ACTOR } from '../actor.ts';
import { listPeople, loadActor } from '../people.ts';
import { may } from '../policy.ts';
import type { Staff } from '../staff.ts';
import { addMembership, changePerson, createPerson, deactivatePerson, endMembership, personMark, reactivatePerson } from './people.ts';

let database: OpenDatabase;
let staff: Staff;
let admin: Actor & { id: string };
const clock = settableClock();
const DETAILS = { name: 'Trần Thị Thử', position: 'Công chức Tư pháp', phone: null, locale: 'vi' } as const;
const refusedWith = (code: string) => expect.objectContaining({ code });
const audited = (subject: string) => database.prisma.auditEvent.findMany({ where: { subject }, orderBy: { id: 'asc' } });

beforeAll(async () => {
  database = await testDatabase();
  staff = { database: database.prisma, clock };
  admin = await account(staff, 'quantri', member('admin'));
});
afterAll(() => database.close());

test('a person is added with roles, changed, given another role, and each act has its line', async () => {
  const id = await createPerson(staff, admin, DETAILS, [member('oneStopOfficer')]);
  await changePerson(staff, admin, id, { ...DETAILS, position: 'Phó Giám đốc' }, personMark(DETAILS));
  await expect(changePerson(staff, admin, id, { ...DETAILS, name: 'Tên cũ' }, personMark(DETAILS))).rejects.toEqual(refusedWith('personChanged'));
  await addMembership(staff, admin, id, { ...member('unitHead', { standing: 'deputy' }), validFrom: '2026-12-01', validTo: null });
  expect((await loadActor(database.prisma, id, '2026-11-22'))?.memberships.map(({ role }) => role)).toEqual(['oneStopOfficer']);
  expect((await loadActor(database.prisma, id, '2026-12-01'))?.memberships.map(({ role }) => role)).toEqual(['oneStopOfficer', 'unitHead']);
  const lines = await audited(`person:${id}`);
  expect(lines.map(({ action, actor }) => [action, actor])).toEqual([
    ['person.create', `person:${admin.id}`],
    ['person.change', `person:${admin.id}`],
    ['membership.add', `person:${admin.id}`],
  ]);
  expect(JSON.stringify(lines, (_key, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('Trần');
});

test('each role of the table can be given', async () => {
  const id = await createPerson(
    staff,
    admin,
    DETAILS,
    ROLES.map((role) => member(role)),
  );
  expect((await loadActor(database.prisma, id, '2026-11-22'))?.memberships.map(({ role }) => role).toSorted()).toEqual(ROLES.toSorted());
});

test('a role that is ended was in force until yesterday, and stays in the history', async () => {
  const id = await createPerson(staff, admin, DETAILS, []);
  const role = { ...member('officer', { field: 'justice' }), validFrom: '2026-03-01', validTo: null };
  const held = await addMembership(staff, admin, id, role);
  await endMembership(staff, admin, id, held);
  expect((await loadActor(database.prisma, id, '2026-11-21'))?.memberships).toHaveLength(1);
  expect((await loadActor(database.prisma, id, '2026-11-22'))?.memberships).toHaveLength(0);
  await endMembership(staff, admin, id, await addMembership(staff, admin, id, { ...role, validFrom: '2027-01-01' }));
  expect(await database.prisma.membership.count({ where: { personId: id } })).toBe(1);
  await expect(endMembership(staff, admin, 'another', held)).rejects.toEqual(refusedWith('membershipUnknown'));
});

test('who is deactivated is no actor any more, and is again when reactivated', async () => {
  const person = await account(staff, 'nghi.viec', member('officer'));
  await deactivatePerson(staff, admin, person.id);
  expect(await loadActor(database.prisma, person.id, '2026-11-22')).toBeNull();
  await reactivatePerson(staff, admin, person.id);
  expect((await loadActor(database.prisma, person.id, '2026-11-22'))?.memberships).toHaveLength(1);
});

test('the last admin can neither leave nor lose the role, however they try, and two cannot remove each other at once', async () => {
  await expect(deactivatePerson(staff, admin, admin.id)).rejects.toEqual(refusedWith('lastAdmin'));
  const own = await database.prisma.membership.findFirstOrThrow({ where: { personId: admin.id } });
  await expect(endMembership(staff, admin, admin.id, own.id)).rejects.toEqual(refusedWith('lastAdmin'));
  // A person who could not sign in does not count.
  await createPerson(staff, admin, DETAILS, [member('admin')]);
  await expect(deactivatePerson(staff, admin, admin.id)).rejects.toEqual(refusedWith('lastAdmin'));

  const second = await account(staff, 'quantri2', member('admin'));
  const both = await Promise.allSettled([deactivatePerson(staff, admin, second.id), deactivatePerson(staff, second, admin.id)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await database.prisma.person.updateMany({ where: { id: { in: [admin.id, second.id] } }, data: { active: true } });
});

test('who may not manage people changes nothing', async () => {
  const officer = await account(staff, 'canbo', member('oneStopOfficer'));
  const before = await database.prisma.person.count();
  expect(() => createPerson(staff, officer, DETAILS)).toThrow(refusedWith('notAllowed'));
  expect(() => deactivatePerson(staff, officer, admin.id)).toThrow(refusedWith('notAllowed'));
  expect(await database.prisma.person.count()).toBe(before);
  expect(may(officer, 'person.manage')).toBe(false);
  await expect(deactivatePerson(staff, SYSTEM_ACTOR, 'nobody')).rejects.toEqual(refusedWith('personUnknown'));
});

test('people are found by name, position and user name, in pages, active ones first', async () => {
  const { people, total } = await listPeople(database.prisma, { text: 'quantri', page: 0, size: 10 });
  expect([people.map(({ account: held }) => held?.username), total]).toEqual([['quantri', 'quantri2'], 2]);
  const all = await listPeople(database.prisma, { text: '', page: 1, size: 2 });
  expect(all.people).toHaveLength(2);
  expect(all.total).toBeGreaterThan(4);
});

test('the database refuses a role that is none, and days that run backwards', async () => {
  const wrong = (more: object) =>
    database.prisma.membership.create({ data: { personId: admin.id, agencyId: 'x', role: 'officer', validFrom: '2026-01-01', ...more } });
  await expect(wrong({ role: 'king' })).rejects.toThrow();
  await expect(wrong({ validTo: '2025-12-31' })).rejects.toThrow();
});
