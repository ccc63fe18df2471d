import jpeg from 'jpeg-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { fetchWaiting } from '#src/feedback/files/fetchWaiting.ts';
import { openFileFolder } from '#src/feedback/files/keep.ts';
import { askForPerson, citizenSays } from '#src/handover/commands/citizen.ts';
import { loadRule } from '#src/handover/rule.ts';
import { sayIn } from '#src/platform/texts.ts';
import { realCalendar } from './support/assistant.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const UNIT = { agencyId: 'peoples-committee', unitId: 'one-stop' };
const chat = { channel: 'web', conversationId: 'secret-chat' };
let web: TestWeb;

const signedIn = (username: string) => signIn(web.url, username);
const asked = (text: string) =>
  web.database.prisma.$transaction(async (tx) => {
    const world = { calendar: realCalendar(), now: clock.now() };
    const { id } = (await askForPerson(tx, chat, UNIT, 'vi', world)).handOver;
    await citizenSays(tx, chat, { text, topic: 'other', photo: null }, world);
    return id;
  });
const told = async () => JSON.stringify(await web.database.prisma.outbox.findMany({ where: { chat: chat.conversationId }, select: { reply: true } }));

beforeAll(async () => {
  web = await testWeb({ clock });
  const staff = { database: web.database.prisma, clock };
  await seedDirectory(web.database.prisma);
  await seedCalendar(web.database.prisma, clock.now());
  const { id } = await account(staff, 'motcua', member('oneStopOfficer', UNIT));
  await web.database.prisma.personChat.create({ data: { channel: 'web', chatId: 'o', personId: id, pairedAt: clock.now() } });
  await account(staff, 'dongnghiep', member('oneStopOfficer', UNIT));
  await account(staff, 'datdai', member('officer', { ...UNIT, unitId: 'land-registration' }));
  await account(staff, 'truong', member('unitHead', { ...UNIT, standing: 'head' }));
});
afterAll(() => web.close());

test('who waits is on the page; taken, answered and ended there; never the account, and a link warns', async () => {
  const id = await asked('Xem giúp https://la.vn/x với');
  const officer = await signedIn('motcua');
  expect((await officer.see('/can-bo/tro-chuyen')).text).toContain(say('handOver.page.number', { id }));
  const page = await officer.see(`/can-bo/tro-chuyen/${id}`);
  expect(page.text).not.toContain('secret-chat');
  expect(page.text).not.toContain('href="https://la.vn');
  expect(page.text).toContain('/can-bo/lien-ket?den=');
  expect((await officer.send(`/can-bo/tro-chuyen/${id}/tra-loi`, { text: 'chưa nhận' })).text).toContain(say('errors.handOverNotYours'));
  await officer.send(`/can-bo/tro-chuyen/${id}/nhan`);
  expect((await officer.send(`/can-bo/tro-chuyen/${id}/tra-loi`, { text: '' })).text).toContain(say('errors.handOverTextMissing'));
  expect((await officer.send(`/can-bo/tro-chuyen/${id}/tra-loi`, { text: 'Mời Ông/Bà tới quầy 2' })).text).toContain('quầy 2');
  expect(await told()).toContain('Cán bộ: Mời Ông/Bà tới quầy 2');
  const colleague = await signedIn('dongnghiep');
  await colleague.see(`/can-bo/tro-chuyen/${id}`);
  expect((await colleague.send(`/can-bo/tro-chuyen/${id}/nhan`)).text).toContain(say('handOver.page.state.mine'));
  expect((await officer.send(`/can-bo/tro-chuyen/${id}/tra-loi`, { text: 'muộn' })).status).toBe(422);
  await colleague.send(`/can-bo/tro-chuyen/${id}/ket-thuc`);
  expect(await told()).toContain(say('handOver.citizen.closed'));
  const empty = (await colleague.see('/can-bo/tro-chuyen')).text;
  expect([empty.includes(say('handOver.page.empty')), empty.includes(say('handOver.page.unreachable'))]).toEqual([true, false]);
  const chats = await web.database.prisma.personChat.findMany();
  await web.database.prisma.personChat.deleteMany();
  expect((await colleague.see('/can-bo/tro-chuyen')).text).toContain(say('handOver.page.unreachable'));
  await web.database.prisma.personChat.createMany({ data: chats });
});

test('another unit sees none of it; the rota is the head’s', async () => {
  const id = await asked('câu hỏi riêng');
  const land = await signedIn('datdai');
  expect((await land.see(`/can-bo/tro-chuyen/${id}`)).status).toBe(403);
  expect((await land.see('/can-bo/tro-chuyen')).text).not.toContain(say('handOver.page.number', { id }));
  expect((await land.see('/can-bo/tro-chuyen/truc')).status).toBe(403);
  const head = await signedIn('truong');
  await head.see('/can-bo/tro-chuyen/truc');
  const numbers = { takeMinutes: '4', answerMinutes: '10', silentMinutes: '30', most: '3' };
  expect((await head.send('/can-bo/tro-chuyen/truc', { ...numbers, most: '0' })).text).toContain(say('staff.fault.minutes'));
  await head.send('/can-bo/tro-chuyen/truc', { ...numbers, day1: ['x', 'y'] });
  expect(await loadRule(web.database.prisma, 'one-stop')).toMatchObject({ takeMinutes: 4, most: 3, duty: { 1: ['x', 'y'] } });
});

test('a picture reaches whoever answers, and nobody else; one that cannot be had is said so to both', async () => {
  const id = await asked('xem giúp giấy này');
  const send = (photo: string) =>
    web.database.prisma.$transaction((tx) =>
      citizenSays(tx, chat, { text: '', topic: 'other', photo }, { calendar: realCalendar(), now: clock.now() }),
    );
  await send('good');
  await send('bad');
  const picture = Buffer.from(jpeg.encode({ width: 8, height: 8, data: new Uint8Array(256).fill(99) }, 80).data);
  const source = { id: 'web', fetchFile: async (file: string) => (file === 'good' ? picture : Buffer.from('no picture')) };
  expect(await fetchWaiting(web.database.prisma, [source], openFileFolder(web.dataDir), clock)).toBe(1);
  const officer = await signedIn('motcua');
  const page = await officer.see(`/can-bo/tro-chuyen/${id}`);
  expect(page.text).toContain(say('feedback.desk.fileState.refused'));
  const [address] = page.text.match(/\/can-bo\/tro-chuyen\/\d+\/tep\/[\w-]+/) as [string];
  expect((await officer.see(address)).status).toBe(200);
  expect((await (await signedIn('datdai')).see(address)).status).toBe(403);
  expect(await told()).toContain(say('handOver.citizen.pictureLost'));
});
