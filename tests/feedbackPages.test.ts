import jpeg from 'jpeg-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { createDesk } from '#src/dossiers/createDesk.ts';
import { type Given, receiveFeedback } from '#src/feedback/commands/receive.ts';
import { openFileFolder } from '#src/feedback/files/keep.ts';
import { sayIn } from '#src/platform/texts.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock(new Date('2026-03-09T09:15:00+07:00'));
const COMMITTEE = { agencyId: 'peoples-committee' };
const ONE_STOP = { ...COMMITTEE, unitId: 'one-stop' };
const chat = { channel: 'web', conversationId: 'mine' };

let web: TestWeb;
const GIVEN: Given = {
  ...{ ...ONE_STOP, channel: 'web', locale: 'vi', topic: 'site', text: 'Ổ gà to trước chợ Bến, xem https://x.vn', place: 'chợ Bến' },
  ...{ latitude: null, longitude: null, dossierCode: null, chat, pictures: [], files: [] },
  contact: { name: 'Trần Thị Gửi', phone: '0912345678', email: null, address: null, consentVersion: '1' },
};
async function receive(more: Partial<Given> = {}): Promise<string> {
  const calendar = await createDesk(web.database.prisma, clock).calendarOf('peoples-committee');
  return web.database.prisma.$transaction(async (tx) => (await receiveFeedback(tx, { ...GIVEN, ...more }, calendar, clock.now())).code);
}
const signedIn = (username: string) => signIn(web.url, username);
const at = (code: string, step = '') => `/can-bo/gop-y/${code}${step && `/${step}`}`;
const versionOf = (text: string) => /name="version" value="(\d+)"/.exec(text)?.[1] ?? '';

beforeAll(async () => {
  web = await testWeb({ clock });
  const staff = { database: web.database.prisma, clock };
  await seedDirectory(web.database.prisma);
  await account(staff, 'motcua', member('oneStopOfficer', ONE_STOP));
  await account(staff, 'datdai', member('officer', { ...COMMITTEE, unitId: 'land-registration' }));
  await account(staff, 'lanhdao', member('leader', COMMITTEE));
});
afterAll(() => web.close());

