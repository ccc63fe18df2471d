import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { secretsFrom } from '#src/platform/secrets.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member, NOW, PASSWORD, settableClock } from '#tests/support/staff.ts';
import { SYSTEM_ACTOR } from './actor.ts';
import { deactivatePerson } from './commands/people.ts';
import { acceptSetupLink, issueSetupLink } from './commands/setupLinks.ts';
import { createSignIn, type SignIn } from './signIn.ts';
import { forgetOldFailures } from './signInGuard.ts';
import type { Staff } from './staff.ts';

let database: OpenDatabase;
let staff: Staff;
let signIn: SignIn;
const clock = settableClock();
const secrets = secretsFrom('a secret that only this test knows');
let addresses = 0;
const elsewhere = () => `192.0.2.${addresses++}`;
const attempt = (username: string, password: string, address = elsewhere()) => signIn.signIn({ username, password }, {}, address);
const carry = (cookies: string[]) => ({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') });
async function enter(username: string, password = PASSWORD) {
  const answer = await attempt(username, password);
  if (answer.outcome !== 'signedIn') throw new Error(answer.outcome);
  return carry(answer.cookies);
}

beforeAll(async () => {
  database = await testDatabase();
  staff = { database: database.prisma, clock };
  signIn = createSignIn({ ...staff, secrets, url: undefined });
});
afterAll(() => database.close());

test('signing in gives a session, signing out ends it; the address that the person came from is not kept', async () => {
  const { id } = await account(staff, 'can.bo', member('officer'));
  const answer = await attempt('  CAN.BO ', PASSWORD);
  expect(answer.outcome).toBe('signedIn');
  const cookies = answer.outcome === 'signedIn' ? answer.cookies : [];
  expect(cookies.join()).toMatch(/HttpOnly/i);
  expect(cookies.join()).toMatch(/SameSite=Lax/i);
  expect(cookies.join()).not.toMatch(/Secure/i);
  const headers = carry(cookies);
  expect(await signIn.session(headers)).toMatchObject({ personId: id, provedAt: clock.now(), secondFactor: false });
  expect((await database.prisma.authSession.findFirstOrThrow({ where: { userId: id } })).ipAddress).toBeFalsy();
  expect((await signIn.signOut(headers)).join()).toContain('Max-Age=0');
  expect(await signIn.session(headers)).toBeNull();
  expect(await signIn.session({ cookie: `${headers.cookie}x` })).toBeNull();
  expect(await signIn.session({})).toBeNull();
});

test('with https the cookie is sent over https only', async () => {
  await account(staff, 'https', member('officer'));
  const secure = createSignIn({ ...staff, secrets, url: 'https://motcua.xa.example' });
  const answer = await secure.signIn({ username: 'https', password: PASSWORD }, {}, elsewhere());
  expect(answer.outcome === 'signedIn' && answer.cookies.join()).toMatch(/__Secure-mot-cua\.session_token=.*Secure/i);
  if (answer.outcome === 'signedIn') expect(await secure.session(carry(answer.cookies))).not.toBeNull();
});

test('five wrong passwords, then nothing is tried for a while; a right one afterwards forgets them', async () => {
  await account(staff, 'quen', member('officer'));
  for (let at = 0; at < 5; at++) expect(await attempt('quen', 'sai mật khẩu')).toEqual({ outcome: 'refused' });
  expect(await attempt('quen', PASSWORD)).toEqual({ outcome: 'blocked', until: new Date(NOW.getTime() + 60_000) });
  clock.pass(60_000);
  expect(await attempt('quen', 'vẫn sai')).toEqual({ outcome: 'refused' });
  expect((await attempt('quen', PASSWORD)).outcome).toBe('blocked');
  clock.pass(120_000);
  expect((await attempt('quen', PASSWORD)).outcome).toBe('signedIn');
  expect((await attempt('quen', 'sai một lần')).outcome).toBe('refused');
  expect((await attempt('quen', PASSWORD)).outcome).toBe('signedIn');
});

test('a name that nobody has is answered and slowed down in the same way', async () => {
  for (let at = 0; at < 5; at++) expect(await attempt('khong.co', PASSWORD)).toEqual({ outcome: 'refused' });
  expect((await attempt('khong.co', PASSWORD)).outcome).toBe('blocked');
});

test('forty guesses at once are counted one by one', async () => {
  await account(staff, 'bi.do', member('officer'));
  const outcomes = (await Promise.all(Array.from({ length: 40 }, () => attempt('bi.do', 'đoán mò thôi')))).map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'refused')).toHaveLength(5);
  expect(outcomes.filter((outcome) => outcome === 'blocked')).toHaveLength(35);
});

test('one address that goes through many names is slowed down too, and forgotten after a day', async () => {
  const address = elsewhere();
  expect((await attempt('ten.0', 'x', address)).outcome).toBe('refused');
  const key = { key: { startsWith: 'address:' }, since: clock.now() };
  await database.prisma.signInGuard.updateMany({ where: key, data: { failures: 48 } });
  expect((await attempt('ten.1', 'x', address)).outcome).toBe('refused');
  expect((await attempt('ten.2', 'x', address)).outcome).toBe('refused');
  expect((await attempt('ten.3', 'x', address)).outcome).toBe('blocked');
  clock.pass(24 * 3_600_000 + 1);
  await forgetOldFailures(database.prisma, clock.now());
  expect(await database.prisma.signInGuard.count()).toBe(0);
});

test('a link for a forgotten password lifts the pause and ends every session', async () => {
  const { id } = await account(staff, 'mat.khau', member('officer'));
  const headers = await enter('mat.khau');
  for (let at = 0; at < 5; at++) await attempt('mat.khau', 'không nhớ nữa');
  const { token } = await issueSetupLink(staff, SYSTEM_ACTOR, id);
  await acceptSetupLink(staff, token, { password: 'một mật khẩu mới' });
  expect(await signIn.session(headers)).toBeNull();
  expect((await attempt('mat.khau', 'một mật khẩu mới')).outcome).toBe('signedIn');
});

test('a changed password: the old one no longer works, other sessions end, this one goes on', async () => {
  const { id } = await account(staff, 'doi', member('officer'));
  const [here, there] = [await enter('doi'), await enter('doi')];
  const change = (current: string, next: string) => signIn.changePassword(here, id, { current, next }, elsewhere());
  expect((await change('không phải', 'mật khẩu thứ hai')).outcome).toBe('refused');
  for (const weak of ['ngắn', 'Password2026', 'doidoidoi.']) expect((await change(PASSWORD, weak)).outcome, weak).toBe('weak');
  const changed = await change(PASSWORD, 'mật khẩu thứ hai');
  expect(changed.outcome).toBe('changed');
  expect(await signIn.session(there)).toBeNull();
  expect(changed.outcome === 'changed' && (await signIn.session(carry(changed.cookies)))).toMatchObject({ personId: id });
  expect((await attempt('doi', PASSWORD)).outcome).toBe('refused');
});

test('who was deactivated cannot sign in, and their session is gone', async () => {
  await account(staff, 'giu.quyen', member('admin'));
  const { id } = await account(staff, 'da.nghi', member('officer'));
  const headers = await enter('da.nghi');
  await deactivatePerson(staff, SYSTEM_ACTOR, id);
  expect(await signIn.session(headers)).toBeNull();
  expect(await attempt('da.nghi', PASSWORD)).toEqual({ outcome: 'refused' });
});
