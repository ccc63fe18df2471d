import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member, settableClock } from '#tests/support/staff.ts';
import type { Actor } from './actor.ts';
import { addAbsence, changeWorkingHours, endAbsence } from './commands/absences.ts';
import { issuePairingCode, pairChat, preferChat } from './commands/pairing.ts';
import { deactivatePerson } from './commands/people.ts';
import { findPairingCode } from './pairingCode.ts';
import { loadReach } from './reach.ts';
import type { Staff } from './staff.ts';
import { isAtWork } from './workingHours.ts';

let database: OpenDatabase;
let staff: Staff;
const clock = settableClock();
type Person = Actor & { id: string };
let admin: Person;
let [an, binh, chi]: Person[] = [];
const refusedWith = (faults: Record<string, string>) => expect.objectContaining({ faults });

async function pair(person: Person, channel: string, chatId: string) {
  const { code } = await issuePairingCode(staff, person, person.id);
  await database.prisma.$transaction((tx) => pairChat(tx, { channel, chatId }, findPairingCode(code) as string, { now: clock.now() }));
  clock.pass(1000);
}
const reach = (...people: Person[]) =>
  loadReach(
    database.prisma,
    people.map(({ id }) => id),
    clock.now(),
  );

beforeAll(async () => {
  database = await testDatabase();
  staff = { database: database.prisma, clock };
  admin = await account(staff, 'quantri', member('admin'));
  [an, binh, chi] = [
    await account(staff, 'an.thu', member('officer')),
    await account(staff, 'binh', member('officer')),
    await account(staff, 'chi.thu', member('officer')),
  ];
});
afterAll(() => database.close());

test('chats come newest first, a preferred one before them, one that was blocked last; without any there are none', async () => {
  expect((await reach(an!)).get(an!.id)).toEqual({ chats: [], locale: 'vi' });
  await pair(an!, 'telegram', 'an-1');
  await pair(an!, 'zalo-bot', 'an-2');
  const order = async () => (await reach(an!)).get(an!.id)?.chats.map(({ chatId }) => chatId);
  expect(await order()).toEqual(['an-2', 'an-1']);
  await preferChat(staff, an!, an!.id, { channel: 'telegram', chatId: 'an-1' });
  expect(await order()).toEqual(['an-1', 'an-2']);
  await database.prisma.outboxLane.updateMany({ where: { chat: 'an-1' }, data: { goneAt: clock.now() } });
  expect(await order()).toEqual(['an-2', 'an-1']);
});

test('away: until when, and who gets it at the end of the chain, with how they are reached', async () => {
  await pair(chi!, 'telegram', 'chi-1');
  await addAbsence(staff, an!, an!.id, { fromDay: '2026-11-22', toDay: '2026-11-24', standInId: binh!.id });
  const binhAway = await addAbsence(staff, admin, binh!.id, { fromDay: '2026-11-20', toDay: '2026-11-22', standInId: chi!.id });
  const found = await reach(an!);
  expect(found.get(an!.id)).toMatchObject({ absentUntil: '2026-11-24', standIn: chi!.id });
  expect(found.get(chi!.id)?.chats).toEqual([{ channel: 'telegram', chatId: 'chi-1' }]);
  expect(found.has(binh!.id)).toBe(false);

  await endAbsence(staff, admin, binh!.id, binhAway);
  expect((await reach(an!)).get(an!.id)?.standIn).toBe(binh!.id);
});

test('a circle of absences and a stand-in who left lead to nobody', async () => {
  const first = await addAbsence(staff, binh!, binh!.id, { fromDay: '2026-11-22', toDay: '2026-11-30', standInId: an!.id });
  expect((await reach(an!, binh!)).get(an!.id)).toMatchObject({ absentUntil: '2026-11-24' });
  expect((await reach(an!)).get(an!.id)?.standIn).toBeUndefined();
  await endAbsence(staff, binh!, binh!.id, first);
  const leaving = await account(staff, 'sapnghi', member('officer'));
  await addAbsence(staff, chi!, chi!.id, { fromDay: '2026-11-22', toDay: '2026-11-22', standInId: leaving.id });
  await deactivatePerson(staff, admin, leaving.id);
  const found = await reach(chi!, leaving);
  expect(found.get(chi!.id)).not.toHaveProperty('standIn');
  expect(found.has(leaving.id)).toBe(false);
});

test('what cannot be an absence is said at its field', async () => {
  const enter = (days: object) =>
    addAbsence(staff, binh!, binh!.id, { fromDay: '2026-12-01', toDay: '2026-12-02', standInId: null, ...days } as never).then(() => null);
  await expect(enter({ toDay: '2026-11-30' })).rejects.toEqual(refusedWith({ toDay: 'dayBefore' }));
  await expect(enter({ fromDay: '2026-11-01', toDay: '2026-11-02' })).rejects.toEqual(refusedWith({ toDay: 'dayPast' }));
  await expect(enter({ toDay: '2062-12-02' })).rejects.toEqual(refusedWith({ toDay: 'absenceLong' }));
  await expect(enter({ standInId: binh!.id })).rejects.toEqual(refusedWith({ standInId: 'standInSelf' }));
  await expect(enter({ standInId: 'nobody' })).rejects.toEqual(refusedWith({ standInId: 'choose' }));
  await enter({});
  await expect(enter({ fromDay: '2026-12-02', toDay: '2026-12-09' })).rejects.toEqual(refusedWith({ fromDay: 'absenceTwice' }));
  expect(() => addAbsence(staff, binh!, an!.id, { fromDay: '2026-12-01', toDay: '2026-12-02', standInId: null })).toThrow(
    expect.objectContaining({ code: 'notAllowed' }),
  );
});

test('own working hours are told with the rest', async () => {
  const mornings = { '1': ['07:30-11:30'], '3': ['07:30-11:30'] };
  await changeWorkingHours(staff, binh!, binh!.id, mornings);
  const { hours } = (await reach(binh!)).get(binh!.id)!;
  expect(hours).toEqual(mornings);
  expect(isAtWork(hours!, new Date('2026-11-23T08:00:00+07:00'))).toBe(true);
  expect(isAtWork(hours!, new Date('2026-11-23T14:00:00+07:00'))).toBe(false);
  expect(isAtWork(hours!, new Date('2026-11-24T08:00:00+07:00'))).toBe(false);
  expect(() => changeWorkingHours(staff, binh!, binh!.id, { '8': ['x'] })).toThrow(refusedWith({ hours: 'hours' }));
  await changeWorkingHours(staff, binh!, binh!.id, null);
  expect((await reach(binh!)).get(binh!.id)).not.toHaveProperty('hours');
});
