import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jpeg from 'jpeg-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addToFeedback } from '#src/feedback/commands/citizen.ts';
import { handleFeedback } from '#src/feedback/commands/handle.ts';
import { receiveFeedback } from '#src/feedback/commands/receive.ts';
import { feedbackRegister } from '#src/feedback/exchange/exportCommand.ts';
import { openFileFolder } from '#src/feedback/files/keep.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { testDatabase } from '#tests/support/database.ts';
import { testDesk } from '#tests/support/dossiers.ts';
import { purgeFeedback, purgeHandOver } from './purge.ts';

const folder = mkdtempSync(join(tmpdir(), 'mot-cua-purge-'));
const files = openFileFolder(folder);
const chat = { channel: 'web', conversationId: 'mine' };
let database: OpenDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function holding(value: string): Promise<string[]> {
  const tables = await database.prisma.$queryRaw<{ name: string }[]>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`;
  const held: string[] = [];
  for (const { name } of tables) {
    const rows = await database.prisma.$queryRawUnsafe<unknown[]>(
      `SELECT 1 AS one FROM "${name}" t WHERE position($1 in row_to_json(t)::text) > 0 LIMIT 1`,
      value,
    );
    if (rows.length > 0) held.push(name);
  }
  return held.sort();
}

test('a denunciation that was missed is gone from everywhere by one act, also done twice; the code and who did it stay', async () => {
  const { prisma } = database;
  const desk = { ...testDesk(database), settle: () => files.removeOrphans(prisma) };
  const now = desk.clock.now();
  const kept = await files.keep(Buffer.from(jpeg.encode({ width: 4, height: 4, data: new Uint8Array(64) }, 80).data));
  await prisma.conversation.create({ data: { channel: 'web', id: 'mine', state: { draft: { text: 'Pg7Secret' } }, createdAt: now, updatedAt: now } });
  await prisma.answer.create({ data: { ...chat, messageId: 'm', replies: [{ blocks: 'Pg7Secret' }], at: now } });
  await prisma.webMessage.create({ data: { ...chat, reply: { blocks: 'Pg7Secret' }, at: now } });
  await prisma.inbox.create({
    data: { channel: 'web', eventKey: 'e', conversation: 'mine', content: { text: 'Pg7Secret' }, state: 'aside', dueAt: now, receivedAt: now },
  });
  await prisma.missedQuestion.create({ data: { key: 'k', text: 'Ông Pg7Secret làm bậy', firstAt: now, lastAt: now } });
  const given = {
    ...{ agencyId: 'xa', unitId: 'xa', channel: 'web', locale: 'vi', topic: 'other' as const, text: 'Ông Pg7Secret làm bậy', place: 'nhà Pg7Secret' },
    ...{ latitude: null, longitude: null, dossierCode: null, chat, pictures: [], files: [kept] },
    contact: { name: 'Người Pg7Secret', phone: null, email: null, address: null, consentVersion: '1' },
  };
  const { code } = await prisma.$transaction((tx) => receiveFeedback(tx, given, desk.calendar, now));
  await prisma.$transaction((tx) => addToFeedback(tx, { chat }, code, 'thêm Pg7Secret', { calendar: desk.calendar, now }));
  await handleFeedback(desk, SYSTEM_ACTOR, { code }, { kind: 'classify', topic: 'other', place: 'Pg7Secret' });
  await handleFeedback(desk, SYSTEM_ACTOR, { code }, { kind: 'note', text: 'nói về Pg7Secret' });
  await handleFeedback(desk, SYSTEM_ACTOR, { code }, { kind: 'interim', text: 'đang xem việc Pg7Secret' });
  expect((await holding('Pg7Secret')).length).toBeGreaterThan(7);
  await purgeFeedback(desk, SYSTEM_ACTOR, { code });
  await purgeFeedback(desk, SYSTEM_ACTOR, { code });
  expect(await holding('Pg7Secret')).toEqual([]);
  expect(await files.read(kept.id)).toBeNull();
  const audit = await prisma.auditEvent.findMany({ where: { action: 'feedback.purged' }, select: { subject: true, actor: true } });
  expect(audit[0]).toEqual({ subject: `feedback:${code}`, actor: 'system' });
  const rows = await feedbackRegister(prisma, { from: '2026-01-01', to: '2027-12-31' }, sayIn('vi'));
  expect(rows).toHaveLength(2);
  expect(rows[1]).toContain(sayIn('vi')('feedback.desk.erased'));
});

test('and what was said to an official', async () => {
  const { prisma } = database;
  const desk = { ...testDesk(database), settle: () => files.removeOrphans(prisma) };
  const now = desk.clock.now();
  const { id } = await prisma.handOver.create({
    data: { agencyId: 'xa', unitId: 'xa', ...chat, locale: 'vi', state: 'taken', offeredAt: now, askedAt: now, saidAt: now },
  });
  await prisma.handOverMessage.create({ data: { handOverId: id, at: now, by: 'citizen', text: 'Pg8Secret' } });
  expect(await purgeHandOver(desk, SYSTEM_ACTOR, id)).toBe(true);
  expect(await holding('Pg8Secret')).toEqual([]);
  expect(await purgeHandOver(desk, SYSTEM_ACTOR, 999)).toBe(false);
});
