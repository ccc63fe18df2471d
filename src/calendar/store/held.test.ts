import { expect, test } from 'vitest';
import { testDatabase } from '#tests/support/database.ts';
import { isWorkingDay } from '../index.ts';
import { changeDay } from './commands.ts';
import { holdCalendar } from './held.ts';
import { seedCalendar } from './seed.ts';

const now = new Date('2026-11-22T02:00:00.000Z');

test('the calendar at hand follows a change, and stays when the database cannot be read', async () => {
  const open = await testDatabase();
  await seedCalendar(open.prisma, now);
  const reported: unknown[] = [];
  const held = await holdCalendar(open.prisma, 'one-stop', (error) => reported.push(error));
  const closure = { date: '2026-12-09', kind: 'closure', name: 'Chuyển trụ sở', status: 'official', source: 'Thông báo 1/TB' } as const;
  const by = { actor: 'person:7', at: now, reason: 'Thông báo 1/TB' };
  await changeDay(open.prisma, closure, { scope: 'agency', agencyId: 'one-stop' }, by);
  expect(isWorkingDay(held.current(), closure.date)).toBe(true);
  await held.refresh();
  expect(isWorkingDay(held.current(), closure.date)).toBe(false);
  await held.stop();
  await open.close();
  await held.refresh();
  expect(reported).toHaveLength(1);
  expect(isWorkingDay(held.current(), closure.date)).toBe(false);
});
