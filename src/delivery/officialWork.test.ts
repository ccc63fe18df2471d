import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { doDueActs } from '#src/dossiers/work/heldActs.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import type { Membership } from '#src/staff/actor.ts';
import { renderPlain } from '#src/text/plain.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member, settableClock } from '#tests/support/staff.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { turnsOf } from './turn.ts';

const MONDAY = new Date('2026-11-23T09:00:00+07:00');
const limits = { snoozes: 2, undoMinutes: 3 };
const clock = settableClock(MONDAY);
let database: OpenDatabase;
let exchange: Exchange;
let ids: Record<'officer' | 'head', string>;
let dossiers: Record<string, number> = {};
const at = (text: string) => new Date(`2026-11-${text.replace(' ', 'T')}:00+07:00`);

const say = async (text: string, conversation = 'officer') =>
  (await exchange({ channel: 'web', conversation, id: null, text, locale: 'vi' })).map((reply) => renderPlain(reply, 'Nguồn')).join('\n');
/** The number of an entry in a menu that was answered. */
const numberOf = (answer: string, label: string): string => new RegExp(`^(\\d+)\\D.*${label}`, 'm').exec(answer)?.[1] ?? `no “${label}” in ${answer}`;
const choose = async (answer: string, label: string, conversation = 'officer') => say(numberOf(answer, label), conversation);
const due = () => doDueActs(database.prisma, { clock, limits }, (error) => expect.fail(String(error)));
/** The history may not be emptied: each test has codes of its own, and what was before is closed. */
let round = 10;
const codeOf = (serial: string) => `H26.1-2611${round}-${serial}`;
const events = (serial: string) =>
  database.prisma.dossierEvent.findMany({
    where: { dossier: { code: codeOf(serial) } },
    select: { kind: true, actor: true, reason: true, data: true, at: true },
  });

async function dossier(serial: string, dueAt: Date | null, more: object = {}) {
  const when = { submittedAt: at('10 09:00'), acceptedAt: at('10 09:00'), clockStartedAt: at('10 09:00'), lastEventAt: at('10 09:00') };
  const where = {
    agencyId: 'peoples-committee',
    unitId: 'land-registration',
    procedureCode: '1.001193',
    procedureName: 'Đăng ký khai sinh',
    field: 'Hộ tịch',
  };
  const dates = { dueAt, promisedDueAt: dueAt, originalDueAt: dueAt, dueBasis: 'term' };
  const row = await database.prisma.dossier.create({
    data: { ...where, ...when, ...dates, code: codeOf(serial), channel: 'direct', state: 'processing', ...more },
  });
  await database.prisma.dossierApplicant.create({ data: { dossierId: row.id, name: 'Nguyễn Văn Kín', phone: '0900000001' } });
  dossiers[serial] = row.id;
}

beforeAll(async () => {
  database = await testDatabase();
  const takeTurn = turnsOf({ current: realAssistant, clock, log: createLog('silent'), work: limits });
  exchange = createExchange({ database: database.prisma, clock, metrics: createMetrics(), takeTurn });
  const staff = { database: database.prisma, clock };
  const land: Partial<Membership> = { agencyId: 'peoples-committee', unitId: 'land-registration' };
  ids = {
    officer: (await account(staff, 'thu.ly', member('officer', land))).id,
    head: (await account(staff, 'truong', member('unitHead', { ...land, standing: 'head' }))).id,
  };
  for (const [chatId, personId] of Object.entries(ids))
    await database.prisma.personChat.create({ data: { channel: 'web', chatId, personId, pairedAt: MONDAY } });
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  clock.set(MONDAY);
  round++;
  await database.prisma.dossier.updateMany({ data: { state: 'stopped', closedAt: MONDAY } });
  for (const table of ['dossierHeldAct', 'dossierSnooze', 'dossierSupplement', 'dossierHandOver', 'outbox', 'conversation'] as const)
    await (database.prisma[table] as { deleteMany(): Promise<unknown> }).deleteMany();
  dossiers = {};
  await dossier('0001', at('20 17:00'));
  await dossier('0002', at('23 17:00'), { officerId: ids.officer });
  await dossier('0003', at('27 17:00'));
  await dossier('0004', at('25 17:00'), { source: 'mirrored' });
  await dossier('0005', at('23 17:00'), { unitId: 'one-stop' });
  await dossier('0006', at('23 17:00'), { pausedAt: at('20 09:00') });
});

test('“việc” in any form lists what lies with an official, the most urgent first, without personal data', async () => {
  for (const word of ['việc', 'viec', 'Việc hôm nay ạ', 'VIEC', 'cho em xem việc', 'work']) {
    const answer = await say(word);
    expect(answer, word).toContain('Quá hạn: 1');
    const codes = [...answer.matchAll(/H26\.1-2611\d\d-000\d/g)].map(([code]) => code.at(-1));
    expect(codes, word).toEqual(['1', '2', '4', '3']);
    expect(answer).not.toContain('Nguyễn Văn Kín');
  }
});

