import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import type { Staff } from '#src/staff/staff.ts';
import { formOf } from './support/formOf.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { totp } from './support/totp.ts';
import { visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock();
const SECURITY = '/can-bo/bao-mat';
const MINUTE = 60_000;
let web: TestWeb;
let staff: Staff;

beforeAll(async () => {
  web = await testWeb({ clock, secondFactorFor: ['publisher'] });
  staff = { database: web.database.prisma, clock };
  await account(staff, 'quantri', member('admin'));
});
afterAll(() => web.close());

/** One browser of somebody, signed in as far as the password goes. */
async function withPassword(username: string) {
  const person = visitor(web.url);
  await person.see('/dang-nhap');
  return { person, answer: await person.send('/dang-nhap', { username, password: PASSWORD }) };
}
const signedIn = async (username: string) => (await withPassword(username)).person;
const audited = async (subject: string) =>
  (await web.database.prisma.auditEvent.findMany({ where: { subject: `person:${subject}` }, orderBy: { id: 'asc' } })).map(({ action }) => action);

/** Switches the second factor on; returns the secret and the backup codes. */
async function setUp(person: ReturnType<typeof visitor>) {
  await person.see(SECURITY);
  const scan = await person.send(`${SECURITY}/hai-buoc`, { password: PASSWORD });
  const [, secret = ''] = /<code class="secret">([A-Z2-7 ]+)<\/code>/.exec(scan.text) ?? [];
  const [, sealed = ''] = /name="sealed" value="([^"]*)"/.exec(scan.text) ?? [];
  expect(scan.text).toContain('<svg');
  const wrong = await person.send(`${SECURITY}/hai-buoc/ma`, { code: '12 34', sealed });
  expect([wrong.status, wrong.text.includes(secret)]).toEqual([422, true]);
  const done = await person.send(`${SECURITY}/hai-buoc/ma`, { code: totp(secret), sealed });
  const codes = [...done.text.matchAll(/<code class="secret">([^<]+)<\/code>/g)].map(([, code]) => code!);
  expect(codes, done.text.slice(0, 3000)).toHaveLength(10);
  return { secret, codes };
}

