import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newState } from '#src/conversation/state.ts';
import { officeFrom } from '#src/directory/directory.ts';
import { type HeldAssistant, holdAssistant } from '#src/heldAssistant.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import { nameOf } from '#src/procedures/present.ts';
import { seedCatalogue } from '#src/procedures/seed.ts';
import { readersHere } from '#src/reading/here.ts';
import type { Readers } from '#src/reading/reader.ts';
import { renderPlain } from '#src/text/plain.ts';
import { realDirectory, realFiles, realLanguage } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { NOW, settableClock } from '#tests/support/staff.ts';
import { readEdit, readInForce } from '../edits.ts';
import type { Typed } from '../fields.ts';
import type { CatalogueDesk, Writer } from './desk.ts';
import { dropEdit } from './drop.ts';
import { publishDue, publishEdit, rollBack, unscheduleEdit } from './publish.ts';
import { commentOnEdit, followInForce, saveEdit, submitEdit } from './write.ts';

const BIRTH = '1.001193';
const MARRIAGE = '1.000894';
const clock = settableClock(NOW);
const say = sayIn('vi');
let database: OpenDatabase;
let desk: CatalogueDesk;
let held: HeldAssistant;
const editor: Writer = { id: 'an', may: (action) => action === 'catalogue.edit' };
const publisher: Writer = { id: 'binh', may: () => true };
const refusedWith = (code: string) => expect.objectContaining({ code });
const catalogue = () => held.current().catalogue;
/** How often the words of a catalogue were read. */
let prepared = 0;

beforeAll(async () => {
  database = await testDatabase();
  desk = { database: database.prisma, clock };
  const files = realFiles();
  const kept = files.procedures.filter(({ content }) => [BIRTH, MARRIAGE].includes(content.code));
  await seedCatalogue(database.prisma, { ...files, procedures: kept, publications: [], succession: [] }, NOW);
  const here = readersHere(realLanguage());
  const readers: Readers = {
    ...here,
    over: (...words) => {
      prepared++;
      return here.over(...words);
    },
  };
  held = await holdAssistant(database, { office: officeFrom(realDirectory()), language: realLanguage(), readers, desk: { clock } }, (error) => {
    throw error;
  });
  await held.ready;
});
afterAll(async () => {
  await held.stop();
  await database.close();
});

/** Types something over what there is, gives it to review, and publishes it. */
async function change(code: string, typed: Typed, options: { at?: Date | null } = {}): Promise<number | null> {
  const edit = await readEdit(database.prisma, code);
  await saveEdit(desk, editor, code, { ...edit.typed, ...typed }, edit.revision);
  await submitEdit(desk, editor, code, 'Nghị quyết mới');
  return publishEdit(desk, publisher, code, { catalogue: catalogue(), ...options });
}
const stepOf = async (message: string) => {
  const assistant = held.current();
  return assistant.answer(newState(), message, 'vi', await assistant.read(message, null));
};
const answer = async (message: string) => (await stepOf(message)).replies.map((reply) => renderPlain(reply, '')).join('\n');

test('a fee is typed, reviewed by a second person, published, and answered with', async () => {
  const before = held.current();
  const number = await change(BIRTH, { 'fees.0.amount': '12.345 đồng', 'fee.flag': 'published' });
  expect(number).toBe(2);
  expect(await answer('lệ phí đăng ký khai sinh')).not.toContain('12.345');
  await held.refresh();
  expect(await answer('lệ phí đăng ký khai sinh')).toContain('12.345 đồng');
  // Not a word by which it is found has changed: the index serves again.
  expect(prepared).toBe(1);
  expect(catalogue().procedures.get(MARRIAGE)?.documents).toBe(before.catalogue.procedures.get(MARRIAGE)?.documents);
  const version = await database.prisma.procedureVersion.findUniqueOrThrow({ where: { code_number: { code: BIRTH, number: 2 } } });
  expect(version).toMatchObject({ origin: 'admin', author: 'an', approver: 'binh', reason: 'Nghị quyết mới' });
  expect(await database.prisma.procedureEdit.count()).toBe(0);
});

test('a new name makes a new index, and what is asked meanwhile is answered by the old one', async () => {
  await change(MARRIAGE, { name: 'Thủ tục đăng ký kết hôn tại nhà' });
  const before = held.current();
  const refreshing = held.refresh();
  expect(held.current()).toBe(before);
  await refreshing;
  expect(held.current().read).not.toBe(before.read);
  expect(await answer('đăng ký kết hôn tại nhà')).toContain('kết hôn tại nhà');
});