describe('the desk for feedback', () => {
  test('sorted, assigned, answered with a template and a preview, published by another; no script, each step told', async () => {
    const code = await receive();
    const officer = await signedIn('motcua');
    expect((await officer.see('/can-bo/gop-y?topic=site&place=chợ')).text).toContain(code);
    expect((await officer.see('/can-bo/gop-y?topic=rule')).text).toContain(say('feedback.desk.none'));
    const page = await officer.see(at(code));
    expect(page.text).toContain('Trần Thị Gửi');
    // A citizen's link leads to a page that says where it goes.
    expect(page.text).toContain('/can-bo/lien-ket?den=https%3A%2F%2Fx.vn');
    expect(page.text).not.toContain('href="https://x.vn');
    const sorted = await officer.send(at(code, 'sort'), {
      version: versionOf(page.text),
      topic: 'site',
      place: 'chợ Bến',
      unitId: 'one-stop',
      mine: '1',
    });
    expect(sorted.text).toContain(say('feedback.state.assigned'));

    const begun = await officer.see(`${at(code)}?mau=3`);
    expect(begun.text).toContain(`(mã ${code})`);
    const seen = await officer.send(at(code, 'answer'), { version: versionOf(begun.text), text: 'Đã vá xong hôm nay.', preview: '1' });
    expect(seen.text).toContain(say('feedback.notice.answered'));
    for (const channel of ['telegram', 'zalo', 'web']) expect(seen.text).toContain(say(`catalogueEditing.preview.${channel}`));
    expect(await web.database.prisma.feedback.count({ where: { code, state: 'answered' } })).toBe(0);
    const stale = await officer.send(at(code, 'answer'), { version: '1', text: 'Đã vá xong hôm nay.' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Đã vá xong hôm nay.');
    const answered = await officer.send(at(code, 'answer'), { version: versionOf(stale.text), text: 'Đã vá xong hôm nay.' });
    expect(answered.text).toContain(say('feedback.state.answered'));

    const personal = { version: versionOf(answered.text), question: 'Bà Trần Thị Gửi hỏi về ổ gà', answer: 'Đã vá.' };
    expect((await officer.send(at(code, 'propose'), personal)).text).toContain(say('errors.feedbackPersonal'));
    const proposed = await officer.send(at(code, 'propose'), { ...personal, question: 'Ổ gà trước chợ' });
    expect(proposed.text).not.toContain(say('feedback.desk.about.publish'));
    const leader = await signedIn('lanhdao');
    await leader.send(at(code, 'publish'), { version: versionOf((await leader.see(at(code))).text) });
    expect((await leader.see('/gop-y/cong-khai')).text).toContain('Ổ gà trước chợ');
    const told = await web.database.prisma.outbox.findMany({ where: { subject: `feedback:${code}` } });
    expect(told).toHaveLength(2);
    // Who read whose name is in the audit log, by id alone.
    const views = await web.database.prisma.auditEvent.findMany({ where: { action: 'feedback.view', subject: `feedback:${code}` } });
    expect(views.length).toBeGreaterThan(2);
  });

  test('what its citizen added after the answer is pointed out, on its page and in the list, until it is answered again', async () => {
    const code = await receive();
    const minutes = (count: number) => new Date(clock.now().getTime() + count * 60_000);
    const said = { at: minutes(5), kind: 'added', actor: 'citizen', text: 'Vẫn còn một ổ nữa' };
    const row = { state: 'answered', answeredAt: minutes(1), messages: { create: said } };
    const { id } = await web.database.prisma.feedback.update({ where: { code }, data: row });
    const leader = await signedIn('lanhdao');
    const added = say('feedback.desk.added', { at: formatDateTime(said.at) });
    const seen = async () => [await leader.see(at(code)), await leader.see('/can-bo/gop-y?state=answered')].map(({ text }) => text.includes(added));
    expect(await seen()).toEqual([true, true]);
    await web.database.prisma.feedback.update({ where: { id }, data: { answeredAt: minutes(9) } });
    expect(await seen()).toEqual([false, false]);
  });

  test('is seen where one works; what is said of an official by leaders alone', async () => {
    const [site, attitude] = [await receive(), await receive({ topic: 'attitude', text: 'Thái độ ở quầy 3' })];
    const [officer, land, leader] = [await signedIn('motcua'), await signedIn('datdai'), await signedIn('lanhdao')];
    expect((await land.see(at(site))).status).toBe(404);
    expect((await officer.see(at(attitude))).status).toBe(404);
    expect((await officer.see('/can-bo/gop-y')).text).not.toContain(attitude);
    expect((await leader.see(at(attitude))).status).toBe(200);
    await officer.send(at(site, 'sort'), { version: versionOf((await officer.see(at(site))).text), topic: 'site', unitId: 'land-registration' });
    expect((await land.see(at(site))).text).toContain(say('feedback.desk.step.answer'));
    expect((await land.send(at(site, 'purge'), { version: '3' })).status).toBe(403);
  });

  test('open feedback is listed by its place, the fullest first, as far as one may see it', async () => {
    for (let at = 0; at < 3; at++) await receive({ place: 'Cầu Đò <b>', text: 'Đèn đường tắt' });
    await receive({ place: 'Ngõ 5', text: 'Rác chưa dọn' });
    await receive({ place: 'Sau sân kho', topic: 'attitude' });
    const page = await (await signedIn('motcua')).see('/can-bo/gop-y');
    const [list = ''] = /<details[^>]*><summary>Theo nơi[\s\S]*?<\/details>/.exec(page.text) ?? [];
    const named = [...list.matchAll(/<a href="[^"]*place=([^"]*)"[^>]*>[^<]*<\/a> \((\d+)\)/g)].map(([, place, count]) => [
      decodeURIComponent(place!.replaceAll('+', ' ')),
      count,
    ]);
    expect(named).toContainEqual(['Cầu Đò <b>', '3']);
    expect(named.map(([, count]) => Number(count))).toEqual(named.map(([, count]) => Number(count)).toSorted((a, b) => b - a));
    expect(list).not.toContain('Sau sân kho');
    expect(list).not.toContain('<b>');
  });

  test('the same matter is pointed out and joined; what may not be taken in is erased by one act', async () => {
    const [first, second] = [await receive(), await receive({ text: 'ổ gà trước chợ Bến to lắm', chat: { channel: 'web', conversationId: 'two' } })];
    const officer = await signedIn('motcua');
    const page = await officer.see(at(second));
    expect(page.text).toContain(`${at(first)}"`);
    await officer.send(at(second, 'join'), { version: versionOf(page.text), code: first });
    expect(await web.database.prisma.feedback.count({ where: { code: second, state: 'closed' } })).toBe(1);
    const erased = await officer.send(at(first, 'purge'), { version: versionOf((await officer.see(at(first))).text) });
    expect(erased.text).toContain(say('feedback.desk.erased'));
    expect(erased.text).not.toContain('Trần Thị Gửi');
  });

  test('a file is shown to those who may see it, in a frame that runs nothing', async () => {
    const picture = Buffer.from(jpeg.encode({ width: 4, height: 4, data: new Uint8Array(64) }, 80).data);
    const kept = await openFileFolder(web.dataDir).keep(picture);
    const code = await receive({ files: [kept] });
    const shown = await (await signedIn('motcua')).see(at(code, `tep/${kept.id}`));
    expect(shown.headers.get('content-type')).toBe('image/jpeg');
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    expect((await (await signedIn('datdai')).see(at(code, `tep/${kept.id}`))).status).toBe(404);
  });

  test('templates of one’s own; satisfaction by unit, but never of a few', async () => {
    const officer = await signedIn('motcua');
    await officer.see('/can-bo/gop-y/mau');
    expect((await officer.send('/can-bo/gop-y/mau', { step: 'answer', name: '', text: 'x' })).status).toBe(422);
    expect((await officer.send('/can-bo/gop-y/mau', { step: 'answer', name: 'Mẫu của xã', text: 'Chào {code}' })).text).toContain('Mẫu của xã');
    const answer = (voter: number, unitId: string) => ({
      ...{ kind: 'feedback', subject: `PA-${voter}`, voter: String(voter), agencyId: 'peoples-committee', unitId, channel: 'web' },
      ...{ score: voter % 2 ? 5 : 2, comment: `góp ý ${unitId}`, at: new Date(clock.now().getTime() - 1000) },
    });
    const data = [...[1, 2, 3, 5, 7].map((voter) => answer(voter, 'one-stop')), ...[8, 9].map((voter) => answer(voter, 'land-registration'))];
    await web.database.prisma.satisfaction.createMany({ data });
    const figures = (await (await signedIn('lanhdao')).see('/can-bo/gop-y/hai-long')).text;
    expect(figures).toContain('80%');
    expect(figures).toContain('góp ý one-stop');
    expect(figures).not.toContain('góp ý land-registration');
  });
});