describe('two steps of signing in', () => {
  test('switched on with the password and a first code; then the password alone opens nothing', async () => {
    const { id } = await account(staff, 'hai.buoc', member('officer'));
    const [here, there] = [await signedIn('hai.buoc'), await signedIn('hai.buoc')];
    await here.see(SECURITY);
    expect((await here.send(`${SECURITY}/hai-buoc`, { password: 'không phải' })).text).toContain(say('staff.fault.currentPassword'));
    const { secret, codes } = await setUp(here);
    expect((await here.see(SECURITY)).text).toContain(say('staff.factor.on'));
    // A session that began without a code is over.
    expect((await there.see('/can-bo')).path).toContain('/dang-nhap');

    const { person, answer } = await withPassword('hai.buoc');
    expect(answer.path).toBe('/dang-nhap/ma?next=%2Fcan-bo');
    expect((await person.see('/can-bo')).path).toBe('/dang-nhap?next=%2Fcan-bo');
    await person.see('/dang-nhap/ma');
    const wrong = await person.send('/dang-nhap/ma', { code: '000 000' });
    expect([wrong.status, wrong.text.includes(say('staff.fault.code'))]).toEqual([401, true]);
    const code = totp(secret, 1);
    expect((await person.send('/dang-nhap/ma', { code: `${code.slice(0, 3)} ${code.slice(3)}` })).path).toBe('/can-bo');

    // The same code is no good a second time; a backup code is, once.
    const again = await withPassword('hai.buoc');
    expect((await again.person.send('/dang-nhap/ma', { code })).status).toBe(401);
    expect((await again.person.send('/dang-nhap/ma', { code: codes[0]! })).path).toBe('/can-bo');
    const third = await withPassword('hai.buoc');
    expect((await third.person.send('/dang-nhap/ma', { code: codes[0]! })).status).toBe(401);
    expect(await audited(id)).toContain('factor.enable');
    for (const secretText of [secret.replaceAll(' ', ''), code, codes[0]!, codes[1]!]) {
      expect(web.logged()).not.toContain(secretText);
      const kept = await web.database.prisma.authTwoFactor.findMany();
      expect(JSON.stringify(kept)).not.toContain(secretText);
    }
  });

  test('five wrong codes end the challenge, ten in a row pause the account; a name without a challenge is led to the beginning', async () => {
    await account(staff, 'doan.ma', member('officer'));
    const owner = await signedIn('doan.ma');
    const { secret, codes } = await setUp(owner);
    for (let round = 0; round < 2; round++) {
      const { person } = await withPassword('doan.ma');
      for (let at = 0; at < 5; at++) expect((await person.send('/dang-nhap/ma', { code: `${round}0000${at}` })).status).toBe(401);
      const sixth = await person.send('/dang-nhap/ma', { code: round === 0 ? totp(secret, 1) : codes[0]! });
      expect([sixth.status, sixth.path]).toEqual([round === 0 ? 401 : 429, '/dang-nhap/ma']);
      expect(sixth.text).toContain(say(round === 0 ? 'staff.factor.expired' : 'staff.factor.blocked', { minutes: 15 }));
    }
    expect((await visitor(web.url).see('/dang-nhap/ma')).path).toBe('/dang-nhap?next=%2Fcan-bo');
  });

  test('new backup codes void the old, switching off takes the password; a kept form comes through both steps', async () => {
    await account(staff, 'tat.di', member('officer'));
    const person = await signedIn('tat.di');
    const { secret, codes } = await setUp(person);
    await person.see(SECURITY);
    const renewed = await person.send(`${SECURITY}/hai-buoc/ma-du-phong`, { password: PASSWORD });
    expect(renewed.text).not.toContain(codes[0]);
    for (const name of [...person.cookies.keys()].filter((each) => each.includes('session'))) person.cookies.delete(name);
    const asked = await person.send(`${SECURITY}/hai-buoc/tat`, { password: PASSWORD, note: 'một dòng đã gõ' });
    const [, resume = ''] = /name="resume" value="([^"]*)"/.exec(asked.text) ?? [];
    const second = await person.send('/dang-nhap', { username: 'tat.di', password: PASSWORD, resume });
    expect(second.text).toContain('action="/dang-nhap/ma"');
    expect((await person.send('/dang-nhap/ma', { code: codes[0]!, resume })).status).toBe(401);
    const back = await person.send('/dang-nhap/ma', { code: totp(secret, 1), resume });
    expect(formOf(back.text, 'kept')).toMatchObject({ note: 'một dòng đã gõ' });
    expect(JSON.stringify(formOf(back.text, 'kept'))).not.toContain(PASSWORD);
    const off = await person.send(`${SECURITY}/hai-buoc/tat`, { password: PASSWORD });
    expect(off.text).toContain(say('staff.said.factorDisabled'));
    expect((await withPassword('tat.di')).answer.path).toBe('/can-bo');
  });

  test('a role that needs it sleeps until it is there, and cannot switch it off; an admin takes it away for who lost their phone', async () => {
    const { id } = await account(staff, 'duyet', member('publisher'));
    const { person, answer } = await withPassword('duyet');
    expect(answer.path).toBe(SECURITY);
    expect(answer.text).toContain(say('errors.factorNeeded'));
    expect((await person.see('/quan-tri/thu-tuc')).path).toBe(SECURITY);
    const refused = await person.send('/quan-tri/thu-tuc/moi', { name: 'Một thủ tục vừa gõ' });
    expect([refused.status, refused.text.includes('Một thủ tục vừa gõ')]).toEqual([403, true]);
    await setUp(person);
    expect((await person.see('/quan-tri/thu-tuc')).path).toBe('/quan-tri/thu-tuc');
    expect((await person.send(`${SECURITY}/hai-buoc/tat`, { password: PASSWORD })).status).toBe(403);

    const admin = await signedIn('quantri');
    await admin.see(`/quan-tri/nguoi-dung/${id}`);
    expect((await admin.send(`/quan-tri/nguoi-dung/${id}/go-hai-buoc`)).text).toContain(say('staff.said.factorReset'));
    expect((await person.see('/can-bo')).path).toBe('/dang-nhap?next=%2Fcan-bo');
    expect((await withPassword('duyet')).answer.path).toBe(SECURITY);
    expect(await audited(id)).toContain('factor.reset');
  });
});

