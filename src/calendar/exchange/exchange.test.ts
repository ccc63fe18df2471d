import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import type { Cell } from '#src/platform/sheets/cells.ts';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { formatXlsx } from '#src/platform/sheets/xlsx.ts';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { testDatabase } from '#tests/support/database.ts';
import { changeDay, NATIONAL, removeDay } from '../store/commands.ts';
import { loadCalendar } from '../store/load.ts';
import { seedCalendar } from '../store/seed.ts';
import { type ImportSetting, importHolidays } from './importHolidays.ts';
import { FINDING_CODES, readHolidays } from './readHolidays.ts';
import { readHolidayRows } from './rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'holidays-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = new Date('2026-12-01T02:00:00Z');
const NOTICE = 'Thông báo 1/TB';

async function fileOf(name: string, content: Cell[][] | string): Promise<string> {
  const file = join(folder, name);
  if (typeof content === 'string') writeFileSync(file, content);
  else writeFileSync(file, name.endsWith('.xlsx') ? await formatXlsx([{ name: 'Lịch', rows: content }], 1) : formatCsv(content));
  return file;
}
const read = async (name: string, content: Cell[][] | string) => readHolidays(await readHolidayRows(await fileOf(name, content)));
const setting: ImportSetting = { where: NATIONAL, announced: null, file: 'a.csv', at, dryRun: false, skipErrors: false };

const HEADINGS = ['Ngày', 'Đến ngày', 'Loại', 'Tên', 'Trạng thái', 'Căn cứ'];
const TET: Cell[][] = [HEADINGS, ['04/02/2027', '10/02/2027', 'Nghỉ lễ', 'Tết Nguyên đán', 'Chính thức', NOTICE]];
const codes = (found: { findings: { row: number; code: string }[] }) => found.findings.map(({ row, code }) => `${row} ${code}`);

test('a range is its days but for the weekend inside, in every format, whatever the headings are called', async () => {
  const dates = ['2027-02-04', '2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10'];
  const titled = [['Ủy ban nhân dân xã'], [], ...TET];
  const entry = { date: '2027-02-04', to: '2027-02-10', kind: 'holiday', name: 'Tết Nguyên đán', status: 'official', source: NOTICE };
  const english = [
    ['Source', 'Kind', 'Date', 'To', 'Name'],
    [NOTICE, 'public holiday', 46_422, 46_428, 'Tết Nguyên đán'],
  ];
  const found = [
    await read('a.csv', titled),
    await read('a.xlsx', titled),
    await read('a.json', JSON.stringify([entry])),
    await read('b.json', JSON.stringify({ days: [entry] })),
    await read('b.xlsx', english),
  ];
  for (const { days } of found) {
    expect(days.map(({ day }) => day.date)).toEqual(dates);
    expect(days[0]!.day).toEqual({ date: '2027-02-04', kind: 'holiday', name: 'Tết Nguyên đán', status: 'official', source: NOTICE });
  }
  expect(found.map(codes)).toEqual([[], [], [], [], ['2 statusAssumed']]);
});

test('each fault is said of its row', async () => {
  const row = (...cells: Cell[]) => cells;
  const found = await read('c.csv', [
    HEADINGS,
    row(null, null, 'Nghỉ lễ', 'x', null, NOTICE),
    row('31/02/2027', null, 'Nghỉ lễ', 'x', null, NOTICE),
    row('10/02/2027', '04/02/2027', 'Nghỉ lễ', 'x', null, NOTICE),
    row('01/02/2027', '01/12/2027', 'Nghỉ lễ', 'x', null, NOTICE),
    row('08/02/2027', null, null, null, null, null),
    row('08/02/2027', null, 'Đi chơi', 'x'.repeat(201), 'có lẽ', NOTICE),
    row('06/02/2027', null, 'Nghỉ lễ', 'x', 'chính thức', NOTICE),
    row('08/02/2027', null, 'Làm bù', 'x', 'chính thức', NOTICE),
    row('09/02/2027', null, 'Nghỉ lễ', 'x', 'chính thức', NOTICE),
    row('09/02/2027', null, 'Nghỉ lễ', 'x', 'chính thức', NOTICE),
    row('09/02/2027', null, 'Nghỉ lễ', 'y', 'chính thức', NOTICE),
  ]);
  expect(codes(found)).toEqual([
    '2 dateMissing',
    '3 dateInvalid',
    '4 rangeInvalid',
    '5 rangeInvalid',
    '6 kindMissing',
    '6 nameMissing',
    '6 sourceMissing',
    '7 kindUnknown',
    '7 textTooLong',
    '7 statusUnknown',
    '8 noEffect',
    '9 noEffect',
    '12 duplicate',
  ]);
  expect(found.days.map(({ row: of, day }) => [of, day.date])).toEqual([[10, '2027-02-09']]);
});