test('for a citizen it means nothing special, and neither does an official’s button', async () => {
  expect(await say('việc', 'citizen')).not.toContain('H26.1');
  expect(await say(`#w:o:${dossiers['0001']}`, 'citizen')).toContain('không ghép với tài khoản');
  expect(await say('#w:u:1', 'citizen')).toContain('không ghép với tài khoản');
});

test('a note: opened and written by number, done when it can no longer be taken back, with actor and channel', async () => {
  const opened = await say(numberOf(await say('việc'), '0002'));
  expect(opened).toContain('Đến hạn hôm nay');
  expect(await choose(opened, 'Ghi chú')).toContain('nội dung ghi chú');
  expect(await say('Đã gọi cho xã Hòa Bình, chờ trả lời')).toContain(`Ghi chú, hồ sơ ${codeOf('0002')}`);
  expect(await due()).toBe(0);
  clock.pass(3 * 60_000);
  expect(await due()).toBe(1);
  const [note] = await events('0002');
  expect(note).toMatchObject({
    kind: 'noteAdded',
    actor: `person:${ids.officer}`,
    reason: 'Đã gọi cho xã Hòa Bình, chờ trả lời',
    data: { via: 'web' },
  });
  expect(note?.at).toEqual(MONDAY);
  expect(JSON.stringify(await database.prisma.conversation.findMany())).not.toContain('Hòa Bình');
});

test('what was asked for is taken back within its minutes, and not after', async () => {
  const opened = await choose(await say('việc'), '0003');
  await choose(opened, 'Ghi chú');
  const held = await say('nhầm');
  expect(await choose(held, 'Hoàn tác')).toContain('Đã hoàn tác');
  clock.pass(5 * 60_000);
  expect(await due()).toBe(0);
  expect(await events('0003')).toEqual([]);
  expect(await say('#w:u:999')).toContain('Không hoàn tác được nữa');
});

test('snoozing needs a reason, keeps the due date, ends before it, and is limited', async () => {
  const id = dossiers['0003'];
  for (const time of [1, 2]) {
    await say(`#w:snooze:${id}`);
    expect(await say(`#w:snooze:${id}:2026-11-24`)).toContain('lý do');
    expect(await say(`chờ xác minh lần ${time}`)).toContain('Hoãn nhắc');
    clock.pass(4 * 60_000);
    await due();
  }
  expect(await database.prisma.dossierSnooze.count()).toBe(2);
  const list = await say('việc');
  expect(list).toContain('Đang hoãn nhắc: 1');
  expect(list).not.toContain('0003');
  expect(await say(`#w:snooze:${id}`)).toContain('đủ số lần');
  expect((await events('0003')).map(({ reason }) => reason)).toContain('Hoãn nhắc đến 24/11/2026: chờ xác minh lần 2');
  // Due today: it cannot wait.
  expect(await say(`#w:snooze:${dossiers['0002']}`)).toContain('không hoãn nhắc được');
});

test('a supplement names papers; without any it is asked again', async () => {
  const id = dossiers['0003'];
  await say(`#w:requestSupplement:${id}`);
  expect(await say('thiếu giấy tờ')).toContain('Chưa thấy giấy tờ nào');
  expect(await say('Bản sao bị mờ\n- Giấy chứng sinh\n- Căn cước của mẹ')).toContain('Yêu cầu bổ sung, hồ sơ');
  clock.pass(4 * 60_000);
  await due();
  const row = await database.prisma.dossierSupplement.findFirst();
  expect(row).toMatchObject({ reason: 'Bản sao bị mờ', items: [{ name: 'Giấy chứng sinh' }, { name: 'Căn cước của mẹ' }] });
});

test('an apology: date and reason chosen, proposed by the officer, approved by the head, told to the citizen; there is no second', async () => {
  const id = dossiers['0003'];
  await database.prisma.dossierChat.create({ data: { dossierId: id!, channel: 'web', conversationId: 'applicant', proof: 'code', since: MONDAY } });
  const asked = await say(`#w:proposeApology:${id}`);
  expect(asked).toContain('Đã hẹn công dân: 27/11/2026');
  expect(await say('hôm nào đó')).toContain('Chưa đọc được ngày');
  expect(await say('1/12')).toContain('Lý do chậm');
  expect(await say('1')).toContain('Xin lỗi, hẹn lại, hồ sơ');
  clock.pass(4 * 60_000);
  await due();
  expect(await say('việc', 'head')).toContain('chờ duyệt');
  const opened = await say(`#w:o:${id}`, 'head');
  expect(opened).toContain('Cần thêm thời gian xác minh');
  await choose(opened, 'Duyệt xin lỗi', 'head');
  clock.pass(4 * 60_000);
  await due();
  const row = await database.prisma.dossier.findUnique({ where: { id: id! } });
  expect(row).toMatchObject({ reappointments: 1, promisedDueAt: new Date('2026-12-01T17:00:00+07:00'), originalDueAt: at('27 17:00') });
  const told = await database.prisma.outbox.findMany({ where: { chat: 'applicant' } });
  expect(JSON.stringify(told[0]?.reply)).toContain('01/12/2026');
  expect(await say(`#w:proposeApology:${id}`)).toContain('không làm được việc đó');
});

