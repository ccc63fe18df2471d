import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { moveHandOvers } from '#src/handover/jobs.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { sayIn } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import type { Reply } from '#src/text/reply.ts';
import { realAssistantBy, realCalendar } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member, settableClock } from '#tests/support/staff.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { turnsOf } from './turn.ts';

const MINUTE = 60_000;
const texts = sayIn('vi');
const MONDAY = new Date('2026-11-23T09:00:00+07:00');
const clock = settableClock(MONDAY);
const UNIT = { agencyId: 'peoples-committee', unitId: 'one-stop' };
let database: OpenDatabase;
let exchange: Exchange;
let ids: Record<string, string> = {};

const say = async (text: string, conversation = 'citizen') =>
  (await exchange({ channel: 'web', conversation, id: null, text, locale: 'vi' })).map((reply) => renderPlain(reply, 'Nguồn')).join('\n');
/** What was said unasked to a chat since the last look. */
const heard = async (chat: string) => {
  const rows = await database.prisma.outbox.findMany({ where: { chat }, orderBy: { id: 'asc' } });
  await database.prisma.outbox.deleteMany({ where: { chat } });
  return rows.map(({ reply }) => renderPlain(reply as unknown as Reply, 'Nguồn')).join('\n');
};
const move = () => moveHandOvers({ database: database.prisma, clock, calendarOf: async () => realCalendar() });
const open = () => database.prisma.handOver.findMany({ where: { state: { not: 'ended' } }, orderBy: { id: 'asc' } });
const numberOf = async () => (await open())[0]!.id;
/** Asked for and taken by the officer in their own chat. */
async function talking() {
  await say('cho tôi gặp cán bộ');
  const id = await numberOf();
  await say(`nhận ${id}`, 'officer');
  for (const chat of ['citizen', 'officer', 'colleague', 'head']) await heard(chat);
  return id;
}

beforeAll(async () => {
  database = await testDatabase();
  const assistant = realAssistantBy(clock);
  exchange = createExchange({
    database: database.prisma,
    clock,
    metrics: createMetrics(),
    takeTurn: turnsOf({ current: () => assistant, clock, log: createLog('silent') }),
  });
  const staff = { database: database.prisma, clock };
  const of = async (name: string, role: Parameters<typeof member>[0], more = {}) =>
    (await account(staff, name, member(role, { ...UNIT, ...more }))).id;
  ids = {
    officer: await of('truc.ban', 'oneStopOfficer'),
    colleague: await of('dong.nghiep', 'oneStopOfficer'),
    head: await of('truong', 'unitHead', { standing: 'head' }),
  };
  for (const [chatId, personId] of Object.entries(ids))
    await database.prisma.personChat.create({ data: { channel: 'web', chatId, personId, pairedAt: MONDAY } });
  const content = { duty: { 1: [ids['officer']!] }, takeMinutes: 5, answerMinutes: 10, silentMinutes: 30, most: 2 };
  await database.prisma.handOverRuleRow.create({ data: { ...UNIT, content, changedAt: MONDAY } });
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  clock.set(MONDAY);
  await database.prisma.handOver.deleteMany();
  for (const table of ['outbox', 'conversation', 'absence'] as const)
    await (database.prisma[table] as { deleteMany(): Promise<unknown> }).deleteMany();
});

