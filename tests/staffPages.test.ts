import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROACTIVE, switchedOff } from '#src/delivery/switches.ts';
import { createLog } from '#src/platform/log.ts';
import { sayIn } from '#src/platform/texts.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { createApiKey, revokeApiKey } from '#src/staff/apiKeys.ts';
import { createPerson, deactivatePerson } from '#src/staff/commands/people.ts';
import { issueFirstAdminLink, issueSetupLink } from '#src/staff/commands/setupLinks.ts';
import { offerFirstAdmin } from '#src/staff/firstAdmin.ts';
import { POLICY } from '#src/staff/policy.ts';
import type { Staff } from '#src/staff/staff.ts';
import { errorHandler } from '#src/web/errorHandler.ts';
import { NAVIGATION } from '#src/web/staff/navigation.ts';
import { withKey } from '#src/web/staff/withKey.ts';
import { collect } from './support/collect.ts';
import { probeChannel } from './support/probeChannel.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { signIn, visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock();
const telegram = probeChannel({ id: 'telegram' });
const refused = probeChannel({ id: 'zalo-bot' });
let web: TestWeb;
let staff: Staff;

beforeAll(async () => {
  refused.setHealth({ ok: false, reason: 'unauthorized 401' });
  web = await testWeb({ clock, channels: [telegram.channel, refused.channel] });
  staff = { database: web.database.prisma, clock };
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);

describe('the first admin', () => {
  test('follows the link, chooses name and password, and signs in; the link is no good a second time', async () => {
    const { token } = (await issueFirstAdminLink(staff))!;
    const person = visitor(web.url);
    expect((await person.see(`/thiet-lap/${token}`)).text).toContain(say('staff.setup.firstAdmin'));
    const wrong = await person.send(`/thiet-lap/${token}`, { name: 'Bùi <b>Thị</b> Mẫu', username: 'a', password: 'ngắn', passwordAgain: 'ngắn' });
    expect(wrong.status).toBe(422);
    for (const fault of ['username', 'password']) expect(wrong.text).toContain(say(`staff.fault.${fault}`));
    expect(wrong.text).toContain('Bùi &lt;b>Thị');
    expect(wrong.text).not.toContain('ngắn"');
    const differs = await person.send(`/thiet-lap/${token}`, { name: 'Bùi Thị Mẫu', username: 'quantri', password: PASSWORD, passwordAgain: 'khác' });
    expect(differs.text).toContain(say('staff.fault.passwordAgain'));
    const done = await person.send(`/thiet-lap/${token}`, { name: 'Bùi Thị Mẫu', username: 'quantri', password: PASSWORD, passwordAgain: PASSWORD });
    expect([done.path, done.status]).toEqual(['/dang-nhap', 200]);
    expect(done.text).toContain(say('staff.setup.done'));
    const home = await person.send('/dang-nhap', { username: 'quantri', password: PASSWORD });
    expect(home.path).toBe('/can-bo');
    for (const { key } of NAVIGATION.filter(({ href, action }) => href.startsWith('/quan-tri') && action && 'admin' in POLICY[action]))
      expect(home.text).toContain(say(key));

    const late = await visitor(web.url).see(`/thiet-lap/${token}`);
    expect(late.status).toBe(410);
    expect(late.text).toContain('không còn dùng được');
    expect(await offerFirstAdmin(staff, {}, web.url, say)).toBeNull();
  });

  test('a link that is too old, and one that never was, say the same', async () => {
    const id = await createPerson(staff, SYSTEM_ACTOR, { name: 'Trễ', position: null, phone: null, locale: 'vi' });
    const { token } = await issueSetupLink(staff, SYSTEM_ACTOR, id);
    const person = visitor(web.url);
    expect((await person.see(`/thiet-lap/${token}`)).status).toBe(200);
    clock.pass(24 * 3_600_000);
    const old = await person.send(`/thiet-lap/${token}`, { username: 'tre', password: PASSWORD, passwordAgain: PASSWORD });
    expect([old.status, old.text]).toEqual([410, (await person.see('/thiet-lap/khong-co')).text]);
  });
});

describe('signing in', () => {
  test('leads back to the page that was asked for, and nowhere outside', async () => {
    await account(staff, 'canbo', member('oneStopOfficer'));
    const person = visitor(web.url);
    const asked = await person.see('/can-bo/mat-khau');
    expect(asked.path).toBe('/dang-nhap?next=%2Fcan-bo%2Fmat-khau');
    expect((await person.send('/dang-nhap', { username: 'canbo', password: PASSWORD, next: '/can-bo/mat-khau' })).path).toBe('/can-bo/mat-khau');
    for (const next of ['//evil.example', 'https://evil.example', '/can-bo\\..\\x', '/can-bo.evil.example', 'javascript:alert(1)'])
      expect((await person.see(`/dang-nhap?next=${encodeURIComponent(next)}`)).path).toBe('/can-bo');
  });

  test('wrong: one sentence for name and password; too often: how long to wait, with the name kept', async () => {
    const person = visitor(web.url);
    await person.see('/dang-nhap');
    for (let at = 0; at < 5; at++) {
      const refused = await person.send('/dang-nhap', { username: 'canbo', password: `sai ${at}` });
      expect(refused.status).toBe(401);
      expect(refused.text).toContain(say('staff.signIn.refused'));
    }
    const blocked = await person.send('/dang-nhap', { username: 'canbo', password: PASSWORD });
    expect(blocked.status).toBe(429);
    expect(blocked.headers.get('retry-after')).toBe('60');
    expect(blocked.text).toContain(say('staff.signIn.blocked', { minutes: 1 }));
    expect(blocked.text).toContain('value="canbo"');
    expect(blocked.text).not.toContain(PASSWORD);
    clock.pass(60_000);
    expect((await person.send('/dang-nhap', { username: 'canbo', password: PASSWORD })).path).toBe('/can-bo');
    expect(await web.metrics.registry.metrics()).toMatch(/motcua_sign_ins_total\{outcome="blocked"\} 1/);
  });

  test('signing out ends the session; English where it is asked for, and kept', async () => {
    const person = await signedIn('canbo');
    expect((await person.see('/quan-tri')).path).toBe('/can-bo');
    expect((await person.see('/can-bo?lang=en')).text).toContain(sayIn('en')('staff.signOut'));
    expect((await person.see('/can-bo')).text).toContain(sayIn('en')('staff.signOut'));
    expect((await person.send('/dang-xuat')).path).toBe('/dang-nhap');
    expect((await person.see('/can-bo')).path).toBe('/dang-nhap?next=%2Fcan-bo');
  });

  test('pages of people are kept by no cache, carry the strict headers, and nothing personal is logged', async () => {
    const { headers } = await (await signedIn('canbo')).see('/can-bo');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    for (const word of ['canbo', 'quantri', 'Bùi', PASSWORD]) expect(web.logged()).not.toContain(word);
  });
});

describe('a form of another site', () => {
  test('does nothing: without the code, with a code of before signing in, with a code of somebody else', async () => {
    const before = visitor(web.url);
    await before.see('/dang-nhap');
    const admin = await signedIn('quantri');
    const other = await signedIn('canbo');
    const codeOf = (text: string) => /name="form" value="([^"]*)"/.exec(text)![1]!;
    const fields = { name: 'Kẻ Gian', role: 'admin', place: 'one-stop', locale: 'vi' };
    for (const form of ['', 'x', codeOf((await before.see('/dang-nhap')).text), codeOf((await other.see('/can-bo')).text)]) {
      const answer = await admin.send('/quan-tri/nguoi-dung/moi', { ...fields, form });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain(say('errors.formExpired'));
    }
    expect(await web.database.prisma.person.count({ where: { name: 'Kẻ Gian' } })).toBe(0);
  });

  test('every page that changes something asks for the code', async () => {
    const admin = await signedIn('quantri');
    const { id } = await web.database.prisma.person.findFirstOrThrow();
    const place = `/quan-tri/nguoi-dung/${id}`;
    for (const path of [place, `${place}/vai-tro`, `${place}/vai-tro/1/ket-thuc`, `${place}/ngung`, `${place}/mo-lai`, `${place}/duong-dan`])
      expect((await admin.send(path, { form: 'x' })).status, path).toBe(403);
    for (const path of [
      '/quan-tri/khoa',
      '/quan-tri/khoa/1/thu-hoi',
      '/quan-tri/kenh',
      '/quan-tri/kenh/telegram/mo',
      '/quan-tri/kenh/thu',
      '/quan-tri/tin-chua-toi',
      '/quan-tri/nhac-viec/quy-tac/due-3',
      '/quan-tri/danh-ba/moi',
      '/quan-tri/danh-ba/one-stop',
      '/quan-tri/danh-ba/one-stop/bo',
      '/quan-tri/danh-ba/lay-lai',
      '/quan-tri/danh-ba/dia-gioi/thay-doi/moi',
      '/quan-tri/danh-ba/dia-gioi/don-vi/moi',
      '/quan-tri/nhac-viec/tin-giu/1',
      '/can-bo/mat-khau',
      '/dang-xuat',
      '/dang-nhap',
    ])
      expect((await admin.send(path, { form: 'x' })).status, path).toBe(403);
  });
});