describe('who may not', () => {
  test('the author does not approve, an editor does not publish, nobody publishes what was not given to review', async () => {
    const edit = await readEdit(database.prisma, BIRTH);
    await saveEdit(desk, publisher, BIRTH, { ...edit.typed, applicants: 'Mọi người' }, 0);
    await expect(publishEdit(desk, publisher, BIRTH, { catalogue: catalogue() })).rejects.toEqual(refusedWith('editNotInReview'));
    await submitEdit(desk, publisher, BIRTH, 'Rõ hơn');
    await expect(publishEdit(desk, publisher, BIRTH, { catalogue: catalogue() })).rejects.toEqual(refusedWith('editOwn'));
    await expect(publishEdit(desk, editor, BIRTH, { catalogue: catalogue() })).rejects.toEqual(refusedWith('notAllowed'));
    await dropEdit(desk, editor, BIRTH);
  });

  test('who saves over somebody is told what they typed', async () => {
    const { typed } = await readEdit(database.prisma, BIRTH);
    await saveEdit(desk, editor, BIRTH, { ...typed, applicants: 'Của An' }, 0);
    await expect(saveEdit(desk, publisher, BIRTH, { ...typed, applicants: 'Của Bình' }, 0)).rejects.toMatchObject({
      code: 'editedMeanwhile',
      by: 'an',
      revision: 1,
      theirs: { applicants: 'Của An' },
    });
    expect(await saveEdit(desk, publisher, BIRTH, { ...typed, applicants: 'Của Bình' }, 1)).toBe(2);
    expect((await readEdit(database.prisma, BIRTH)).authors).toEqual(['an', 'binh']);
    await dropEdit(desk, editor, BIRTH);
  });
});

test.each([
  ['a part of the decree that is lost', { 'results.0': '' }, { field: 'results', code: 'partLost' }],
  ['a text that the register does not know', { 'legalBasis.0': '9999/2026/NĐ-CP' }, { field: 'legalBasis.0', code: 'legalUnknown' }],
  ['a successor that is none', { successor: '9.999999' }, { field: 'successor', code: 'successorUnknown' }],
  ['a last day that is past', { lastDay: '2026-11-21' }, { field: 'lastDay', code: 'dayPast' }],
  ['a title by which people mean another', { name: 'Đăng ký kết hôn' }, { field: 'name', code: 'nameIsAlias' }],
])('refused with its place: %s', async (_what, typed: Typed, remark) => {
  await expect(change(BIRTH, typed)).rejects.toMatchObject({ code: 'publicationRefused', remarks: [expect.objectContaining(remark)] });
  await dropEdit(desk, editor, BIRTH);
});

test('a publication waits for its time, a procedure ends after its last day, and an earlier text comes back as a new version', async () => {
  const at = new Date(NOW.getTime() + 3_600_000);
  expect(await change(BIRTH, { applicants: 'Cha, mẹ', lastDay: '2026-11-22', successor: MARRIAGE }, { at })).toBeNull();
  expect(await publishDue(desk, catalogue(), say)).toBe(0);
  await expect(saveEdit(desk, editor, BIRTH, {}, 1)).rejects.toEqual(refusedWith('editScheduled'));
  const other = await holdAssistant(
    database,
    { office: officeFrom(realDirectory()), language: realLanguage(), readers: readersHere(realLanguage()), desk: { clock } },
    (error) => {
      throw error;
    },
  );
  /** The job of two instances, each with the catalogue that it holds. */
  const bothRun = async () => {
    const counts = await Promise.all([held, other].map((each) => publishDue(desk, each.current().catalogue, say)));
    return counts[0]! + counts[1]!;
  };
  clock.set(at);
  expect(await bothRun()).toBe(1);
  await Promise.all([held.refresh(), other.refresh()]);
  for (const each of [held, other])
    expect(each.current().catalogue.procedures.get(BIRTH)).toMatchObject({ applicants: 'Cha, mẹ', levelNow: 'commune' });
  expect((await stepOf('lệ phí đăng ký khai sinh')).state.topic).toBe(BIRTH);

  clock.set(new Date('2026-11-23T00:01:00+07:00'));
  expect(await bothRun()).toBe(1);
  await Promise.all([held.refresh(), other.refresh()]);
  expect(await bothRun()).toBe(0);
  await other.stop();
  expect(catalogue().procedures.get(BIRTH)?.levelNow).toBeUndefined();
  expect(held.current().show(catalogue().procedures.get(BIRTH)!, [], 'vi').blocks).not.toEqual([]);
  // Whoever asks for it gets what took its place, with a word about it, and goes on asking about that.
  const step = await stepOf('lệ phí đăng ký khai sinh');
  expect(step.state.topic).toBe(MARRIAGE);
  const [first] = step.replies;
  const { name, code } = { name: nameOf(catalogue().procedures.get(BIRTH)!), code: BIRTH };
  expect(renderPlain(first!, '')).toContain(say('procedure.succeeded', { name, code, date: '22/11/2026' }));
  expect(renderPlain(first!, '')).toContain(MARRIAGE);

  const number = await rollBack(desk, publisher, BIRTH, 2, 'Kết thúc nhầm');
  await held.refresh();
  expect(catalogue().procedures.get(BIRTH)).toMatchObject({ levelNow: 'commune', version: number });
  await expect(rollBack(desk, publisher, BIRTH, 2, 'Lần nữa')).rejects.toEqual(refusedWith('editNothing'));
});

