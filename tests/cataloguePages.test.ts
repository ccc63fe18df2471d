import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatXlsx, parseXlsx } from '#src/platform/sheets/xlsx.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { Staff } from '#src/staff/staff.ts';
import { realFiles } from './support/assistant.ts';
import { formOf, formsIn } from './support/formOf.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock();
const BIRTH = '1.001193';
const MARRIAGE = '1.000894';
const at = (code: string) => `/quan-tri/thu-tuc/${code}`;
let web: TestWeb;
let staff: Staff;
let editorId: string;

beforeAll(async () => {
  const files = realFiles();
  const procedures = files.procedures.filter(({ content }) => [BIRTH, MARRIAGE].includes(content.code));
  web = await testWeb({ clock, files: { ...files, procedures, publications: [], succession: [] } });
  staff = { database: web.database.prisma, clock };
  editorId = (await account(staff, 'soan', member('editor'))).id;
  await account(staff, 'soan2', member('editor'));
  await account(staff, 'duyet', member('publisher'));
  await account(staff, 'motcua', member('oneStopOfficer'));
});
afterAll(() => web.close());

const inside = new Map<string, ReturnType<typeof visitor>>();
/** Somebody at work; `fresh` with a session of their own, where the others must not lose theirs. */
async function signedIn(username: string, fresh = false) {
  const held = fresh ? undefined : inside.get(username);
  if (held) return held;
  const person = visitor(web.url);
  if (!fresh) inside.set(username, person);
  await person.see('/dang-nhap');
  expect((await person.send('/dang-nhap', { username, password: PASSWORD })).path).toBe('/can-bo');
  return person;
}
type Person = Awaited<ReturnType<typeof signedIn>>;

