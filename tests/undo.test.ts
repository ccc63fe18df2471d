import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { sayIn } from '#src/platform/texts.ts';
import { formsIn } from './support/formOf.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const COMMITTEE = { agencyId: 'peoples-committee' };
let web: TestWeb;
const ids: Record<string, string> = {};

beforeAll(async () => {
  web = await testWeb({ clock });
  await seedDirectory(web.database.prisma);
  const staff = { database: web.database.prisma, clock };
  ids['admin'] = (await account(staff, 'quantri', member('admin', COMMITTEE), member('editor', COMMITTEE))).id;
  ids['officer'] = (await account(staff, 'canbo', member('officer', COMMITTEE))).id;
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);
/** Presses the way back that stands with what was said of the act. */
async function undo(person: Awaited<ReturnType<typeof signedIn>>, page: string) {
  const said = /<div class="card said"[\s\S]*/.exec(page)?.[0] ?? '';
  const [form] = formsIn(said);
  expect(said.slice(0, 6000)).toContain(say('staff.undo'));
  return person.send(form!.action, form!.fields);
}

test('an absence that was ended goes on, from today to its last day', async () => {
  const person = await signedIn('canbo');
  await person.see('/can-bo/tai-khoan');
  const added = await person.send('/can-bo/tai-khoan/vang', { fromDay: '2026-11-23', toDay: '2026-12-01', standInId: ids['admin']! });
  const id = /vang\/(\d+)\/ket-thuc/.exec(added.text)?.[1];
  clock.pass(2 * 86_400_000);
  const ended = await person.send(`/can-bo/tai-khoan/vang/${id}/ket-thuc`);
  expect((await undo(person, ended.text)).text).toContain(say('staff.said.absenceAdded'));
  const rows = await web.database.prisma.absence.findMany({ where: { personId: ids['officer']! }, orderBy: { fromDay: 'asc' } });
  expect(rows.map(({ fromDay, toDay, standInId }) => ({ fromDay, toDay, standInId }))).toEqual([
    { fromDay: '2026-11-23', toDay: '2026-11-24', standInId: ids['admin'] },
    { fromDay: '2026-11-25', toDay: '2026-12-01', standInId: ids['admin'] },
  ]);
});

test('a role that was ended, and an account that was closed, are had back', async () => {
  const admin = await signedIn('quantri');
  const path = `/quan-tri/nguoi-dung/${ids['officer']}`;
  const { prisma } = web.database;
  const [held] = await prisma.membership.findMany({ where: { personId: ids['officer']! } });
  await admin.see(path);
  const ended = await admin.send(`${path}/vai-tro/${held!.id}/ket-thuc`);
  await undo(admin, ended.text);
  const today = '2026-11-25';
  const inForce = await prisma.membership.findMany({
    where: { personId: ids['officer']!, validFrom: { lte: today }, OR: [{ validTo: null }, { validTo: { gte: today } }] },
  });
  expect(inForce).toEqual([expect.objectContaining({ role: 'officer', ...COMMITTEE, unitId: held!.unitId, validTo: held!.validTo })]);
  const closed = await admin.send(`${path}/ngung`);
  expect((await undo(admin, closed.text)).text).toContain(say('staff.said.reactivated'));
  expect((await prisma.person.findUniqueOrThrow({ where: { id: ids['officer']! } })).active).toBe(true);
});

test('a sentence goes back to the one before, unless it was worded again meanwhile', async () => {
  const editor = await signedIn('quantri');
  const path = '/quan-tri/loi-nhan/greeting';
  await editor.see(path);
  const texts = ['Kính chào bà con, {{office}} xin nghe.', 'Xin chào, {{office}} đây.'];
  await editor.send(path, { locale: 'vi', text: texts[0]!, do: 'save' });
  const second = await editor.send(path, { locale: 'vi', text: texts[1]!, do: 'save' });
  expect((await undo(editor, second.text)).text).toContain(say('wording.said.undone'));
  const now = () => web.database.prisma.wordingText.findFirst({ where: { locale: 'vi' } }).then((row) => row?.text);
  expect(await now()).toBe(texts[0]);
  const late = await undo(editor, second.text);
  expect(late.status).toBe(409);
  expect(await now()).toBe(texts[0]);
});

test('an agency that was removed, and a draft of news that was dropped, are had back whole', async () => {
  const admin = await signedIn('quantri');
  const { prisma } = web.database;
  const agency = '/quan-tri/danh-ba/health-station';
  const page = await admin.see(agency);
  const remove = formsIn(page.text).find(({ action }) => action === `${agency}/bo`)!;
  const removed = await admin.send(remove.action, remove.fields);
  expect((await admin.see(agency)).status).toBe(404);
  await admin.see('/quan-tri/danh-ba');
  await undo(admin, removed.text);
  expect((await admin.see(agency)).status).toBe(200);

  const message = { title: 'Tiêm chủng', text: `Sáng thứ Bảy.\n${'Mời bà con. '.repeat(100)}`.trim(), topics: ['health', 'law'], perMinute: '60' };
  const written = await admin.send('/quan-tri/chien-dich', message);
  const { id, revision, topics } = await prisma.campaign.findFirstOrThrow();
  expect(topics.toSorted()).toEqual(message.topics);
  expect(written.path).toBe(`/quan-tri/chien-dich/${id}`);
  const dropped = await admin.send(written.path, { revision: String(revision), do: 'drop' });
  expect(await prisma.campaign.count()).toBe(0);
  await undo(admin, dropped.text);
  expect(await prisma.campaign.findFirstOrThrow()).toMatchObject({ title: message.title, text: message.text, topics, perMinute: 60 });
});

test('letters that are let go are erased for good: long after the password it is asked for again, and goes on from there', async () => {
  const admin = await signedIn('quantri');
  const { prisma } = web.database;
  const at = { notBefore: clock.now(), createdAt: clock.now(), endedAt: clock.now() };
  const letter = { channel: 'telegram', chat: '77', kind: 'notice', reply: { blocks: [] }, reason: 'blocked', state: 'dead', context: {} };
  const { id } = await prisma.outbox.create({ data: { ...letter, ...at } });
  await admin.see('/quan-tri/tin-chua-toi');
  clock.pass(20 * 60_000);
  const asked = await admin.send('/quan-tri/tin-chua-toi', { verb: 'drop', id: `out-${id}` });
  expect([asked.status, asked.text.includes(say('staff.proof.title'))]).toEqual([403, true]);
  expect((await prisma.outbox.findUniqueOrThrow({ where: { id } })).state).toBe('dead');
  await admin.send('/quan-tri/tin-chua-toi', { verb: 'drop', id: `out-${id}`, proofPassword: PASSWORD });
  expect((await prisma.outbox.findUniqueOrThrow({ where: { id } })).state).toBe('expired');
});
