import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pauseDossier, resumeDossier } from '#src/dossiers/commands/clock.ts';
import { answerConsultation, startConsultation } from '#src/dossiers/commands/consultations.ts';
import { completeDossier } from '#src/dossiers/commands/decisions.ts';
import { confirmHandOver, handOver, startProcessing } from '#src/dossiers/commands/handOvers.ts';
import { receiveDossier } from '#src/dossiers/commands/receiveDossier.ts';
import { snooze } from '#src/dossiers/commands/snoozes.ts';
import { requestSupplement } from '#src/dossiers/commands/supplements.ts';
import type { Dossier } from '#src/dossiers/model.ts';
import { handleFeedback } from '#src/feedback/commands/handle.ts';
import { receiveFeedback } from '#src/feedback/commands/receive.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { loadReach } from '#src/staff/reach.ts';
import type { Reply } from '#src/text/reply.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at, EVERYBODY, publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { dossierSource } from './dossierSource.ts';
import { feedbackSource } from './feedbackSource.ts';
import { decideHold } from './holds.ts';
import { round } from './round.ts';
import { EVERYWHERE, readRuleFile } from './rule.ts';
import { changeRule, seedRules } from './ruleStore.ts';

let database: OpenDatabase;
let desk: TestDesk;
const { settings } = readRuleFile();

beforeAll(async () => {
  database = await testDatabase();
  await publishTestProcedure(database, '9.000005');
  await seedRules(database.prisma, at('01-05 08:00'));
});
afterAll(() => database.close());

beforeEach(async () => {
  const { prisma } = database;
  // Dossiers of the tests before are finished: nothing is said of them.
  await prisma.dossier.updateMany({ data: { resolvedAt: at('03-09 09:20'), state: 'resolved' } });
  await prisma.$executeRaw`TRUNCATE reminder_due, reminder_item, reminder_hold, outbox, outbox_lane`;
  await prisma.reminderState.updateMany({ data: { leaseUntil: null } });
  await prisma.absence.deleteMany();
  await prisma.personChat.deleteMany();
  await prisma.membership.deleteMany();
  await prisma.person.deleteMany();
  desk = testDesk(database);
  await person('can-bo', 'mot-cua', 'officer');
  await person('truong', 'mot-cua', 'unitHead', 'head');
  await person('lanh-dao', null, 'leader', 'head');
});

async function person(id: string, unitId: string | null, role: string, standing = 'member', chat = true) {
  const memberships = { create: [{ agencyId: 'xa', unitId, role, standing, validFrom: '2026-01-01' }] };
  await database.prisma.person.create({ data: { id, name: id, createdAt: at('01-05 08:00'), memberships } });
  if (chat)
    await database.prisma.personChat.create({
      data: { personId: id, channel: 'zalo-bot', chatId: `chat-${id}`, pairedAt: at('01-05 08:00') } as never,
    });
}

const away = (personId: string, fromDay: string, toDay: string, standInId: string | null = null) =>
  database.prisma.absence.create({ data: { personId, fromDay, toDay, standInId, createdAt: at('01-05 08:00'), createdBy: 'system' } });

const go = (text: string, more: { mostAtOnce?: number; owner?: string } = {}) => {
  desk.set(text);
  return round(
    {
      database: database.prisma,
      now: at(text),
      calendarOf: desk.calendarOf,
      sources: [dossierSource, feedbackSource],
      log: { warn: (line: unknown) => expect(line).toBeNull() },
      loadReach,
      settings: { ...settings, ...more },
      url: null,
    },
    more.owner ?? 'a',
  );
};

/** What has been said since the last look, as "chat: text". */
async function heard(): Promise<string[]> {
  const rows = await database.prisma.outbox.findMany({ where: { subject: { startsWith: 'reminder' } }, orderBy: { id: 'asc' } });
  const urgent = await database.prisma.outbox.findMany({ where: { urgent: true }, orderBy: { id: 'asc' } });
  await database.prisma.outbox.deleteMany();
  const text = (reply: unknown) =>
    (reply as Reply).blocks.map((block) => (block.kind === 'list' ? block.items.join(' | ') : 'text' in block ? block.text : '')).join('\n');
  return [...rows, ...urgent].map(({ chat, reply }) => `${chat.slice(5)}: ${text(reply)}`);
}

async function received(text = '03-09 09:15'): Promise<Dossier> {
  desk.set(text);
  const dossier = await receiveDossier(desk, EVERYBODY, RECEIPT);
  const started = await startProcessing(desk, EVERYBODY, dossier);
  await database.prisma.dossier.update({ where: { id: started.id }, data: { officerId: 'can-bo', version: started.version } });
  return started;
}

