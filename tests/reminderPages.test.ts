import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { receiveDossier } from '#src/dossiers/commands/receiveDossier.ts';
import { createDesk } from '#src/dossiers/createDesk.ts';
import { SYSTEM } from '#src/dossiers/desk.ts';
import { sayIn } from '#src/platform/texts.ts';
import { loadRules, seedRules } from '#src/reminders/ruleStore.ts';
import { publishTestProcedure } from './support/dossiers.ts';
import { formsIn } from './support/formOf.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const MONDAY = new Date('2026-03-09T09:15:00+07:00');
const clock = settableClock(MONDAY);
const COMMITTEE = { agencyId: 'peoples-committee' };
const ONE_STOP = { ...COMMITTEE, unitId: 'one-stop' };
const PAGE = '/quan-tri/nhac-viec';
const DUE_3 = `${PAGE}/quy-tac/due-3`;

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb({ clock });
  const database = web.database.prisma;
  await seedDirectory(database);
  await seedCalendar(database, MONDAY);
  await seedRules(database, MONDAY);
  await publishTestProcedure(web.database, '1.001193');
  await account({ database, clock }, 'lanhdao', member('leader', COMMITTEE));
  await account({ database, clock }, 'quantri', member('admin'));
  const officer = await account({ database, clock }, 'thuly', member('officer', ONE_STOP));
  const desk = createDesk(database, clock);
  const receipt = { organisation: 'H26.1', procedureCode: '1.001193', applicant: { name: 'Nguyễn Văn Thử' }, ...ONE_STOP, officerId: officer.id };
  for (let count = 0; count < 3; count++) await receiveDossier(desk, SYSTEM, { ...receipt, term: { value: 5, unit: 'workingDays' } });
  // Due on Monday 16: its morning of three days before, Wednesday 11, lies in the week behind. One ended before it.
  const [ended] = await database.dossier.findMany({ orderBy: { id: 'desc' }, take: 1 });
  await database.dossier.update({ where: { id: ended!.id }, data: { resolvedAt: new Date('2026-03-10T10:00:00+07:00'), version: { increment: 1 } } });
  clock.set(new Date('2026-03-13T16:00:00+07:00'));
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);

const form = {
  'co-quan': 'peoples-committee',
  'linh-vuc': '',
  'thu-tuc': '',
  enabled: '1',
  days: '3',
  sign: 'before',
  every: '',
  at: '8:00',
  reason: 'Thử',
};
const seenIn = (text: string) => /name="seen" value="([^"]+)"/.exec(text)?.[1] ?? '';
const markIn = (text: string) => /name="mark" value="([^"]+)"/.exec(text)?.[1] ?? '';
const own = async () => (await loadRules(web.database.prisma)).rules.filter(({ key, agencyId }) => key === 'due-3' && agencyId !== '');
const cells = (text: string, row: string) =>
  [
    ...text
      .split(`>${say(row)}<`)[1]!
      .split('</tr>')[0]!
      .matchAll(/<td[^>]*>([^<]*)/g),
  ].map(([, cell]) => cell);

test('the rules are sentences; a change shows first what it would have said last week, sends nothing, and counts at once', async () => {
  const leader = await signedIn('lanhdao');
  const page = await leader.see(PAGE);
  expect(page.text).toContain('Trước ngày hẹn trả 3 ngày làm việc, lúc 08:00: nhắc người thụ lý.');
  expect(page.text).toContain('Sau ngày hẹn trả 1 ngày làm việc, rồi cứ 5 ngày làm việc một lần, lúc 08:00: nhắc trưởng đơn vị.');
  expect(page.text).not.toContain('/quan-tri/nguoi-dung/can-xem');
  expect((await leader.see(DUE_3)).text).toContain('value="peoples-committee" selected');

  const wrong = await leader.send(DUE_3, { ...form, verb: 'preview', at: '25:00', days: 'ba', reason: '', 'thu-tuc': '9.9' });
  expect(wrong.status).toBe(422);
  for (const fault of ['ruleAt', 'ruleDays', 'ruleTo', 'ruleReason']) expect(wrong.text).toContain(say(`staff.fault.${fault}`));
  const unknown = await leader.send(DUE_3, { ...form, verb: 'preview', to: ['officer'], 'thu-tuc': '9.9' });
  expect(unknown.text).toContain(say('staff.fault.ruleProcedure'));

  const mark = markIn(wrong.text);
  const preview = await leader.send(DUE_3, { ...form, mark, verb: 'preview', to: ['officer', 'leader'], every: '1' });
  expect(cells(preview.text, 'reminderRules.effect.before')).toEqual(['1 tin', '1 người', '2 lượt nhắc', 'người thụ lý: 2', '1']);
  expect(cells(preview.text, 'reminderRules.effect.after')).toEqual(['6 tin', '2 người', '12 lượt nhắc', 'người thụ lý: 6; lãnh đạo: 6', '2']);
  expect(preview.text).toContain(say('reminderRules.effect.withoutChat', { people: '2 người' }));
  expect(await web.database.prisma.outbox.count()).toBe(0);

  const seen = seenIn(preview.text);
  const other = await leader.send(DUE_3, { ...form, mark, verb: 'save', seen, to: ['officer'] });
  expect(other.text).toContain(say('reminderRules.effect.title'));
  const saved = await leader.send(DUE_3, { ...form, mark, verb: 'save', seen, to: ['officer', 'leader'], every: '1' });
  expect([saved.path, saved.text.includes(say('reminderRules.said.saved'))]).toEqual([PAGE, true]);
  const at = await leader.see(`${PAGE}?co-quan=peoples-committee`);
  expect(at.text).toContain('Trước ngày hẹn trả 3 ngày làm việc, rồi mỗi ngày làm việc, lúc 08:00: nhắc người thụ lý, lãnh đạo.');

  // Somebody else has the page from before: they are told, what they typed stays, and saving again is theirs to decide.
  const typed = { ...form, to: ['officer'], reason: 'Chữ của người đến sau' };
  const { text: theirs } = await leader.send(DUE_3, { ...typed, mark, verb: 'preview' });
  const late = await leader.send(DUE_3, { ...typed, mark, verb: 'save', seen: seenIn(theirs) });
  expect([late.status, late.text.includes(say('errors.reminderRuleChanged')), late.text.includes(typed.reason)]).toEqual([409, true, true]);
  expect(markIn(late.text)).not.toBe(mark);
  const here = await own();
  expect(here).toMatchObject([{ to: ['officer', 'leader'], every: 1 }]);

  // What was removed is had back whole, unless somebody else was there first.
  const removal = { 'co-quan': 'peoples-committee', verb: 'remove', reason: 'Thôi' };
  expect((await leader.send(DUE_3, { ...removal, mark })).status).toBe(409);
  const removed = await leader.send(DUE_3, { ...removal, mark: markIn(late.text) });
  expect(removed.text).toContain(say('reminderRules.said.removed'));
  expect(await own()).toEqual([]);
  const [back] = formsIn(/<div class="card said"[\s\S]*/.exec(removed.text)![0]);
  expect((await leader.send(back!.action, { ...back!.fields, rule: '{' })).status).toBe(400);
  await leader.see(PAGE);
  expect((await leader.send(back!.action, back!.fields)).text).toContain(say('reminderRules.said.restored'));
  expect(await own()).toEqual(here);
  expect((await leader.send(back!.action, back!.fields)).status).toBe(409);
});

