import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import type { Actor, Role } from '#src/staff/actor.ts';
import { testDatabase } from '#tests/support/database.ts';
import { type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { closeAnswered } from '../jobs.ts';
import type { Feedback } from '../model.ts';
import { addToFeedback, followFeedback, reopenFeedback } from './citizen.ts';
import { handleFeedback } from './handle.ts';
import { type Given, receiveFeedback } from './receive.ts';

let database: OpenDatabase;
let desk: TestDesk;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => {
  desk = testDesk(database);
});
afterAll(() => database.close());

const person = (role: Role, unitId: string | null): Actor => ({
  ...{ kind: 'person', id: `${role}-${unitId}`, name: 'x', locale: 'vi' },
  memberships: [{ agencyId: 'xa', unitId, role, field: null, standing: 'member' }],
});
const oneStop = person('oneStopOfficer', 'mot-cua');
const leader = person('leader', null);
const chat = { channel: 'web', conversationId: 'mine' };
const GIVEN: Given = {
  ...{ agencyId: 'xa', unitId: 'mot-cua', channel: 'web', locale: 'vi', topic: 'site', place: 'chợ', latitude: null, longitude: null },
  ...{ text: 'Ổ gà trước chợ, gọi tôi 0912345678', dossierCode: null, chat, pictures: [], files: [] },
  contact: { name: 'Nguyễn Văn Thử', phone: '0912345678', email: null, address: 'Tổ 3', consentVersion: '1' },
};
const receive = (more: Partial<Given> = {}): Promise<Feedback> =>
  database.prisma.$transaction((tx) => receiveFeedback(tx, { ...GIVEN, ...more }, desk.calendar, desk.clock.now()));
const told = async ({ code }: Feedback) =>
  (await database.prisma.outbox.findMany({ where: { subject: `feedback:${code}` }, orderBy: { id: 'asc' } })).map(
    ({ dedupeKey }) => dedupeKey?.split(':')[2],
  );
const world = () => ({ calendar: desk.calendar, now: desk.clock.now() });
const refused = (code: string) => expect.objectContaining({ code });

