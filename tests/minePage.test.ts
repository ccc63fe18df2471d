import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { sayIn } from '#src/platform/texts.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
/** A Monday. */
const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const PLACE = { agencyId: 'peoples-committee' };
let web: TestWeb;
let officer: { id: string };

beforeAll(async () => {
  web = await testWeb({ clock });
  const database = web.database.prisma;
  await seedDirectory(database);
  await seedCalendar(database, clock.now());
  const staff = { database, clock };
  officer = await account(staff, 'thuly', member('officer', { ...PLACE, unitId: 'one-stop' }));
  await account(staff, 'khac', member('officer', { ...PLACE, unitId: 'commune-police' }));
  await account(staff, 'duyet', member('publisher', PLACE));
  await account(staff, 'moi');
  const dossier = (
    number: number,
    due: string,
  ) => `('H26.1-261101-000${number}', 'peoples-committee', 'one-stop', '1.001193', 'Đăng ký khai sinh', 'Hộ tịch',
    'direct', 'processing', now(), now(), now(), now(), '${due}', '${due}')`;
  await web.database.pool.query(`INSERT INTO dossier (code, "agencyId", "unitId", "procedureCode", "procedureName", field, channel, state, "submittedAt",
    "acceptedAt", "clockStartedAt", "lastEventAt", "promisedDueAt", "dueAt") VALUES ${[
      dossier(1, '2026-12-20T10:00:00Z'),
      dossier(2, '2026-11-20T10:00:00Z'),
      dossier(3, '2026-11-24T10:00:00Z'),
    ].join(', ')}`);
  await web.database.pool.query(`INSERT INTO procedure_edit (code, "values", authors, "createdAt", "updatedAt", "updatedBy", state, reason, "submittedAt")
    VALUES ('1.000894', '{}', '{x}', now(), now(), 'x', 'review', 'Lệ phí mới', now())`);
});
afterAll(() => web.close());

async function home(username: string): Promise<string> {
  const person = visitor(web.url);
  await person.see('/dang-nhap');
  return (await person.send('/dang-nhap', { username, password: PASSWORD })).text;
}

test('what lies with an officer comes by urgency, each with its next step; others see none of it', async () => {
  const page = await home('thuly');
  const places = ['0002', '0003', '0001'].map((number) => page.indexOf(`ho-so/H26.1-261101-${number}"`));
  expect(places.every((at, index) => at > (places[index - 1] ?? 0))).toBe(true);
  expect(page.includes(say('work.count.overdue', { count: 1 }))).toBe(true);
  expect(page.includes('H26.1-261101-0003#proposeApology')).toBe(true);
  expect(page.includes('H26.1-261101-0002#completeDossier')).toBe(true);
  expect(officer.id && page.includes(say('home.mine.reviews'))).toBe(false);
  const other = await home('khac');
  expect([other.includes('H26.1-261101'), other.includes(say('home.mine.nothing'))]).toEqual([false, true]);
});

test('who is told of work in a chat and has none is told so; nobody else', async () => {
  const words = say('staff.home.unreached');
  expect([(await home('thuly')).includes(words), (await home('duyet')).includes(words)]).toEqual([true, false]);
  await web.database.prisma.personChat.create({ data: { channel: 'web', chatId: 'thuly', personId: officer.id, pairedAt: new Date(0) } });
  expect(await home('thuly')).not.toContain(words);
  await web.database.prisma.personChat.deleteMany({ where: { chatId: 'thuly' } });
});

test('an admin keeps the list of the first days until the office is a real one', async () => {
  const { prisma } = web.database;
  await account({ database: prisma, clock }, 'quantri', member('admin', PLACE));
  const words = say('staff.home.begin.directory');
  expect([(await home('quantri')).includes(words), (await home('thuly')).includes(words)]).toEqual([true, false]);
  const { content } = await prisma.agency.findUniqueOrThrow({ where: { id: 'one-stop' } });
  await prisma.agency.update({ where: { id: 'one-stop' }, data: { content: { ...(content as object), demonstration: false } } });
  expect(await home('quantri')).not.toContain(words);
  await prisma.agency.update({ where: { id: 'one-stop' }, data: { content: content as object } });
});

test('a publisher finds what waits for a second person; whoever has no role is told whom to ask', async () => {
  const page = await home('duyet');
  expect([page.includes(say('home.mine.reviews')), page.includes('/quan-tri/thu-tuc/1.000894/duyet')]).toEqual([true, true]);
  expect((await home('moi')).includes(say('staff.home.noRole'))).toBe(true);
});

test('a citizen who waits in the chat comes before everything, overdue feedback before what is due today, and nothing of it to others', async () => {
  const { prisma } = web.database;
  const at = (time: string) => new Date(`2026-11-23T${time}:00+07:00`);
  const chat = {
    agencyId: 'peoples-committee',
    unitId: 'one-stop',
    channel: 'web',
    locale: 'vi',
    askedAt: at('08:30'),
    saidAt: at('08:30'),
    offeredAt: at('08:30'),
  };
  await prisma.handOver.create({ data: { ...chat, conversationId: 'a', state: 'waiting' } });
  const mine = { ...chat, officerId: officer.id, state: 'taken' };
  const unanswered = await prisma.handOver.create({ data: { ...mine, conversationId: 'b', unansweredSince: at('08:50') } });
  const answered = await prisma.handOver.create({ data: { ...mine, conversationId: 'c' } });
  const feedback = (code: string, dueAt: string) => ({
    ...{ code, agencyId: 'peoples-committee', unitId: 'one-stop', topic: 'other', state: 'assigned', officerId: officer.id, channel: 'web' },
    ...{ locale: 'vi', text: 'x', anonymous: false, createdAt: at('07:00'), classifyBy: at('07:00'), forwardBy: at('07:00'), dueAt: new Date(dueAt) },
  });
  await prisma.feedback.createMany({ data: [feedback('PA-LATE', '2026-11-20T10:00:00Z'), feedback('PA-SOON', '2026-11-30T10:00:00Z')] });
  const dossier = await prisma.dossier.findFirstOrThrow({ where: { code: 'H26.1-261101-0001' } });
  const apology = {
    dossierId: dossier.id,
    reason: 'x',
    unitId: 'one-stop',
    originalDueAt: at('09:00'),
    newDueAt: at('10:00'),
    proposedAt: at('07:00'),
    proposedBy: 'x',
  };
  await prisma.dossierApology.create({ data: { ...apology, state: 'approved', toldChats: 0 } });

  const page = await home('thuly');
  const marks = ['id="talks"', 'id="overdue"', 'id="feedbackOverdue"', 'id="soon"', 'id="feedback"', 'id="also"'].map((mark) => page.indexOf(mark));
  expect(marks.every((place, index) => place > (marks[index - 1] ?? 0))).toBe(true);
  expect([page.includes(`/can-bo/tro-chuyen/${unanswered.id}"`), page.includes(`/can-bo/tro-chuyen/${answered.id}"`)]).toEqual([true, false]);
  expect(page.indexOf('PA-LATE') < page.indexOf('PA-SOON')).toBe(true);
  expect(page.includes(say('home.mine.toDeliver', { count: '1' }))).toBe(true);
  const other = await home('khac');
  expect([other.includes('id="talks"'), other.includes('PA-LATE'), other.includes('id="also"')]).toEqual([false, false, false]);
});
