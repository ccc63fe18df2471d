import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { confirmHandOver, handOver } from '#src/dossiers/commands/handOvers.ts';
import { receiveDossier } from '#src/dossiers/commands/receiveDossier.ts';
import { createDesk } from '#src/dossiers/createDesk.ts';
import { type Desk, SYSTEM } from '#src/dossiers/desk.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { Staff } from '#src/staff/staff.ts';
import { publishTestProcedure } from './support/dossiers.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { signIn, visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
/** A Monday of the spring of 2026, without a day off until the end of April. */
const MONDAY = new Date('2026-03-09T09:15:00+07:00');
const clock = settableClock(MONDAY);
const PROCEDURE = '1.001193';
const COMMITTEE = { agencyId: 'peoples-committee' };
const ONE_STOP = { ...COMMITTEE, unitId: 'one-stop' };

let web: TestWeb;
let staff: Staff;
let desk: Desk;

const receipt = { ...ONE_STOP, organisation: 'H26.1', procedureCode: PROCEDURE, applicant: { kind: 'person' as const, name: 'Nguyễn Văn Thử' } };
const receive = async () => receiveDossier(desk, SYSTEM, receipt);

const signedIn = (username: string) => signIn(web.url, username);

beforeAll(async () => {
  web = await testWeb({ clock });
  staff = { database: web.database.prisma, clock };
  desk = createDesk(web.database.prisma, clock);
  await seedDirectory(web.database.prisma);
  await publishTestProcedure(web.database, PROCEDURE);
  await account(staff, 'motcua', member('oneStopOfficer', ONE_STOP));
  await account(staff, 'datdai', member('officer', { ...COMMITTEE, unitId: 'land-registration' }));
  await account(staff, 'lanhdao', member('leader', COMMITTEE));
  await account(staff, 'quantri', member('admin', COMMITTEE));
});
afterAll(() => web.close());

describe('the list', () => {
  test('shows what one may see and nothing else; an offered hand-over is seen by the unit that is asked', async () => {
    const [first, second] = [await receive(), await receive()];
    await handOver(desk, SYSTEM, { code: second.code }, { toUnitId: 'land-registration' });
    const mine = await (await signedIn('motcua')).see('/can-bo/ho-so');
    expect(mine.status).toBe(200);
    for (const { code } of [first, second]) expect(mine.text).toContain(code);
    expect(mine.text).toContain('16/03/2026');

    const land = await signedIn('datdai');
    const offered = await land.see('/can-bo/ho-so');
    expect(offered.text).toContain(second.code);
    expect(offered.text).not.toContain(first.code);
    await confirmHandOver(desk, SYSTEM, { code: second.code });
    expect((await land.see('/can-bo/ho-so')).text).toContain(second.code);

    const admin = await signedIn('quantri');
    expect((await admin.see('/can-bo/ho-so')).status).toBe(403);
    expect((await visitor(web.url).see('/can-bo/ho-so')).path).toMatch(/^\/dang-nhap/);
  });
});