test('a mirrored dossier takes notes, snoozes and apologies; for the rest its software is named', async () => {
  const id = dossiers['0004'];
  const opened = await say(`#w:o:${id}`);
  for (const act of ['Ghi chú', 'Hoãn nhắc', 'Xin lỗi, hẹn lại']) expect(opened).toContain(act);
  for (const act of ['Yêu cầu bổ sung', 'Chuyển đơn vị', 'Đã có kết quả']) expect(opened).not.toContain(act);
  expect(await say(`#w:handOver:${id}:one-stop`)).toContain('phần mềm một cửa');
});

test('finishing is its head’s; whatever policy does not allow is not offered, nor done for a payload typed by hand', async () => {
  const id = dossiers['0002'];
  expect(await say(`#w:o:${id}`)).not.toContain('Đã có kết quả');
  expect(await say(`#w:completeDossier:${id}`)).toContain('không làm được việc đó');
  expect(await say(`#w:o:${dossiers['0005']}`)).toContain('Không tìm thấy hồ sơ này');
  expect(await say(`#w:completeDossier:${id}`, 'head')).toContain('Đã có kết quả, hồ sơ');
  clock.pass(4 * 60_000);
  await due();
  expect(await database.prisma.dossier.findUnique({ where: { id: id! } })).toMatchObject({ state: 'resolved', resolvedAt: MONDAY });
});

test('what cannot be done any more when its time comes is told in the chat', async () => {
  const id = dossiers['0002'];
  await say(`#w:completeDossier:${id}`, 'head');
  await database.prisma.dossier.update({ where: { id: id! }, data: { state: 'stopped', closedAt: MONDAY, version: { increment: 1 } } });
  clock.pass(4 * 60_000);
  await due();
  const [told] = await database.prisma.outbox.findMany({ where: { chat: 'head' } });
  expect(JSON.stringify(told?.reply)).toContain('Không thực hiện được');
});

test('a revoked chat decides nothing, not even what was held', async () => {
  const id = dossiers['0002'];
  await say(`#w:completeDossier:${id}`, 'head');
  await database.prisma.personChat.delete({ where: { channel_chatId: { channel: 'web', chatId: 'head' } } });
  clock.pass(4 * 60_000);
  await due();
  expect((await database.prisma.dossier.findUnique({ where: { id: id! } }))?.state).toBe('processing');
  expect(await database.prisma.dossierHeldAct.count()).toBe(0);
  await database.prisma.personChat.create({ data: { channel: 'web', chatId: 'head', personId: ids.head, pairedAt: MONDAY } });
});

test('a hand-over: the unit chosen, offered, taken by the other with or without papers', async () => {
  const id = dossiers['0003'];
  const asked = await say(`#w:handOver:${id}`);
  expect(asked).toMatch(/^\d+\D.*Một cửa/m);
  await say(`#w:handOver:${id}:one-stop`);
  clock.pass(4 * 60_000);
  await due();
  expect(await database.prisma.dossierHandOver.findFirst()).toMatchObject({ fromUnitId: 'land-registration', toUnitId: 'one-stop', paper: true });
  expect(await say(`#w:handOver:${id}:one-stop`)).toContain('không làm được việc đó');
});

test('two decisions on one dossier keep their order: the first is done when the second comes', async () => {
  const id = dossiers['0002'];
  await say(`#w:addNote:${id}`, 'head');
  await say('Đã ký', 'head');
  await say(`#w:completeDossier:${id}`, 'head');
  expect((await events('0002')).map(({ kind }) => kind)).toEqual(['noteAdded']);
  expect(await say(`#w:completeDossier:${id}`, 'head')).toMatch(/không làm được việc đó|không thể|kết quả/i);
});

test('while something is to be written, another word for the list, going back and the code of a dossier keep their meaning', async () => {
  const id = dossiers['0003'];
  await say(`#w:addNote:${id}`);
  expect(await say('việc')).toContain('Quá hạn: 1');
  await say(`#w:addNote:${id}`);
  expect(await say('quay lại')).toContain('Ghi chú');
  expect(await database.prisma.dossierHeldAct.count()).toBe(0);
  expect(await say(codeOf('0001'))).toContain('Quá hạn');
  await say('menu');
  expect(await say('khai sinh cần giấy tờ gì')).toContain('khai sinh');
});