test('what was published meanwhile is followed where nobody typed, and said where somebody did', async () => {
  const { typed } = await readEdit(database.prisma, BIRTH);
  await saveEdit(desk, editor, BIRTH, { ...typed, applicants: 'Người thân' }, 0);
  await rollBack(desk, publisher, BIRTH, 1, 'Lệ phí cũ');
  await submitEdit(desk, editor, BIRTH, 'Rõ hơn');
  await held.refresh();
  await expect(publishEdit(desk, publisher, BIRTH, { catalogue: catalogue() })).rejects.toEqual(refusedWith('editOutdated'));
  await followInForce(desk, editor, BIRTH);
  const edit = await readEdit(database.prisma, BIRTH);
  expect(edit.typed).toMatchObject({ applicants: 'Người thân', 'fees.0.amount': 'Miễn phí' });
  expect(edit.baseVersion).toBe((await readInForce(database.prisma, BIRTH))?.number);
});

test('a reviewer gives it back with a word, and the word stays with the version', async () => {
  await submitEdit(desk, editor, BIRTH, 'Rõ hơn');
  await commentOnEdit(desk, publisher, BIRTH, 'Xin nêu nguồn.', true);
  expect((await readEdit(database.prisma, BIRTH)).state).toBe('draft');
  await submitEdit(desk, editor, BIRTH, 'Rõ hơn, có nguồn');
  const number = await publishEdit(desk, publisher, BIRTH, { catalogue: catalogue() });
  expect(await database.prisma.editComment.findMany({ where: { code: BIRTH } })).toMatchObject([
    { version: number, by: 'binh', text: 'Xin nêu nguồn.' },
  ]);
});

test('the reason of whoever publishes stands with the version, and the author\u2019s beside it', async () => {
  const { typed, revision } = await readEdit(database.prisma, MARRIAGE);
  await saveEdit(desk, editor, MARRIAGE, { ...typed, applicants: 'Hai bên nam nữ' }, revision);
  await submitEdit(desk, editor, MARRIAGE, 'Lý do của người soạn');
  const later = { catalogue: catalogue(), reason: 'Lý do của người duyệt', at: new Date(clock.now().getTime() + 3_600_000) };
  await publishEdit(desk, publisher, MARRIAGE, later);
  // Taken back, it has the author's reason again, and no remark about it.
  await unscheduleEdit(desk, publisher, MARRIAGE);
  expect((await readEdit(database.prisma, MARRIAGE)).reason).toBe('Lý do của người soạn');
  expect(await database.prisma.editComment.count({ where: { code: MARRIAGE, version: null } })).toBe(0);
  const number = await publishEdit(desk, publisher, MARRIAGE, { ...later, at: null });
  const version = await database.prisma.procedureVersion.findUniqueOrThrow({ where: { code_number: { code: MARRIAGE, number: number! } } });
  expect(version.reason).toBe('Lý do của người duyệt');
  expect(await database.prisma.editComment.findMany({ where: { code: MARRIAGE, version: number } })).toMatchObject([
    { by: 'an', text: 'Lý do của người soạn' },
  ]);
});