test('a citizen asks, who is on duty takes it in their own chat, both talk, and neither sees the other', async () => {
  expect(await say('cho tôi gặp cán bộ')).toContain('đã báo cán bộ trực');
  expect(await say('Đất nhà tôi có sổ chung thì tách thế nào, gọi 0912345678')).toContain('đã ghi lại');
  const id = await numberOf();
  expect(await heard('colleague')).toBe('');
  expect(await heard('officer')).toContain(`nhận ${id}`);
  const taken = await say(`nhận ${id}`, 'officer');
  expect(taken).toContain('sổ chung thì tách');
  expect(taken).not.toContain('0912345678');
  expect(await heard('citizen')).toContain('Có cán bộ đang trả lời');
  expect(await say('Ông/Bà mang sổ tới quầy 2 nhé', 'officer')).toBe('');
  const told = await heard('citizen');
  expect(told).toBe('Cán bộ: Ông/Bà mang sổ tới quầy 2 nhé');
  // A number and words that would mean something to the assistant are for the person.
  expect(await say('2')).toBe('');
  expect(await say('làm khai sinh cần gì')).toBe('');
  expect(await heard('officer')).toBe(`Số ${id}: 2\nSố ${id}: làm khai sinh cần gì`);
  expect(await say('kết thúc', 'officer')).toContain('Đã kết thúc');
  expect(await heard('citizen')).toContain('trợ lý tự động trả lời');
  expect(await say('làm khai sinh cần gì')).toContain('khai sinh');
  expect(await open()).toEqual([]);
  expect(JSON.stringify(await database.prisma.auditEvent.findMany({ omit: { id: true } }))).not.toContain('sổ chung');
});

test('a denunciation said to a person is kept nowhere and passed on to nobody', async () => {
  await talking();
  expect(await say('tôi tố cáo ông Zq8Name nhận hối lộ')).toContain('Tố cáo phải gửi bằng đơn');
  expect(await heard('officer')).toBe('');
  expect(
    JSON.stringify([
      await database.prisma.handOverMessage.findMany({ omit: { id: true } }),
      await database.prisma.outbox.findMany({ omit: { id: true } }),
    ]),
  ).not.toContain('Zq8Name');
});

test('“0” asks first; who leaves is told of to the official, whose next words go to nobody', async () => {
  const id = await talking();
  const asked = await say('0');
  expect(asked).toContain('Thôi, kết thúc');
  expect(await say('2')).toContain('đã báo cán bộ trực');
  await say('menu');
  expect(await say('1')).toContain('Đã kết thúc');
  expect(await heard('officer')).toContain(`số ${id} đã rời`);
  await heard('citizen');
  expect(await say('Ông/Bà còn đó không', 'officer')).toContain('tin chưa được gửi');
  expect(await heard('citizen')).toBe('');
});

test('nobody takes it: the next are told, then it becomes feedback with a promise', async () => {
  await say('gặp cán bộ');
  await say('Hồ sơ H26.1-261102-0001 của tôi sao lâu vậy');
  await heard('officer');
  expect(await move()).toBe(0);
  clock.pass(6 * MINUTE);
  expect(await move()).toBe(1);
  expect(await heard('head')).toContain('XIN GẶP CÁN BỘ');
  clock.pass(6 * MINUTE);
  await move();
  const told = await heard('citizen');
  clock.pass(6 * MINUTE);
  await move();
  expect(told + (await heard('citizen'))).toMatch(/mã PA-[\s\S]*trợ lý tự động trả lời/);
  const [feedback] = await database.prisma.feedback.findMany({ where: { text: { contains: 'sao lâu vậy' } }, include: { followers: true } });
  expect(feedback).toMatchObject({ anonymous: false, unitId: 'one-stop', followers: [{ conversationId: 'citizen', own: true }] });
  expect(await open()).toEqual([]);
});

test('out of hours the question becomes feedback, read from the next moment of working time; who is on duty then finds it', async () => {
  clock.set(new Date('2026-11-22T20:00:00+07:00'));
  expect(await say('gặp cán bộ')).toContain('23/11/2026 07:30');
  expect(await say('Tôi cần biết lịch tiếp công dân tháng này')).toContain('PA-');
  const [waiting] = await database.prisma.outbox.findMany({ where: { chat: 'officer' } });
  expect(waiting!.notBefore).toEqual(new Date('2026-11-23T07:30:00+07:00'));
  expect(await say('menu')).not.toContain('cán bộ, hay tiếp tục');
});

test('out of hours thanks are no question and end it, a greeting is asked for one again', async () => {
  clock.set(new Date('2026-11-23T20:00:00+07:00'));
  const before = await database.prisma.feedback.count();
  await say('gặp cán bộ');
  // The 24th is a day off.
  expect(await say('xin chào')).toContain(texts('handOver.citizen.question', { from: '25/11/2026 07:30' }));
  expect(await say('cảm ơn')).toContain(texts('handOver.citizen.left'));
  expect(await open()).toEqual([]);
  expect(await database.prisma.feedback.count()).toBe(before);
});

