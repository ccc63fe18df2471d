import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCalendar } from '#src/calendar/index.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at, EVERYBODY, publishTestProcedure, RECEIPT, testDesk } from '#tests/support/dossiers.ts';
import { issueOneTimeCode } from './commands/chats.ts';
import { receiveDossier } from './commands/receiveDossier.ts';
import { dossierJobs } from './jobs.ts';

let database: OpenDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await publishTestProcedure(database, '9.000005');
});
afterAll(() => database.close());

test('due times follow the calendar, and what has lapsed is forgotten', async () => {
  const desk = testDesk(database);
  const logged: unknown[] = [];
  const jobs = Object.fromEntries(
    dossierJobs(desk, { info: (line: unknown) => void logged.push(line) } as never, 'embedded').map((job) => [job.name, job.run]),
  );
  desk.calendar = makeCalendar({ days: [], officialYears: [2026], revision: 1 });
  const dossier = await receiveDossier(desk, EVERYBODY, RECEIPT);
  await jobs['due-times']!();
  expect(logged).toEqual([]);
  const day = { date: '2026-03-11', kind: 'holiday' as const, name: 'x', status: 'official' as const, source: 'x' };
  desk.calendar = makeCalendar({ days: [day], officialYears: [2026], revision: 2 });
  await jobs['due-times']!();
  expect(logged).toMatchObject([{ looked: 1, changed: 1, revision: 2 }]);
  expect(await database.prisma.dossier.findUnique({ where: { id: dossier.id } })).toMatchObject({ computedDueAt: at('03-17 17:00') });

  await issueOneTimeCode(desk, EVERYBODY, dossier);
  await jobs['look-up-guard']!();
  expect(await database.prisma.dossierProof.count()).toBe(1);
  desk.set('03-11 09:00');
  await jobs['look-up-guard']!();
  expect(await database.prisma.dossierProof.count()).toBe(0);
});
