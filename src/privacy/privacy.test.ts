import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createExchange, type Exchange } from '#src/delivery/exchange.ts';
import { turnsOf } from '#src/delivery/turn.ts';
import { receiveFeedback } from '#src/feedback/commands/receive.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { secretsFrom } from '#src/platform/secrets.ts';
import { sayIn } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import { realAssistantBy, realCalendar } from '#tests/support/assistant.ts';
import { collect } from '#tests/support/collect.ts';
import { testDatabase } from '#tests/support/database.ts';
import { settableClock } from '#tests/support/staff.ts';
import { giveConsent, hasConsent, withdrawConsent } from './consent.ts';
import { fileAddress, fileOf } from './file.ts';
import { DUTIES, heldOf } from './person.ts';
import { answerRequest, openRequests } from './requests.ts';
import { loadPeriods, runRetention, setPeriod } from './retention.ts';
import { ROOMS } from './rooms.ts';

/** Monday morning; the Tuesday after it is a day off. */
const START = new Date('2026-11-23T09:00:00+07:00');
const DAY = 86_400_000;
const clock = settableClock(START);
const logged = collect();
const metrics = createMetrics();
const secrets = secretsFrom('a secret that only this test knows');
let database: OpenDatabase;
let exchange: Exchange;

beforeAll(async () => {
  database = await testDatabase();
  const assistant = realAssistantBy(clock);
  const takeTurn = turnsOf({
    current: () => assistant,
    clock,
    log: createLog('trace', logged.stream),
    fileOf: (chat) => fileAddress(secrets, chat, clock.now()),
  });
  exchange = createExchange({ database: database.prisma, clock, metrics, takeTurn });
});
beforeEach(() => clock.set(START));
afterAll(() => database.close());

const chatOf = (conversationId: string) => ({ channel: 'web', conversationId });
const ask = async (text: string, conversation = 'c1', id: string | null = null) =>
  (await exchange({ channel: 'web', conversation, id, text, locale: 'vi' })).map((reply) => renderPlain(reply, 'Nguồn')).join('\n');

