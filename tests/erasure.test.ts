import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { receiveFeedback } from '#src/feedback/commands/receive.ts';
import { giveConsent } from '#src/privacy/consent.ts';
import { eraseExpired } from '#src/privacy/eraseExpired.ts';
import { openRequest } from '#src/privacy/requests.ts';
import { realCalendar } from './support/assistant.ts';
import { type TestStage, testStage } from './support/stage.ts';

/** The same through the inbox of each platform as through the web: what is referred leaves no trace, and who erases leaves none either. */
vi.setConfig({ testTimeout: 60_000 });
let stage: TestStage;
beforeAll(async () => {
  stage = await testStage();
}, 60_000);
afterAll(() => stage.close());

const CHANNELS: Record<string, { chat: string; send(text: string): Promise<unknown>; heard(): string }> = {
  telegram: {
    chat: '7010101',
    send: (text) => stage.telegram.citizen.send('7010101', text),
    heard: () => JSON.stringify(stage.telegram.messages('7010101')),
  },
  'zalo-bot': {
    chat: 'b7010102',
    send: (text) => stage.zaloBot.citizen.send('b7010102', text),
    heard: () => JSON.stringify(stage.zaloBot.transcript('b7010102')),
  },
  'zalo-oa': {
    chat: '88010103',
    send: (text) => stage.zaloOa.citizen.send('88010103', text),
    heard: () => JSON.stringify(stage.zaloOa.transcript('88010103')),
  },
};

async function holding(value: string): Promise<string[]> {
  const { prisma } = stage.database;
  const tables = await prisma.$queryRaw<{ name: string }[]>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`;
  const held: string[] = [];
  for (const { name } of tables) {
    const [row] = await prisma.$queryRawUnsafe<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM "${name}" t WHERE position($1 in row_to_json(t)::text) > 0`,
      value,
    );
    if (row!.count > 0) held.push(name);
  }
  return held.sort();
}

test.each(Object.keys(CHANNELS))('%s', async (channel) => {
  const { chat, send, heard } = CHANNELS[channel]!;
  await send('Tôi tố cáo ông Zt9Kẻ nhận hối lộ');
  await vi.waitFor(() => expect(heard()).toContain('Tố cáo phải gửi bằng đơn'), { timeout: 20_000 });
  expect(await holding('Zt9Kẻ')).toEqual([]);
  // What is doubtful is held while it is asked, in the conversation alone; said to be a complaint it is gone at once.
  await send('Tôi khiếu nại cái cống Zt7Kẻ trước nhà thối quá');
  await vi.waitFor(() => expect(heard()).toContain('hay khiếu nại, tố cáo?'), { timeout: 20_000 });
  expect(await holding('Zt7Kẻ')).toEqual(['conversation']);
  await send('khiếu nại');
  await vi.waitFor(() => expect(heard()).toContain('Thời hiệu: 90 ngày'), { timeout: 20_000 });
  await vi.waitFor(async () => expect(await holding('Zt7Kẻ')).toEqual([]), { timeout: 20_000 });

  const { prisma } = stage.database;
  const mine = { channel, conversationId: chat };
  const contact = { name: 'Seed Zt8Name', phone: '0987000222', email: null, address: null, consentVersion: 'v1' };
  await prisma.$transaction(async (tx) => {
    const now = stage.clock.now();
    await giveConsent(tx, mine, 'feedback', now);
    await openRequest(tx, { ...mine, kind: 'correct', text: 'Tên đúng là Zt6Name', locale: 'vi' }, realCalendar(), now);
    const place = { agencyId: 'a', unitId: 'a', channel, locale: 'vi', topic: 'site' as const, text: 'Đèn hỏng', place: null };
    const files = [{ id: `kept-file-of-${channel}-0000000`.slice(0, 24), type: 'image/jpeg', size: 1 }];
    await receiveFeedback(
      tx,
      { ...place, latitude: null, longitude: null, dossierCode: null, contact, chat: mine, pictures: [], files },
      realCalendar(),
      now,
    );
  });
  await send('#x');
  await vi.waitFor(() => expect(heard()).toContain('Đã xóa'), { timeout: 20_000 });
  expect(await holding('Zt8Name')).toEqual([]);
  expect(await holding('Zt6Name')).toEqual([]);
  expect(await prisma.feedbackFile.count({ where: { feedbackId: { not: null } } })).toBe(0);
  // The last answer had to be sent, and a repeated event must be known: for some days the chat's id stays there, and nowhere else.
  expect(['inbox', 'outbox', 'outbox_lane']).toEqual(expect.arrayContaining(await holding(chat)));
  const later = new Date(stage.clock.now().getTime() + 4 * 86_400_000);
  // A channel has heard the last answer before it is written down as sent.
  const erased = async () => {
    await eraseExpired(prisma, { ...stage.clock, now: () => later });
    expect(await holding(chat)).toEqual([]);
  };
  await vi.waitFor(erased, { timeout: 20_000 });
  expect(await prisma.consent.count({ where: { channel, conversationId: { startsWith: 'erased-' }, withdrawnAt: { not: null } } })).toBe(1);
});
