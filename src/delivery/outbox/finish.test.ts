import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { enqueue } from '#src/notices/enqueue.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { reply } from '#src/text/reply.ts';
import { testDatabase } from '#tests/support/database.ts';
import { claim } from './claim.ts';
import { finish } from './finish.ts';

let open: OpenDatabase;
beforeAll(async () => {
  open = await testDatabase();
});
afterAll(() => open.close());

const NOW = new Date('2026-11-30T02:00:00Z');
const CHATS = Array.from({ length: 40 }, (_, at) => `chat${at}`);
const answers = CHATS.map((chat) => ({
  kind: 'answer' as const,
  to: { channel: 'probe', chat },
  reply: reply([{ kind: 'text', text: 'x' }]),
  locale: 'vi' as const,
}));

// The embedded database has one connection: nobody waits for anybody there.
test.skipIf(inject('database').kind === 'embedded')(
  'what ends and what is said anew in the same chats never wait for each other in a ring',
  async () => {
    const { prisma, direct } = open;
    await prisma.outboxChannel.create({ data: { channel: 'probe', tokens: 1000, tokensAt: NOW } });
    await enqueue(prisma, answers, NOW);
    for (let round = 0; round < 60; round++) {
      const at = new Date(NOW.getTime() + round * 5000);
      const { rows: claimed } = await claim(direct, 'probe', { perSecond: 1000, perSecondPerChat: 1, perMonth: null }, 100, 60_000, at);
      expect(claimed).toHaveLength(CHATS.length);
      const ended = { state: 'sent' as const, parts: 1, attempts: 0, reason: null, laneFreeAt: at, notBefore: null, gone: false, accepted: true };
      const ends = claimed.sort((one, other) => (one.chat < other.chat ? 1 : -1)).map((row) => ({ row, ...ended }));
      await Promise.all([finish(direct, ends, at), enqueue(prisma, answers, at)]);
    }
    const lanes = await prisma.outboxLane.findMany({ select: { waiting: true } });
    expect(lanes.map(({ waiting }) => waiting)).toEqual(CHATS.map(() => 1));
  },
);
