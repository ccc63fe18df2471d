import { afterAll, beforeAll, expect, test } from 'vitest';
import { Prisma } from '#src/generated/prisma/client.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Address } from '#src/notices/notice.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member, settableClock } from '#tests/support/staff.ts';
import type { Actor } from '../actor.ts';
import { personInChat } from '../chats.ts';
import { findPairingCode } from '../pairingCode.ts';
import type { Staff } from '../staff.ts';
import { issuePairingCode, PAIRING_MINUTES, pairChat, preferChat, revokeChat, unpairChat } from './pairing.ts';
import { deactivatePerson } from './people.ts';

let database: OpenDatabase;
let staff: Staff;
let admin: Actor & { id: string };
let officer: Actor & { id: string };
const clock = settableClock();
const TODAY = '2026-11-22';
const refusedWith = (code: string) => expect.objectContaining({ code });
const chat = (chatId: string, channel = 'telegram') => ({ channel, chatId });
const type = (to: ReturnType<typeof chat>, code: string, address?: string) =>
  database.prisma.$transaction((tx) => pairChat(tx, to, findPairingCode(code) ?? '', { now: clock.now(), ...(address && { address }) }));
const whose = async (to: ReturnType<typeof chat>) => (await personInChat(database.prisma, to, TODAY))?.id ?? null;

beforeAll(async () => {
  database = await testDatabase();
  staff = { database: database.prisma, clock };
  admin = await account(staff, 'quantri', member('admin'));
  officer = await account(staff, 'canbo', member('officer'));
});
afterAll(() => database.close());

test('a code pairs one chat, once; who acts there is the person, with what they are today', async () => {
  const { code } = await issuePairingCode(staff, officer, officer.id);
  expect(await type(chat('1'), code)).toMatchObject({ kind: 'paired', name: 'Người canbo' });
  expect(await whose(chat('1'))).toBe(officer.id);
  expect(await type(chat('2'), code)).toEqual({ kind: 'wrong' });
  expect(await whose(chat('2'))).toBeNull();
  const lines = await database.prisma.auditEvent.findMany({ where: { subject: `person:${officer.id}`, action: { startsWith: 'chat.' } } });
  expect(lines.map(({ action, actor, details }) => ({ action, actor, details }))).toEqual([
    { action: 'chat.pair', actor: `person:${officer.id}`, details: { channel: 'telegram' } },
  ]);
});

test('a code is too old after its time, and void when a newer one was made', async () => {
  const first = await issuePairingCode(staff, officer, officer.id);
  const second = await issuePairingCode(staff, officer, officer.id);
  expect(await type(chat('3'), first.code)).toEqual({ kind: 'wrong' });
  clock.pass(PAIRING_MINUTES * 60_000);
  expect(await type(chat('3'), second.code)).toEqual({ kind: 'wrong' });
  expect(await database.prisma.pairingCode.findMany({ select: { hash: true } })).not.toContainEqual({ hash: second.code });
});

test('of two chats that come with one code at once, one is paired', async () => {
  const { code } = await issuePairingCode(staff, officer, officer.id);
  const kinds = (await Promise.all(['a', 'b', 'c'].map((id) => type(chat(`once-${id}`), code)))).map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(['paired', 'wrong', 'wrong']);
});

test('guessing is slowed down, by chat and, where chats are made at will, by address; then even the right code waits', async () => {
  const { code } = await issuePairingCode(staff, officer, officer.id);
  const kinds: string[] = [];
  for (let guess = 0; guess < 6; guess++) kinds.push((await type(chat('guesser'), `CB-2222-222${guess + 2}`)).kind);
  expect(kinds).toEqual([...Array(5).fill('wrong'), 'slowed']);
  expect((await type(chat('guesser'), code)).kind).toBe('slowed');
  for (let guess = 0; guess < 50; guess++) await type(chat(`web-${guess}`, 'web'), 'CB-2222-2222', '203.0.113.9');
  expect((await type(chat('web-another', 'web'), code, '203.0.113.9')).kind).toBe('slowed');
  expect((await type(chat('web-home', 'web'), code, '203.0.113.10')).kind).toBe('paired');
});

test('the chats paired before hear of a further one', async () => {
  const { code } = await issuePairingCode(staff, officer, officer.id);
  await database.prisma.outbox.deleteMany();
  await type(chat('z1', 'zalo-bot'), code);
  const told = await database.prisma.outbox.findMany();
  expect(told.map(({ chat: to }) => to)).toContain('1');
  expect(told.map(({ chat: to }) => to)).not.toContain('z1');
  expect(JSON.stringify(told[0]?.reply)).toContain('Zalo Bot');
});