test('whether a day changes anything depends on the week of those it is for', async () => {
  const rows = await readHolidayRows(await fileOf('h.csv', [HEADINGS, ['06/02/2027', null, 'cơ quan nghỉ', 'x', 'chính thức', NOTICE]]));
  expect([codes(readHolidays(rows)), codes(readHolidays(rows, [7]))]).toEqual([['2 noEffect'], []]);
});

test('a file that is no calendar is refused with a reason', async () => {
  const rows = (name: string, content: Cell[][] | string) => fileOf(name, content).then(readHolidayRows);
  await expect(
    rows('d.csv', [
      ['a', 'b'],
      ['1', '2'],
    ]),
  ).rejects.toMatchObject({ code: 'holidaysColumns' });
  await expect(rows('d.json', '{"x": 1}')).rejects.toMatchObject({ code: 'holidaysColumns' });
  await expect(rows('e.json', '[')).rejects.toMatchObject({ code: 'importFileBroken' });
  await expect(rows('e.xlsx', 'x')).rejects.toMatchObject({ code: 'importFileBroken' });
  await expect(rows('e.txt', 'x')).rejects.toMatchObject({ code: 'exchangeFormat' });
  await expect(rows('f.json', JSON.stringify(Array(2001).fill({})))).rejects.toMatchObject({ code: 'holidaysTooMany' });
});

test('every finding has its words', () => {
  for (const locale of LOCALES) for (const code of FINDING_CODES) expect(sayIn(locale)(`holidays.findings.${code}`)).not.toContain('holidays.');
});

describe('into the database', () => {
  let open: OpenDatabase;
  beforeEach(async () => {
    open = await testDatabase();
    await seedCalendar(open.prisma, at);
  });
  afterEach(() => open.close());

  test('what differs is written once, over what was there, with a line; the same file again changes nothing', async () => {
    await changeDay(open.prisma, { date: '2027-02-04', kind: 'holiday', name: 'Tay', status: 'proposed', source: 'x' }, NATIONAL, {
      actor: 'person:1',
      at,
      reason: 'x',
    });
    await removeDay(open.prisma, '2027-02-05', NATIONAL, { actor: 'person:1', at, reason: 'x' });
    const days = await read('a.csv', TET);
    const dry = await importHolidays(open.prisma, days, { ...setting, dryRun: true });
    expect([dry.written, dry.changes.map(({ day, before }) => [day.date, before?.name]), dry.open]).toEqual([
      false,
      [
        ['2027-02-04', 'Tay'],
        ['2027-02-05', undefined],
        ...['2027-02-08', '2027-02-09', '2027-02-10'].map((date) => [date, 'Tết Nguyên đán, dự kiến']),
      ],
      [2027],
    ]);
    expect((await loadCalendar(open.prisma)).revision).toBe(3);
    const first = await importHolidays(open.prisma, days, { ...setting, announced: 2027 });
    const again = await importHolidays(open.prisma, days, { ...setting, announced: 2027 });
    expect([first.written, first.open, again.changes, again.unchanged]).toEqual([true, [], [], 5]);
    const calendar = await loadCalendar(open.prisma);
    expect([calendar.revision, calendar.officialYears.has(2027)]).toEqual([4, true]);
    expect(await open.prisma.auditEvent.findMany({ where: { action: 'calendar.import' } })).toMatchObject([
      { actor: 'system', details: { file: 'a.csv', days: 5, announced: 2027, revision: 4, reason: 'a.csv' } },
    ]);
    // The repository's file does not take it back.
    await seedCalendar(open.prisma, at);
    expect((await loadCalendar(open.prisma)).revision).toBe(4);
  });

  test('one row with an error keeps all from being written, unless the others are wanted', async () => {
    const days = await read('g.csv', [...TET, ['x', null, 'Nghỉ lễ', 'x', 'chính thức', NOTICE]]);
    expect((await importHolidays(open.prisma, days, setting)).written).toBe(false);
    expect((await loadCalendar(open.prisma)).revision).toBe(1);
    expect((await importHolidays(open.prisma, days, { ...setting, skipErrors: true })).written).toBe(true);
    expect((await loadCalendar(open.prisma)).days.size).toBeGreaterThan(40);
  });
});
