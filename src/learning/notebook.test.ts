import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { eraseExpired } from '#src/privacy/eraseExpired.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { settableClock } from '#tests/support/staff.ts';
import { Notebook } from './notebook.ts';

const clock = settableClock();
let database: OpenDatabase;
let notebook: Notebook;
const failed: unknown[] = [];
const rows = () => database.prisma.missedQuestion.findMany({ orderBy: { id: 'asc' } });
const open = (mostADay?: number) =>
  new Notebook({
    database: database.prisma,
    clock,
    refer: () => realAssistant().refer,
    report: (error) => failed.push(error),
    ...(mostADay && { mostADay }),
  });

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.prisma.missedQuestion.deleteMany();
  notebook = open();
});
afterAll(() => database.close());

test('the same question is one row with its counts, masked, and never from whom', async () => {
  notebook.take('web a', { reason: 'unknown', text: 'Xin giấy bay drone, gọi 0912345678' });
  notebook.take('web b', { reason: 'unsure', text: 'xin giay bay drone, goi 0912345678' });
  notebook.note('noResult', 'xin giấy bay drone, gọi 0912 345 679');
  await notebook.write();
  notebook.note('noResult', 'xin giấy bay drone, gọi 0912345678');
  await notebook.stop();
  const [row, ...more] = await rows();
  expect(more).toEqual([]);
  expect(row).toMatchObject({ text: 'Xin giấy bay drone, gọi ••••', unknown: 1, unsure: 1, noResult: 2, rejected: 0, state: 'open' });
  expect(JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('web');
  expect(failed).toEqual([]);
});

test('"not what I meant" is about the message before it of the same chat, for a while', async () => {
  notebook.take('zalo-oa 1', { reason: 'answered', text: 'xin giấy mở quán nhậu' });
  notebook.take('zalo-oa 2', { reason: 'rejected' });
  notebook.take('zalo-oa 1', { reason: 'rejected' });
  notebook.take('zalo-oa 1', { reason: 'rejected' });
  notebook.take('zalo-oa 3', { reason: 'answered', text: 'xin giấy nuôi hổ' });
  clock.pass(20 * 60_000);
  notebook.take('zalo-oa 3', { reason: 'rejected' });
  await notebook.stop();
  expect((await rows()).map(({ text, rejected }) => [text, rejected])).toEqual([['xin giấy mở quán nhậu', 1]]);
});

test('what must be referred is never written', async () => {
  notebook.note('unknown', 'tôi tố cáo ông trưởng thôn ăn chặn tiền hỗ trợ của dân');
  notebook.note('noResult', 'khiếu nại quyết định thu hồi đất của chủ tịch huyện');
  await notebook.stop();
  expect(await rows()).toEqual([]);
});

test('a day brings so many new questions and no more; known ones go on counting', async () => {
  await notebook.stop();
  notebook = open(2);
  for (const text of ['bay khinh khí cầu', 'nuôi cá sấu', 'lặn biển đêm']) notebook.note('unknown', text);
  await notebook.write();
  for (const text of ['bay khinh khí cầu', 'trồng nấm linh chi']) notebook.note('unknown', text);
  await notebook.write();
  expect((await rows()).map(({ text, unknown }) => [text, unknown])).toEqual([
    ['bay khinh khí cầu', 2],
    ['nuôi cá sấu', 1],
  ]);
  clock.pass(24 * 3_600_000);
  notebook.note('unknown', 'lặn biển đêm');
  await notebook.stop();
  expect(await rows()).toHaveLength(3);
  clock.pass(89.5 * 24 * 3_600_000);
  expect((await eraseExpired(database.prisma, clock))['questions']).toBe(2);
  expect((await rows()).map(({ text }) => text)).toEqual(['lặn biển đêm']);
});