describe('receiving', () => {
  test('the procedure is found as the assistant finds it; the due date is explained before anything is saved', async () => {
    const officer = await signedIn('motcua');
    const found = await officer.see('/can-bo/ho-so/moi?q=khai sinh');
    expect(found.text).toContain(`thu-tuc=${PROCEDURE}`);
    const form = await officer.see(`/can-bo/ho-so/moi?thu-tuc=${PROCEDURE}`);
    expect(form.text).toContain('16/03/2026');
    expect(form.text).toContain('name="paper-0"');
    const before = await web.database.prisma.dossier.count();
    const review = await officer.send('/can-bo/ho-so/moi', {
      do: 'review',
      procedure: PROCEDURE,
      place: 'one-stop',
      name: 'Lê <b>Thị</b> Thử',
      receivedAt: '2026-03-06T08:00',
    });
    expect(review.text).toContain('13/03/2026');
    expect(review.text).toContain('Lê &lt;b>Thị');
    expect(await web.database.prisma.dossier.count()).toBe(before);
  });

  test('what is wrong stands beside its field and nothing typed is lost; then it is saved with papers, code and the slip to print', async () => {
    const officer = await signedIn('motcua');
    await officer.see(`/can-bo/ho-so/moi?thu-tuc=${PROCEDURE}`);
    const typed = {
      procedure: PROCEDURE,
      place: 'one-stop',
      address: 'thôn Một',
      'paper-0': '1',
      'originals-0': '2',
      'other-0': 'Giấy ủy quyền',
      setCount: '1',
    };
    const wrong = await officer.send('/can-bo/ho-so/moi', { ...typed, phone: 'abc', email: 'x@', receivedAt: '2027-01-01T08:00', 'copies-0': 'năm' });
    expect(wrong.status).toBe(422);
    for (const fault of ['required', 'phone', 'email', 'timeAhead', 'count']) expect(wrong.text).toContain(say(`staff.fault.${fault}`));
    for (const kept of ['thôn Một', 'Giấy ủy quyền', 'value="abc"', '2027-01-01T08:00']) expect(wrong.text).toContain(kept);
    const elsewhere = await officer.send('/can-bo/ho-so/moi', { ...typed, name: 'Lê Thị Thử', place: 'commune-police' });
    expect(elsewhere.text).toContain(say('staff.fault.chooseOffered'));

    const saved = await officer.send('/can-bo/ho-so/moi', { ...typed, name: 'Lê Thị Thử' });
    expect(saved.status).toBe(200);
    const dossier = await web.database.prisma.dossier.findFirstOrThrow({ orderBy: { id: 'desc' }, include: { applicant: true } });
    expect(saved.text).toContain(say('desk.receive.done', { code: dossier.code }));
    expect(dossier).toMatchObject({
      state: 'accepted',
      agencyId: 'peoples-committee',
      unitId: 'one-stop',
      applicant: { name: 'Lê Thị Thử', address: 'thôn Một' },
    });
    expect(dossier.papers).toEqual([
      { name: expect.any(String), originals: 2, copies: expect.any(Number) },
      { name: 'Giấy ủy quyền', originals: 0, copies: 0 },
    ]);
    expect(saved.text).toContain(`/can-bo/ho-so/${dossier.code}/giay/receiptSlip`);
    const slip = await officer.send(`/can-bo/ho-so/${dossier.code}/giay/receiptSlip`);
    expect([slip.status, slip.headers.get('content-type'), slip.text.slice(0, 5)]).toEqual([200, 'application/pdf', '%PDF-']);
    expect((await web.database.prisma.dossier.findUniqueOrThrow({ where: { code: dossier.code } })).slipAt).not.toBeNull();
  });

  test('a term in words needs the officer\u2019s date; an incomplete dossier needs what is missing and why', async () => {
    const code = '1.000656';
    await publishTestProcedure(web.database, code, { text: 'Theo mô tả' });
    const officer = await signedIn('motcua');
    expect((await officer.see(`/can-bo/ho-so/moi?thu-tuc=${code}`)).text).toContain('name="typedDueAt"');
    const typed = { procedure: code, place: 'one-stop', name: 'Lê Thị Thử' };
    expect((await officer.send('/can-bo/ho-so/moi', typed)).text).toContain(say('staff.fault.dueNeeded'));
    const early = await officer.send('/can-bo/ho-so/moi', { ...typed, typedDueAt: '2026-03-08' });
    expect([early.status, early.text.includes(say('staff.fault.dueBefore'))]).toEqual([422, true]);
    const missing = await officer.send('/can-bo/ho-so/moi', { ...typed, reception: 'supplement' });
    // Beside each of the two fields, and in what is said above the form with the way to them.
    expect(missing.text.split(say('staff.fault.required')).length).toBe(5);
    for (const field of ['items', 'reason']) expect(missing.text).toMatch(new RegExp(`role="alert"[\\s\\S]*?<a href="#${field}"`));
    const waits = await officer.send('/can-bo/ho-so/moi', { ...typed, reception: 'wait', channel: 'online' });
    expect([waits.status, waits.text.includes(say('desk.receive.kept', { code: '' }).split(' . ')[1] ?? '–'), /In: /.test(waits.text)]).toEqual([
      200,
      true,
      false,
    ]);
    const asked = await officer.send('/can-bo/ho-so/moi', {
      ...typed,
      reception: 'supplement',
      items: 'Tờ khai | thiếu chữ ký\n\nGiấy tờ tùy thân',
      reason: 'Chưa đủ',
    });
    expect(asked.status).toBe(200);
    const supplement = await web.database.prisma.dossierSupplement.findFirstOrThrow({ orderBy: { id: 'desc' } });
    expect(supplement.items).toEqual([{ name: 'Tờ khai', note: 'thiếu chữ ký' }, { name: 'Giấy tờ tùy thân' }]);
  });

  test('is for those who receive', async () => {
    for (const [name, status] of [
      ['datdai', 403],
      ['lanhdao', 403],
    ] as const)
      expect((await (await signedIn(name)).see('/can-bo/ho-so/moi')).status).toBe(status);
  });
});