describe('who may not', () => {
  const pages = [
    '/quan-tri/nguoi-dung',
    '/quan-tri/nguoi-dung/moi',
    '/quan-tri/khoa',
    '/quan-tri/danh-ba',
    '/quan-tri/kenh',
    '/quan-tri/tin-chua-toi',
    '/quan-tri/nhac-viec',
    '/quan-tri/cong-viec',
    '/quan-tri/nhat-ky',
  ];

  test('sees neither the page nor its name, and changes nothing', async () => {
    const officer = await signedIn('canbo');
    const home = await officer.see('/can-bo');
    for (const path of pages) {
      expect(home.text).not.toContain(`href="${path}"`);
      expect((await officer.see(path)).status, path).toBe(403);
    }
    await officer.see('/can-bo');
    expect((await officer.send('/quan-tri/khoa', { name: 'x', scopes: 'dossier.import' })).status).toBe(403);
    expect(await web.database.prisma.apiKey.count()).toBe(0);
  });

  test('all that is wrong with a new person is said at once', async () => {
    const admin = await signedIn('quantri');
    await admin.see('/quan-tri/nguoi-dung/moi');
    const { status, text } = await admin.send('/quan-tri/nguoi-dung/moi', { name: '', role: '', place: '', locale: 'vi' });
    expect([status, ...['name', 'role', 'place'].map((field) => text.includes(`<a href="#${field}">`))]).toEqual([422, true, true, true]);
  });

  test('an inspector reads the audit log and nothing else of it', async () => {
    await account(staff, 'kiemtra', member('inspector'));
    const inspector = await signedIn('kiemtra');
    const log = await inspector.see('/quan-tri/nhat-ky?action=person.create');
    expect(log.status).toBe(200);
    expect(log.text).toContain('person.create');
    expect(log.text).not.toContain('setupLink.use');
    expect((await inspector.see('/quan-tri/nguoi-dung')).status).toBe(403);
  });

  test('a role that is taken away is gone with the next page, and so is a person', async () => {
    const { id } = await account(staff, 'tamthoi', member('inspector'));
    const person = await signedIn('tamthoi');
    await web.database.prisma.membership.updateMany({ where: { personId: id }, data: { validFrom: '2020-01-01', validTo: '2020-12-31' } });
    expect((await person.see('/quan-tri/nhat-ky')).status).toBe(403);
    await deactivatePerson(staff, SYSTEM_ACTOR, id);
    expect((await person.see('/can-bo')).path).toBe('/dang-nhap?next=%2Fcan-bo');
  });
});