test('a chat that comes with another person’s code is theirs from then on', async () => {
  const colleague = await account(staff, 'dongnghiep', member('officer'));
  const { code } = await issuePairingCode(staff, admin, colleague.id);
  await type(chat('1'), code);
  expect(await whose(chat('1'))).toBe(colleague.id);
  expect(await database.prisma.auditEvent.count({ where: { subject: `person:${officer.id}`, action: 'chat.revoke' } })).toBe(1);
});

test('a chat is revoked by its person, by an admin, from within; by nobody else', async () => {
  const person = await account(staff, 'thuhoi', member('officer'));
  for (const id of ['r1', 'r2', 'r3']) await type(chat(id), (await issuePairingCode(staff, person, person.id)).code);
  expect(() => revokeChat(staff, officer, person.id, chat('r1'))).toThrow(refusedWith('notAllowed'));
  expect(() => issuePairingCode(staff, officer, person.id)).toThrow(refusedWith('notAllowed'));
  await preferChat(staff, person, person.id, chat('r2'));
  await revokeChat(staff, person, person.id, chat('r1'));
  await revokeChat(staff, admin, person.id, chat('r2'));
  expect(await database.prisma.$transaction((tx) => unpairChat(tx, chat('r3'), clock.now()))).toBe(true);
  expect(await database.prisma.$transaction((tx) => unpairChat(tx, chat('r3'), clock.now()))).toBe(false);
  await expect(revokeChat(staff, person, person.id, chat('r1'))).rejects.toEqual(refusedWith('chatUnknown'));
  expect(await Promise.all(['r1', 'r2', 'r3'].map((id) => whose(chat(id))))).toEqual([null, null, null]);
});

test('what waits for an official does not reach a chat that is theirs no more, but the next of theirs; what the chat is told as a citizen’s does', async () => {
  const { prisma } = database;
  const person = await account(staff, 'matmay', member('officer'));
  for (const id of ['m1', 'm2']) await type(chat(id), (await issuePairingCode(staff, person, person.id)).code);
  await prisma.outbox.deleteMany();
  await prisma.outboxLane.deleteMany();
  const notice = (key: string) => ({
    ...{ kind: 'notice' as const, key, subject: 'x', locale: 'vi' as const, reply: reply([{ kind: 'text', text: key }]) },
    ...{ to: [{ channel: 'telegram', chat: 'm1' }] as [Address], notBefore: new Date(clock.now().getTime() + 3_600_000) },
  });
  const keys = ['reminder:1', 'official:1:handOverOffered', 'dossier:1:resolved'];
  await prisma.$transaction((tx) => enqueue(tx, keys.map(notice), clock.now()));
  const waiting = async () =>
    (await prisma.outbox.findMany({ where: { state: 'waiting' }, orderBy: { id: 'asc' } })).map(
      (row) => `${row.chat} ${(row.reply as unknown as Reply).blocks.map((block) => 'text' in block && block.text)}`,
    );
  const lanes = async () => (await prisma.outboxLane.findMany({ orderBy: { chat: 'asc' } })).map((lane) => `${lane.chat} ${lane.waiting}`);
  expect((await revokeChat(staff, person, person.id, chat('m1'))).lost).toBe(0);
  expect(await waiting()).toEqual(['m1 dossier:1:resolved', 'm2 reminder:1', 'm2 official:1:handOverOffered']);
  expect(await lanes()).toEqual(['m1 1', 'm2 2']);
  await deactivatePerson(staff, admin, person.id);
  expect(await waiting()).toEqual(['m1 dossier:1:resolved']);
  expect(await prisma.outbox.count({ where: { chat: 'm2', reason: 'withdrawn', reply: { equals: Prisma.AnyNull } } })).toBe(2);
});

test('whoever leaves takes no chat along, and no code', async () => {
  const person = await account(staff, 'nghiviec', member('officer'));
  await type(chat('n1'), (await issuePairingCode(staff, person, person.id)).code);
  const { code } = await issuePairingCode(staff, person, person.id);
  await deactivatePerson(staff, admin, person.id);
  expect(await whose(chat('n1'))).toBeNull();
  expect(await type(chat('n2'), code)).toEqual({ kind: 'wrong' });
});