test('the whole ladder of one dossier, each message once, two instances, nothing at night or on days off', async () => {
  await received();
  const days: string[] = [];
  for (let day = 11; day <= 24; day++) {
    for (const hour of ['07:30', '08:00', '12:00', '15:00']) {
      const when = `03-${day} ${hour}`;
      await go(when);
      if (hour === '08:00') await go('03-' + day + ' 08:01', { owner: 'b' });
      for (const line of await heard()) days.push(`${when} ${line.split(':')[0]}`);
    }
  }
  expect(days).toEqual([
    '03-11 08:00 can-bo',
    '03-12 08:00 can-bo',
    '03-13 08:00 can-bo',
    '03-13 12:00 truong',
    '03-16 08:00 can-bo',
    '03-16 15:00 can-bo',
    '03-17 08:00 can-bo',
    '03-17 08:00 truong',
    '03-18 08:00 can-bo',
    '03-19 08:00 can-bo',
    '03-19 08:00 lanh-dao',
    '03-20 08:00 can-bo',
    '03-23 08:00 can-bo',
    '03-23 08:00 truong',
    '03-24 08:00 can-bo',
    '03-24 08:00 truong',
  ]);
});

test('one message for a morning, what is new first, and no word of the applicant', async () => {
  await received('03-06 09:15');
  await received('03-09 09:15');
  await go('03-10 08:00');
  await heard();
  await go('03-11 08:00');
  const [text, ...more] = await heard();
  expect(more).toEqual([]);
  const [heading, fresh, first, known, second] = text!.split('\n');
  expect([heading, fresh, known]).toEqual(['can-bo: Nhắc việc ngày 11/03/2026: 2 việc', 'Mới:', 'Đã nhắc trước:']);
  expect(first).toMatch(/còn 3 ngày làm việc, hạn 16\/03\/2026 17:00/);
  expect(second).toMatch(/còn 2 ngày làm việc, hạn 13\/03\/2026 17:00; nếu không kịp, xin chuẩn bị văn bản xin lỗi/);
  expect(text).not.toMatch(/Thử|090/);
});

test('after days of silence only the newest is said, in working time', async () => {
  await received();
  await go('03-12 22:00');
  expect(await heard()).toEqual([]);
  await go('03-13 08:00');
  const said = await heard();
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/còn 1 ngày làm việc/);
});

test('a clock that is set back says nothing again, and nothing older', async () => {
  await received();
  await go('03-12 08:00');
  expect(await heard()).toHaveLength(1);
  for (const when of ['03-11 08:00', '03-11 16:00', '03-12 08:00', '03-12 09:00']) await go(when);
  expect(await heard()).toEqual([]);
  await go('03-13 08:00');
  expect(await heard()).toHaveLength(1);
});

test('paused it is silent; resumed, the new date counts', async () => {
  const dossier = await received();
  desk.set('03-10 10:00');
  await pauseDossier(desk, EVERYBODY, { code: dossier.code }, { reason: 'Niêm yết', legalBasis: 'Điều 70' } as never);
  for (const when of ['03-11 08:00', '03-13 12:00', '03-17 08:00']) await go(when);
  expect(await heard()).toEqual([]);
  desk.set('03-17 10:00');
  const { dueAt } = await resumeDossier(desk, EVERYBODY, { code: dossier.code }, {});
  expect(dueAt).toEqual(at('03-23 17:00'));
  await go('03-18 08:00');
  expect((await heard())[0]).toMatch(/còn 3 ngày/);
});

test('a dossier that is put off is silent for who did so until then, and what waits to be said goes', async () => {
  const { code } = await received();
  const put = (text: string, until: string) => {
    desk.set(text);
    return snooze(desk, EVERYBODY, { code }, { reason: 'Chờ xác minh', until: at(until), personId: 'can-bo' });
  };
  await put('03-11 07:00', '03-11 17:00');
  await go('03-11 08:00');
  await go('03-11 17:00');
  expect(await heard()).toEqual([]);
  await go('03-12 08:00');
  expect((await heard())[0]).toMatch(/^can-bo: .*\n.*\n.*còn 2 ngày.*văn bản xin lỗi/);
  await put('03-13 07:00', '03-16 17:00');
  for (const when of ['03-13 08:00', '03-13 12:00', '03-16 08:00', '03-16 15:00']) await go(when);
  expect((await heard()).map((line) => line.split(':')[0])).toEqual(['truong']);
  await go('03-17 08:00');
  expect((await heard()).map((line) => line.split(':')[0])).toEqual(['can-bo', 'truong']);
});