describe('a dossier', () => {
  const page = (code: string) => `/can-bo/ho-so/${code}`;

  test('offers what the rules allow to whom the policy allows it, and takes a step with its reason', async () => {
    const { code, version } = await receive();
    const officer = await signedIn('motcua');
    const seen = await officer.see(page(code));
    for (const step of ['startProcessing', 'requestSupplement', 'pauseDossier', 'handOver', 'addNote'])
      expect(seen.text).toContain(`${page(code)}/${step}"`);
    for (const step of ['completeDossier', 'refuseDossier', 'collectResult', 'confirmHandOver', 'approveApology', 'recordSlip'])
      expect(seen.text).not.toContain(`${page(code)}/${step}"`);
    expect(seen.text).toContain('Nguyễn Văn Thử');
    const leader = await signedIn('lanhdao');
    expect((await leader.see(page(code))).text).toContain(`${page(code)}/completeDossier"`);

    await officer.see(page(code));
    const without = await officer.send(`${page(code)}/pauseDossier`, {
      version: String(version),
      reason: '',
      legalBasis: 'Điều 1',
      expectedEnd: '31/12',
    });
    expect(without.status).toBe(422);
    expect(without.text).toContain(say('staff.fault.required'));
    expect(without.text).toContain(say('staff.fault.day'));
    expect(without.text).toContain('value="Điều 1"');
    const paused = await officer.send(`${page(code)}/pauseDossier`, { version: String(version), reason: 'Niêm yết', legalBasis: 'Điều 1' });
    expect([paused.status, paused.path]).toEqual([200, page(code)]);
    expect(paused.text).toContain(say('dossier.standing.paused'));
    expect(paused.text).toContain(`${page(code)}/resumeDossier"`);
  });

  test('of two officers at once the second is told, and keeps what was typed', async () => {
    const { code, version } = await receive();
    const [first, second] = [await signedIn('motcua'), await signedIn('motcua')];
    await first.see(page(code));
    await second.see(page(code));
    expect((await first.send(`${page(code)}/startProcessing`, { version: String(version) })).status).toBe(200);
    const late = await second.send(`${page(code)}/requestSupplement`, { version: String(version), items: 'Tờ khai', reason: 'Thiếu chữ ký' });
    expect(late.status).toBe(409);
    expect(late.text).toContain(say('errors.dossierChanged', { code }));
    expect(late.text).toContain('Thiếu chữ ký');
    const same = await second.send(`${page(code)}/startProcessing`, { version: String(version) });
    expect([same.status, same.text.includes(say('errors.dossierChanged', { code }))]).toEqual([409, true]);
    expect(await web.database.prisma.dossierSupplement.count({ where: { dossier: { code } } })).toBe(0);
  });

  test('of another unit is not there, and nothing is done to it; nor without the form', async () => {
    const { code, version } = await receive();
    const land = await signedIn('datdai');
    await land.see('/can-bo');
    const none = await land.see(page(code));
    expect([none.status, none.text]).toEqual([404, (await land.see(page('H26.1-260309-9999'))).text]);
    await land.see('/can-bo/ho-so');
    expect((await land.send(`${page(code)}/addNote`, { version: String(version), reason: 'x' })).status).toBe(404);
    for (const path of ['giay/receiptSlip', 'ma-mot-lan', 'ma-qr']) {
      await land.see('/can-bo/ho-so');
      expect((await land.send(`${page(code)}/${path}`)).status).toBe(404);
    }
    const officer = await signedIn('motcua');
    await officer.see(page(code));
    expect((await officer.send(`${page(code)}/startProcessing`, { form: 'x', version: String(version) })).status).toBe(403);
    const forbidden = await officer.send(`${page(code)}/completeDossier`, { version: String(version) });
    expect(forbidden.status).toBe(403);
    expect((await web.database.prisma.dossier.findUniqueOrThrow({ where: { code } })).state).toBe('accepted');
  });

  test('goes to another unit, which takes it, and it is that person\u2019s; the one-time code is shown once', async () => {
    const { code, version } = await receive();
    const officer = await signedIn('motcua');
    await officer.see(page(code));
    expect((await officer.send(`${page(code)}/handOver`, { version: String(version), toUnitId: 'nowhere' })).text).toContain(
      say('staff.fault.choose'),
    );
    // A choice where nobody could take it says so; the one whose officer has an account does not.
    const options = [...(await officer.see(page(code))).text.matchAll(/<option value="([\w-]+)"[^>]*>([^<]*)</g)];
    const nobody = options.filter(([, , label]) => label!.includes(say('desk.nobodyTakes', { unit: '' }).trim())).map(([, value]) => value);
    expect(nobody.length).toBeGreaterThan(0);
    expect(nobody).not.toContain('land-registration');
    await officer.send(`${page(code)}/handOver`, { version: String(version), toUnitId: 'land-registration', paper: '1' });
    const land = await signedIn('datdai');
    expect((await land.see(page(code))).text).toContain(`${page(code)}/confirmHandOver"`);
    await land.send(`${page(code)}/confirmHandOver`, { version: String(version + 1) });
    expect((await land.see('/can-bo/ho-so?mine=1')).text).toContain(code);

    await officer.see(page(code));
    const shown = await officer.send(`${page(code)}/ma-mot-lan`);
    expect(shown.text).toMatch(/class="secret">\d{8}</);
    expect((await officer.see(page(code))).text).not.toContain('class="secret"');
  });

  test('of the one-stop software can be read, noted on and apologised for, and says so', async () => {
    const { code } = await receive();
    await web.database.prisma.dossier.update({ where: { code }, data: { source: 'mirrored', dueBasis: 'imported' } });
    const officer = await signedIn('motcua');
    const seen = await officer.see(page(code));
    expect(seen.text).toContain(say('desk.mirroredLong'));
    expect(seen.text).toContain(`${page(code)}/addNote"`);
    for (const step of ['startProcessing', 'requestSupplement', 'handOver', 'withdrawDossier'])
      expect(seen.text).not.toContain(`${page(code)}/${step}"`);
  });
});

