import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { approveApology, proposeApology } from '#src/dossiers/commands/apologies.ts';
import { completeDossier } from '#src/dossiers/commands/decisions.ts';
import { startProcessing } from '#src/dossiers/commands/handOvers.ts';
import { receiveDossier } from '#src/dossiers/commands/receiveDossier.ts';
import { createDesk } from '#src/dossiers/createDesk.ts';
import { SYSTEM } from '#src/dossiers/desk.ts';
import { parseXlsx } from '#src/platform/sheets/xlsx.ts';
import { sayIn } from '#src/platform/texts.ts';
import { reminderJobs } from '#src/reminders/jobs.ts';
import { readRuleFile } from '#src/reminders/rule.ts';
import { seedRules } from '#src/reminders/ruleStore.ts';
import { reminderSources } from '#src/reminders/sources.ts';
import { loadReach } from '#src/staff/reach.ts';
import type { Reply } from '#src/text/reply.ts';
import { publishTestProcedure } from './support/dossiers.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const at = (text: string) => new Date(`2026-${text.replace(' ', 'T')}:00+07:00`);
const clock = settableClock(at('03-02 09:00'));
const COMMITTEE = { agencyId: 'peoples-committee' };
const ONE_STOP = { ...COMMITTEE, unitId: 'one-stop' };
const LAND = { ...COMMITTEE, unitId: 'land-registration' };
const PAGE = '/can-bo/tuan';

let web: TestWeb;
let run: (job: string, when: string) => Promise<void>;

