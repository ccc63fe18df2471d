import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { receiveDossier } from '#src/dossiers/commands/receiveDossier.ts';
import { createDesk } from '#src/dossiers/createDesk.ts';
import { SYSTEM } from '#src/dossiers/desk.ts';
import { sayIn } from '#src/platform/texts.ts';
import { publishTestProcedure } from './support/dossiers.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
/** A Monday of the spring of 2026. */
const MONDAY = new Date('2026-03-09T09:15:00+07:00');
const clock = settableClock(MONDAY);
const COMMITTEE = { agencyId: 'peoples-committee' };
const PAGE = '/quan-tri/lich';

let web: TestWeb;
let code: string;

beforeAll(async () => {
  web = await testWeb({ clock });
  const database = web.database.prisma;
  await seedDirectory(database);
  await seedCalendar(database, MONDAY);
  await publishTestProcedure(web.database, '1.001193');
  const receipt = { ...COMMITTEE, unitId: 'one-stop', organisation: 'H26.1', procedureCode: '1.001193', applicant: { name: 'Nguyễn Văn Thử' } };
  ({ code } = await receiveDossier(createDesk(database, clock), SYSTEM, receipt));
  await account({ database, clock }, 'quantri', member('admin', COMMITTEE));
  await account({ database, clock }, 'lanhdao', member('leader', COMMITTEE));
  await account({ database, clock }, 'motcua', member('oneStopOfficer', COMMITTEE));
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);
const revision = async () => (await web.database.prisma.calendarState.findUniqueOrThrow({ where: { id: 1 } })).revision;
const dossier = () => web.database.prisma.dossier.findUniqueOrThrow({ where: { code } });
const CLOSED = { date: '2026-03-11', kind: 'closure', status: 'official', name: 'Mất điện toàn xã', source: 'Thông báo 1/TB' };

describe('the calendar of a year', () => {
  test('shows each day with its status and source, and whether the year is announced', async () => {
    const admin = await signedIn('quantri');
    const seen = await admin.see(`${PAGE}?nam=2026`);
    expect(seen.status).toBe(200);
    for (const text of ['16/02/2026', say('workCalendar.kind.extraWorking'), say('workCalendar.status.official')]) expect(seen.text).toContain(text);
    expect(seen.text).not.toContain(say('workCalendar.toYear', { year: '2027' }));
    const next = await admin.see(`${PAGE}?nam=2027`);
    expect(next.text).toContain(say('workCalendar.open', { year: '2027' }));
    expect(next.text).toContain(say('workCalendar.status.proposed'));
    expect((await admin.see(`${PAGE}?nam=2040`)).text).toContain(say('workCalendar.none', { year: '2040' }));
  });

  test('is for those who keep it; a leader changes what is the own agency\u2019s', async () => {
    expect((await (await signedIn('motcua')).see(PAGE)).status).toBe(403);
    const leader = await signedIn('lanhdao');
    const seen = await leader.see(`${PAGE}?nam=2026`);
    expect(seen.text).not.toContain('value="national"');
    expect(seen.text).not.toContain('cho=national');
    for (const where of ['national', 'commune-police', 'one-stop', 'nowhere'])
      expect((await leader.send(`${PAGE}/day`, { ...CLOSED, where })).status).toBe(403);
  });
});

describe('a change', () => {
  test('is shown with the dossiers that it moves, changes nothing until it is saved, and then reaches them', async () => {
    const leader = await signedIn('lanhdao');
    await leader.see(PAGE);
    const wrong = await leader.send(`${PAGE}/day`, { ...CLOSED, where: 'peoples-committee', date: '2026-03-14', name: '' });
    expect(wrong.status).toBe(422);
    for (const fault of ['required']) expect(wrong.text).toContain(say(`staff.fault.${fault}`));
    expect(wrong.text).toContain('value="Thông báo 1/TB"');
    const weekend = await leader.send(`${PAGE}/day`, { ...CLOSED, where: 'peoples-committee', date: '2026-03-14' });
    expect(weekend.text).toContain(say('staff.fault.noEffect'));

    const before = await revision();
    const asked = { ...CLOSED, where: 'peoples-committee' };
    const preview = await leader.send(`${PAGE}/day`, asked);
    expect(preview.status).toBe(200);
    expect(preview.text).toContain(say('workCalendar.impact.kept', { count: '1' }));
    expect(preview.text).toContain('16/03/2026 17:00 → 17/03/2026 17:00');
    expect(preview.text).toContain(`/can-bo/ho-so/${code}`);
    expect([await revision(), (await dossier()).version]).toEqual([before, 1]);
    expect((await leader.send(`${PAGE}/day`, { ...asked, do: 'edit' })).text).toContain('value="Mất điện toàn xã"');
    expect(await revision()).toBe(before);

    const saved = await leader.send(`${PAGE}/day`, { ...asked, do: 'save' });
    expect(saved.text).toContain(say('workCalendar.saved', { looked: '1', changed: '1' }));
    expect(saved.text).toContain('Mất điện toàn xã');
    expect([await revision(), (await dossier()).computedDueAt]).toEqual([before + 1, new Date('2026-03-17T17:00:00+07:00')]);
    const again = await leader.send(`${PAGE}/day`, asked);
    expect(again.text).toContain(say('workCalendar.nothing'));
    expect(again.text).not.toContain('value="save"');
  });

  test('taken back needs a reason; the audit log has who, what and why', async () => {
    const leader = await signedIn('lanhdao');
    const open = await leader.see(`${PAGE}?nam=2026&ngay=2026-03-11&cho=peoples-committee`);
    expect(open.text).toContain(say('workCalendar.removeDay', { date: 'thứ Tư, 11/03/2026' }));
    const asked = { date: '2026-03-11', where: 'peoples-committee', nam: '2026' };
    expect((await leader.send(`${PAGE}/remove`, asked)).text).toContain(say('staff.fault.required'));
    const preview = await leader.send(`${PAGE}/remove`, { ...asked, reason: 'Đã có điện' });
    expect(preview.text).toContain(say('workCalendar.impact.kept', { count: '1' }));
    await leader.send(`${PAGE}/remove`, { ...asked, reason: 'Đã có điện', do: 'save' });
    expect((await dossier()).computedDueAt).toEqual(new Date('2026-03-16T17:00:00+07:00'));
    const lines = await web.database.prisma.auditEvent.findMany({ where: { action: { startsWith: 'calendar.' } }, orderBy: { id: 'desc' }, take: 2 });
    expect(lines.map(({ action }) => action)).toEqual(['calendar.removeDay', 'calendar.changeDay']);
    expect(lines[0]).toMatchObject({ actor: expect.stringMatching(/^person:/), details: { reason: 'Đã có điện' } });
    expect((await leader.send(`${PAGE}/remove`, { ...asked, reason: 'x' })).text).toContain('11/03');
  });

  test('of several days is one change; a file is read row by row, and the year is marked as announced', async () => {
    const admin = await signedIn('quantri');
    await admin.see(PAGE);
    const tet = { date: '2027-02-04', to: '2027-02-10', kind: 'holiday', status: 'official', name: 'Tết Nguyên đán', source: 'Thông báo 2/TB' };
    const preview = await admin.send(`${PAGE}/day`, { ...tet, where: 'national' });
    expect(preview.text.match(/<li>\d\d\/02\/2027: /g)).toHaveLength(5);
    expect(preview.text).not.toContain(`/can-bo/ho-so/${code}`);

    const upload = async (name: string, text: string) => {
      const body = new FormData();
      body.set('form', /name="form" value="([^"]*)"/.exec((await admin.see(PAGE)).text)![1]!);
      body.set('where', 'national');
      body.set('file', new Blob([text]), name);
      const cookie = [...admin.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
      const answer = await fetch(`${web.url}${PAGE}/file`, { method: 'POST', body, headers: { cookie } });
      return { status: answer.status, text: await answer.text() };
    };
    const bad = await upload('tet.csv', 'Ngày,Loại,Tên,Căn cứ\n32/02/2027,nghỉ lễ,Tết,Thông báo 2/TB\n');
    expect([bad.status, bad.text.includes('32/02/2027')]).toEqual([422, true]);
    expect((await upload('tet.doc', 'x')).text).toContain(say('staff.fault.format'));
    expect((await upload('tet.csv', '')).text).toContain(say('staff.fault.file'));
    expect((await upload('tet.csv', 'a,b\n1,2\n')).text).toContain(say('errors.holidaysColumns'));
    const good = await upload(
      'tet.csv',
      'Ngày,Đến ngày,Loại,Tên,Trạng thái,Căn cứ\n04/02/2027,10/02/2027,nghỉ lễ,Tết Nguyên đán,chính thức,Thông báo 2/TB\n',
    );
    const days = /name="days" value="([^"]*)"/.exec(good.text)![1]!.replaceAll('&quot;', '"');
    const saved = await admin.send(`${PAGE}/file`, { where: 'national', days, do: 'save' });
    expect(saved.path).toContain('nam=2027');
    expect(await web.database.prisma.calendarDay.count({ where: { date: { startsWith: '2027-02' }, status: 'official', origin: 'admin' } })).toBe(5);
    expect((await admin.send(`${PAGE}/file`, { where: 'national', days: '[{]', do: 'save' })).status).toBe(422);

    const year = { nam: '2027', announced: '1', source: 'Thông báo 2/TB' };
    expect((await admin.send(`${PAGE}/year`, year)).text).toContain(
      say('workCalendar.yearLine.announced', { year: '2027', source: 'Thông báo 2/TB' }),
    );
    const announced = await admin.send(`${PAGE}/year`, { ...year, do: 'save' });
    expect(announced.text).toContain(say('workCalendar.announced', { year: '2027', source: 'Thông báo 2/TB' }));
  });

  test('of working hours keeps only what is the agency\u2019s own', async () => {
    const admin = await signedIn('quantri');
    const seen = await admin.see(`${PAGE}?nam=2026&noi=peoples-committee`);
    expect(seen.text).toContain('value="07:30-11:30, 13:00-17:00"');
    const hours = {
      noi: 'peoples-committee',
      rest6: '1',
      rest7: '1',
      afterClosing: 'nextDay',
      transferCutoff: '15:00',
      sameDayCutoff: '15:00',
      reason: 'Giờ mùa hè',
    };
    const bad = await admin.send(`${PAGE}/hours`, { ...hours, sessions: '13:00-17:00, 7:30-11:30', seasons: 'mùa hè', transferCutoff: '25' });
    for (const fault of ['sessions', 'seasons', 'hour']) expect(bad.text).toContain(say(`staff.fault.${fault}`));
    const good = { ...hours, sessions: '7h00-11h00, 13:30–17:30', seasons: '15/4-15/10: 6:30-11:00, 13:30-17:00' };
    expect((await admin.send(`${PAGE}/hours`, good)).text).toContain(say('workCalendar.impact.title'));
    await admin.send(`${PAGE}/hours`, { ...good, do: 'save' });
    const row = await web.database.prisma.workingHours.findUniqueOrThrow({ where: { agencyId: 'peoples-committee' } });
    expect(row.policy).toEqual({
      sessions: ['07:00-11:00', '13:30-17:30'],
      seasons: [{ from: '04-15', to: '10-15', sessions: ['06:30-11:00', '13:30-17:00'] }],
    });
    expect((await dossier()).computedDueAt).toEqual(new Date('2026-03-16T17:30:00+07:00'));
  });
});

test('from October the page says that the next year\u2019s days off are missing', async () => {
  await web.database.prisma.calendarYear.deleteMany({ where: { year: 2027 } });
  await web.database.prisma.calendarState.update({ where: { id: 1 }, data: { revision: { increment: 1 } } });
  clock.set(new Date('2026-10-05T09:00:00+07:00'));
  expect((await (await signedIn('quantri')).see(PAGE)).text).toContain(say('workCalendar.toYear', { year: '2027' }));
});
