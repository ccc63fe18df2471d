import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '#tests/support/database.ts';
import { recordAudit } from './audit.ts';
import type { OpenDatabase } from './database.ts';

let database: OpenDatabase;
const at = new Date('2026-11-22T02:00:00.000Z');

beforeAll(async () => {
  database = await testDatabase();
  await recordAudit(database.prisma, { at, actor: 'system', action: 'catalogue.seed', subject: 'catalogue', details: { published: 2 } });
  await database.prisma.procedure.create({ data: { code: '1.000001' } });
  await database.prisma.procedureVersion.create({
    data: { code: '1.000001', number: 1, content: {}, contentHash: 'h', origin: 'files', publishedAt: at, reason: 'test' },
  });
});
afterAll(() => database.close());

test('a line holds who, what, to what and when', async () => {
  expect(await database.prisma.auditEvent.findMany()).toMatchObject([
    { at, actor: 'system', action: 'catalogue.seed', subject: 'catalogue', details: { published: 2 } },
  ]);
});

test('a line is part of the transaction that it tells of: what is undone is not told', async () => {
  await database.prisma
    .$transaction(async (tx) => {
      await recordAudit(tx, { at, actor: 'system', action: 'test.undone', subject: 'test' });
      throw new Error('undone');
    })
    .catch(() => {});
  expect(await database.prisma.auditEvent.count({ where: { action: 'test.undone' } })).toBe(0);
});

describe.each(['audit_event', 'procedure_version'])('%s is append-only', (table) => {
  const column = table === 'audit_event' ? 'actor' : 'reason';
  test.each([
    ['UPDATE', `UPDATE ${table} SET ${column} = 'somebody else'`],
    ['UPDATE to the same', `UPDATE ${table} SET ${column} = ${column}`],
    ['DELETE', `DELETE FROM ${table}`],
    ['TRUNCATE', `TRUNCATE ${table} CASCADE`],
    ['INSERT … ON CONFLICT UPDATE', `INSERT INTO ${table} SELECT * FROM ${table} ON CONFLICT DO NOTHING; UPDATE ${table} SET ${column} = 'x'`],
  ])('%s is refused', async (_name, sql) => {
    await expect(database.pool.query(sql)).rejects.toThrow('append-only');
    expect(Number((await database.pool.query(`SELECT count(*) FROM ${table}`)).rows[0].count)).toBe(1);
  });
});

test('a published version cannot go by way of its procedure', async () => {
  await expect(database.prisma.procedure.delete({ where: { code: '1.000001' } })).rejects.toThrow();
  await expect(database.pool.query('TRUNCATE procedure CASCADE')).rejects.toThrow('append-only');
});

test('nor can its code be changed under it', async () => {
  await expect(database.pool.query(`UPDATE procedure SET code = '1.000002' WHERE code = '1.000001'`)).rejects.toThrow('append-only');
});
