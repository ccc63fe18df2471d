import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member, PASSWORD, settableClock } from '#tests/support/staff.ts';
import { SYSTEM_ACTOR } from '../actor.ts';
import { countAdmins, loadActor } from '../people.ts';
import { may } from '../policy.ts';
import type { Staff } from '../staff.ts';
import { createPerson, deactivatePerson } from './people.ts';
import { acceptSetupLink, createAdminFromSettings, issueFirstAdminLink, issueSetupLink, readSetupLink } from './setupLinks.ts';

let database: OpenDatabase;
let staff: Staff;
const clock = settableClock();
const DETAILS = { name: 'Lê Thị Mẫu', position: null, phone: null, locale: 'vi' } as const;
const refusedWith = (code: string) => expect.objectContaining({ code });
const faults = (held: Record<string, string>) => expect.objectContaining({ code: 'fieldsWrong', faults: held });

beforeAll(async () => {
  database = await testDatabase();
  staff = { database: database.prisma, clock };
});
afterAll(() => database.close());

test('the first admin: several links may be printed, the first one used wins, and then none is made', async () => {
  const [first, second] = [await issueFirstAdminLink(staff), await issueFirstAdminLink(staff)];
  expect(await readSetupLink(staff, first!.token)).toEqual({ purpose: 'firstAdmin', name: null, username: null });
  const both = await Promise.allSettled(
    [first!, second!].map(({ token }, at) => acceptSetupLink(staff, token, { name: 'Nguyễn Văn Mẫu', username: `quantri${at}`, password: PASSWORD })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await countAdmins(database.prisma, '2026-11-22')).toBe(1);
  expect(await issueFirstAdminLink(staff)).toBeNull();
  expect(await readSetupLink(staff, second!.token)).toBeNull();
  const { id } = await database.prisma.person.findFirstOrThrow();
  expect(may((await loadActor(database.prisma, id, '2026-11-22'))!, 'person.manage')).toBe(true);
  expect(await createAdminFromSettings(staff, { username: 'khac', password: PASSWORD }, 'x')).toBe(false);
});

test('what is wrong is said field by field, and the link stays good', async () => {
  const id = await createPerson(staff, SYSTEM_ACTOR, DETAILS);
  const { token } = await issueSetupLink(staff, SYSTEM_ACTOR, id);
  await account(staff, 'da.co', member('officer'));
  const accept = (username: string, password: string) => acceptSetupLink(staff, token, { username, password });
  await expect(accept('a b', 'ngắn')).rejects.toEqual(faults({ username: 'username', password: 'password' }));
  await expect(accept('DA.CO', PASSWORD)).rejects.toEqual(faults({ username: 'usernameTaken' }));
  await expect(accept('le.thi.mau', 'le.thi.mau1')).rejects.toEqual(faults({ password: 'password' }));
  await expect(accept('le.thi.mau', 'aaaaaaaaaaaaaaa')).rejects.toEqual(faults({ password: 'password' }));
  expect(await accept('Le.Thi.Mau', PASSWORD)).toBe('le.thi.mau');
});

test('a link is good once and for a day; a newer one takes its place; of somebody who left it is void', async () => {
  const id = await createPerson(staff, SYSTEM_ACTOR, DETAILS);
  const used = await issueSetupLink(staff, SYSTEM_ACTOR, id);
  await acceptSetupLink(staff, used.token, { username: 'mot.lan', password: PASSWORD });
  await expect(acceptSetupLink(staff, used.token, { password: PASSWORD })).rejects.toEqual(refusedWith('linkUnusable'));

  const replaced = await issueSetupLink(staff, SYSTEM_ACTOR, id);
  const newer = await issueSetupLink(staff, SYSTEM_ACTOR, id);
  expect(await readSetupLink(staff, replaced.token)).toBeNull();
  expect(await readSetupLink(staff, newer.token)).toEqual({ purpose: 'reset', name: DETAILS.name, username: 'mot.lan' });
  clock.pass(24 * 3_600_000);
  expect(await readSetupLink(staff, newer.token)).toBeNull();
  await expect(acceptSetupLink(staff, newer.token, { password: PASSWORD })).rejects.toEqual(refusedWith('linkUnusable'));

  const last = await issueSetupLink(staff, SYSTEM_ACTOR, id);
  await deactivatePerson(staff, SYSTEM_ACTOR, id);
  expect(await readSetupLink(staff, last.token)).toBeNull();
  await expect(issueSetupLink(staff, SYSTEM_ACTOR, id)).rejects.toEqual(refusedWith('personUnknown'));
});

test('neither token nor password stands in the database', async () => {
  const id = await createPerson(staff, SYSTEM_ACTOR, DETAILS);
  const { token } = await issueSetupLink(staff, SYSTEM_ACTOR, id);
  const stored = JSON.stringify([
    await database.prisma.setupLink.findMany(),
    await database.prisma.authAccount.findMany(),
    await database.prisma.auditEvent.findMany({ select: { subject: true, details: true } }),
  ]);
  expect(stored).not.toContain(token);
  expect(stored).not.toContain(PASSWORD);
});
