import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { statementsOf } from './support/statements.ts';
import { visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const PLACE = { agencyId: 'peoples-committee' };
let web: TestWeb;
let person: ReturnType<typeof visitor>;

beforeAll(async () => {
  web = await testWeb({ clock });
  const database = web.database.prisma;
  await seedDirectory(database);
  await seedCalendar(database, clock.now());
  await account({ database, clock }, 'lanhdao', member('oneStopOfficer', { ...PLACE, unitId: 'one-stop' }), member('leader', PLACE));
  await web.database.pool.query(`INSERT INTO dossier (code, "agencyId", "unitId", "procedureCode", "procedureName", field, channel, state, "submittedAt",
    "acceptedAt", "clockStartedAt", "lastEventAt", "dueAt", "resolvedAt", "slipAt")
    SELECT 'H26.1-261101-' || lpad(g::text, 5, '0'), 'peoples-committee', 'one-stop', '1', 'Đăng ký khai sinh', 'Hộ tịch', 'direct',
      CASE WHEN g > 1200 THEN 'processing' ELSE 'resolved' END, at, at, at, at, at + g % 40 * interval '1 day', CASE WHEN g > 1200 THEN NULL ELSE at END, NULL
    FROM (SELECT g, timestamptz '2026-11-02 02:00Z' AS at FROM generate_series(1, 1500) g) rows`);
  person = visitor(web.url);
  await person.see('/dang-nhap');
  await person.send('/dang-nhap', { username: 'lanhdao', password: PASSWORD });
});
afterAll(() => web.close());

/** Statements of a page, once it has been seen: how many a page needs does not grow with what is on it. */
const MOST: [path: string, statements: number][] = [
  ['/can-bo', 14],
  ['/can-bo/ho-so', 7],
  ['/can-bo/ho-so?state=resolved', 8],
  ['/can-bo/xin-loi', 6],
  ['/can-bo/xin-loi?danh-sach=missing', 6],
  ['/can-bo/bao-cao', 7],
];

test.each(MOST)('%s asks the database %i times at most', async (path, most) => {
  await person.see(path);
  let status = 0;
  const sent = await statementsOf(async () => {
    status = (await person.see(path)).status;
  });
  expect(status).toBe(200);
  expect(sent.slice(most)).toEqual([]);
  expect(sent.length).toBeGreaterThan(3);
});

test('what is as long as the archive is counted so far and no further; what is open is counted whole', async () => {
  const reports = (await person.see('/can-bo/bao-cao')).text;
  expect(reports).toContain('<b>hơn 1.000</b>');
  const resolved = (await person.see('/can-bo/ho-so?state=resolved')).text;
  expect(resolved).toContain('Có hơn 1.000 hồ sơ.');
  expect((await person.see('/can-bo/ho-so?state=resolved&page=23')).text).toContain('H26.1-261101-');
  expect((await person.see('/can-bo/ho-so?state=resolved&page=24')).text).not.toContain('/can-bo/ho-so/H26');
  expect((await person.see('/can-bo/ho-so')).text).toContain('Có 300 hồ sơ.');
});
