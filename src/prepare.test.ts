import { afterAll, beforeAll, expect, test } from 'vitest';
import { realFiles } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import type { OpenDatabase } from './platform/database.ts';
import { sayIn } from './platform/texts.ts';
import { prepareDatabase } from './prepare.ts';

let database: OpenDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('a database is prepared once: catalogue, directory and calendar are in it, and doing it again says and does nothing', async () => {
  const said: string[] = [];
  const prepare = () => prepareDatabase(database, new Date('2026-11-22T02:00:00Z'), (line) => void said.push(line));
  expect(await prepare()).toEqual([]);
  expect(said).toEqual([sayIn('vi')('start.seeding')]);
  expect(await database.prisma.procedure.count()).toBe(realFiles().procedures.length);
  expect(await database.prisma.agency.count()).toBeGreaterThan(0);
  expect(await database.prisma.calendarDay.count()).toBeGreaterThan(50);
  await prepare();
  expect(said).toHaveLength(1);
  const audit = await database.prisma.auditEvent.findMany({ orderBy: { id: 'asc' } });
  expect(audit.map(({ action }) => action)).toEqual(['catalogue.seed', 'calendar.seed']);
});
