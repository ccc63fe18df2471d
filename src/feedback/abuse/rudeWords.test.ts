import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { realLanguage } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { member, settableClock } from '#tests/support/staff.ts';
import { changeRudeWord } from './changeRude.ts';
import { holdRudeWords } from './heldRude.ts';
import { createRudeReader, rudeAs, rudeFinder, rudeInForce } from './rudeWords.ts';

const { analyse, feedback } = realLanguage();
const find = rudeFinder(feedback.rude, analyse);
const found = (text: string) => find(analyse(text).words);
const actor: PersonActor = { kind: 'person', id: 'editor', name: 'Biên tập', locale: 'vi', memberships: [member('editor')] };
let database: OpenDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterEach(() => rudeAs([]));
afterAll(() => database.close());

test.each([
  ['đồ ngu, làm ăn kiểu gì', ['đồ ngu']],
  ['DO NGU lam an kieu gi', ['đồ ngu']],
  ['đéo hiểu nổi', ['đéo']],
  ['Tôi đi lên xã ba lần', []],
  ['toi di len xa ba lan, giay to du ca, deo the day du', []],
  ['du lịch xã mình đủ thứ, đeo khẩu trang', []],
])('rude words in "%s"', (text, words) => {
  expect(found(text)).toEqual(words);
});

test('the authority adds words and takes ours out, whatever the capitals and spaces', () => {
  const own = [
    { text: 'Đồ  ăn hại', rude: true },
    { text: 'ĐỒ NGU', rude: false },
    { text: 'đĩ', rude: true },
  ];
  expect(rudeInForce(['đồ ngu', 'đĩ'], own)).toEqual(['đĩ', 'đồ ăn hại']);
});

test('a change counts for the next message in every process, and is undone; the audit log holds no word', async () => {
  const staff = { database: database.prisma, clock: settableClock() };
  const reader = createRudeReader(feedback.rude, analyse);
  const now = (text: string) => reader(analyse(text).words);
  const held = await holdRudeWords(database, (error) => {
    throw error;
  });
  const heard = async (text: string, words: string[]) => {
    if (database.kind === 'embedded') await held.refresh();
    await vi.waitFor(() => expect(now(text)).toEqual(words), { timeout: 20_000, interval: 10 });
  };
  expect(now('mấy ông ăn hại')).toEqual([]);
  await changeRudeWord(staff, actor, ' Ăn  hại ', true);
  await heard('may ong an hai', ['ăn hại']);
  await changeRudeWord(staff, actor, 'ăn hại', false);
  await heard('mấy ông ăn hại', []);
  await changeRudeWord(staff, actor, 'khốn nạn', false);
  await heard('khốn nạn thật', []);
  await changeRudeWord(staff, actor, 'khốn nạn', true);
  await heard('khốn nạn thật', ['khốn nạn']);
  await expect(changeRudeWord(staff, actor, ' !! ', true)).rejects.toMatchObject({ code: 'rudeWordEmpty' });
  await expect(changeRudeWord(staff, actor, 'một câu dài quá sáu tiếng rồi', true)).rejects.toMatchObject({ code: 'rudeWordLong' });
  const officer = { ...actor, memberships: [member('officer')] };
  await expect(changeRudeWord(staff, officer, 'x', true)).rejects.toMatchObject({ code: 'notAllowed' });
  const audit = await database.prisma.auditEvent.findMany({ where: { subject: { startsWith: 'rudeWord:' } } });
  expect([audit.length, JSON.stringify(audit.map(({ details, subject }) => [details, subject])).includes('khốn')]).toEqual([4, false]);
  await held.stop();
});
