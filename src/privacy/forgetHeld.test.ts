import { afterAll, beforeAll, expect, test } from 'vitest';
import { HELD_MS, newDraft } from '#src/conversation/feedback/draft.ts';
import { newState } from '#src/conversation/state.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { forgetHeld } from './forgetHeld.ts';

const NOW = new Date('2026-11-25T03:00:00Z');
let database: OpenDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.close());

test('words that nobody has said to be feedback are gone after minutes; what was told as feedback stays', async () => {
  const at = (minutes: number) => new Date(NOW.getTime() - HELD_MS - minutes * 60_000);
  const conversation = (id: string, draft: object | null, updatedAt: Date) =>
    database.prisma.conversation.create({
      data: { channel: 'web', id, createdAt: at(60), updatedAt, state: { ...newState(), draft: draft && { ...newDraft(updatedAt), ...draft } } },
    });
  await conversation('left', { step: 'which', held: 'lời chưa rõ' }, at(1));
  await conversation('editing', { step: 'which', held: 'lời chưa rõ', text: 'đèn hỏng', editing: true }, at(1));
  await conversation('now', { step: 'which', held: 'lời vừa nhắn' }, at(-5));
  await conversation('feedback', { step: 'more', text: 'đèn hỏng' }, at(1));
  await conversation('none', null, at(1));
  expect(await forgetHeld(database.prisma, { now: () => NOW })).toBe(2);
  expect(await forgetHeld(database.prisma, { now: () => NOW })).toBe(0);
  const drafts = Object.fromEntries(
    (await database.prisma.conversation.findMany()).map(({ id, state }) => [id, (state as { draft: { held: string; text: string } | null }).draft]),
  );
  expect(JSON.stringify(drafts)).not.toContain('lời chưa rõ');
  expect(drafts['left']).toBeNull();
  expect(drafts['editing']).toMatchObject({ text: 'đèn hỏng', held: null, step: 'confirm' });
  expect(drafts['now']?.held).toBe('lời vừa nhắn');
  expect(drafts['feedback']?.text).toBe('đèn hỏng');
});
