import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fixedClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { eraseExpired } from '#src/privacy/eraseExpired.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { createExchange, type Exchange, type Message } from './exchange.ts';
import { turnsOf } from './turn.ts';

let database: OpenDatabase;
let exchange: Exchange;
const clock = fixedClock(new Date('2026-11-22T09:00:00+07:00'));
const message = (text: string, rest: Partial<Message> = {}): Message => ({
  channel: 'web',
  conversation: 'c1',
  id: null,
  text,
  locale: 'vi',
  ...rest,
});

beforeAll(async () => {
  database = await testDatabase();
  exchange = createExchange({
    database: database.prisma,
    clock,
    metrics: createMetrics(),
    takeTurn: turnsOf({ current: realAssistant, clock, log: createLog('silent') }),
  });
});
beforeEach(() => database.prisma.conversation.deleteMany());
afterAll(() => database.close());

test('a message repeated with its id is answered once, with the same answer', async () => {
  const first = await exchange(message('xin giấy độc thân', { id: 'm1' }));
  const again = await exchange(message('xin giấy độc thân', { id: 'm1' }));
  expect(again).toEqual(first);
  expect(await database.prisma.answer.count()).toBe(1);
  // Had it been handled twice, the second answer would not greet.
  expect(JSON.stringify(again)).toContain('trợ lý tự động');
});

test('retries that arrive together are answered once too', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(message('khai sinh', { id: 'same' }))));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await database.prisma.answer.count()).toBe(1);
});

test('200 messages at once in one conversation are answered in order', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, (_, at) => exchange(message(at % 2 ? '0' : 'mấy giờ làm việc', { id: `m${at}` }))));
  expect(answers).toHaveLength(200);
  expect(answers.filter((answer) => JSON.stringify(answer).includes('trợ lý tự động'))).toHaveLength(1);
});

test('more than may wait are refused with a clear code, and those before are answered', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 300 }, (_, at) => exchange(message('menu', { conversation: 'flood', id: `f${at}` }))),
  );
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(50);
  expect((refused[0] as PromiseRejectedResult).reason).toBeInstanceOf(AppError);
  expect((refused[0] as PromiseRejectedResult).reason.code).toBe('tooManyMessages');
});

test('the context is kept between messages, and nothing that was typed', async () => {
  await exchange(message('em muốn xin giấy độc thân để mua nhà, số điện thoại em 0912000111'));
  const [answer] = await exchange(message('mất bao lâu?'));
  expect(JSON.stringify(answer)).toContain('1.004873');
  const held = await database.prisma.conversation.findMany();
  expect(JSON.stringify(held)).not.toContain('0912000111');
  expect(JSON.stringify(held)).not.toContain('độc thân');
});

test('erasing leaves nothing of the conversation', async () => {
  await exchange(message('khai sinh', { id: 'a' }));
  await exchange(message('xóa dữ liệu của tôi'));
  await exchange(message('#x', { id: 'b' }));
  expect(await database.prisma.conversation.count()).toBe(0);
  expect(await database.prisma.answer.count()).toBe(0);
});

test('a damaged stored state begins anew instead of failing the message', async () => {
  await exchange(message('khai sinh'));
  await database.prisma.conversation.updateMany({ data: { state: { trail: 'broken', menu: 7 } } });
  const [answer] = await exchange(message('xin giấy độc thân'));
  expect(JSON.stringify(answer)).toContain('1.004873');
});

test('retention erases answers after a day and conversations after ninety', async () => {
  await exchange(message('khai sinh', { id: 'a' }));
  await exchange(message('khai sinh', { conversation: 'old', id: 'b' }));
  await database.prisma.answer.updateMany({ where: { messageId: 'a' }, data: { at: new Date('2026-11-20T00:00:00Z') } });
  await database.prisma.conversation.updateMany({ where: { id: 'old' }, data: { updatedAt: new Date('2026-08-01T00:00:00Z') } });
  expect(Object.values(await eraseExpired(database.prisma, clock)).reduce((sum, count) => sum + count, 0)).toBe(2);
  expect((await database.prisma.conversation.findMany()).map((row) => row.id)).toEqual(['c1']);
});
