import { afterAll, beforeAll, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
/** Monday morning. */
const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const PAGE = '/can-bo/xin-loi';
const LAND = { agencyId: 'peoples-committee', unitId: 'land-registration' };
const at = (text: string) => new Date(`2026-11-${text.replace(' ', 'T')}:00+07:00`);
let web: TestWeb;

async function dossier(serial: string, dueAt: Date, more: object = {}, apology: object | null = null, where = LAND) {
  const dates = {
    dueAt,
    promisedDueAt: dueAt,
    originalDueAt: dueAt,
    submittedAt: at('02 09:00'),
    acceptedAt: at('02 09:00'),
    lastEventAt: at('02 09:00'),
  };
  const about = { procedureCode: '1', procedureName: 'Đăng ký biến động', field: 'Đất đai', channel: 'direct', state: 'processing' };
  const row = await web.database.prisma.dossier.create({ data: { ...where, ...about, ...dates, code: `H26.1-261102-${serial}`, ...more } });
  const base = {
    dossierId: row.id,
    reason: 'Chờ xác minh',
    unitId: where.unitId,
    originalDueAt: dueAt,
    newDueAt: at('30 17:00'),
    proposedAt: at('19 09:00'),
    proposedBy: 'system',
  };
  if (apology) await web.database.prisma.dossierApology.create({ data: { ...base, ...apology } as never });
}

beforeAll(async () => {
  web = await testWeb({ clock });
  const staff = { database: web.database.prisma, clock };
  await account(staff, 'thu.ly', member('officer', LAND));
  await dossier('0001', at('24 17:00'));
  await dossier('0002', at('25 17:00'), {}, { state: 'proposed' });
  await dossier('0003', at('30 17:00'), { reappointments: 1 }, { state: 'approved', toldChats: 0, decidedAt: at('20 09:00') });
  await dossier('0004', at('20 17:00'));
  await dossier('0005', at('20 17:00'), { reappointments: 1 }, { state: 'approved', toldChats: 1, decidedAt: at('12 09:00') });
  await dossier('0006', at('30 17:00'), { reappointments: 1 }, { state: 'approved', toldChats: 2, late: true, decidedAt: at('20 09:00') });
  await dossier('0007', at('20 17:00'), { state: 'resolved', resolvedAt: at('20 17:20') });
  await dossier('0008', at('20 17:00'), {}, null, { agencyId: 'peoples-committee', unitId: 'one-stop' });
}, 60_000);
afterAll(() => web.close());

/** The codes in a section of the page. */
const codesIn = (page: string, section: string): string[] => {
  const part = page.slice(page.indexOf(`<h2 id="${section}"`));
  return [...new Set([...part.slice(0, part.indexOf('</section>')).matchAll(/H26\.1-261102-(\d{4})/g)].map(([, serial]) => serial as string))];
};

test('what is to be prepared, approved and handed over, and what is missing; only within what is theirs', async () => {
  const person = visitor(web.url);
  await person.see('/dang-nhap');
  await person.send('/dang-nhap', { username: 'thu.ly', password: PASSWORD });
  const { text } = await person.see(PAGE);
  expect(codesIn(text, 'toPrepare')).toEqual(['0001']);
  expect(codesIn(text, 'toApprove')).toEqual(['0002']);
  expect(codesIn(text, 'toDeliver')).toEqual(['0003']);
  expect(codesIn(text, 'missing')).toEqual(['0004', '0005', '0006']);
  expect(text).toContain('23/11/2026');
  expect(text).toContain(say('desk.apologies.breach.again'));
  expect(text).not.toContain('0008');

  const done = await person.send(`${PAGE}/H26.1-261102-0003/giao`, { how: 'printed' });
  expect(done.text).toContain(say('desk.apologies.delivered', { code: 'H26.1-261102-0003' }));
  expect(codesIn(done.text, 'toDeliver')).toEqual([]);
  expect(await web.database.prisma.auditEvent.count({ where: { action: 'dossier.deliverApology', subject: 'dossier:H26.1-261102-0003' } })).toBe(1);
  expect((await person.send(`${PAGE}/H26.1-261102-0003/giao`, { how: 'printed' })).status).toBe(422);
  await person.see(PAGE);
  expect((await person.send(`${PAGE}/H26.1-261102-0003/giao`, { how: 'pigeon' })).status).toBe(422);
  await person.see(PAGE);
  expect((await person.send(`${PAGE}/H26.1-261102-0008/giao`, { how: 'printed' })).status).toBe(404);
});