test('an official who does not answer loses it to the queue; a citizen who is silent is let go with a word', async () => {
  const id = await talking();
  await say('alo');
  clock.pass(11 * MINUTE);
  await move();
  expect(await heard('officer')).toContain('đưa về hàng chờ');
  expect(await heard('citizen')).toContain('chưa trả lời tiếp được');
  expect(await heard('head')).toContain(`số ${id}`);
  await say(`nhận ${id}`, 'head');
  await say('Chào Ông/Bà', 'head');
  await heard('citizen');
  clock.pass(31 * MINUTE);
  await move();
  expect(await heard('citizen')).toContain('Đã lâu');
  expect(await open()).toEqual([]);
});

test('with several conversations an official knows which they answer, and may address another', async () => {
  const first = await talking();
  await say('gặp cán bộ', 'second');
  const second = (await open())[1]!.id;
  await say(`nhận ${second}`, 'officer');
  await heard('citizen');
  await heard('second');
  expect(await say('câu trả lời hai', 'officer')).toContain(`Đã gửi số ${second}`);
  expect(await heard('second')).toContain('câu trả lời hai');
  expect(await say(`${first}: câu trả lời một`, 'officer')).toContain(`Đã gửi số ${first}`);
  expect(await heard('citizen')).toContain('câu trả lời một');
  expect(await heard('second')).toBe('');
  await say('gặp cán bộ', 'third');
  expect(await say(`nhận ${(await open())[2]!.id}`, 'officer')).toContain('đủ số');
  expect(await say('trò chuyện', 'officer')).toContain(`Trả lời tiếp số ${first}`);
});

test('a colleague takes over, and it is passed on to another and given back', async () => {
  const id = await talking();
  await say(`nhận ${id}`, 'colleague');
  expect(await heard('officer')).toContain('Đồng nghiệp đã tiếp nhận');
  expect(await heard('citizen')).toContain('cán bộ khác');
  expect(await say('câu của người trước', 'officer')).toContain('tin chưa được gửi');
  const whom = await say('chuyển', 'colleague');
  const number = /^(\d+)\D.*Người truong/m.exec(whom)![1]!;
  expect(await say(number, 'colleague')).toContain('Đã chuyển');
  expect(await heard('head')).toContain(`nhận ${id}`);
  await say(`nhận ${id}`, 'head');
  await heard('citizen');
  expect(await say('trả lại', 'head')).toContain('hàng chờ');
  expect(await heard('citizen')).toContain('không cần nhắn lại');
  expect((await open())[0]).toMatchObject({ state: 'waiting', officerId: null });
});

test('an absent official’s stand-in is on duty; for strangers the words of officials mean nothing', async () => {
  const day = { fromDay: '2026-11-23', toDay: '2026-11-23', createdAt: MONDAY, createdBy: 'x' };
  await database.prisma.absence.create({ data: { personId: ids['officer']!, standInId: ids['colleague']!, ...day } });
  await say('menu', 'colleague');
  await say('gặp cán bộ');
  expect(await heard('officer')).toBe('');
  expect(await heard('colleague')).toContain('XIN GẶP CÁN BỘ');
  const id = await numberOf();
  expect(await say(`nhận ${id}`, 'stranger')).not.toContain('Anh/chị');
  expect(await say(`#h:take:${id}`, 'stranger')).toContain('không ghép với tài khoản');
  expect((await open())[0]!.state).toBe('waiting');
  // Where a channel has no buttons the number under the offer takes it.
  expect(await say('1', 'colleague')).toContain(`ĐANG TRẢ LỜI SỐ ${id}`);
});

test('who erases their data leaves nothing of what was said', async () => {
  const id = await talking();
  await say('Zq9Words là tên con tôi');
  await heard('officer');
  await say('#x');
  expect(await database.prisma.handOver.count()).toBe(0);
  expect(await database.prisma.handOverMessage.count()).toBe(0);
  expect(await heard('officer')).toContain(`số ${id} đã rời`);
});
