import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Prisma } from '#src/generated/prisma/client.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import type { Statements } from '#src/platform/direct.ts';
import { testDatabase } from '#tests/support/database.ts';
import { claimTalks } from './inbox/claimTalks.ts';
import { claim } from './outbox/claim.ts';

let open: OpenDatabase;
beforeAll(async () => {
  open = await testDatabase();
});
afterAll(() => open.close());

const now = new Date('2026-06-01T03:00:00Z');

/** How the database goes about a statement whose plan is kept, so made without knowing what is asked. */
async function kept(ask: (statements: Statements) => Promise<unknown>): Promise<string> {
  const asked: Prisma.Sql[] = [];
  const note = async <Row>(sql: Prisma.Sql): Promise<Row[]> => {
    asked.push(sql);
    return [];
  };
  await ask({ query: note, execute: async () => 0 });
  const { text, values } = asked[0]!;
  const client = await open.pool.connect();
  try {
    await client.query('SET plan_cache_mode = force_generic_plan');
    await client.query(`PREPARE looked AS ${text}`);
    const { rows } = await client.query(`EXPLAIN EXECUTE looked(${values.map(() => 'NULL').join(', ')})`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.query('DEALLOCATE ALL');
    await client.query('RESET plan_cache_mode');
    client.release();
  }
}

const looks: [string, string, (statements: Statements) => Promise<unknown>][] = [
  ['messages that wait', 'inbox_new_in_order on inbox', (statements) => claimTalks(statements, 64, 16, now, ['probe'], [])],
  [
    'chats that something waits for',
    'outbox_lane_next on outbox_lane',
    (statements) => claim(statements, 'probe', { perSecond: 25, perSecondPerChat: 1, perMonth: null }, 64, 60_000, now),
  ],
];

test.each(looks)('%s are read in order and no further than needed, in new tables as in grown ones', async (_, index, ask) => {
  expect(await kept(ask)).toContain(`Index Scan using ${index}`);
  await open.pool.query(`
    INSERT INTO conversation (channel, id, state, locale, "createdAt", "updatedAt")
      SELECT 'probe', 'c' || n, '{}', 'vi', now(), now() FROM generate_series(1, 3000) n ON CONFLICT DO NOTHING;
    INSERT INTO inbox (channel, "eventKey", conversation, content, "dueAt", "receivedAt")
      SELECT 'probe', 'e' || n, 'c' || n, '{"kind":"text","text":"x"}', now(), now() FROM generate_series(1, 3000) n ON CONFLICT DO NOTHING;
    INSERT INTO outbox (channel, chat, kind, urgent, reply, context, "notBefore", "createdAt", state)
      SELECT 'probe', 'c' || n, 'answer', true, '{}', '{}', now(), now(), 'waiting' FROM generate_series(1, 3000) n;
    INSERT INTO outbox_lane (channel, chat, waiting, "nextAt") SELECT 'probe', 'c' || n, 1, now() FROM generate_series(1, 3000) n ON CONFLICT DO NOTHING`);
  for (const table of ['conversation', 'inbox', 'outbox', 'outbox_lane']) await open.pool.query(`ANALYZE ${table}`);
  const grown = await kept(ask);
  expect(grown).toContain(`Index Scan using ${index}`);
  expect(grown).not.toContain('Seq Scan');
});