test('another date in the minute of the reminder, another officer, an end: what has not been said is not said', async () => {
  const dossier = await received();
  await go('03-11 07:59');
  await person('moi', 'mot-cua', 'officer');
  await database.prisma.dossier.update({ where: { id: dossier.id }, data: { officerId: 'moi', version: { increment: 1 } } });
  await go('03-11 08:00');
  expect((await heard()).map((line) => line.split(':')[0])).toEqual(['moi']);
  // Night: worked out, not said; finished before the morning.
  await database.prisma.reminderItem.create({
    data: {
      ...{ kind: 'dossier', subjectId: String(dossier.id), ladder: 'due', rule: 'due-3', version: '2026-03-16', slot: 1, personId: 'can-bo' },
      ...{ agencyId: 'xa', unitId: 'mot-cua', field: 'x', at: at('03-11 08:00'), notBefore: at('03-12 08:00'), urgent: false, first: true },
      ...{ said: { code: dossier.code, name: 'x', dueAt: null }, state: 'due' },
    },
  });
  desk.set('03-12 07:00');
  await completeDossier(desk, EVERYBODY, { code: dossier.code }, {} as never);
  await go('03-12 08:00');
  expect(await heard()).toEqual([]);
  expect(await database.prisma.reminderDue.count()).toBe(0);
});

test('an absent officer has a stand-in, else the head, else the leader; with everybody away it waits', async () => {
  await received();
  await person('thay', 'khac', 'officer');
  await away('can-bo', '2026-03-11', '2026-03-11', 'thay');
  await go('03-11 08:00');
  const [line] = await heard();
  expect(line).toMatch(/^thay:.*\n.*\n.*\nTrong đó 1 việc anh\/chị nhận thay/);
  await away('can-bo', '2026-03-12', '2026-03-13');
  await go('03-12 08:00');
  expect((await heard())[0]).toMatch(/^truong/);
  await away('truong', '2026-03-13', '2026-03-13');
  await away('lanh-dao', '2026-03-13', '2026-03-13');
  await go('03-13 08:00');
  await go('03-13 12:00');
  expect(await heard()).toEqual([]);
  await go('03-16 08:00');
  expect((await heard()).map((said) => said.split(':')[0])).toEqual(['can-bo', 'truong']);
});

test('a revoked chat: the head hears; nobody with a chat: it is kept as not reached', async () => {
  await received();
  await database.prisma.personChat.deleteMany({ where: { personId: 'can-bo' } });
  await go('03-11 08:00');
  expect((await heard())[0]).toMatch(/^truong/);
  await database.prisma.personChat.deleteMany();
  expect(await go('03-12 08:00')).toMatchObject({ composed: { messages: 0, unreached: 2 } });
});

test('a rule that would write to too many is held until somebody decides', async () => {
  await received();
  await person('hai', 'mot-cua', 'officer');
  await database.prisma.dossier.updateMany({ where: { resolvedAt: null }, data: { officerId: null, version: { increment: 1 } } });
  expect(await go('03-11 08:00', { mostAtOnce: 1 })).toMatchObject({ composed: { held: ['due-3'], messages: 0 } });
  await go('03-11 09:00');
  expect(await heard()).toEqual([]);
  const [hold] = await database.prisma.reminderHold.findMany();
  expect(hold).toMatchObject({ rule: 'due-3', messages: 2 });
  const decide = { id: hold!.id, decision: 'released' as const, reason: 'Đúng là cần nhắc' };
  await decideHold(database.prisma, decide, { actor: 'person:lanh-dao', at: at('03-11 09:30') });
  await expect(decideHold(database.prisma, decide, { actor: 'person:lanh-dao', at: at('03-11 09:30') })).rejects.toThrow('reminderHoldUnknown');
  await go('03-11 10:00', { mostAtOnce: 1 });
  expect(await heard()).toHaveLength(2);
});

test.each([
  ['released', 2],
  ['discarded', 0],
] as const)('a decision that was broken off is gone on with: %s', async (decision, messages) => {
  await received();
  await person('hai', 'mot-cua', 'officer');
  await database.prisma.dossier.updateMany({ where: { resolvedAt: null }, data: { officerId: null, version: { increment: 1 } } });
  await go('03-11 08:00', { mostAtOnce: 1 });
  // As a stop after the decision and before its rows leaves it.
  const decided = { decision, decidedAt: at('03-11 09:30'), decidedBy: 'person:lanh-dao', reason: 'x' };
  await database.prisma.reminderHold.updateMany({ data: decided });
  await go('03-11 10:00', { mostAtOnce: 1 });
  expect(await heard()).toHaveLength(messages);
  expect(await database.prisma.reminderItem.groupBy({ by: ['state'] })).toEqual([{ state: messages > 0 ? 'sent' : 'discarded' }]);
});

