import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database, OpenDatabase } from '#src/platform/database.ts';
import { realCalendarData } from '#tests/support/calendar.ts';
import { testDatabase } from '#tests/support/database.ts';
import { type CalendarDay, isWorkingDay } from '../index.ts';
import type { By } from './change.ts';
import { announceYear, changeDay, changeWorkingHours, NATIONAL, removeDay, type Where } from './commands.ts';
import { type CalendarFile, readCalendarFile } from './file.ts';
import { createCalendars, loadCalendar } from './load.ts';
import { seedCalendar } from './seed.ts';

const now = new Date('2026-11-22T02:00:00.000Z');
const by: By = { actor: 'person:7', at: now, reason: 'Thông báo 1/TB' };
const tet: CalendarDay = { date: '2027-02-08', kind: 'holiday', name: 'Tết Nguyên đán', status: 'official', source: 'Thông báo 1/TB' };
const office: Where = { scope: 'agency', agencyId: 'one-stop' };

let open: OpenDatabase;
let database: Database;
beforeEach(async () => {
  open = await testDatabase();
  database = open.prisma;
  await seedCalendar(database, now);
});
afterEach(() => open.close());

const actions = async () => (await database.auditEvent.findMany({ orderBy: { id: 'asc' } })).map(({ action }) => action);
const fileWith = (change: (file: CalendarFile) => void): CalendarFile => {
  const file = readCalendarFile();
  change(file);
  return file;
};

test('the seed brings the file once, follows its changes, and says nothing when there are none', async () => {
  const { days, officialYears } = realCalendarData();
  const first = await loadCalendar(database);
  expect([first.revision, first.days.size + first.proposed.length]).toEqual([1, days.length]);
  expect([...first.officialYears]).toEqual(officialYears);
  expect(await seedCalendar(database, now)).toBe(1);
  expect(await actions()).toEqual(['calendar.seed']);
  const changed = fileWith((file) => {
    file.days = file.days.filter(({ date }) => date !== '2026-11-24');
    file.days.push({ ...tet, source: 'tệp' });
    file.days = file.days.filter(({ date, source }) => date !== tet.date || source === 'tệp');
    file.officialYears.push({ year: 2027, source: 'tệp' });
  });
  expect(await seedCalendar(database, now, changed)).toBe(2);
  const second = await loadCalendar(database);
  expect([isWorkingDay(second, '2026-11-24'), isWorkingDay(second, tet.date), second.officialYears.has(2027)]).toEqual([true, false, true]);
});

test('what an admin changed or took away is not touched by the file, whatever it says later', async () => {
  await changeDay(database, { ...tet, name: 'Của quản trị' }, NATIONAL, by);
  await removeDay(database, '2027-01-01', NATIONAL, by);
  await announceYear(database, { year: 2026, source: 'rút lại', announced: false }, by);
  const revision = await seedCalendar(
    database,
    now,
    fileWith((file) => {
      for (const day of file.days) day.name = `${day.name} (tệp)`;
    }),
  );
  const calendar = await loadCalendar(database);
  expect(calendar.revision).toBe(revision);
  expect(await database.calendarDay.findFirst({ where: { date: tet.date } })).toMatchObject({ name: 'Của quản trị', origin: 'admin' });
  expect([isWorkingDay(calendar, '2027-01-01'), isWorkingDay(calendar, '2027-04-30'), calendar.officialYears.has(2026)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('each change grows the revision and leaves a line with who, why, before and after; the same again does neither', async () => {
  expect(await changeDay(database, tet, NATIONAL, by)).toBe(2);
  expect(await changeDay(database, tet, NATIONAL, by)).toBe(2);
  expect(await announceYear(database, { year: 2027, source: 'Thông báo 1/TB' }, by)).toBe(3);
  expect(await removeDay(database, tet.date, NATIONAL, by)).toBe(4);
  const lines = await database.auditEvent.findMany({ where: { actor: 'person:7' }, orderBy: { id: 'asc' } });
  expect(lines.map(({ action, subject }) => [action, subject])).toEqual([
    ['calendar.changeDay', 'calendar:2027-02-08:national'],
    ['calendar.announceYear', 'calendar:2027'],
    ['calendar.removeDay', 'calendar:2027-02-08:national'],
  ]);
  expect(lines[0]).toMatchObject({
    at: now,
    details: {
      reason: 'Thông báo 1/TB',
      revision: 2,
      before: 'holiday, proposed, Tết Nguyên đán, dự kiến',
      after: 'holiday, official, Tết Nguyên đán',
    },
  });
  await expect(removeDay(database, tet.date, NATIONAL, by)).rejects.toMatchObject({ code: 'calendarDayMissing' });
});

test('without a reason, or with a day that is none, nothing changes', async () => {
  await expect(changeDay(database, tet, NATIONAL, { ...by, reason: ' ' })).rejects.toMatchObject({ code: 'calendarReasonMissing' });
  await expect(changeDay(database, { ...tet, date: '2027-02-30' }, NATIONAL, by)).rejects.toMatchObject({ code: 'calendarDayInvalid' });
  await expect(changeDay(database, { ...tet, source: '' }, NATIONAL, by)).rejects.toMatchObject({ code: 'calendarDayInvalid' });
  await expect(changeWorkingHours(database, null, { sessions: ['13:00-17:00', '07:30-11:30'] }, by)).rejects.toMatchObject({
    code: 'workingTimeInvalid',
  });
  await expect(changeWorkingHours(database, null, { weeklyRest: [1, 2, 3, 4, 5, 6, 7] }, by)).rejects.toMatchObject({ code: 'workingTimeInvalid' });
  expect(await actions()).toEqual(['calendar.seed']);
});

test('an office may be closed or open on a day of its own, and keep hours of its own', async () => {
  await changeDay(database, { ...tet, date: '2026-12-07', kind: 'closure', name: 'Chuyển trụ sở' }, office, by);
  await changeDay(database, { ...tet, date: '2026-11-24', kind: 'extraWorking', name: 'Trực' }, office, by);
  await changeWorkingHours(database, null, { transferCutoff: '15:30' }, by);
  await changeWorkingHours(database, 'one-stop', { sessions: ['07:00-11:00', '13:00-17:00'] }, by);
  const [all, own] = [await loadCalendar(database), await loadCalendar(database, 'one-stop')];
  const working = (calendar: typeof all) => [isWorkingDay(calendar, '2026-12-07'), isWorkingDay(calendar, '2026-11-24')];
  expect([working(all), working(own)]).toEqual([
    [true, false],
    [false, true],
  ]);
  expect([all.policy.sessions[0], own.policy.sessions[0], own.policy.transferCutoff]).toEqual(['07:30-11:30', '07:00-11:00', '15:30']);
});

test('a calendar is made once for each revision', async () => {
  const calendarOf = createCalendars(database);
  const first = await calendarOf();
  expect(await calendarOf()).toBe(first);
  await changeDay(database, tet, NATIONAL, by);
  const second = await calendarOf();
  expect([second === first, second.revision, isWorkingDay(second, tet.date)]).toEqual([false, 2, false]);
});