describe('the list, days later', () => {
  test('is sorted by urgency and filtered; the standing is said in words', async () => {
    const late = await receive();
    clock.set(new Date('2026-03-11T09:00:00+07:00'));
    const later = await receive();
    clock.set(new Date('2026-03-17T09:00:00+07:00'));
    const officer = await signedIn('motcua');
    const all = await officer.see('/can-bo/ho-so');
    expect(all.text.indexOf(late.code)).toBeLessThan(all.text.indexOf(later.code));
    expect(all.text).toContain(say('desk.overdueBy', { days: '1' }));
    expect(all.text).toContain(say('desk.dueSoon', { days: '1' }));
    const overdue = await officer.see('/can-bo/ho-so?due=overdue');
    expect(overdue.text).toContain(late.code);
    expect(overdue.text).not.toContain(later.code);
    const found = await officer.see(`/can-bo/ho-so?code=${later.code.toLowerCase()}`);
    expect(found.text).toContain(say('desk.found', { count: '1' }));
    expect((await officer.see('/can-bo/ho-so?state=x&due=y&page=-1&unit=%00')).status).toBe(200);
  });
});

describe('a form that is sent twice', () => {
  test('makes one dossier; with other content under its key it asks, and saved again it is another', async () => {
    const officer = await signedIn('motcua');
    const form = await officer.see(`/can-bo/ho-so/moi?thu-tuc=${PROCEDURE}`);
    const key = /name="key" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
    const typed = { procedure: PROCEDURE, place: 'one-stop', name: 'Lê Thị Hai Lần', setCount: '1', key };
    const count = () => web.database.prisma.dossierApplicant.count({ where: { name: { startsWith: 'Lê Thị Hai Lần' } } });
    const [first, second] = await Promise.all([officer.send('/can-bo/ho-so/moi', typed), officer.send('/can-bo/ho-so/moi', typed)]);
    expect([first.status, second.status, first.path === second.path]).toEqual([200, 200, true]);
    expect(await count()).toBe(1);
    await officer.see(`/can-bo/ho-so/moi?thu-tuc=${PROCEDURE}`);
    const other = await officer.send('/can-bo/ho-so/moi', { ...typed, name: 'Lê Thị Hai Lần Khác' });
    expect([other.status, other.text.includes('Lê Thị Hai Lần Khác')]).toEqual([409, true]);
    expect(await count()).toBe(1);
    const fresh = /name="key" value="([^"]+)"/.exec(other.text)?.[1] ?? '';
    expect(fresh).not.toBe(key);
    expect((await officer.send('/can-bo/ho-so/moi', { ...typed, name: 'Lê Thị Hai Lần Khác', key: fresh })).status).toBe(200);
    expect(await count()).toBe(2);
  });

  test('a session that ended keeps what was typed until one has signed in again', async () => {
    const officer = await signedIn('motcua');
    await officer.see(`/can-bo/ho-so/moi?thu-tuc=${PROCEDURE}`);
    await web.database.prisma.authSession.deleteMany();
    const typed = { procedure: PROCEDURE, place: 'one-stop', name: 'Lê Thị <Giữ Lại>', setCount: '1', do: 'save' };
    const ended = await officer.send('/can-bo/ho-so/moi', typed);
    expect([ended.status, ended.text.includes(say('staff.signIn.keptTyped'))]).toEqual([401, true]);
    const resume = /name="resume" value="([^"]+)"/.exec(ended.text)?.[1] ?? '';
    const wrong = await officer.send('/dang-nhap', { username: 'motcua', password: 'sai', resume });
    expect([wrong.status, wrong.text.includes(resume)]).toEqual([401, true]);
    const back = await officer.send('/dang-nhap', { username: 'motcua', password: PASSWORD, resume });
    expect([back.status, back.text.includes('action="/can-bo/ho-so/moi"')]).toEqual([200, true]);
    expect(back.text).toContain('Lê Thị &lt;Giữ Lại>');
    expect((await officer.send('/can-bo/ho-so/moi', typed)).path).toMatch(/^\/can-bo\/ho-so\/.+#papers$/);
    const forged = await officer.send('/dang-nhap', { username: 'motcua', password: PASSWORD, resume: 'x' });
    expect(forged.path).toBe('/can-bo');
  });
});

