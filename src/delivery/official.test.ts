import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixedClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { personInChat } from '#src/staff/chats.ts';
import { issuePairingCode } from '#src/staff/commands/pairing.ts';
import { renderPlain } from '#src/text/plain.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member } from '#tests/support/staff.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { turnsOf } from './turn.ts';

let database: OpenDatabase;
let exchange: Exchange;
const clock = fixedClock(new Date('2026-11-23T09:00:00+07:00'));
const say = async (text: string, conversation = 'o1') =>
  (await exchange({ channel: 'web', conversation, id: null, text, locale: 'vi' })).map((reply) => renderPlain(reply, 'Nguồn')).join('\n');
const whose = async (chatId: string) => (await personInChat(database.prisma, { channel: 'web', chatId }, '2026-11-23'))?.name ?? null;

beforeAll(async () => {
  database = await testDatabase();
  const takeTurn = turnsOf({ current: realAssistant, clock, log: createLog('silent') });
  exchange = createExchange({ database: database.prisma, clock, metrics: createMetrics(), takeTurn });
});
afterAll(() => database.close());

test('a chat is paired by a code in a sentence, and by what a link carries; nothing else in it changes', async () => {
  const staff = { database: database.prisma, clock };
  const { id } = await account(staff, 'canbo', member('officer'));
  const person = { kind: 'person' as const, id, name: '', locale: 'vi' as const, memberships: [] };
  const { code } = await issuePairingCode(staff, person, id);
  expect(await say(`mã của em đây ạ: ${code.toLowerCase()}`)).toContain('Người canbo');
  expect(await whose('o1')).toBe('Người canbo');
  expect(await say(code, 'o2')).toContain('Mã ghép không đúng');
  expect(await say('khai sinh cần giấy tờ gì')).toContain('khai sinh');
});

test('whoever has everything forgotten is no official in that chat any more', async () => {
  await say('#x');
  expect(await whose('o1')).toBeNull();
});