test('a date in the past at import: the newest of each ladder, once', async () => {
  const dossier = await received();
  const past = { dueBasis: 'imported', dueAt: at('01-20 17:00'), clockStartedAt: at('01-05 09:00'), version: { increment: 1 } };
  await database.prisma.dossier.update({ where: { id: dossier.id }, data: past });
  await go('03-09 10:00');
  expect((await heard()).map((line) => line.split(':')[0]).sort()).toEqual(['can-bo', 'lanh-dao', 'truong']);
  await go('03-09 16:00');
  expect(await heard()).toEqual([]);
});

test('a hand-over that is not confirmed: the receiving unit, then its head; confirmed, nobody', async () => {
  const dossier = await received();
  await person('dia-chinh', 'dia-chinh', 'officer');
  await handOver(desk, EVERYBODY, { code: dossier.code }, { toUnitId: 'dia-chinh' } as never);
  await go('03-10 08:00');
  expect((await heard())[0]).toMatch(/^dia-chinh: .*\n.*\n.*chưa được xác nhận/);
  desk.set('03-10 09:00');
  await confirmHandOver(desk, EVERYBODY, { code: dossier.code }, {} as never);
  await go('03-11 07:30');
  expect(await heard()).toEqual([]);
});

test('an opinion that is asked for: who is asked hears before it is late, then the officer and the one-stop head; answered, nobody', async () => {
  const dossier = await received();
  await person('dia-chinh', 'dia-chinh', 'officer');
  const asked = { askedOf: 'dia-chinh', question: 'Thửa đất có tranh chấp không?', term: { value: 2, unit: 'workingDays' as const } };
  await startConsultation(desk, EVERYBODY, { code: dossier.code }, asked);
  await startConsultation(desk, EVERYBODY, { code: dossier.code }, { ...asked, askedOf: 'Chi cục Thuế' });
  await go('03-10 08:00');
  expect((await heard())[0]).toMatch(/^dia-chinh: .*\n.*\n.*đang chờ đơn vị của anh\/chị cho ý kiến, hạn 11\/03\/2026/);
  await go('03-12 08:00');
  const said = await heard();
  expect(said.map((line) => line.split(':')[0]).sort()).toEqual(['can-bo', 'dia-chinh', 'lanh-dao']);
  expect(said.find((line) => line.startsWith('lanh-dao'))).toMatch(/ý kiến phối hợp đã quá hạn/);
  for (const { id } of await database.prisma.dossierConsultation.findMany({ where: { dossierId: dossier.id } })) {
    desk.set('03-12 09:00');
    await answerConsultation(desk, EVERYBODY, { code: dossier.code }, { consultationId: id, answer: 'Không' });
  }
  await go('03-13 07:59');
  expect(await database.prisma.reminderItem.count({ where: { closedAt: null } })).toBe(0);
});

