import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Address } from '#src/notices/notice.ts';
import { sayIn } from '#src/platform/texts.ts';
import { reply } from '#src/text/reply.ts';
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
  await account(staff, 'lanhdao', member('leader', COMMITTEE));
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

test('two admins change one person: the second is told, with their own words kept, and nothing is overwritten unseen', async () => {
  const path = `/quan-tri/nguoi-dung/${ids['officer']}`;
  const [first, second] = [await signedIn('quantri'), await signedIn('quantri')];
  const opened = async (admin: typeof first) => formsIn((await admin.see(path)).text).find(({ action }) => action === path)!.fields;
  const [mine, theirs] = [await opened(first), await opened(second)];
  await first.send(path, { ...mine, position: 'Phó Chánh Văn phòng' });
  const wrong = await second.send(path, { ...theirs, phone: 'x', position: 'Chuyên viên' });
  expect(wrong.status).toBe(422);
  const again = formsIn(wrong.text).find(({ action }) => action === path)!.fields;
  const late = await second.send(path, { ...again, phone: '' });
  expect([late.status, late.text.includes(say('errors.personChanged')), late.text.includes('value="Chuyên viên"')]).toEqual([409, true, true]);
  const position = async () => (await web.database.prisma.person.findUniqueOrThrow({ where: { id: ids['officer']! } })).position;
  expect(await position()).toBe('Phó Chánh Văn phòng');
  await second.send(path, formsIn(late.text).find(({ action }) => action === path)!.fields);
  expect(await position()).toBe('Chuyên viên');
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

test('a chat that was revoked is paired again by whoever revoked it, for a while, and by nothing made up', async () => {
  const { prisma } = web.database;
  const pairedAt = new Date(clock.now().getTime() - 86_400_000);
  await prisma.personChat.create({ data: { channel: 'telegram', chatId: '900', personId: ids['officer']!, pairedAt, preferredAt: pairedAt } });
  const chats = () => prisma.personChat.findMany({ where: { personId: ids['officer']! } });
  const person = await signedIn('canbo');
  const page = await person.see('/can-bo/tai-khoan');
  const revoke = formsIn(page.text).find(({ action }) => action.endsWith('/chat/go'))!;
  const waits = { kind: 'notice' as const, key: 'reminder:900', subject: 'x', locale: 'vi' as const, reply: reply([{ kind: 'text', text: 'Nhắc' }]) };
  const to: [Address] = [{ channel: 'telegram', chat: '900' }];
  const notBefore = new Date(clock.now().getTime() + 3_600_000);
  await prisma.$transaction((tx) => enqueue(tx, [{ ...waits, to, notBefore }], clock.now()));
  expect(page.text).toContain(say('staff.reach.revokeAbout'));
  const revoked = await person.send(revoke.action, revoke.fields);
  // Its words are erased with it: that is said at once, and no undo is pretended.
  expect(revoked.text).toContain(say('staff.said.chatRevokedLost', { count: 1 }));
  expect(await chats()).toEqual([]);
  const admin = await signedIn('quantri');
  const [way] = formsIn(/<div class="card said"[\s\S]*/.exec(revoked.text)![0]);
  await admin.see(`/quan-tri/nguoi-dung/${ids['officer']}/lien-lac`);
  for (const pairing of [way!.fields['pairing']!, 'x'])
    expect((await admin.send(`/quan-tri/nguoi-dung/${ids['officer']}/lien-lac/chat/lai`, { pairing })).status).toBe(409);
  expect((await undo(person, revoked.text)).text).toContain(say('staff.said.chatRestored'));
  expect(await chats()).toEqual([expect.objectContaining({ chatId: '900', pairedAt, preferredAt: pairedAt })]);
  expect((await undo(person, revoked.text)).text).toContain(say('errors.chatPairedSince'));
  await person.see('/can-bo/tai-khoan');
  const again = await person.send(revoke.action, revoke.fields);
  expect(again.text).toContain(say('staff.said.chatRevoked'));
  clock.pass(16 * 60_000);
  expect((await undo(person, again.text)).text).toContain(say('errors.undoLate'));
  expect(await chats()).toEqual([]);
});

test('a template for answers goes back to what it said, comes back when it was removed, and goes when it was added', async () => {
  const { prisma } = web.database;
  const path = '/can-bo/gop-y/mau';
  const person = await signedIn('lanhdao');
  const rows = () => prisma.feedbackTemplate.findMany({ select: { step: true, name: true, text: true } });
  await person.see(path);
  const first = { step: 'answer', name: 'Đã sửa đèn', text: `Kính gửi Ông/Bà,\n${'Đèn đã sáng. '.repeat(200)}`.trim() };
  const added = await person.send(path, first);
  await undo(person, added.text);
  expect(await rows()).toEqual([]);
  const kept = await person.send(path, first);
  const change = formsIn(kept.text).find(({ fields }) => fields['mark'] && fields['text'] === first.text && !fields['remove'])!;
  const changed = await person.send(path, { ...change.fields, text: 'Đèn đã được thay.' });
  expect((await rows())[0]?.text).toBe('Đèn đã được thay.');
  // Somebody else has the page from before: what they typed is given back, and nothing is overwritten.
  const late = await person.send(path, { ...change.fields, text: 'Chữ của người đến sau.' });
  expect([late.status, late.text.includes('Chữ của người đến sau.'), late.text.includes(say('errors.templateChanged'))]).toEqual([409, true, true]);
  await undo(person, changed.text);
  expect(await rows()).toEqual([first]);
  const remove = formsIn((await person.see(path)).text).find(({ fields }) => fields['remove'] === '1')!;
  const removed = await person.send(path, remove.fields);
  expect(await rows()).toEqual([]);
  await undo(person, removed.text);
  expect(await rows()).toEqual([first]);
});

test('an agency’s own paper goes back to what it said before, and comes back after the common form was taken', async () => {
  const { prisma } = web.database;
  const path = '/can-bo/mau-giay/peoples-committee/tt-03-2025/receiptSlip';
  const person = await signedIn('lanhdao');
  const shown = await person.see(path);
  const { fields } = formsIn(shown.text).find(({ action, written }) => action === path && written.includes('title'))!;
  const title = async () => ((await prisma.agencyForm.findFirst())?.content as { title: string } | undefined)?.title;
  const save = async (text: string) => {
    const mark = formsIn((await person.see(path)).text).find(({ written }) => written.includes('title'))!.fields['mark']!;
    return person.send(path, { ...fields, mark, title: text, do: 'save' });
  };
  const first = await save('GIẤY HẸN');
  await undo(person, first.text);
  expect(await title()).toBeUndefined();
  await save('GIẤY HẸN');
  // Somebody else changed it since this page was drawn.
  const late = await person.send(path, { ...fields, title: 'GIẤY KHÁC', do: 'save' });
  expect([late.status, late.text.includes('GIẤY KHÁC'), late.text.includes(say('errors.formChanged'))]).toEqual([409, true, true]);
  const second = await save('GIẤY HẸN CỦA XÃ');
  await undo(person, second.text);
  expect(await title()).toBe('GIẤY HẸN');
  const before = (await prisma.agencyForm.findFirstOrThrow()).content;
  await undo(person, (await person.send(path, { do: 'reset' })).text);
  expect((await prisma.agencyForm.findFirstOrThrow()).content).toEqual(before);
});