test('a step is written down later by those who keep the register, not before the step before it, and shown so', async () => {
  clock.set(new Date('2026-03-18T09:00:00+07:00'));
  const { code, version } = await receive();
  const page = `/can-bo/ho-so/${code}`;
  clock.set(new Date('2026-03-20T09:00:00+07:00'));
  const officer = await signedIn('motcua');
  expect((await officer.see(page)).text).toContain('name="at"');
  const step = (at: string) => officer.send(`${page}/startProcessing`, { version: String(version), at });
  expect((await step('2026-03-18T08:00')).text).toContain(say('staff.fault.timeBefore'));
  expect((await step('2026-03-21T08:00')).text).toContain(say('staff.fault.timeAhead'));
  expect((await step('x')).text).toContain(say('staff.fault.time'));
  const done = await step('2026-03-18T14:30');
  expect(done.status).toBe(200);
  expect(done.text).toContain(say('desk.recorded', { time: '20/03/2026 09:00' }));
  const event = await web.database.prisma.dossierEvent.findFirstOrThrow({ where: { dossier: { code } }, orderBy: { id: 'desc' } });
  expect(event.at).toEqual(new Date('2026-03-18T14:30:00+07:00'));

  await handOver(desk, SYSTEM, { code }, { toUnitId: 'land-registration' });
  await confirmHandOver(desk, SYSTEM, { code });
  const land = await signedIn('datdai');
  expect((await land.see(page)).text).not.toContain('name="at"');
});