/** Opens the form, types something over it and presses a button. */
async function type(person: Person, code: string, typed: Record<string, string | string[]>, act: string) {
  const page = await person.see(at(code));
  return person.send(at(code), { ...formOf(page.text, 'edit'), ...typed, do: act });
}
const ask = async (text: string): Promise<string> => {
  const answer = await fetch(`${web.url}/api/v1/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ conversation: `c${Math.random().toString(36).slice(2)}`, text }),
  });
  return JSON.stringify(await answer.json());
};
/** The form of words as it stands on its page. */
const typedWords = (text: string) => formsIn(text).find(({ action }) => action.endsWith('/tu-ngu'))!.fields;
const drop = (code: string) => web.database.prisma.procedureEdit.deleteMany({ where: { code } });

test('a fee is corrected, reviewed by another person and published, and the assistant answers with it', async () => {
  const editor = await signedIn('soan');
  expect((await editor.see('/can-bo')).text).toContain(say('staff.nav.catalogue'));
  const list = await editor.see('/quan-tri/thu-tuc?q=khai+sinh');
  expect(list.text).toContain(at(BIRTH));
  const sent = await type(editor, BIRTH, { 'fees.0.amount': '11.000 đồng/bản', 'fee.flag': 'published', reason: 'Nghị quyết mới' }, 'review');
  expect([sent.path, sent.status]).toEqual([`${at(BIRTH)}/duyet`, 200]);
  expect(sent.text).toContain(say('catalogueEditing.needsSecond'));
  const own = await editor.send(`${at(BIRTH)}/duyet`, { do: 'publish' });
  expect(own.status).toBe(403);

  const publisher = await signedIn('duyet');
  const review = await publisher.see(`${at(BIRTH)}/duyet`);
  expect(review.text).toContain('<del>Miễn phí</del>');
  expect(review.text).toContain('<ins>11.000 đồng/bản</ins>');
  expect(await ask('lệ phí đăng ký khai sinh')).not.toContain('11.000');
  const published = await publisher.send(`${at(BIRTH)}/duyet`, { do: 'publish' });
  expect(published.text).toContain(say('catalogueEditing.done.published', { number: 2 }));
  expect(await ask('lệ phí đăng ký khai sinh')).toContain('11.000 đồng/bản');

  const back = await publisher.send(`${at(BIRTH)}/lich-su`, { to: '1' });
  expect(back.text).toContain(say('catalogueEditing.done.rolledBack', { to: 1, number: 3 }));
  expect(await ask('lệ phí đăng ký khai sinh')).not.toContain('11.000');
});

test('a page is light on the line: the form with all its papers and texts', async () => {
  const { headers, text } = await (await signedIn('soan')).see(at(BIRTH));
  expect(formOf(text, 'edit')['documents.20.name']).toBeDefined();
  expect(Number(headers.get('content-length'))).toBeLessThan(30_000);
});

test('rows are added and removed without a script, and nothing is kept by that', async () => {
  const editor = await signedIn('soan');
  const more = await type(editor, BIRTH, { 'steps.0': 'Nộp hồ sơ' }, 'add:steps');
  expect(more.text).toContain('name="steps.1"');
  const fields = formOf(more.text, 'edit');
  expect(fields['steps.0']).toBe('Nộp hồ sơ');
  const fewer = await editor.send(at(BIRTH), { ...fields, 'steps.1': 'Nhận kết quả', do: 'remove:steps:0' });
  expect(formOf(fewer.text, 'edit')['steps.0']).toBe('Nhận kết quả');
  expect(await web.database.prisma.procedureEdit.count()).toBe(0);
});

test('a draft keeps itself and is there again; the preview is what each channel would say', async () => {
  const editor = await signedIn('soan');
  const part = await type(editor, MARRIAGE, { 'results.0': 'Giấy chứng nhận kết hôn mới', section: 'result' }, 'autosave');
  expect(part.text).toMatch(/^<div data-revision="1">/);
  expect(part.text.match(/Giấy chứng nhận kết hôn mới/g)?.length).toBeGreaterThanOrEqual(3);
  const again = await (await signedIn('soan2')).see(at(MARRIAGE));
  expect(formOf(again.text, 'edit')['results.0']).toBe('Giấy chứng nhận kết hôn mới');
  expect(again.text).toContain(say('catalogueEditing.others', { names: 'Người soan' }));
  await drop(MARRIAGE);
});

describe('what goes wrong loses nothing', () => {
  test('two editors of one draft', async () => {
    const [one, two] = [await signedIn('soan'), await signedIn('soan2')];
    const page = formOf((await two.see(at(BIRTH))).text, 'edit');
    await type(one, BIRTH, { applicants: 'Theo người thứ nhất' }, 'save');
    const told = await two.send(at(BIRTH), { ...page, applicants: 'Theo người thứ hai', do: 'save' });
    expect(told.status).toBe(409);
    expect(told.text).toContain('Theo người thứ nhất');
    expect(formOf(told.text, 'edit')['applicants']).toBe('Theo người thứ hai');
    const kept = await two.send(at(BIRTH), { ...formOf(told.text, 'edit'), do: 'save' });
    expect(formOf(kept.text, 'edit')['applicants']).toBe('Theo người thứ hai');
    await drop(BIRTH);
  });

  test('a session that ended: the form waits for signing in, whoever signs in with it', async () => {
    const editor = await signedIn('soan', true);
    const page = formOf((await editor.see(at(BIRTH))).text, 'edit');
    for (const name of [...editor.cookies.keys()].filter((each) => each.includes('session'))) editor.cookies.delete(name);
    const asked = await editor.send(at(BIRTH), { ...page, applicants: 'Vừa nhập, “chưa lưu”', do: 'save' });
    expect(asked.status).toBe(401);
    expect(asked.text).toContain(say('staff.signIn.keptTyped'));
    const [, resume = ''] = /name="resume" value="([^"]*)"/.exec(asked.text) ?? [];
    const wrong = await editor.send('/dang-nhap', { username: 'soan', password: 'không phải', resume });
    expect(wrong.text).toContain('name="resume"');
    const back = await editor.send('/dang-nhap', { username: 'soan', password: PASSWORD, resume });
    expect(back.text).toContain('Vừa nhập, “chưa lưu”');
    expect(await web.database.prisma.procedureEdit.count()).toBe(0);
    const saved = await editor.send(at(BIRTH), formOf(back.text, 'kept'));
    expect(saved.text).toContain(say('catalogueEditing.done.saved'));
    expect(formOf((await editor.see(at(BIRTH))).text, 'edit')['applicants']).toBe('Vừa nhập, “chưa lưu”');
    await drop(BIRTH);
  });

  test('a role taken away while working', async () => {
    const editor = await signedIn('soan');
    const page = formOf((await editor.see(at(BIRTH))).text, 'edit');
    const membership = { personId: editorId };
    const held = await web.database.prisma.membership.findFirstOrThrow({ where: membership });
    await web.database.prisma.membership.delete({ where: { id: held.id } });
    const lost = await editor.send(at(BIRTH), { ...page, applicants: 'Đang nhập dở', do: 'save' });
    expect(lost.status).toBe(403);
    expect(lost.text).toContain('Đang nhập dở');
    expect(await web.database.prisma.procedureEdit.count()).toBe(0);
    await web.database.prisma.membership.create({ data: held });
  });

  test('a field of 40,000 characters and text from Word', async () => {
    const editor = await signedIn('soan');
    const long = 'ạ'.repeat(40_000);
    const refused = await type(editor, BIRTH, { 'steps.0': long, reason: 'Dài' }, 'review');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(say('staff.fault.tooLong'));
    expect(formOf(refused.text, 'edit')['steps.0']).toBe(long);
    await drop(BIRTH);
    const word = '<p class=MsoNormal><b>Tờ khai</b>&nbsp;theo mẫu<o:p></o:p></p>';
    const review = await type(editor, BIRTH, { 'results.0': word, reason: 'Rõ hơn' }, 'review');
    expect(review.text).toContain('<ins>Tờ khai theo mẫu</ins>');
    await drop(BIRTH);
  });

  test('a publication that would break a rule is refused with the place', async () => {
    const editor = await signedIn('soan');
    await type(editor, BIRTH, { 'legalBasis.0': '9999/2026/NĐ-CP', reason: 'Thử' }, 'review');
    const publisher = await signedIn('duyet');
    await publisher.see(`${at(BIRTH)}/duyet`);
    const refused = await publisher.send(`${at(BIRTH)}/duyet`, { do: 'publish' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(say('catalogueEditing.remark.legalUnknown', { number: '9999/2026/NĐ-CP' }));
    expect(refused.text).toContain(`href="${at(BIRTH)}#legalBasis.0"`);
    const returned = await publisher.send(`${at(BIRTH)}/duyet`, { do: 'back', back: 'Sai số hiệu.' });
    expect(returned.text).toContain('Sai số hiệu.');
    await drop(BIRTH);
  });
});

test('scripts in every field stay text, on every page that shows them', async () => {
  const editor = await signedIn('soan');
  const page = formOf((await editor.see(at(MARRIAGE))).text, 'edit');
  const evil = '"><img src=x onerror=alert(1)><svg/onload=alert(2)>';
  const typed = Object.fromEntries(
    Object.entries(page)
      .filter(([name]) =>
        /^(name|field|applicants|agency|decision|valuesAsOf|term\.(text|note)|(steps|results|fees|documents|sources|legalBasis)\.)/.test(name),
      )
      .map(([name]) => [name, /originals|copies/.test(name) ? '1' : evil]),
  );
  const saved = await editor.send(at(MARRIAGE), { ...page, ...typed, 'fee.flag': 'published', reason: evil, do: 'review' });
  for (const path of [at(MARRIAGE), `${at(MARRIAGE)}/duyet`, '/quan-tri/thu-tuc?stand=review']) {
    const shown = await editor.see(path);
    expect(shown.text, path).not.toMatch(/<img src=x|<svg\/onload/);
  }
  expect(saved.text).not.toMatch(/<img src=x|<svg\/onload/);
  await drop(MARRIAGE);
});

test('a forged form changes nothing, and who may not see the pages is told so', async () => {
  const editor = await signedIn('soan', true);
  const page = formOf((await editor.see(at(BIRTH))).text, 'edit');
  const forged = await editor.send(at(BIRTH), { ...page, form: 'not-ours', applicants: 'Giả', do: 'save' });
  expect(forged.status).toBe(403);
  editor.cookies.delete('mot-cua.form');
  expect((await editor.send(at(BIRTH), { ...page, do: 'save' })).status).toBe(403);
  expect(await web.database.prisma.procedureEdit.count()).toBe(0);
  const officer = await signedIn('motcua');
  for (const path of ['/quan-tri/thu-tuc', at(BIRTH), `${at(BIRTH)}/duyet`, `${at(BIRTH)}/lich-su`, '/quan-tri/thu-tuc/moi'])
    expect((await officer.see(path)).status, path).toBe(403);
  expect((await visitor(web.url).see(at(BIRTH))).path).toContain('/dang-nhap');
});

test('several at once: given to review, published, and what could not be is said', async () => {
  const editor = await signedIn('soan');
  for (const code of [BIRTH, MARRIAGE]) await type(editor, code, { applicants: `Người dân ${code}` }, 'save');
  await editor.see('/quan-tri/thu-tuc');
  const sent = await editor.send('/quan-tri/thu-tuc/nhieu', { code: [BIRTH, MARRIAGE], reason: 'Rà soát năm', do: 'review' });
  expect(sent.text).toContain(say('catalogueEditing.bulk.done.review', { count: 2 }));
  const refused = await editor.send('/quan-tri/thu-tuc/nhieu', { code: [BIRTH], do: 'publish', q: BIRTH });
  expect(refused.text).toContain(say('errors.notAllowed'));
  // Called by name, in the list that was looked at.
  expect([refused.text.includes(`${BIRTH}:`), refused.text.includes(`value="${BIRTH}" aria-label`)]).toEqual([false, true]);
  const publisher = await signedIn('duyet');
  await publisher.see('/quan-tri/thu-tuc');
  const done = await publisher.send('/quan-tri/thu-tuc/nhieu', { code: [BIRTH, MARRIAGE], do: 'publish' });
  expect(done.text).toContain(say('catalogueEditing.bulk.done.publish', { count: 2 }));
  const file = await publisher.send('/quan-tri/thu-tuc/nhieu', { code: BIRTH, do: 'export' });
  expect(file.headers.get('content-type')).toContain('spreadsheetml');
});

test('a dropped draft is had back with what was said of it, one or several, and not over another that was begun since', async () => {
  const editor = await signedIn('soan');
  await type(editor, BIRTH, { applicants: 'Bỏ nhầm' }, 'save');
  await editor.see(`${at(BIRTH)}/duyet`);
  await editor.send(`${at(BIRTH)}/duyet`, { do: 'comment', comment: 'Xem lại giúp.' });
  await editor.see(at(BIRTH));
  const dropped = await editor.send(`${at(BIRTH)}/bo`);
  expect(dropped.text).toContain(say('catalogueEditing.dropped', { count: 1 }));
  expect(await web.database.prisma.procedureEdit.count()).toBe(0);
  const undo = (text: string) => ({ ...formsIn(text).find(({ fields }) => fields['do'] === 'takeBack')!.fields });
  const back = await editor.send('/quan-tri/thu-tuc/nhieu', undo(dropped.text));
  expect(back.text).toContain(say('catalogueEditing.bulk.done.takeBack', { count: 1 }));
  expect(formOf((await editor.see(at(BIRTH))).text, 'edit')['applicants']).toBe('Bỏ nhầm');
  expect((await editor.see(`${at(BIRTH)}/duyet`)).text).toContain('Xem lại giúp.');

  await type(editor, MARRIAGE, { applicants: 'Cũng vậy' }, 'save');
  await editor.see('/quan-tri/thu-tuc');
  const both = await editor.send('/quan-tri/thu-tuc/nhieu', { code: [BIRTH, MARRIAGE], do: 'drop' });
  const none = await editor.send('/quan-tri/thu-tuc/nhieu', { code: ['9.999998'], do: 'drop' });
  expect(none.text).toContain(say('catalogueEditing.bulk.noDraft'));
  expect(both.text).toContain(say('catalogueEditing.dropped', { count: 2 }));
  await type(editor, MARRIAGE, { applicants: 'Bản khác' }, 'save');
  await editor.see('/quan-tri/thu-tuc');
  const half = await editor.send('/quan-tri/thu-tuc/nhieu', undo(both.text));
  expect(half.text).toContain(say('errors.editBegun'));
  expect(formOf((await editor.see(at(MARRIAGE))).text, 'edit')['applicants']).toBe('Bản khác');
  expect(formOf((await editor.see(at(BIRTH))).text, 'edit')['applicants']).toBe('Bỏ nhầm');
  await drop(BIRTH);
  await drop(MARRIAGE);
});

test('a new procedure is begun, and a taken code refused', async () => {
  const editor = await signedIn('soan');
  await editor.see('/quan-tri/thu-tuc/moi');
  const taken = await editor.send('/quan-tri/thu-tuc/moi', { code: BIRTH, name: 'Thử', group: 'justice' });
  expect(taken.text).toContain(say('staff.fault.codeTaken'));
  const begun = await editor.send('/quan-tri/thu-tuc/moi', { code: '9.999999', name: 'Thủ tục mới', group: 'justice' });
  expect(begun.path).toBe(at('9.999999'));
  const faulty = await editor.send(at('9.999999'), { ...formOf(begun.text, 'edit'), reason: 'Mới', do: 'review' });
  expect(faulty.text).toContain(say('staff.fault.source'));
  const review = await editor.send(at('9.999999'), {
    ...formOf(faulty.text, 'edit'),
    field: 'Hộ tịch',
    'sources.0': 'QĐ 1/QĐ-UBND',
    reason: 'Mới',
    do: 'review',
  });
  expect(review.path).toBe(`${at('9.999999')}/duyet`);
  await editor.see(at('9.999999'));
  await editor.send(`${at('9.999999')}/bo`);
  expect((await editor.see(at('9.999999'))).status).toBe(404);
});

test('a procedure without a national code is begun with none, and a code that is none is named as such', async () => {
  const editor = await signedIn('soan');
  await editor.see('/quan-tri/thu-tuc/moi');
  const wrong = await editor.send('/quan-tri/thu-tuc/moi', { code: '12', name: 'Xác nhận của xã', group: 'justice' });
  expect([wrong.status, wrong.text.includes(say('staff.fault.procedureCode'))]).toEqual([422, true]);
  const nameless = await editor.send('/quan-tri/thu-tuc/moi', { code: '', name: ' ', group: 'justice' });
  expect(nameless.text).toContain(say('staff.fault.required'));
  const begun = await editor.send('/quan-tri/thu-tuc/moi', { code: '', name: 'Xác nhận của xã', group: 'justice' });
  expect(begun.path).toMatch(/^\/quan-tri\/thu-tuc\/x-[0-9a-f]{10}$/);
  await editor.send(`${begun.path}/bo`);
});

test('a draft that was given back says why, in the form and among what is to be done', async () => {
  const [editor, publisher] = [await signedIn('soan'), await signedIn('duyet')];
  await type(editor, BIRTH, { applicants: 'Cần xem lại', reason: 'Sửa' }, 'review');
  await publisher.see(`${at(BIRTH)}/duyet`);
  // Each part of the answer can be looked at, without a script too.
  const part = async (section: string) => (await publisher.see(`${at(BIRTH)}/duyet?section=${section}`)).text.split('id="preview"')[1]!;
  const [overview, papers] = [await part('overview'), await part('documents')];
  expect(papers).toMatch(/<button type="submit" form="edit"/);
  expect(papers).toContain('value="documents" selected');
  expect(papers.length).not.toBe(overview.length);
  await publisher.send(`${at(BIRTH)}/duyet`, { do: 'back', back: 'Thiếu trường hợp miễn' });
  expect((await editor.see(at(BIRTH))).text).toContain('Thiếu trường hợp miễn');
  expect((await editor.see('/can-bo')).text).toContain(say('home.mine.remark', { text: 'Thiếu trường hợp miễn' }));
  await drop(BIRTH);
});

describe('words', () => {
  const words = `${at(BIRTH)}/tu-ngu`;

  test('are tried before they are saved, then understood at once', async () => {
    const editor = await signedIn('soan');
    const page = typedWords((await editor.see(words)).text);
    const aliases = `${page['aliases']}\nxin tờ giấy chim hót`;
    const tried = await editor.send(words, { ...page, aliases, message: 'xin tờ giấy chim hót', do: 'try' });
    expect(tried.text).toContain(say('catalogueEditing.tried.title'));
    expect(tried.text).toContain(`${say('catalogueEditing.tried.kind.alias')}: “xin tờ giấy chim hót”`);
    const before = await editor.send('/quan-tri/thu-tuc/hoi-thu', { message: 'xin tờ giấy chim hót' });
    expect(before.text).not.toContain('“xin tờ giấy chim hót” (');
    await editor.see(words);
    const saved = await editor.send(words, { ...page, aliases, do: 'save' });
    expect(saved.text).toContain(say('catalogueEditing.words.saved'));
    expect(await ask('xin tờ giấy chim hót')).toContain('khai sinh');
    // The form of before was typed over words that are no longer there.
    const late = await editor.send(words, { ...page, friendlyName: 'Muộn', do: 'save' });
    expect(late.status).toBe(409);
    expect(typedWords(late.text)['friendlyName']).toBe('Muộn');
  });

  test('the title of another procedure is no alias', async () => {
    const editor = await signedIn('soan');
    const page = typedWords((await editor.see(words)).text);
    const refused = await editor.send(words, { ...page, aliases: 'Đăng ký kết hôn', do: 'save' });
    expect([refused.status, refused.text.includes(say('staff.fault.aliasIsTitle'))]).toEqual([422, true]);
  });

  test('a group of look-alikes asks back, and refuses a code that is none', async () => {
    const editor = await signedIn('soan');
    const path = '/quan-tri/thu-tuc/nhom-de-nham';
    await editor.see(`${path}?id=moi`);
    const group = { id: 'thu-nghiem', question: 'Ông/Bà muốn việc nào?', triggers: 'giấy tờ chim chóc' };
    const refused = await editor.send(path, { ...group, options: `${BIRTH} Khai sinh\n9.999999 Không có` });
    expect(refused.text).toContain(say('staff.fault.optionUnknown'));
    const saved = await editor.send(path, { ...group, options: `${BIRTH} Khai sinh\n${MARRIAGE} Kết hôn` });
    expect(saved.text).toContain('Ông/Bà muốn việc nào?');
    expect(await ask('giấy tờ chim chóc')).toContain('Ông/Bà muốn việc nào?');

    // Without a short name and without a code: a procedure is meant by its name.
    const named = { id: '', question: 'Bà con cần giấy chim nào?', triggers: 'giấy chim sẻ' };
    await editor.send(path, { ...named, options: `đăng ký khai sinh | Khai sinh\n${MARRIAGE} | Kết hôn` });
    const made = (await web.database.prisma.ambiguityGroup.findUniqueOrThrow({ where: { id: 'ba-con-can-giay-chim-nao' } })).content;
    expect(made).toMatchObject({
      options: [
        { code: BIRTH, label: 'Khai sinh' },
        { code: MARRIAGE, label: 'Kết hôn' },
      ],
    });
    await editor.send(`${path}/xoa`, { id: 'ba-con-can-giay-chim-nao' });

    const gone = await editor.send(`${path}/xoa`, { id: group.id });
    expect(gone.text).toContain(say('catalogueEditing.groupForm.removed', { question: group.question }));
    expect(await ask('giấy tờ chim chóc')).not.toContain('Ông/Bà muốn việc nào?');
    // The undo of the page: what it holds is sent again.
    await editor.send(path, { ...group, options: `${BIRTH} Khai sinh\n${MARRIAGE} Kết hôn` });
    expect(await ask('giấy tờ chim chóc')).toContain('Ông/Bà muốn việc nào?');
    expect((await editor.see(`${path}?xoa=${group.id}`)).text).not.toContain(say('catalogueEditing.groupForm.undo'));

    // Somebody else saved it since this form was drawn: nothing is overwritten unseen, and nothing typed is lost.
    const { form: _code, ...drawn } = formsIn((await editor.see(`${path}?id=${group.id}`)).text).find(({ action }) => action === path)!.fields;
    await editor.send(path, { ...drawn, question: 'Câu của người trước?' });
    const late = await editor.send(path, { ...drawn, question: 'Câu của người sau?' });
    expect([late.status, late.text.includes('Câu của người sau?'), late.text.includes(say('errors.wordsMeanwhile'))]).toEqual([409, true, true]);
    expect((await editor.see(path)).text).toContain('Câu của người trước?');
    const again = formsIn(late.text).find(({ action }) => action === path)!.fields;
    await editor.see(path);
    const { form: _late, ...kept } = again;
    expect((await editor.send(path, kept)).text).toContain('Câu của người sau?');
  });
});

test('a text is added to the register, with a source where its validity is known', async () => {
  const editor = await signedIn('soan');
  const path = '/quan-tri/thu-tuc/van-ban';
  await editor.see(`${path}?q=NĐ-CP`);
  const refused = await editor.send(path, { number: '999/2026/NĐ-CP', status: 'inForce' });
  expect(refused.text).toContain(say('staff.fault.legal'));
  const saved = await editor.send(path, { number: '999/2026/NĐ-CP', status: 'inForce', from: '2026-12-01', source: 'Công báo' });
  expect(saved.text).toContain(say('staff.said.saved'));
  expect((await editor.see(`${path}?q=999/2026`)).text).toContain('999/2026/NĐ-CP');
  const drawn = formsIn((await editor.see(`${path}?so=${encodeURIComponent('999/2026/NĐ-CP')}`)).text).find(({ written }) =>
    written.includes('source'),
  )!;
  const { form: _code, ...fields } = drawn.fields;
  await editor.send(path, { ...fields, title: 'Của người trước' });
  const late = await editor.send(path, { ...fields, title: 'Của người sau' });
  expect([late.status, late.text.includes('value="Của người sau"'), late.text.includes(say('errors.wordsMeanwhile'))]).toEqual([409, true, true]);
  expect((await editor.see(`${path}?q=999/2026`)).text).toContain('Của người trước');
});

describe('the workbook', () => {
  const path = '/quan-tri/thu-tuc/bang-tinh';
  const upload = async (person: Person, name: string, bytes: Uint8Array) => {
    const page = await person.see(path);
    const [, token = ''] = /name="form" value="([^"]*)"/.exec(page.text) ?? [];
    const body = new FormData();
    body.set('form', token);
    body.set('file', new File([new Uint8Array(bytes)], name));
    const cookie = [...person.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
    const answer = await fetch(web.url + path, { method: 'POST', body, headers: { cookie, accept: 'text/html' } });
    return { status: answer.status, text: await answer.text() };
  };

  test('goes out, comes back changed, is run dry, and becomes drafts', async () => {
    const editor = await signedIn('soan');
    const cookie = [...editor.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
    const file = await fetch(`${web.url}${path}/thu-tuc.xlsx`, { headers: { cookie } });
    const same = await upload(editor, 'thu-tuc.xlsx', new Uint8Array(await file.arrayBuffer()));
    expect(same.text).toContain(say('catalogueEditing.book.nothing'));
    const changed = Buffer.from(
      JSON.stringify([
        { group: 'justice', content: { ...realFiles().procedures.find(({ content }) => content.code === MARRIAGE)!.content, applicants: 'Nam, nữ' } },
      ]),
    );
    const dry = await upload(editor, 'thu-tuc.json', changed);
    expect(dry.text).toContain(say('catalogueEditing.book.draft', { count: 1 }));
    expect(await web.database.prisma.procedureEdit.count()).toBe(0);
    await editor.see(path);
    const made = await editor.send(`${path}/ban-nhap`, formsIn(dry.text).find(({ action }) => action === `${path}/ban-nhap`)!.fields);
    expect(made.text).toContain(say('catalogueEditing.book.made', { count: 1 }));
    expect(formOf((await editor.see(at(MARRIAGE))).text, 'edit')['applicants']).toBe('Nam, nữ');
    await drop(MARRIAGE);
  });

  test('words are shown line by line, then in force at once, and the next round changes nothing', async () => {
    const editor = await signedIn('soan');
    const cookie = () => [...editor.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
    const book = async () => Buffer.from(await (await fetch(`${web.url}${path}/thu-tuc.xlsx`, { headers: { cookie: cookie() } })).arrayBuffer());
    const tables = await parseXlsx(await book());
    const [sheet] = tables.filter(({ rows }) => rows[1]?.includes('words.aliases'));
    const column = sheet!.rows[1]!.indexOf('words.aliases');
    const row = sheet!.rows.find((cells) => cells[0] === MARRIAGE)!;
    row[column] = `${row[column]}\nxin tờ chim én đôi`;
    const changed = new Uint8Array(await formatXlsx(tables, 2));
    const dry = await upload(editor, 'tu-ngu.xlsx', changed);
    expect(dry.text).toContain('<ins>xin tờ chim én đôi</ins>');
    expect(dry.text).toContain(say('catalogueEditing.book.saveWords', { words: 1 }));
    expect(await ask('xin tờ chim én đôi')).not.toContain('kết hôn');

    // Somebody saves other words meanwhile: nothing is written over them unseen.
    const fieldsOf = (text: string) => formsIn(text).find(({ action }) => action === `${path}/ban-nhap`)!.fields;
    await editor.see(path);
    const page = typedWords((await editor.see(`${at(BIRTH)}/tu-ngu`)).text);
    await editor.send(`${at(BIRTH)}/tu-ngu`, { ...page, when: 'Khi con mới sinh.', do: 'save' });
    await editor.see(path);
    const meanwhile = await editor.send(`${path}/ban-nhap`, fieldsOf(dry.text));
    expect([meanwhile.status, meanwhile.text.includes(say('errors.bookMeanwhile'))]).toEqual([409, true]);
    expect(meanwhile.text).toContain('<del>Khi con mới sinh.</del>');
    await editor.send(`${at(BIRTH)}/tu-ngu`, { ...typedWords((await editor.see(`${at(BIRTH)}/tu-ngu`)).text), when: page['when'] ?? '', do: 'save' });

    const again = await upload(editor, 'tu-ngu.xlsx', changed);
    await editor.see(path);
    const saved = await editor.send(`${path}/ban-nhap`, fieldsOf(again.text));
    expect(saved.text).toContain(say('catalogueEditing.book.wordsSaved', { words: 1 }));
    expect(await ask('xin tờ chim én đôi')).toContain('kết hôn');
    expect(await web.database.prisma.procedureEdit.count()).toBe(0);
    expect((await upload(editor, 'lai.xlsx', new Uint8Array(await book()))).text).toContain(say('catalogueEditing.book.nothing'));
  });

  test('words of a new procedure wait for its publication', async () => {
    const editor = await signedIn('soan');
    const { content } = realFiles().procedures.find((each) => each.content.code === MARRIAGE)!;
    const entry = {
      group: 'justice',
      content: { ...content, code: '9.888888', name: 'Thủ tục thử từ ngữ' },
      words: { aliases: ['thử từ ngữ'], situations: [] },
    };
    const dry = await upload(editor, 'moi.json', Buffer.from(JSON.stringify([entry])));
    await editor.see(path);
    const fields = formsIn(dry.text).find(({ action }) => action === `${path}/ban-nhap`)!.fields;
    const made = await editor.send(`${path}/ban-nhap`, fields);
    expect(made.text).toContain(say('catalogueEditing.book.bothMade', { count: 1, words: 1 }));
    await editor.send(at('9.888888'), { ...formOf((await editor.see(at('9.888888'))).text, 'edit'), reason: 'Mới', do: 'review' });
    const publisher = await signedIn('duyet');
    await publisher.see(`${at('9.888888')}/duyet`);
    await publisher.send(`${at('9.888888')}/duyet`, { do: 'publish' });
    expect(await ask('thử từ ngữ')).toContain('9.888888');
  });

  test('a file with wrong columns, and one that is no workbook, are told so', async () => {
    const editor = await signedIn('soan');
    const wrong = await upload(editor, 'sai.csv', Buffer.from('ho_ten,tuoi\nAn,3\n'));
    expect(wrong.status).toBe(200);
    expect(wrong.text).toContain(say('catalogueEditing.book.nothing'));
    expect(wrong.text).toContain(say('catalogueEditing.book.findings'));
    // Columns of ours beside one that is none: the one is named, the others are read.
    const half = await upload(editor, 'nua.csv', Buffer.from(`code,name,ho_ten\n${BIRTH},Thủ tục đăng ký khai sinh,An\n`));
    expect(half.text).toContain('ho_ten');
    expect(half.text).not.toContain(`name="upload"`);
    const broken = await upload(editor, 'hong.xlsx', Buffer.from('không phải bảng tính'));
    expect(broken.status).toBe(422);
    expect((await upload(editor, 'anh.png', Buffer.from('x'))).status).toBe(422);
  });
});