beforeAll(async () => {
  web = await testWeb({ clock });
  const database = web.database.prisma;
  await seedDirectory(database);
  await seedCalendar(database, clock.now());
  await seedRules(database, clock.now());
  await publishTestProcedure(web.database, '1.001193');
  const desk = createDesk(database, clock);
  for (const [name, ...memberships] of [
    ['lanhdao', member('leader', { ...COMMITTEE, standing: 'head' })],
    ['pho', member('leader', { ...COMMITTEE, standing: 'deputy' })],
    ['truongdonvi', member('unitHead', LAND)],
  ] as const) {
    const { id } = await account({ database, clock }, name, ...memberships);
    await database.personChat.create({ data: { personId: id, channel: 'zalo-bot', chatId: name, pairedAt: clock.now() } as never });
  }
  const metrics = { reminders: { inc: () => {} } } as never;
  const log = { info: () => {}, warn: () => {} };
  const jobs = reminderJobs({
    ...{ database, clock, log, metrics, loadReach, agencyId: 'peoples-committee', calendarOf: desk.calendarOf, url: 'https://mot-cua.example' },
    ...{ sources: reminderSources(() => 0), settings: readRuleFile().settings },
  });
  run = async (name, when) => {
    clock.set(at(when));
    await jobs.find((job) => job.name === name)!.run();
  };

  const receive = async (when: string, place: typeof LAND, days: number) => {
    clock.set(at(when));
    const term = { value: days, unit: 'workingDays' as const };
    const receipt = { organisation: 'H26.1', procedureCode: '1.001193', applicant: { name: 'Nguyễn Văn Thử' }, term };
    const { code } = await receiveDossier(desk, SYSTEM, { ...receipt, ...place });
    await startProcessing(desk, SYSTEM, { code });
    return { code };
  };
  const finish = (when: string, ref: { code: string }) => {
    clock.set(at(when));
    return completeDossier(desk, SYSTEM, ref, {});
  };
  const [kept, missed, extended] = [
    await receive('03-02 09:00', LAND, 5),
    await receive('03-02 09:10', LAND, 2),
    await receive('03-02 09:20', LAND, 3),
  ];
  await receive('03-02 09:30', ONE_STOP, 3);
  clock.set(at('03-03 09:00'));
  await proposeApology(desk, SYSTEM, extended, { reason: 'Chờ xác minh', newDueAt: at('03-06 17:00') });
  await approveApology(desk, SYSTEM, extended);
  await finish('03-06 09:00', kept);
  await finish('03-06 09:10', missed);
  await finish('03-06 09:20', extended);
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);

/** The weekly messages since the last look, by chat. */
async function told(): Promise<Record<string, string>> {
  const rows = await web.database.prisma.outbox.findMany({ where: { subject: { startsWith: 'week:' } }, orderBy: { chat: 'asc' } });
  await web.database.prisma.outbox.deleteMany();
  const text = (reply: unknown) =>
    (reply as Reply).blocks
      .map((block) => {
        if (block.kind === 'facts') return block.rows.map(({ label, value }) => `${label}: ${value}`).join('\n');
        return block.kind === 'list' ? block.items.join('\n') : 'text' in block ? block.text : '';
      })
      .join('\n');
  return Object.fromEntries(rows.map(({ chat, reply }) => [chat, text(reply)]));
}

test('on Monday at half past eight every leader hears of the week before, once; extended dossiers apart', async () => {
  expect((await (await signedIn('lanhdao')).see(PAGE)).text).toContain(say('week.none'));
  await run('reminders-office', '03-09 05:11');
  await run('reminders', '03-09 08:29');
  expect(await told()).toEqual({});
  await run('reminders', '03-09 08:30');
  const messages = await told();
  expect(Object.keys(messages)).toEqual(['lanhdao', 'pho']);
  const text = messages['lanhdao']!;
  for (const line of [
    'Báo cáo tuần 02/03/2026 – 08/03/2026',
    'Tiếp nhận: 4',
    'Đã giải quyết: 3',
    '– đúng hạn: 1',
    '– trễ hạn: 1',
    'Tỷ lệ đúng hạn: 50 %',
  ])
    expect(text).toContain(line);
  for (const line of ['– đã hẹn lại, kịp ngày hẹn mới: 1', 'Đang quá hạn: 1', 'Quá hạn thiếu văn bản xin lỗi: 1', say('week.first')])
    expect(text).toContain(line);
  expect(text).toMatch(/lâu nhất H26\.1-260302-\d+, hạn 05\/03\/2026/);
  expect(text).not.toContain('Nguyễn Văn Thử');
  await run('reminders', '03-09 09:00');
  await run('reminders', '03-10 08:30');
  expect(await told()).toEqual({});
});

test('after a stop the newest week alone, with what changed; the page and the workbook say the same, each unit to its head', async () => {
  await run('reminders', '03-25 10:00');
  const messages = await told();
  expect(Object.keys(messages)).toEqual(['lanhdao', 'pho']);
  expect(messages['pho']).toContain('Báo cáo tuần 16/03/2026 – 22/03/2026');
  expect(messages['pho']).toContain(say('week.first'));
  await run('reminders', '03-30 08:30');
  expect((await told())['pho']).toContain('Đang quá hạn: 1 (=)');

  const leader = await signedIn('lanhdao');
  const page = await leader.see(`${PAGE}?tuan=2026-03-02`);
  expect(page.text).toContain('<h2>Báo cáo tuần 02/03/2026 – 08/03/2026</h2>');
  expect(page.text).toMatch(/>Tỷ lệ đúng hạn<.*?>50 %</s);
  expect(page.text).not.toContain('Nguyễn Văn Thử');
  const cookie = [...leader.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${web.url}${PAGE}/tep.xlsx?tuan=2026-03-02`, { headers: { cookie } });
  const [whole, units] = await parseXlsx(Buffer.from(await answer.arrayBuffer()));
  expect(whole!.rows).toContainEqual([say('week.figure.received'), '4', '–']);
  expect(units!.rows).toHaveLength(3);

  const head = await (await signedIn('truongdonvi')).see(`${PAGE}?tuan=2026-03-02`);
  expect(head.text).toMatch(new RegExp(`>${say('week.figure.received')}<.*?>3<`, 's'));
});
