import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member, settableClock } from '#tests/support/staff.ts';
import { accessRows, quarterBefore, quarterEnd, quarterOf, reviewNow, reviewStanding } from './accessReview.ts';
import { SYSTEM_ACTOR } from './actor.ts';
import { createApiKey } from './apiKeys.ts';
import { decideAccess, signReview } from './commands/accessReview.ts';
import { createPerson, deactivatePerson } from './commands/people.ts';
import { loadActor } from './people.ts';
import type { Staff } from './staff.ts';

const DAY = 86_400_000;
const PLACES = new Set(['one-stop']);
const clock = settableClock();
let database: OpenDatabase;
let staff: Staff;

beforeAll(async () => {
  database = await testDatabase();
  staff = { database: database.prisma, clock };
});
afterAll(() => database.close());

test('quarters, their ends, and when a review is due or missed', () => {
  expect(['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31'].map(quarterOf)).toEqual(['2026-Q1', '2026-Q1', '2026-Q2', '2026-Q4']);
  expect([quarterBefore('2026-Q1'), quarterBefore('2026-Q4')]).toEqual(['2025-Q4', '2026-Q3']);
  expect(['2026-Q1', '2026-Q2', '2026-Q4'].map(quarterEnd)).toEqual(['2026-03-31', '2026-06-30', '2026-12-31']);
  expect(reviewStanding('2026-11-22', null, '2026-10-01')).toBe('due');
  expect(reviewStanding('2027-01-01', null, '2026-10-01')).toBe('missed');
  expect(reviewStanding('2026-11-22', '2026-Q4', '2026-01-01')).toBe('signed');
  expect(reviewStanding('2027-01-01', '2026-Q4', '2026-01-01')).toBe('due');
  expect(reviewStanding('2027-04-01', '2026-Q4', '2026-01-01')).toBe('missed');
});

test('what is unused, orphaned or nobody’s is found; each row is confirmed or taken away; signed, it stays', async () => {
  const { prisma } = database;
  expect(await reviewNow(prisma, clock.now())).toBeNull();
  const admin = await account(staff, 'quantri', member('admin'));
  const used = await account(staff, 'dung.deu', member('officer'));
  const left = await account(staff, 'da.nghi', member('officer'));
  await account(staff, 'lau.ngay', member('officer', { unitId: 'gone' }));
  const bare = await account(staff, 'khong.vai');
  await createPerson(staff, SYSTEM_ACTOR, { name: 'Chưa vào', position: null, phone: null, locale: 'vi' }, [member('officer')]);
  await deactivatePerson(staff, SYSTEM_ACTOR, left.id);
  await createApiKey(staff, SYSTEM_ACTOR, { name: 'Cũ', scopes: ['report.view'], agencyId: null, expiresAt: null });
  clock.pass(91 * DAY);
  for (const id of [admin.id, used.id])
    await prisma.auditEvent.create({ data: { at: clock.now(), actor: `person:${id}`, action: 'session.begin', subject: `person:${id}` } });

  const rows = await accessRows(prisma, clock.now(), PLACES);
  const found = Object.fromEntries(rows.map(({ person, key, findings }) => [person?.name ?? key!.name, findings]));
  expect(found).toEqual({
    'Người quantri': [],
    'Người dung.deu': [],
    'Người da.nghi': ['left'],
    'Người lau.ngay': ['unused', 'placeGone'],
    'Người khong.vai': ['unused', 'noRole'],
    'Chưa vào': ['neverSignedIn'],
    Cũ: ['unused'],
  });

  const actor = (await loadActor(prisma, admin.id, '2027-02-21'))!;
  expect(await reviewNow(prisma, clock.now())).toMatchObject({ quarter: '2027-Q1', end: '2027-03-31', standing: 'missed' });
  const plain = rows.filter(({ findings }) => findings.length === 0);
  const ended = rows.filter(({ person }) => person?.id !== admin.id && !plain.some((row) => row.person?.id === person?.id));
  await expect(decideAccess(staff, used, plain, 'kept')).rejects.toMatchObject({ code: 'notAllowed' });
  await decideAccess(staff, actor, plain, 'kept');
  await expect(signReview(staff, actor, rows)).rejects.toMatchObject({ code: 'reviewOpen', params: { count: ended.length } });
  await decideAccess(staff, actor, ended, 'ended');
  // Who has lost the last role is an account without any, which is the next question.
  const bereft = (await accessRows(prisma, clock.now(), PLACES)).filter(({ findings }) => findings.includes('noRole'));
  expect(bereft.map(({ person }) => person?.name)).toEqual(['Người lau.ngay']);
  await decideAccess(staff, actor, bereft, 'ended');
  const after = await accessRows(prisma, clock.now(), PLACES);
  expect(after.map(({ person }) => person?.name)).toEqual(['Người dung.deu', 'Người quantri']);
  expect((await prisma.person.findUniqueOrThrow({ where: { id: bare.id } })).active).toBe(false);
  // The last admin cannot be taken away, and that is no decision.
  await expect(
    decideAccess(
      staff,
      actor,
      after.filter(({ person }) => person?.id === admin.id),
      'ended',
    ),
  ).rejects.toMatchObject({ code: 'lastAdmin' });
  await signReview(staff, actor, after);
  expect((await reviewNow(prisma, clock.now()))?.standing).toBe('signed');
  await expect(decideAccess(staff, actor, after, 'ended')).rejects.toMatchObject({ code: 'reviewSigned' });
  const kept = await prisma.accessReview.findUniqueOrThrow({ where: { quarter: '2027-Q1' }, include: { decisions: true } });
  expect(kept).toMatchObject({ signedBy: `person:${admin.id}` });
  expect(kept.decisions.filter(({ decision }) => decision === 'ended')).toHaveLength(ended.length + 1);
});
