import { afterAll, beforeAll, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { personInChat } from '#src/staff/chats.ts';
import type { Staff } from '#src/staff/staff.ts';
import { probeChannel } from './support/probeChannel.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { signIn, visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock();
const OWN = '/can-bo/tai-khoan';
let web: TestWeb;
let staff: Staff;
let ids: Record<string, string>;

beforeAll(async () => {
  const telegram = probeChannel({ id: 'telegram', prepare: async () => ({ ok: true, name: '@xa_thu_bot' }) });
  web = await testWeb({ clock, channels: [telegram.channel] });
  staff = { database: web.database.prisma, clock };
  ids = {
    admin: (await account(staff, 'quantri', member('admin'))).id,
    officer: (await account(staff, 'canbo', member('officer', { unitId: 'land-registration' }))).id,
    other: (await account(staff, 'nguoithay', member('officer', { unitId: 'land-registration' }))).id,
  };
}, 60_000);
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);

/** The code on a page, as somebody types it into a chat. */
const codeOn = (page: string) => /CB-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(page)?.[0] as string;

async function write(text: string, conversation: string): Promise<string> {
  const body = JSON.stringify({ conversation, text });
  const response = await fetch(`${web.url}/api/v1/chat`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return JSON.stringify(await response.json());
}

test('an official makes a code, sends it in a chat, sees the chat, and revokes it', async () => {
  const person = await signedIn('canbo');
  expect((await person.see(OWN)).text).toContain(say('staff.reach.noChat'));
  const made = await person.send(`${OWN}/ma`);
  const code = codeOn(made.text);
  expect(made.headers.get('cache-control')).toBe('no-store');
  expect(made.text).toContain(`https://t.me/xa_thu_bot?start=s-${code.slice(3).replace('-', '')}`);
  expect(await write(`mã đây: ${code}`, 'may-cua-toi')).toContain('Người canbo');
  expect((await personInChat(web.database.prisma, { channel: 'web', chatId: 'may-cua-toi' }, '2026-11-22'))?.id).toBe(ids['officer']);
  const shown = await person.see(OWN);
  expect(shown.text).toContain(say('work.channel.web'));
  expect(shown.text).not.toContain(code);
  const after = await person.send(`${OWN}/chat/go`, { channel: 'web', chatId: 'may-cua-toi' });
  expect(after.text).toContain(say('staff.said.chatRevoked'));
  expect(after.text).toContain(say('staff.reach.noChat'));
});

test('a code is not made by whoever finds a page open: long after the password it is asked for again', async () => {
  const person = await signedIn('nguoithay');
  await person.see(OWN);
  clock.pass(20 * 60_000);
  const asked = await person.send(`${OWN}/ma`);
  expect([asked.status, asked.text.includes(say('staff.proof.title'))]).toEqual([403, true]);
  expect(await web.database.prisma.pairingCode.count({ where: { personId: ids['other']! } })).toBe(0);
  expect(codeOn((await person.send(`${OWN}/ma`, { proofPassword: PASSWORD })).text)).toBeTruthy();
});

test('absences: what is wrong is said at its field and nothing typed is lost; a stand-in is named', async () => {
  const person = await signedIn('canbo');
  await person.see(OWN);
  const wrong = await person.send(`${OWN}/vang`, { fromDay: '2026-12-05', toDay: '2026-12-01', standInId: ids['other'] as string });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain(say('staff.fault.dayBefore'));
  expect(wrong.text).toContain('value="2026-12-05"');
  const unread = await person.send(`${OWN}/vang`, { fromDay: 'mai', toDay: '31/31/2026', standInId: '' });
  expect([unread.status, unread.text.split(say('staff.fault.day')).length - 1]).toEqual([422, 4]);
  const done = await person.send(`${OWN}/vang`, { fromDay: '2026-11-23', toDay: '2026-12-01', standInId: ids['other'] as string });
  expect(done.text).toContain(say('staff.said.absenceAdded'));
  expect(done.text).toContain('Người nguoithay');
  const id = /vang\/(\d+)\/ket-thuc/.exec(done.text)?.[1];
  expect((await person.send(`${OWN}/vang/${id}/ket-thuc`)).text).toContain(say('staff.reach.noAbsence'));
});

test('own working hours, and hours that are none', async () => {
  const person = await signedIn('canbo');
  await person.see(OWN);
  const wrong = await person.send(`${OWN}/gio`, { days: ['1', '2'], hours: 'sáng' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain(say('staff.fault.hours'));
  expect(wrong.text).toContain('value="sáng"');
  await person.send(`${OWN}/gio`, { days: ['1', '2'], hours: '7:30 – 11:30; 13:00-17:00' });
  const row = await web.database.prisma.person.findUnique({ where: { id: ids['officer'] as string } });
  expect(row?.hours).toEqual({ '1': ['07:30-11:30', '13:00-17:00'], '2': ['07:30-11:30', '13:00-17:00'] });
  await person.send(`${OWN}/gio`, { hours: '' });
  expect((await web.database.prisma.person.findUnique({ where: { id: ids['officer'] as string } }))?.hours).toBeNull();
});

test('an admin does the same for others, and sees whom nothing reaches', async () => {
  const person = await signedIn('quantri');
  const page = `/quan-tri/nguoi-dung/${ids['other']}/lien-lac`;
  expect((await person.see(page)).text).toContain('Người nguoithay');
  const code = codeOn((await person.send(`${page}/ma`)).text);
  await write(code, 'may-nguoi-thay');
  const report = await person.see('/quan-tri/nguoi-dung/can-xem');
  expect(report.text).toContain(say('staff.findings.noChat'));
  expect(report.text).toContain('Người canbo');
  expect(report.text).not.toContain('Người nguoithay');
  expect(report.text).toContain(say('staff.findings.withoutHead'));
});

test('others’ pages are closed to whoever keeps no accounts', async () => {
  const person = await signedIn('canbo');
  expect((await person.see(`/quan-tri/nguoi-dung/${ids['other']}/lien-lac`)).status).toBe(403);
  expect((await person.see('/quan-tri/nguoi-dung/can-xem')).status).toBe(403);
  await person.see(OWN);
  expect((await person.send(`/quan-tri/nguoi-dung/${ids['other']}/lien-lac/ma`)).status).toBe(403);
  expect((await visitor(web.url).see(OWN)).path).toMatch(/^\/dang-nhap/);
});
