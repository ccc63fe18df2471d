import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { handOver } from '#src/dossiers/commands/handOvers.ts';
import { receiveDossier } from '#src/dossiers/commands/receiveDossier.ts';
import { createDesk } from '#src/dossiers/createDesk.ts';
import { SYSTEM } from '#src/dossiers/desk.ts';
import { WATCHES } from '#src/dossiers/watch.ts';
import { parseXlsx } from '#src/platform/sheets/xlsx.ts';
import { sayIn } from '#src/platform/texts.ts';
import { publishTestProcedure } from './support/dossiers.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const MONDAY = new Date('2026-03-09T09:15:00+07:00');
const clock = settableClock(MONDAY);
const COMMITTEE = { agencyId: 'peoples-committee' };
const ONE_STOP = { ...COMMITTEE, unitId: 'one-stop' };
const LAND = { ...COMMITTEE, unitId: 'land-registration' };
const PAGE = '/can-bo/bao-cao';

let web: TestWeb;
const codes: string[] = [];

beforeAll(async () => {
  web = await testWeb({ clock });
  const database = web.database.prisma;
  await seedDirectory(database);
  await seedCalendar(database, MONDAY);
  await publishTestProcedure(web.database, '1.001193');
  const desk = createDesk(database, clock);
  const receipt = { organisation: 'H26.1', procedureCode: '1.001193', applicant: { name: 'Nguyễn Văn Thử' } };
  for (const place of [ONE_STOP, ONE_STOP, LAND]) codes.push((await receiveDossier(desk, SYSTEM, { ...receipt, ...place })).code);
  codes.push((await receiveDossier(desk, SYSTEM, { ...receipt, ...ONE_STOP, channel: 'online' }, 'wait')).code);
  await handOver(desk, SYSTEM, { code: codes[1]! }, { toUnitId: 'land-registration' });
  clock.set(new Date('2026-03-18T09:00:00+07:00'));
  await account({ database, clock }, 'lanhdao', member('leader', COMMITTEE));
  await account({ database, clock }, 'truongdonvi', member('unitHead', LAND));
  await account({ database, clock }, 'thuly', member('officer', LAND));
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);
const addressesIn = (text: string) => [...text.matchAll(/href="(\/can-bo\/bao-cao\/[^"]*)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'));

/** A workbook of a page, with the person's cookies. */
async function workbook(person: Awaited<ReturnType<typeof signedIn>>, path: string) {
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(web.url + path, { headers: { cookie } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('spreadsheetml')]);
  return parseXlsx(Buffer.from(await answer.arrayBuffer()));
}

test('the lists are counted, each leads to its dossiers and to a workbook without names of applicants', async () => {
  const leader = await signedIn('lanhdao');
  const home = await leader.see(PAGE);
  expect(home.status).toBe(200);
  for (const watch of WATCHES) expect(home.text).toContain(say(`reports.watch.${watch}`));
  expect(home.text).toContain(`<b>3</b> ${say('reports.watch.overdue')}`);
  expect(home.text).toContain(`<b>1</b> ${say('reports.watch.notYetAccepted')}`);
  for (const path of addressesIn(home.text)) expect([path, (await leader.see(path)).status]).toEqual([path, 200]);

  const overdue = await leader.see(`${PAGE}/qua-han`);
  for (const code of codes.slice(0, 3)) expect(overdue.text).toContain(`/can-bo/ho-so/${code}`);
  const land = await leader.see(`${PAGE}/qua-han?don-vi=land-registration`);
  expect(land.text).toContain(say('desk.found', { count: '1' }));
  expect((await leader.see(`${PAGE}/khong-dien-bien?so-ngay=10`)).text).toContain(say('reports.none'));
  expect((await leader.see(`${PAGE}/khac`)).status).toBe(404);
  expect((await leader.see(`${PAGE}/qua-han?page=-3&don-vi=%00&so-ngay=x`)).status).toBe(200);

  const [sheet] = await workbook(leader, `${PAGE}/qua-han/tep.xlsx`);
  expect(sheet!.rows).toHaveLength(4);
  expect(sheet!.rows.flat()).toContain(codes[0]);
  expect(JSON.stringify(sheet)).not.toContain('Nguyễn Văn Thử');
  expect(await web.database.prisma.auditEvent.count({ where: { action: 'report.export', subject: 'qua-han' } })).toBe(1);
});

test('a head of a unit sees the unit\u2019s dossiers alone; who has no reports sees none', async () => {
  const head = await signedIn('truongdonvi');
  const seen = await head.see(`${PAGE}/qua-han`);
  expect(seen.text).toContain(codes[2]);
  for (const code of codes.slice(0, 2)) expect(seen.text).not.toContain(code);
  const register = await head.see(`${PAGE}/so-theo-doi`);
  expect(register.text).toContain(say('register.summary', { rows: '1', faulty: '1' }));
  expect(register.text).not.toContain(codes[0]);
  expect(JSON.stringify(await workbook(head, `${PAGE}/so-theo-doi/tep.xlsx`))).not.toContain(codes[0]);
  const officer = await signedIn('thuly');
  for (const path of [PAGE, `${PAGE}/qua-han`, `${PAGE}/qua-han/tep.xlsx`, `${PAGE}/so-theo-doi`, `${PAGE}/so-theo-doi/tep.xlsx`])
    expect([path, (await officer.see(path)).status]).toEqual([path, 403]);
});

test('the register is checked by unit, for days that are days, and taken home with its faults', async () => {
  const leader = await signedIn('lanhdao');
  const seen = await leader.see(`${PAGE}/so-theo-doi?tu=2026-03-01&den=2026-03-31`);
  expect(seen.text).toContain(say('register.summary', { rows: '3', faulty: '3' }));
  for (const fault of ['apologyMissing', 'slipMissing', 'contactMissing']) expect(seen.text).toContain(say(`dossier.fault.${fault}`));
  expect((await leader.see(`${PAGE}/so-theo-doi?tu=2026-01-01&den=2026-01-31`)).text).toContain(say('reports.register.empty'));
  for (const [query, fault] of [
    ['tu=2026-02-31', 'day'],
    ['tu=2026-03-31&den=2026-03-01', 'dayBefore'],
  ])
    expect((await leader.see(`${PAGE}/so-theo-doi?${query}`)).text).toContain(say(`staff.fault.${fault}`));
  const sheets = await workbook(leader, `${PAGE}/so-theo-doi/tep.xlsx?tu=2026-03-01&den=2026-03-31`);
  expect(sheets.map(({ name }) => name)).toEqual([say('register.sheet'), say('register.faults'), say('register.byUnit')]);
  expect(sheets[0]!.rows).toHaveLength(4);
});
