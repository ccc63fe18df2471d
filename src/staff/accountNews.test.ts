import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordAudit } from '#src/platform/audit.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member, settableClock } from '#tests/support/staff.ts';
import { accountNews, newsText } from './accountNews.ts';
import { addMembership, endMembership } from './commands/people.ts';
import { acceptSetupLink, issueSetupLink } from './commands/setupLinks.ts';
import type { Staff } from './staff.ts';

const say = sayIn('vi');
const clock = settableClock();
let database: OpenDatabase;
let staff: Staff;
let admin: Awaited<ReturnType<typeof account>>;

beforeAll(async () => {
  database = await testDatabase();
  staff = { database: database.prisma, clock };
  admin = await account(staff, 'quantri', member('admin'));
});
afterAll(() => database.close());

const signsIn = (id: string) =>
  database.prisma.$transaction((tx) => recordAudit(tx, { at: clock.now(), actor: `person:${id}`, action: 'session.begin', subject: `person:${id}` }));
const role = { ...member('editor'), validFrom: '2026-11-22', validTo: null };
const said = async () =>
  (await database.prisma.outbox.findMany({ orderBy: { id: 'asc' } })).map((row) => [row.chat, JSON.stringify(row.reply)] as const);

test('each chat of a person hears of a role and a password that changed; nobody else does', async () => {
  const { id } = await account(staff, 'co.chat', member('officer'));
  for (const chatId of ['1', '2'])
    await database.prisma.personChat.create({ data: { channel: 'telegram', chatId, personId: id, pairedAt: clock.now() } });
  await database.prisma.personChat.create({ data: { channel: 'telegram', chatId: '9', personId: admin.id, pairedAt: clock.now() } });
  await addMembership(staff, admin, id, role);
  const time = formatDateTime(clock.now());
  const words = say('staff.news.membership.add', { role: say('staff.role.editor'), time });
  expect((await said()).map(([chat, text]) => [chat, text.includes(JSON.stringify(words).slice(1, -1))])).toEqual([
    ['1', true],
    ['2', true],
  ]);
  const { token } = await issueSetupLink(staff, admin, id);
  await acceptSetupLink(staff, token, { username: 'co.chat', password: 'con đường làng khác' });
  const last = (await said()).slice(2);
  expect(last.map(([chat]) => chat)).toEqual(['1', '2']);
  expect(last[0]![1]).toContain(say('staff.news.notYou'));
});

test('who has no chat finds it after signing in: what others did until now, what was done before this session, and not again', async () => {
  const { id } = await account(staff, 'khong.chat', member('officer'));
  await signsIn(id);
  expect(await accountNews(database.prisma, id)).toEqual([]);
  clock.pass(60_000);
  const added = await addMembership(staff, admin, id, role);
  await database.prisma.$transaction((tx) =>
    recordAudit(tx, { at: clock.now(), actor: `person:${id}`, action: 'password.change', subject: `person:${id}` }),
  );
  clock.pass(60_000);
  await signsIn(id);
  await endMembership(staff, admin, id, added);
  await database.prisma.$transaction((tx) =>
    recordAudit(tx, { at: clock.now(), actor: `person:${id}`, action: 'factor.enable', subject: `person:${id}` }),
  );
  const news = await accountNews(database.prisma, id);
  // The second factor of a moment ago is their own doing.
  expect(news.map(({ action }) => action)).toEqual(['membership.end', 'password.change', 'membership.add']);
  expect(newsText(say, news[0]!)).toContain(say('staff.role.editor'));
  await signsIn(id);
  expect((await accountNews(database.prisma, id)).map(({ action }) => action)).toEqual(['factor.enable', 'membership.end']);
  await signsIn(id);
  expect(await accountNews(database.prisma, id)).toEqual([]);
});