test('everywhere is changed by an admin alone; who manages neither sees nothing', async () => {
  const everywhere = { ...form, 'co-quan': '', to: ['officer'] };
  const leader = await signedIn('lanhdao');
  await leader.see(DUE_3);
  expect((await leader.send(DUE_3, { ...everywhere, verb: 'preview' })).status).toBe(403);
  const admin = await signedIn('quantri');
  expect((await admin.see(PAGE)).text).toContain('/quan-tri/nguoi-dung/can-xem');
  const preview = await admin.send(DUE_3, { ...everywhere, verb: 'preview' });
  expect((await admin.send(DUE_3, { ...everywhere, mark: markIn(preview.text), verb: 'save', seen: seenIn(preview.text) })).path).toBe(PAGE);
  expect((await admin.see(`${PAGE}/quy-tac/khong-co`)).status).toBe(404);
  expect((await (await signedIn('thuly')).see(PAGE)).status).toBe(403);
});

test('what is held is let go or dropped, with a reason, once', async () => {
  const database = web.database.prisma;
  const hold = () => database.reminderHold.create({ data: { rule: 'due-3', messages: 10_000, since: clock.now() } });
  const { id } = await hold();
  const kept = (subjectId: string, state: string) => ({
    ...{ kind: 'test', subjectId, ladder: 'due', rule: 'due-3', version: 'x', slot: 0, personId: 'x', agencyId: 'x', unitId: 'x', field: 'x' },
    ...{ at: clock.now(), notBefore: clock.now(), urgent: false, first: true, said: { code: 'x', name: 'x', dueAt: null }, state },
  });
  await database.reminderItem.createMany({ data: [kept('1', 'held'), kept('2', 'held'), kept('3', 'due')] });
  const states = async () => (await database.reminderItem.findMany({ where: { kind: 'test' }, orderBy: { id: 'asc' } })).map(({ state }) => state);
  const leader = await signedIn('lanhdao');
  const page = await leader.see(PAGE);
  expect(page.text).toContain(say('reminderRules.held.one', { messages: '10.000 tin', time: '13/03/2026 16:00' }));
  expect(page.text).toContain(say('reminderRules.held.waiting', { lines: '2 lượt nhắc' }));
  const without = await leader.send(`${PAGE}/tin-giu/${id}`, { verb: 'released', reason: '' });
  expect([without.status, without.text.includes(say('errors.reminderReasonMissing'))]).toEqual([400, true]);
  await leader.see(PAGE);
  expect((await leader.send(`${PAGE}/tin-giu/${id}`, { verb: 'released', reason: 'Đúng' })).text).toContain(say('reminderRules.said.released'));
  expect(await states()).toEqual(['released', 'released', 'due']);
  expect((await leader.send(`${PAGE}/tin-giu/${id}`, { verb: 'discarded', reason: 'Đúng' })).status).toBe(404);
  const second = await hold();
  await database.reminderItem.updateMany({ where: { kind: 'test', subjectId: '2' }, data: { state: 'held' } });
  await leader.see(PAGE);
  expect((await leader.send(`${PAGE}/tin-giu/${second.id}`, { verb: 'discarded', reason: 'Thừa' })).text).toContain(
    say('reminderRules.said.discarded'),
  );
  expect(await states()).toEqual(['released', 'discarded', 'due']);
  expect(await database.reminderHold.findMany({ select: { decision: true }, orderBy: { id: 'asc' } })).toEqual([
    { decision: 'released' },
    { decision: 'discarded' },
  ]);
});