describe('from the first word to the last', () => {
  test('each step is told to whoever follows, with history, words and audit; personal numbers in the words are masked', async () => {
    const feedback = await receive();
    const row = await database.prisma.feedback.findUniqueOrThrow({ where: { id: feedback.id } });
    expect(row.text).toBe('Ổ gà trước chợ, gọi tôi ••••');
    const ref = { code: feedback.code };
    await handleFeedback(
      desk,
      oneStop,
      ref,
      { kind: 'classify', topic: 'site', place: 'chợ' },
      { kind: 'assign', unitId: 'kinh-te', officerId: null },
    );
    const officer = person('officer', 'kinh-te');
    await handleFeedback(desk, officer, ref, { kind: 'interim', text: 'Đang chờ vật tư.' });
    await database.prisma.$transaction((tx) => addToFeedback(tx, { chat }, feedback.code, 'Thêm một ổ nữa', world()));
    await handleFeedback(desk, officer, ref, { kind: 'answer', text: 'Đã vá xong.' });
    await database.prisma.$transaction((tx) => reopenFeedback(tx, { chat }, feedback.code, 'Vẫn còn', world()));
    await handleFeedback(desk, officer, ref, { kind: 'answer', text: 'Đã vá nốt.' });
    desk.set('04-20 08:00');
    expect(await closeAnswered(desk, 'Hết hạn.')).toBe(1);
    expect(await told(feedback)).toEqual(['assigned', 'interim', 'answered', 'answered', 'closed']);
    const events = await database.prisma.feedbackEvent.findMany({ where: { feedbackId: feedback.id }, orderBy: { id: 'asc' } });
    expect(events.map(({ kind }) => kind)).toEqual([
      ...['received', 'classified', 'assigned', 'interim', 'added', 'answered', 'reopened', 'answered', 'closed'],
    ]);
    await expect(database.prisma.feedbackEvent.deleteMany({ where: { feedbackId: feedback.id } })).rejects.toThrow();
    const audit = await database.prisma.auditEvent.findMany({ where: { subject: `feedback:${feedback.code}` } });
    expect(audit).toHaveLength(events.length);
    expect(JSON.stringify(audit.map(({ details, subject }) => ({ details, subject })))).not.toMatch(/Thử|0912345678|Ổ gà|vá/);
  });

  test('words added after the answer are told to whoever is in charge, once until somebody acts; of conduct to heads alone', async () => {
    const member = (id: string, role: string, unitId: string | null) =>
      database.prisma.person.create({
        data: {
          ...{ id, name: id, createdAt: desk.clock.now() },
          memberships: { create: [{ agencyId: 'xa', unitId, role, validFrom: '2026-01-01' }] },
        },
      });
    await member('thu-ly', 'officer', 'kinh-te');
    await member('truong', 'unitHead', 'kinh-te');
    for (const personId of ['thu-ly', 'truong'])
      await database.prisma.personChat.create({ data: { channel: 'web', chatId: `chat-${personId}`, personId, pairedAt: desk.clock.now() } });
    const answered = async (given: Partial<Given>) => {
      const feedback = await receive(given);
      const { topic } = feedback;
      await handleFeedback(
        ...([desk, leader, { code: feedback.code }] as const),
        { kind: 'classify', topic, place: null },
        { kind: 'assign', unitId: 'kinh-te', officerId: 'thu-ly' },
      );
      await add(feedback, 'trước khi trả lời');
      await handleFeedback(desk, leader, { code: feedback.code }, { kind: 'answer', text: 'Đã xong.' });
      return feedback;
    };
    const add = ({ code }: Feedback, text: string) => database.prisma.$transaction((tx) => addToFeedback(tx, { chat }, code, text, world()));
    const heard = async ({ code }: Feedback) =>
      (await database.prisma.outbox.findMany({ where: { subject: `feedback:${code}`, chat: { startsWith: 'chat-' } }, orderBy: { id: 'asc' } })).map(
        (row) => [row.chat, JSON.stringify(row.reply)] as const,
      );
    const feedback = await answered({});
    expect(await heard(feedback)).toEqual([]);
    await add(feedback, 'Vẫn còn một chỗ');
    await add(feedback, 'và một chỗ nữa');
    expect(await heard(feedback)).toEqual([['chat-thu-ly', expect.stringContaining(feedback.code)]]);
    expect(JSON.stringify(await heard(feedback))).not.toContain('một chỗ');
    await handleFeedback(desk, leader, { code: feedback.code }, { kind: 'answer', text: 'Đã xong nốt.' });
    await add(feedback, 'Cảm ơn');
    expect(await heard(feedback)).toHaveLength(2);
    const conduct = await answered({ topic: 'attitude' });
    await add(conduct, 'hôm sau vẫn vậy');
    expect((await heard(conduct)).map(([to]) => to)).toEqual(['chat-truong']);
    await database.prisma.personChat.deleteMany();
    await database.prisma.membership.deleteMany();
  });

  test('a stranger adds nothing; a follower hears, and may not reopen', async () => {
    const feedback = await receive();
    const other = { channel: 'web', conversationId: 'other' };
    const add = (who: typeof chat) => database.prisma.$transaction((tx) => addToFeedback(tx, { chat: who }, feedback.code, 'x', world()));
    await expect(add(other)).rejects.toEqual(refused('feedbackNotFound'));
    await database.prisma.$transaction((tx) => followFeedback(tx, other, feedback.code, desk.clock.now()));
    await expect(add(other)).rejects.toEqual(refused('feedbackNotFound'));
    await handleFeedback(desk, oneStop, { code: feedback.code }, { kind: 'classify', topic: 'rule', place: null });
    expect(await told(feedback)).toEqual(['classified', 'classified']);
    // The citizen can say more at once; whoever only follows never reads the code, by which a stranger could.
    const notices = await database.prisma.outbox.findMany({ where: { subject: `feedback:${feedback.code}` } });
    const toldTo = (id: string) => JSON.stringify(notices.filter((notice) => notice.chat === id).map((notice) => notice.reply));
    expect(toldTo('mine')).toContain(`#a:${feedback.code}`);
    expect(toldTo('other')).toMatch(/heading/);
    expect(toldTo('other')).not.toContain(feedback.code);
    await database.prisma.feedbackFollower.deleteMany({ where: other });
    await handleFeedback(desk, oneStop, { code: feedback.code }, { kind: 'refuse', text: 'Không thuộc phạm vi.' });
    expect(await told(feedback)).toEqual(['classified', 'classified', 'refused']);
  });

  test('of two officers at once the second is refused, and nothing half done stays', async () => {
    const feedback = await receive();
    const ref = { code: feedback.code, version: 1 };
    await handleFeedback(desk, oneStop, ref, { kind: 'classify', topic: 'rule', place: null });
    await expect(handleFeedback(desk, oneStop, ref, { kind: 'refuse', text: 'x' })).rejects.toEqual(refused('feedbackChanged'));
    const half = handleFeedback(
      desk,
      oneStop,
      { code: feedback.code },
      { kind: 'refuse', text: 'x' },
      { kind: 'classify', topic: 'site', place: null },
    );
    await expect(half).rejects.toEqual(refused('feedbackWrongState'));
    expect((await database.prisma.feedback.findUniqueOrThrow({ where: { code: feedback.code } })).state).toBe('classified');
  });

  test('what is said of an official is for heads and leaders alone', async () => {
    const feedback = await receive({ topic: 'attitude' });
    const classify = { kind: 'classify', topic: 'attitude', place: null } as const;
    await expect(handleFeedback(desk, oneStop, { code: feedback.code }, classify)).rejects.toEqual(refused('feedbackNotAllowed'));
    await handleFeedback(desk, leader, { code: feedback.code }, classify);
  });

  test('what repeats another takes its followers there; what should not have been taken in is erased by one act', async () => {
    const [first, second, third] = [
      await receive(),
      await receive({ chat: { ...chat, conversationId: 'second' } }),
      await receive({ text: 'Tố cáo ông X' }),
    ];
    const joined = await handleFeedback(desk, oneStop, { code: second.code }, { kind: 'join', sameAs: first.id });
    expect(joined).toMatchObject({ state: 'closed', sameAs: first.id });
    expect(await database.prisma.feedbackFollower.count({ where: { feedbackId: first.id } })).toBe(2);
    await database.prisma.$transaction((tx) => addToFeedback(tx, { chat }, third.code, 'ông X nhận tiền', world()));
    await handleFeedback(desk, oneStop, { code: third.code }, { kind: 'purge' });
    const kept = await database.prisma.feedback.findUniqueOrThrow({
      where: { id: third.id },
      include: { messages: true, contact: true, files: true },
    });
    expect(kept).toMatchObject({ text: '', place: null, state: 'notAccepted', messages: [], contact: null, files: [] });
    expect(await told(third)).toEqual(['purged']);
  });
});
