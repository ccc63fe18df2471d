import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { confirmHandOver, handOver } from '#src/dossiers/commands/handOvers.ts';
import { receiveDossier } from '#src/dossiers/commands/receiveDossier.ts';
import { createDesk } from '#src/dossiers/createDesk.ts';
import { type Desk, SYSTEM } from '#src/dossiers/desk.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { Staff } from '#src/staff/staff.ts';
import { publishTestProcedure } from './support/dossiers.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
/** A Monday of the spring of 2026, without a day off until the end of April. */
const MONDAY = new Date('2026-03-09T09:15:00+07:00');
const clock = settableClock(MONDAY);
const PROCEDURE = '1.001193';
const COMMITTEE = { agencyId: 'peoples-committee' };
const ONE_STOP = { ...COMMITTEE, unitId: 'one-stop' };

let web: TestWeb;
let staff: Staff;
let desk: Desk;

const receipt = { ...ONE_STOP, organisation: 'H26.1', procedureCode: PROCEDURE, applicant: { kind: 'person' as const, name: 'Nguyễn Văn Thử' } };
const receive = async () => receiveDossier(desk, SYSTEM, receipt);

async function signedIn(username: string) {
  const person = visitor(web.url);
  await person.see('/dang-nhap');
  expect((await person.send('/dang-nhap', { username, password: PASSWORD })).path).toBe('/can-bo');
  return person;
}

beforeAll(async () => {
  web = await testWeb({ clock });
  staff = { database: web.database.prisma, clock };
  desk = createDesk(web.database.prisma, clock);
  await seedDirectory(web.database.prisma);
  await publishTestProcedure(web.database, PROCEDURE);
  await account(staff, 'motcua', member('oneStopOfficer', ONE_STOP));
  await account(staff, 'datdai', member('officer', { ...COMMITTEE, unitId: 'land-registration' }));
  await account(staff, 'lanhdao', member('leader', COMMITTEE));
  await account(staff, 'quantri', member('admin', COMMITTEE));
});
afterAll(() => web.close());

describe('the list', () => {
  test('shows what one may see and nothing else; an offered hand-over is seen by the unit that is asked', async () => {
    const [first, second] = [await receive(), await receive()];
    await handOver(desk, SYSTEM, { code: second.code }, { toUnitId: 'land-registration' });
    const mine = await (await signedIn('motcua')).see('/can-bo/ho-so');
    expect(mine.status).toBe(200);
    for (const { code } of [first, second]) expect(mine.text).toContain(code);
    expect(mine.text).toContain('16/03/2026');

    const land = await signedIn('datdai');
    const offered = await land.see('/can-bo/ho-so');
    expect(offered.text).toContain(second.code);
    expect(offered.text).not.toContain(first.code);
    await confirmHandOver(desk, SYSTEM, { code: second.code });
    expect((await land.see('/can-bo/ho-so')).text).toContain(second.code);

    const admin = await signedIn('quantri');
    expect((await admin.see('/can-bo/ho-so')).status).toBe(403);
    expect((await visitor(web.url).see('/can-bo/ho-so')).path).toMatch(/^\/dang-nhap/);
  });

  test('is sorted by urgency and filtered; the standing is said in words', async () => {
    const late = await receive();
    clock.set(new Date('2026-03-11T09:00:00+07:00'));
    const later = await receive();
    clock.set(new Date('2026-03-17T09:00:00+07:00'));
    const officer = await signedIn('motcua');
    const all = await officer.see('/can-bo/ho-so');
    expect(all.text.indexOf(late.code)).toBeLessThan(all.text.indexOf(later.code));
    expect(all.text).toContain(say('desk.overdueBy', { days: '1' }));
    expect(all.text).toContain(say('desk.dueSoon', { days: '1' }));
    const overdue = await officer.see('/can-bo/ho-so?due=overdue');
    expect(overdue.text).toContain(late.code);
    expect(overdue.text).not.toContain(later.code);
    const found = await officer.see(`/can-bo/ho-so?code=${later.code.toLowerCase()}`);
    expect(found.text).toContain(say('desk.found', { count: '1' }));
    expect((await officer.see('/can-bo/ho-so?state=x&due=y&page=-1&unit=%00')).status).toBe(200);
    clock.set(MONDAY);
  });
});