test('papers that are not brought: the officer after ten working days, and when the time for them is over; brought, nobody', async () => {
  const dossier = await received();
  desk.set('03-10 09:00');
  const papers = { items: [{ name: 'Bản đồ', reason: 'Thiếu' }], reason: 'Thiếu giấy tờ', deadline: at('03-25 17:00') };
  await requestSupplement(desk, EVERYBODY, { code: dossier.code }, papers as never);
  await go('03-16 08:00');
  await go('03-23 16:00');
  expect(await heard()).toEqual([]);
  await go('03-24 08:00');
  expect((await heard())[0]).toMatch(/^can-bo: .*\n.*\n.*người nộp chưa bổ sung giấy tờ/);
  await go('03-26 08:00');
  expect((await heard())[0]).toMatch(/^can-bo: .*\n.*đã hết thời gian bổ sung giấy tờ \(25\/03\/2026/);
});

test('feedback: the day before, the day, then daily, to the unit; what is said of an official to its head alone; answered, silent', async () => {
  const given = { agencyId: 'xa', unitId: 'mot-cua', channel: 'web', locale: 'vi', place: null, latitude: null, longitude: null, dossierCode: null };
  const receive = (topic: 'information' | 'attitude') =>
    database.prisma.$transaction((tx) =>
      receiveFeedback(
        tx,
        { ...given, topic, text: 'Nguyễn Văn Thử hỏi', chat: null, contact: null, pictures: [], files: [] } as never,
        desk.calendar,
        at('03-09 09:15'),
      ),
    );
  const { code } = await receive('information');
  await go('03-10 08:00');
  const [text] = await heard();
  expect(text).toMatch(new RegExp(`^can-bo: .*\\n.*\\nGóp ý ${code}: còn 1 ngày làm việc`));
  expect(text).not.toContain('Thử');
  await go('03-11 08:00');
  expect(await heard()).toHaveLength(1);
  await go('03-12 08:00');
  expect((await heard()).map((line) => line.split(':')[0])).toEqual(['can-bo', 'truong']);
  desk.set('03-12 09:00');
  await handleFeedback(
    desk,
    SYSTEM_ACTOR,
    { code },
    { kind: 'classify', topic: 'information', place: null },
    { kind: 'answer', text: 'Xin trả lời.' },
  );
  await database.prisma.outbox.deleteMany();
  await receive('attitude');
  await go('03-20 08:00');
  expect((await heard()).map((line) => line.split(':')[0])).toEqual(['truong']);
});

test('thousands of lines for one person: one message that counts them all; stopped in the middle, nothing is said again', async () => {
  await database.prisma.$executeRaw`
    INSERT INTO reminder_item (kind, "subjectId", ladder, rule, version, slot, "personId", "agencyId", "unitId", field, at, "notBefore", urgent, first, said, state)
    SELECT 'test', g::text, 'due', 'due-3', 'x', 0, 'can-bo', 'xa', 'mot-cua', 'x', ${at('03-11 08:00')}, ${at('03-11 08:00')}, g <= 2, g <= 40,
      jsonb_build_object('code', 'H26.1-' || g, 'name', 'x', 'dueAt', '2026-03-16T10:00:00.000Z'), 'due' FROM generate_series(1, 2500) g`;
  const { composed } = (await go('03-11 08:00'))!;
  expect(composed).toMatchObject({ messages: 3, items: 2500 });
  const said = await heard();
  expect(said[0]).toMatch(/^can-bo: .*: 2498 việc\nMới:\n.*H26\.1-3 .*\nCòn 2483 việc khác/);
  expect(said.slice(1).map((line) => /H26\.1-\d+ /.exec(line)?.[0])).toEqual(['H26.1-1 ', 'H26.1-2 ']);
  expect(await database.prisma.reminderItem.count({ where: { kind: 'test', state: 'sent', toId: 'can-bo' } })).toBe(2500);
  // As a stop after the message and before its rows were closed leaves it.
  await database.prisma.reminderItem.updateMany({ where: { kind: 'test' }, data: { state: 'due', closedAt: null } });
  const { id: upTo } = await database.prisma.reminderItem.findFirstOrThrow({ where: { kind: 'test' }, orderBy: { id: 'desc' }, skip: 1 });
  const groups = [{ personId: 'can-bo', agencyId: 'xa', unitId: 'mot-cua', field: 'x' }];
  await database.prisma.reminderDigest.create({ data: { toId: 'can-bo', groups, upTo, at: at('03-11 08:00') } });
  // What came after it was not in the message.
  expect(await go('03-11 09:00')).toMatchObject({ composed: { messages: 1, items: 1 } });
  expect([
    (await heard())[0],
    await database.prisma.reminderItem.count({ where: { closedAt: null } }),
    await database.prisma.reminderDigest.count(),
  ]).toEqual([expect.stringMatching(/: 1 việc\n.*H26\.1-2500 /), 0, 0]);
});

test('a changed rule counts at once, with a reason; a seed does not bring the old one back', async () => {
  await received();
  const rule = { ladder: 'due' as const, days: -4, at: '09:00', to: ['officer' as const], urgent: false, enabled: true };
  const by = { actor: 'person:lanh-dao', at: at('03-09 10:00') };
  const change = { key: 'due-3', scope: { ...EVERYWHERE, agencyId: 'xa' }, content: rule, reason: 'Nhắc sớm hơn' };
  await expect(changeRule(database.prisma, { ...change, reason: ' ' }, by)).rejects.toThrow('reminderReasonMissing');
  await expect(changeRule(database.prisma, { ...change, key: 'x' }, by)).rejects.toThrow('reminderRuleUnknown');
  await expect(changeRule(database.prisma, { ...change, content: { ...rule, at: '25:00' } }, by)).rejects.toThrow('reminderRuleInvalid');
  await go('03-09 09:30');
  await changeRule(database.prisma, change, by);
  await seedRules(database.prisma, by.at);
  await go('03-10 09:00');
  expect((await heard())[0]).toMatch(/còn 4 ngày/);
  await changeRule(database.prisma, { ...change, content: null }, by);
});