/** Every row of every table as text: what is not here is nowhere in the database. */
async function everything(): Promise<Record<string, string>> {
  const tables = await database.prisma.$queryRaw<{ name: string }[]>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`;
  const rows: Record<string, string> = {};
  for (const { name } of tables)
    rows[name] = JSON.stringify(await database.prisma.$queryRawUnsafe(`SELECT row_to_json(t)::text AS row FROM "${name}" t`));
  return rows;
}
const holding = async (value: string) =>
  Object.entries(await everything())
    .filter(([, rows]) => rows.includes(value))
    .map(([name]) => name)
    .sort();

test('every table of the schema has a decision in exactly one room: add yours to src/privacy/rooms.ts or the room’s personalData.ts', () => {
  const schema = readdirSync('prisma/schema').map((file) => readFileSync(`prisma/schema/${file}`, 'utf8'));
  const tables = schema.flatMap((text) => [...text.matchAll(/@@map\("(\w+)"\)/g)].map(([, name]) => name!));
  const decided = ROOMS.flatMap((room) => Object.keys(room.tables));
  expect(tables.length).toBeGreaterThan(50);
  expect(tables.filter((name) => !decided.includes(name))).toEqual([]);
  expect(new Set(decided).size).toBe(decided.length);
});

test('every duty is explained in both languages', () => {
  expect([...DUTIES].sort()).toEqual(['archive', 'audit', 'lastAnswer', 'proof', 'register']);
  for (const locale of ['vi', 'en'] as const) for (const duty of DUTIES) expect(sayIn(locale)(`privacy.duty.${duty}`)).not.toContain('privacy.duty');
});

test.each([
  'Tôi tố cáo ông Nguyễn Văn Kẻ-Bị-Tố nhận hối lộ Zx9Qk triệu của bà Trần',
  'to cao ke toan xa an chan tien Zx9Qk',
  'Đường xóm ngập. Ngoài ra cán bộ đòi Zx9Qk phong bì, tôi tố cáo',
  'mẹ nó tham nhũng hết rồi, Zx9Qk ai cũng biết',
])('the content of a denunciation is nowhere a moment later: %s', async (text) => {
  await ask('xin chào', 'secret');
  expect(await ask(text, 'secret', 'once')).toContain('Tố cáo phải gửi bằng đơn');
  expect(await holding('Zx9Qk')).toEqual([]);
  expect(await holding('Kẻ-Bị-Tố')).toEqual([]);
  expect(logged.text()).not.toContain('Zx9Qk');
  expect(await metrics.registry.metrics()).not.toContain('Zx9Qk');
});

test('an emergency is told the numbers first', async () => {
  expect((await ask('cháy nhà rồi cứu với', 'fire')).indexOf('114')).toBeGreaterThan(-1);
});

test('looking up needs no consent, and leaves nothing of what was written', async () => {
  await ask('làm khai sinh cho con Zx7Lookup gọi 0912345678', 'look', 'm1');
  expect(await holding('Zx7Lookup')).toEqual([]);
  expect(await holding('0912345678')).toEqual([]);
  expect(logged.text()).not.toContain('0912345678');
});

test('consent is kept with its version, once, and taken back', async () => {
  const chat = chatOf('consent');
  await database.prisma.$transaction(async (tx) => {
    expect(await hasConsent(tx, chat, 'feedback')).toBe(false);
    await giveConsent(tx, chat, 'feedback', clock.now());
    await giveConsent(tx, chat, 'feedback', clock.now());
    expect(await hasConsent(tx, chat, 'feedback')).toBe(true);
    expect(await hasConsent(tx, chat, 'notices')).toBe(false);
    expect(await withdrawConsent(tx, chat, clock.now())).toBe(1);
    expect(await hasConsent(tx, chat, 'feedback')).toBe(false);
  });
  expect(await ask('#y:withdraw', 'consent')).toContain('chưa đồng ý');
});

test('“dữ liệu của tôi” offers what can be asked; a correction is answered within two working days, in the chat', async () => {
  expect(await ask('dữ liệu của tôi', 'mine')).toContain('Yêu cầu sửa');
  expect(await ask('#y:correct', 'mine')).toContain('cần sửa điều gì');
  expect(await openRequests(database.prisma)).toEqual([]);
  expect(await ask('tên tôi trong phản ánh ghi sai, đúng là Hòa, gọi 0912345678', 'mine')).toContain('26/11/2026 17:00');
  await ask('#y:correct', 'mine');
  await ask('và thôn là thôn Đông', 'mine');
  const [request, ...others] = await openRequests(database.prisma);
  expect(others).toEqual([]);
  expect(request!.text).toMatch(/đúng là Hòa[\s\S]*\nvà thôn là thôn Đông/);
  expect(request!.text).not.toContain('0912345678');
  expect(await database.prisma.$transaction((tx) => heldOf(tx, chatOf('mine')))).toMatchObject({ privacy_request: [{ text: request!.text }] });
  await answerRequest(database.prisma, request!.id, 'Đã sửa.', 'person:p', clock.now());
  expect(await openRequests(database.prisma)).toEqual([]);
  expect(JSON.stringify(await database.prisma.outbox.findMany({ where: { chat: 'mine' }, select: { reply: true } }))).toContain('Đã sửa.');
  await expect(answerRequest(database.prisma, request!.id, 'x', 'person:p', clock.now())).rejects.toThrow();
});

test('asked what to correct, a denunciation is shown the door and not kept, and the question stands; whoever wants nothing is let go', async () => {
  await ask('#y:correct', 'wrong door');
  expect(await ask('tôi tố cáo ông Zx5Secret nhận hối lộ', 'wrong door')).toMatch(/Tố cáo phải gửi bằng đơn[\s\S]*cần sửa điều gì/);
  expect(await holding('Zx5Secret')).toEqual([]);
  expect(await ask('thôi không sửa nữa', 'wrong door')).not.toContain('02 ngày làm việc');
  expect(await database.prisma.privacyRequest.count({ where: { conversationId: 'wrong door' } })).toBe(0);
});

test('what is held is shown, and taken home under an address that soon ends and that nobody can make', async () => {
  await ask('xin chào', 'home');
  const told = await ask('#y:held', 'home');
  expect(told).toContain('Cuộc trò chuyện');
  const sealed = /du-lieu\/([\w-]+)/.exec(told)![1]!;
  expect(JSON.parse((await fileOf(database.prisma, secrets, sealed, clock.now()))!).held.conversation).toHaveLength(1);
  expect(await fileOf(database.prisma, secrets, `${sealed}x`, clock.now())).toBeNull();
  expect(await fileOf(database.prisma, secrets, sealed, new Date(START.getTime() + 16 * 60_000))).toBeNull();
});

test('erasure leaves nothing of a person but what is kept for a duty', async () => {
  const chat = chatOf('goodbye');
  await ask('xin chào', 'goodbye', 'm1');
  const contact = { name: 'Seed Name Qv1', phone: '0987000111', email: 'seed@qv1.vn', address: 'Seed Street Qv1', consentVersion: 'v1' };
  await database.prisma.$transaction(async (tx) => {
    await giveConsent(tx, chat, 'feedback', clock.now());
    await receiveFeedback(
      tx,
      {
        ...{ agencyId: 'a', unitId: 'a', channel: 'web', locale: 'vi', topic: 'site', text: 'Đèn hỏng Qv2Words, gọi 0987000111', place: null },
        ...{ latitude: null, longitude: null, dossierCode: null, contact, chat, pictures: [], files: [] },
      },
      realCalendar(),
      clock.now(),
    );
    expect(JSON.stringify(await heldOf(tx, chat))).toContain('Seed Name Qv1');
  });
  expect(await ask('#x', 'goodbye')).toContain('Đã xóa');
  for (const value of ['Seed Name Qv1', '0987000111', 'seed@qv1.vn', 'Seed Street Qv1']) {
    expect(await holding(value)).toEqual([]);
    expect(logged.text()).not.toContain(value);
    expect(await metrics.registry.metrics()).not.toContain(value);
  }
  // Kept, by name: the feedback's words (archive); that there was consent (proof).
  expect(await holding('Qv2Words')).toEqual(['feedback']);
  // As proof the chat is named by a keyed hash alone.
  expect(await holding('goodbye')).toEqual([]);
  expect(await holding('erased-')).toEqual(['consent']);
  const kept = Object.assign({}, ...ROOMS.map(({ tables }) => tables));
  expect([kept.feedback, kept.consent]).toEqual([{ kept: 'archive' }, { kept: 'proof' }]);
});

test('periods are configuration; a daily run erases by them and reports it', async () => {
  await ask('xin chào', 'old');
  await setPeriod(database.prisma, 'conversations', 10, 'person:admin', clock.now());
  expect((await loadPeriods(database.prisma)).conversations).toBe(10);
  await expect(setPeriod(database.prisma, 'inbox', 0, 'person:admin', clock.now())).rejects.toThrow();
  clock.set(new Date(START.getTime() + 11 * DAY));
  expect((await runRetention(database.prisma, clock))['conversations']).toBeGreaterThan(0);
  expect(await database.prisma.conversation.count()).toBe(0);
  expect((await database.prisma.retentionRun.findFirstOrThrow({ orderBy: { id: 'desc' } })).erased).toMatchObject({ feedback: 0 });
  clock.set(new Date(START.getTime() + 6 * 365 * DAY));
  await database.prisma.feedback.updateMany({ data: { closedAt: START } });
  expect((await runRetention(database.prisma, clock))['feedback']).toBeGreaterThan(0);
  expect(await holding('Qv2Words')).toEqual([]);
});