describe('an admin', () => {
  test('adds a person, sees what is wrong beside the field with what was typed, gives a link, changes roles', async () => {
    const admin = await signedIn('quantri');
    await admin.see('/quan-tri/nguoi-dung/moi');
    const wrong = await admin.send('/quan-tri/nguoi-dung/moi', {
      name: 'Phạm Văn Thử',
      phone: 'không',
      role: 'officer',
      place: 'không có',
      locale: 'vi',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain(say('staff.fault.choose'));
    expect(wrong.text).toContain('value="Phạm Văn Thử"');
    expect(
      (await admin.send('/quan-tri/nguoi-dung/moi', { name: 'x', role: 'officer', place: 'one-stop', locale: 'vi', field: 'không có' })).status,
    ).toBe(422);
    const added = await admin.send('/quan-tri/nguoi-dung/moi', {
      name: 'Phạm Văn Thử',
      phone: '024 3825 1234',
      role: 'oneStopOfficer',
      place: 'one-stop',
      locale: 'vi',
    });
    expect(added.status).toBe(200);
    expect(added.text).toContain(say('staff.said.personAdded'));
    expect((await admin.see(added.path)).text).not.toContain(say('staff.said.personAdded'));

    const link = await admin.send(`${added.path}/duong-dan`);
    const [, token] = /\/thiet-lap\/([\w-]{43})</.exec(link.text)!;
    expect(link.text).toContain('<svg');
    const newcomer = visitor(web.url);
    await newcomer.see(`/thiet-lap/${token}`);
    expect((await newcomer.send(`/thiet-lap/${token}`, { username: 'pham.thu', password: PASSWORD, passwordAgain: PASSWORD })).path).toBe(
      '/dang-nhap',
    );

    await admin.see(added.path);
    const backwards = await admin.send(`${added.path}/vai-tro`, {
      role: 'leader',
      place: 'peoples-committee',
      validFrom: '2026-12-02',
      validTo: '2026-12-01',
    });
    expect(backwards.text).toContain(say('staff.fault.dayBefore'));
    const more = await admin.send(`${added.path}/vai-tro`, {
      role: 'leader',
      place: 'peoples-committee',
      standing: 'deputy',
      validFrom: '2026-12-02',
    });
    expect(more.text).toContain('02/12/2026');
    const [, role] = new RegExp(`${added.path}/vai-tro/(\\d+)/ket-thuc`).exec(more.text)!;
    expect((await admin.send(`${added.path}/vai-tro/${role}/ket-thuc`)).text).toContain(say('staff.said.roleEnded'));
    expect((await admin.see('/quan-tri/nguoi-dung?q=pham.thu')).text).toContain('Phạm Văn Thử');
    expect((await admin.see('/quan-tri/nguoi-dung/khong-co')).status).toBe(404);
  });

  test('cannot lock themselves out as the last admin', async () => {
    const admin = await signedIn('quantri');
    const { id } = await web.database.prisma.authUser.findUniqueOrThrow({ where: { username: 'quantri' } });
    await admin.see(`/quan-tri/nguoi-dung/${id}`);
    const refused = await admin.send(`/quan-tri/nguoi-dung/${id}/ngung`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain(say('errors.lastAdmin'));
  });

  test('makes a key, which is shown once, and revokes it', async () => {
    const admin = await signedIn('quantri');
    await admin.see('/quan-tri/khoa');
    expect((await admin.send('/quan-tri/khoa', { name: 'Phần mềm' })).text).toContain(say('staff.fault.scopes'));
    expect((await admin.send('/quan-tri/khoa', { name: 'Phần mềm', scopes: 'dossier.import', expires: '2020-01-01' })).text).toContain(
      say('staff.fault.dayPast'),
    );
    const made = await admin.send('/quan-tri/khoa', { name: 'Phần mềm', scopes: ['dossier.import', 'dossier.view'], place: 'one-stop' });
    expect(made.text).toMatch(/mc_[0-9a-f]{8}_[\w-]{43}/);
    const again = await admin.see('/quan-tri/khoa');
    expect(again.text).not.toMatch(/mc_[0-9a-f]{8}_[\w-]{43}/);
    const [, id] = /khoa\/(\d+)\/thu-hoi/.exec(again.text)!;
    expect((await admin.send(`/quan-tri/khoa/${id}/thu-hoi`)).text).toContain(say('staff.said.keyRevoked'));
  });

  test('switches a channel off with a reason, and on again; each is in the audit log', async () => {
    const admin = await signedIn('quantri');
    const { prisma } = web.database;
    const shown = await admin.see('/quan-tri/kenh');
    expect(shown.text).toContain('Telegram');
    const refused = await admin.send('/quan-tri/kenh', { channel: 'telegram', reason: ' ' });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(say('staff.fault.required'))]);
    expect(refused.text).toMatch(/<option value="telegram" selected/);
    expect((await admin.send('/quan-tri/kenh', { channel: 'fax', reason: 'không có' })).text).toContain(say('staff.fault.choose'));
    expect(await prisma.outboxChannel.count({ where: { offAt: { not: null } } })).toBe(0);

    for (const channel of ['telegram', PROACTIVE])
      expect((await admin.send('/quan-tri/kenh', { channel, reason: 'Đang <b>bảo trì' })).text).toContain(say('staff.said.switchedOff'));
    const off = await admin.see('/quan-tri/kenh');
    expect(off.text).toContain('Bùi Thị Mẫu tắt lúc');
    expect(off.text).toContain('Đang &lt;b>bảo trì');
    expect((await switchedOff(prisma)).map(({ channel }) => channel)).toEqual([PROACTIVE, 'telegram']);

    for (const channel of ['telegram', PROACTIVE])
      expect((await admin.send(`/quan-tri/kenh/${channel}/mo`)).text).toContain(say('staff.said.switchedOn'));
    expect(await switchedOff(prisma)).toEqual([]);
    expect((await admin.send('/quan-tri/kenh/fax/mo')).status).toBe(404);
    const lines = await prisma.auditEvent.findMany({ where: { subject: 'channel:telegram' }, orderBy: { id: 'asc' } });
    expect(lines.map(({ action }) => action)).toEqual(['channel.switchOff', 'channel.switchOn']);
  });

  test('sends a test message to a chat of their own, and sees how it went; to nobody else’s', async () => {
    const admin = await signedIn('quantri');
    const { prisma } = web.database;
    expect((await admin.see('/quan-tri/kenh')).text).toContain(say('staff.channels.test.notPaired'));
    expect((await admin.send('/quan-tri/kenh/thu', { channel: 'telegram' })).status).toBe(404);
    const account = await prisma.authUser.findUniqueOrThrow({ where: { username: 'quantri' } });
    await prisma.personChat.create({ data: { channel: 'telegram', chatId: '5001', personId: account.id, pairedAt: clock.now() } });
    await admin.see('/quan-tri/kenh');
    const sent = await admin.send('/quan-tri/kenh/thu', { channel: 'telegram' });
    expect(sent.path).toMatch(/^\/quan-tri\/kenh\?thu=telegram\.\d+/);
    // What sends goes by a clock of its own, which these tests may have left behind.
    await prisma.outbox.updateMany({ where: { chat: '5001' }, data: { notBefore: new Date(0) } });
    await prisma.outboxLane.updateMany({ where: { chat: '5001' }, data: { nextAt: new Date(0) } });
    await expect.poll(() => telegram.textsTo('5001'), { timeout: 60_000 }).toEqual([expect.stringContaining('Tin thử từ trang quản trị')]);
    const name = say('staff.channels.name.telegram');
    const told = say('staff.channels.test.sent', { name, time: '' }).slice(0, 30);
    await expect.poll(async () => (await admin.see(sent.path)).text, { timeout: 60_000 }).toContain(told);
    expect((await admin.see(`${sent.path.split('#')[0]}9`)).text).not.toContain(told);
    expect(await prisma.auditEvent.count({ where: { action: 'channel.test', actor: `person:${account.id}` } })).toBe(1);
    await prisma.outbox.updateMany({ where: { chat: '5001' }, data: { state: 'dead', reason: '403 Forbidden: bot was blocked by the user' } });
    const failed = (await admin.see(sent.path)).text;
    expect([failed.includes(say('staff.undelivered.why.gone')), failed.includes('403 Forbidden')]).toEqual([true, false]);
    await prisma.personChat.deleteMany({ where: { chatId: '5001' } });
  });

  test('reads in words why a channel does not work, what to do, and beneath what to tell a technician', async () => {
    const admin = await signedIn('quantri');
    const words = say('staff.channels.trouble.credentials');
    await expect.poll(async () => (await admin.see('/quan-tri/kenh')).text, { timeout: 60_000 }).toContain(words);
    expect((await admin.see('/quan-tri/kenh')).text).toContain(say('staff.channels.noted', { reason: 'unauthorized 401' }));
  });

  test('sees what was not delivered, without its words, and decides about several at once', async () => {
    const admin = await signedIn('quantri');
    const { prisma } = web.database;
    const letter = {
      channel: 'telegram',
      chat: '77',
      kind: 'notice',
      reply: { blocks: [{ kind: 'text', text: 'Lời riêng' }] },
      reason: '403 Forbidden',
    };
    const at = { notBefore: clock.now(), createdAt: clock.now(), endedAt: clock.now() };
    await prisma.outbox.createMany({
      data: ['dead', 'unknown', 'unknown'].map((state) => ({ ...letter, ...at, context: { locale: 'vi' }, state, subject: 'dossier:H-1' })),
    });
    const shown = await admin.see('/quan-tri/tin-chua-toi');
    expect(shown.text).toContain('href="/can-bo/ho-so/H-1"');
    expect(shown.text).not.toMatch(/Lời riêng|>77<|403|Forbidden/);
    for (const why of ['gone', 'unanswered']) expect(shown.text).toContain(say(`staff.undelivered.why.${why}`));
    expect((await admin.see('/quan-tri/tin-chua-toi?state=dead')).text.match(/name="id"/g)).toHaveLength(1);
    const ids = [...shown.text.matchAll(/name="id" value="([^"]+)"/g)].map(([, id]) => id!);
    expect(ids).toHaveLength(3);
    expect((await admin.send('/quan-tri/tin-chua-toi', { verb: 'resend' })).text).toContain(say('staff.undelivered.said.nothing'));
    const [first, ...others] = ids as [string, ...string[]];
    expect((await admin.send('/quan-tri/tin-chua-toi', { verb: 'drop', id: others })).text).toContain(
      say('staff.undelivered.said.drop', { count: 2 }),
    );
    const again = await admin.send('/quan-tri/tin-chua-toi', { verb: 'resend', id: [first, others[0]!] });
    expect(again.text).toContain(say('staff.undelivered.said.resend', { count: 1 }));
    expect(again.text).toContain(say('staff.undelivered.none'));
    expect(await prisma.outbox.count({ where: { reason: 'dropped', state: 'expired' } })).toBe(2);
  });

  test('changes the password, with the present one', async () => {
    const admin = await signedIn('quantri');
    await admin.see('/can-bo/mat-khau');
    const next = { password: 'dòng sông nhỏ', passwordAgain: 'dòng sông nhỏ' };
    expect((await admin.send('/can-bo/mat-khau', { currentPassword: 'sai', ...next })).text).toContain(say('staff.fault.currentPassword'));
    expect((await admin.send('/can-bo/mat-khau', { currentPassword: PASSWORD, ...next })).text).toContain(say('staff.passwordChanged'));
    expect((await admin.see('/can-bo')).path).toBe('/can-bo');
    expect((await admin.send('/can-bo/mat-khau', { currentPassword: next.password, password: PASSWORD, passwordAgain: PASSWORD })).path).toBe(
      '/can-bo',
    );
  });
});

test('a program with a key: 401 without a good one, 403 without the scope, else it is the actor', async () => {
  const app = express();
  app.put('/api/v1/probe', withKey(staff, 'dossier.import'), (request, response) => void response.json(request.actor));
  app.use(errorHandler(createLog('silent', collect().stream), web.metrics, undefined));
  const server = app.listen(0, '127.0.0.1');
  try {
    await new Promise((done) => server.once('listening', done));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/api/v1/probe`;
    const ask = async (key?: string) => {
      const response = await fetch(url, { method: 'PUT', headers: key ? { authorization: `Bearer ${key}` } : {} });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const details = { name: 'x', agencyId: null, expiresAt: null };
    const good = await createApiKey(staff, SYSTEM_ACTOR, { ...details, scopes: ['dossier.import'] });
    const other = await createApiKey(staff, SYSTEM_ACTOR, { ...details, scopes: ['report.view'] });
    expect(await ask(good.key)).toEqual({ status: 200, body: { kind: 'key', id: good.id, scopes: ['dossier.import'], agencyId: null } });
    for (const wrong of [undefined, 'x', `${good.key}x`]) expect((await ask(wrong)).body).toMatchObject({ error: { code: 'keyNeeded' } });
    expect((await ask('x')).status).toBe(401);
    expect(await ask(other.key)).toMatchObject({ status: 403, body: { error: { code: 'keyScope' } } });
    await revokeApiKey(staff, SYSTEM_ACTOR, good.id);
    expect((await ask(good.key)).status).toBe(401);
  } finally {
    await new Promise((done) => server.close(done));
  }
});