describe('sessions', () => {
  test('are listed in plain words, this one marked, and end one by one, all others, or all by an admin', async () => {
    const { id } = await account(staff, 'nhieu.may', member('officer'));
    const [one, two, three] = [await signedIn('nhieu.may'), await signedIn('nhieu.may'), await signedIn('nhieu.may')];
    const listed = await one.see(SECURITY);
    const ends = [...listed.text.matchAll(/phien\/([^/"]+)\/ket-thuc/g)].map(([, session]) => session!);
    expect(ends).toHaveLength(2);
    expect(listed.text).toContain(say('staff.session.here'));
    await one.send(`${SECURITY}/phien/${ends[0]}/ket-thuc`);
    const after = [await two.see('/can-bo'), await three.see('/can-bo')].map(({ path }) => path);
    expect(after.filter((path) => path === '/can-bo')).toHaveLength(1);
    // Nobody ends a session of somebody else by its number.
    const stranger = await signedIn('quantri');
    await stranger.see(SECURITY);
    expect((await stranger.send(`${SECURITY}/phien/${ends[1]}/ket-thuc`)).status).toBe(404);
    await one.see(SECURITY);
    await one.send(`${SECURITY}/phien/khac`);
    for (const other of [two, three]) expect((await other.see('/can-bo')).path).toContain('/dang-nhap');
    await stranger.see(`/quan-tri/nguoi-dung/${id}`);
    await stranger.send(`/quan-tri/nguoi-dung/${id}/dang-xuat`);
    expect((await one.see('/can-bo')).path).toContain('/dang-nhap');
  });
});

describe('a dangerous action', () => {
  test('asks for the password again after a quarter of an hour, carries what was typed, and counts wrong ones', async () => {
    const admin = await signedIn('quantri');
    await admin.see('/quan-tri/khoa');
    clock.pass(15 * MINUTE);
    const typed = { name: 'Phần mềm của tỉnh', scopes: ['dossier.import', 'dossier.view'], place: '' };
    const asked = await admin.send('/quan-tri/khoa', typed);
    expect([asked.status, asked.text.includes(say('staff.proof.button'))]).toEqual([403, true]);
    expect(formOf(asked.text, 'kept')).toMatchObject(typed);
    expect(await web.database.prisma.apiKey.count()).toBe(0);
    const wrong = await admin.send('/quan-tri/khoa', { ...formOf(asked.text, 'kept'), proofPassword: 'không phải' });
    expect([wrong.status, wrong.text.includes(say('staff.fault.currentPassword'))]).toEqual([422, true]);
    const made = await admin.send('/quan-tri/khoa', { ...formOf(wrong.text, 'kept'), proofPassword: PASSWORD });
    expect(made.text).toContain(say('staff.said.keyMade', { name: typed.name }));
    expect((await web.database.prisma.apiKey.findFirstOrThrow()).scopes).toEqual(typed.scopes);
    // It counts for the next quarter.
    expect((await admin.send('/quan-tri/khoa', typed)).text).toContain(say('staff.said.keyMade', { name: typed.name }));
  });

  test('is asked for on every one of them', async () => {
    const admin = await signedIn('quantri');
    const { id } = await account(staff, 'ai.do', member('officer'));
    await admin.see(`/quan-tri/nguoi-dung/${id}`);
    clock.pass(15 * MINUTE);
    const person = `/quan-tri/nguoi-dung/${id}`;
    const paths = ['vai-tro', 'vai-tro/1/ket-thuc', 'ngung', 'mo-lai', 'duong-dan', 'dang-xuat', 'go-hai-buoc'].map((act) => `${person}/${act}`);
    for (const path of [
      ...paths,
      '/quan-tri/nguoi-dung/moi',
      '/quan-tri/khoa',
      '/quan-tri/khoa/1/thu-hoi',
      '/quan-tri/kenh',
      '/quan-tri/kenh/telegram/mo',
      '/can-bo/du-lieu/thoi-han',
    ]) {
      const asked = await admin.send(path, { name: 'x' });
      expect([asked.status, asked.text.includes('name="proofPassword"')], path).toEqual([403, true]);
    }
  });
});

test('a role taken away while a form is filled in: the reason, and what was written, to be copied', async () => {
  const { id } = await account(staff, 'mat.quyen', member('admin'));
  const person = await signedIn('mat.quyen');
  await person.see('/quan-tri/kenh');
  await web.database.prisma.membership.deleteMany({ where: { personId: id } });
  const refused = await person.send('/quan-tri/kenh', { channel: 'telegram', reason: 'Nâng cấp máy chủ <b>tối nay' });
  expect(refused.status).toBe(403);
  expect(refused.text).toContain(say('errors.notAllowed'));
  expect(refused.text).toContain('Nâng cấp máy chủ &lt;b>tối nay');
});

test('the audit log as a file has what is filtered, no formula, and a line about itself', async () => {
  const admin = await signedIn('quantri');
  const { prisma } = web.database;
  await prisma.auditEvent.create({
    data: { at: clock.now(), actor: 'system', action: 'probe.formula', subject: '=1+1', details: { note: '@SUM(A1)' } },
  });
  expect((await admin.see('/quan-tri/nhat-ky?action=probe')).text).toContain('/quan-tri/nhat-ky/tep.csv?');
  const csv = await admin.see('/quan-tri/nhat-ky/tep.csv?action=probe&actor=sys');
  expect(csv.text.split('\r\n')).toHaveLength(3);
  expect(csv.text).toContain(",'=1+1,");
  expect(csv.headers.get('content-disposition')).toContain('nhat-ky-');
  expect((await admin.see('/quan-tri/nhat-ky/tep.xlsx?action=probe')).status).toBe(200);
  const lines = await prisma.auditEvent.findMany({ where: { action: 'audit.export' }, orderBy: { id: 'asc' } });
  expect(lines.map(({ details }) => details)).toEqual([
    { kind: 'csv', rows: 1, from: '', to: '' },
    { kind: 'xlsx', rows: 1, from: '', to: '' },
  ]);
  await account(staff, 'nguoi.khac', member('officer'));
  expect((await (await signedIn('nguoi.khac')).see('/quan-tri/nhat-ky/tep.csv')).status).toBe(403);
});

test('the quarterly review: a line is confirmed or taken away, the rest at once, signed, and stays to be read', async () => {
  const admin = await signedIn('quantri');
  const { id } = await account(staff, 'thu.hoi', member('officer'));
  expect((await admin.see('/can-bo')).text).toContain('href="/quan-tri/ra-soat"');
  const listed = await admin.see('/quan-tri/ra-soat');
  expect(listed.text).toContain('Người thu.hoi');
  const { id: role } = await web.database.prisma.membership.findFirstOrThrow({ where: { personId: id } });
  expect((await admin.send('/quan-tri/ra-soat/ky')).text).toMatch(/Còn \d+ dòng chưa quyết định/);
  // A line that is gone, as in a second tab: the way back is the list.
  await admin.see('/quan-tri/ra-soat');
  const gone = await admin.send('/quan-tri/ra-soat', { keep: 'membership:0' });
  expect([gone.status, gone.text.includes(say('errors.reviewRowGone'))]).toEqual([404, true]);
  expect(gone.text).toContain('href="/quan-tri/ra-soat">' + say('staff.kept.back', { page: say('staff.nav.review') }));
  await admin.see('/quan-tri/ra-soat');
  const ended = await admin.send('/quan-tri/ra-soat', { end: `membership:${role}` });
  expect(ended.text).toContain(say('staff.said.accessEnded'));
  const rest = await admin.send('/quan-tri/ra-soat', { keepPlain: '1' });
  let page = rest.text;
  for (const [, subject = ''] of rest.text.matchAll(/name="keep" value="([^"]+)"/g))
    page = (await admin.send('/quan-tri/ra-soat', { keep: subject })).text;
  expect(page).toContain(say('staff.review.signNow'));
  expect((await admin.send('/quan-tri/ra-soat/ky')).text).toContain(say('staff.said.reviewSigned'));
  const kept = await admin.see('/quan-tri/ra-soat/2026-Q4');
  expect(kept.text).toContain('Thu hồi: Người quantri');
  await account(staff, 'kiem.tra', member('inspector'));
  const inspector = await signedIn('kiem.tra');
  expect((await inspector.see('/quan-tri/ra-soat/2026-Q4')).status).toBe(200);
  await inspector.see('/quan-tri/ra-soat');
  expect((await inspector.send('/quan-tri/ra-soat', { keepPlain: '1' })).status).toBe(403);
});
