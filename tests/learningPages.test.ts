import { afterAll, beforeAll, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { realFiles } from './support/assistant.ts';
import { formOf, formsIn } from './support/formOf.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock();
const QUESTIONS = '/quan-tri/cau-hoi';
const DEATH = '1.000656';
let web: TestWeb;
let editor: ReturnType<typeof visitor>;

beforeAll(async () => {
  const files = realFiles();
  const procedures = files.procedures.filter(({ content }) => ['1.001193', '1.000894', DEATH].includes(content.code));
  web = await testWeb({ clock, files: { ...files, procedures, publications: [], succession: [] } });
  await account({ database: web.database.prisma, clock }, 'soan', member('editor'));
  editor = visitor(web.url);
  await editor.see('/dang-nhap');
  await editor.send('/dang-nhap', { username: 'soan', password: PASSWORD });
});
afterAll(() => web.close());

let asked = 0;
async function ask(text: string): Promise<{ choices: { label: string; payload: string }[]; text: string }> {
  const answer = await fetch(`${web.url}/api/v1/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ conversation: `c${asked++}`, text }),
  });
  const { replies } = (await answer.json()) as { replies: { choices: { label: string; payload: string }[]; text: string }[] };
  return replies.at(-1)!;
}
const rows = () => web.database.prisma.missedQuestion.findMany({ orderBy: { id: 'asc' } });

test('what was not understood is grouped, taught with its effect shown before, and answered from then on', async () => {
  expect((await editor.see(QUESTIONS)).text).toContain(say('questions.none'));
  for (const text of ['ông cụ nhà em về trời <b>hôm qua</b>', 'ong cu nha em ve troi hom qua', 'ông cụ nhà em về trời hôm kia', 'mua vé số ở đâu'])
    web.notebook.note('unknown', text);
  await fetch(`${web.url}/thu-tuc?q=${encodeURIComponent('zzzz qqqq')}`);
  await web.notebook.write();

  const list = await editor.see(QUESTIONS);
  expect(list.text.includes('về trời &lt;b>')).toBe(true);
  expect(list.text.includes(say('questions.alike', { count: 2 }))).toBe(true);
  expect(list.text.includes('zzzz qqqq')).toBe(true);
  const [first] = await rows();
  const group = await editor.see(`${QUESTIONS}/${first!.id}?tim=${encodeURIComponent('đăng ký khai tử')}`);
  expect(group.text.includes(`p:${DEATH}`)).toBe(true);
  expect(group.text.includes(say('catalogueEditing.tried.title'))).toBe(true);

  const nowhere = await editor.see(`${QUESTIONS}/${first!.id}?tim=${encodeURIComponent('zzzz qqqq')}`);
  expect(nowhere.text.includes(say('questions.nothingFound', { looked: 'zzzz qqqq' }))).toBe(true);
  expect(nowhere.text).not.toContain('name="to"');

  const form = { ...formOf(group.text, `${QUESTIONS}/${first!.id}`), id: idsIn(group.text) };
  const nothing = await editor.send(`${QUESTIONS}/${first!.id}`, { ...form, lines: '', to: `p:${DEATH}`, do: 'preview' });
  expect([nothing.status, nothing.text.includes(say('staff.fault.required'))]).toEqual([422, true]);
  const noTarget = await editor.send(`${QUESTIONS}/${first!.id}`, { ...form, lines: 'ông về trời', to: 'p:9.999999', do: 'preview' });
  expect([noTarget.status, noTarget.text.includes(say('staff.fault.choose'))]).toEqual([422, true]);

  const typed = { ...form, lines: 'ông cụ nhà em về trời', to: `p:${DEATH}` };
  const preview = await editor.send(`${QUESTIONS}/${first!.id}`, { ...typed, do: 'preview' });
  expect(preview.status).toBe(200);
  expect(preview.text.includes(say('questions.effect.title'))).toBe(true);
  expect((await ask('ông cụ nhà em về trời')).text).not.toContain('khai tử');
  const saved = await editor.send(`${QUESTIONS}/${first!.id}`, { ...typed, id: idsIn(preview.text), do: 'save', reason: 'Dân ở đây hay nói vậy' });
  expect([saved.path, saved.status]).toEqual([QUESTIONS, 200]);
  expect(saved.text.includes(say('questions.done.taught'))).toBe(true);
  expect(saved.text.includes('về trời')).toBe(false);
  expect((await ask('ông cụ nhà em về trời')).text).toContain('khai tử');
  expect((await rows()).filter(({ state }) => state === 'taught').map(({ settledAs }) => settledAs)).toEqual(Array(3).fill(`procedure:${DEATH}`));

  // Missed again, it is open again; what is out of scope stays so.
  clock.pass(3_600_000);
  web.notebook.note('rejected', 'ông cụ nhà em về trời hôm kia');
  const lottery = (await rows()).find(({ text }) => text === 'mua vé số ở đâu')!;
  const other = await editor.see(`${QUESTIONS}/${lottery.id}`);
  await editor.send(`${QUESTIONS}/${lottery.id}`, { id: idsIn(other.text), do: 'outOfScope' });
  web.notebook.note('unknown', 'mua vé số ở đâu');
  await web.notebook.write();
  const states = Object.fromEntries((await rows()).map(({ text, state }) => [text, state]));
  expect(states).toMatchObject({ 'ông cụ nhà em về trời hôm kia': 'open', 'mua vé số ở đâu': 'outOfScope' });

  const settled = await editor.see(`${QUESTIONS}?xong=1`);
  expect(settled.text.includes('mua vé số')).toBe(true);
  await editor.send(`${QUESTIONS}/${lottery.id}/mo-lai`, { id: String(lottery.id) });
  expect((await editor.see(QUESTIONS)).text).toContain('mua vé số');
  expect((await editor.see(`${QUESTIONS}/999999`)).status).toBe(404);
});

const idsIn = (text: string): string[] => [...new Set([...text.matchAll(/name="id" value="(\d+)"/g)].map(([, id]) => id!))];

test('words that make an evaluation message worse are seen, and saved only with a reason', async () => {
  web.notebook.note('unknown', 'giấy tờ cho em bé');
  await web.notebook.write();
  const row = (await rows()).find(({ text }) => text === 'giấy tờ cho em bé')!;
  const group = await editor.see(`${QUESTIONS}/${row.id}`);
  // What people say of births given to marriages.
  const wrong = {
    id: idsIn(group.text),
    to: 'p:1.000894',
    lines: 'khai sinh cho con\nlàm khai sinh\nđi làm khai sinh cho con\nkhai sinh\ncon mới sinh',
  };
  const preview = await editor.send(`${QUESTIONS}/${row.id}`, { ...wrong, do: 'preview' });
  expect(preview.text.includes(say('questions.saveAnyway'))).toBe(true);
  const refused = await editor.send(`${QUESTIONS}/${row.id}`, { ...wrong, do: 'save' });
  expect([refused.status, refused.text.includes(say('staff.fault.required'))]).toEqual([422, true]);
  const saved = await editor.send(`${QUESTIONS}/${row.id}`, { ...wrong, do: 'save', reason: 'Thử cho biết' });
  expect(saved.text.includes(say('questions.done.taught'))).toBe(true);
  const line = await web.database.prisma.auditEvent.findFirstOrThrow({ where: { action: 'question.taught' }, orderBy: { id: 'desc' } });
  expect(line.details).toMatchObject({ reason: 'Thử cho biết' });
  expect((line.details as { worse: number }).worse).toBeGreaterThan(0);
});

test('the catalogue changed while somebody teaches: they are told, see the effect in it as it is now, and go on where they were', async () => {
  web.notebook.note('unknown', 'cụ tôi khuất núi');
  await web.notebook.write();
  const row = (await rows()).find(({ text }) => text === 'cụ tôi khuất núi')!;
  const here = `${QUESTIONS}/${row.id}`;
  const typed = { id: idsIn((await editor.see(here)).text), to: `p:${DEATH}`, lines: 'cụ tôi khuất núi', reason: 'Cách nói ở đây' };
  // Another instance published meanwhile; this one has not heard of it.
  await web.database.prisma.catalogueState.update({ where: { id: 1 }, data: { revision: { increment: 1 } } });
  const late = await editor.send(here, { ...typed, do: 'save' });
  expect([late.status, late.path]).toEqual([409, here]);
  for (const shown of [say('errors.wordsMeanwhile'), say('questions.effect.title'), typed.lines]) expect(late.text).toContain(shown);
  const again = formsIn(late.text).find(({ action, fields }) => action === here && 'to' in fields)!.fields;
  const saved = await editor.send(here, { reason: typed.reason, ...again, do: 'save' });
  expect(saved.text).toContain(say('questions.done.taught'));
  expect((await rows()).find(({ id }) => id === row.id)?.state).toBe('taught');
});

test('a new question is made of a group with two clicks, its effect shown between them', async () => {
  web.notebook.note('unknown', 'giấy tờ sông nước');
  await web.notebook.write();
  const row = (await rows()).find(({ text }) => text === 'giấy tờ sông nước')!;
  const here = `${QUESTIONS}/${row.id}`;
  const group = await editor.see(`${here}?tim=${encodeURIComponent('đăng ký khai sinh')}`);
  const fieldsOf = (text: string, holding: string) =>
    formsIn(text).find(({ action, fields }) => action.startsWith(here) && holding in fields)!.fields;
  const form = fieldsOf(group.text, 'question');
  expect((form['option'] as string[]).length).toBeGreaterThan(1);
  const few = await editor.send(here, { ...form, option: '1.001193', do: 'ask' });
  expect(few.status).toBe(422);
  expect(few.text).toContain(say('staff.fault.options'));

  const preview = await editor.send(here, { ...form, option: ['1.001193', DEATH], do: 'ask' });
  expect(preview.status).toBe(200);
  expect(preview.text.includes(say('questions.effect.title'))).toBe(true);
  const again = await editor.send(here, { ...fieldsOf(preview.text, 'to'), do: 'edit' });
  expect(again.text.match(/name="option" value="[^"]*" checked/g)?.length).toBe(2);
  const saved = await editor.send(here, { ...fieldsOf(preview.text, 'to'), do: 'save' });
  expect(saved.text.includes(say('questions.done.taught'))).toBe(true);
  const answer = await ask('giấy tờ sông nước');
  expect(answer.text).toContain(say('questions.askedDefault'));
  expect(answer.choices.map(({ payload }) => payload)).toEqual(expect.arrayContaining([expect.stringContaining(DEATH)]));
  expect((await rows()).find(({ id }) => id === row.id)?.settledAs).toMatch(/^group:hoi-giay-to-song-nuoc-[0-9a-f]{6}$/);

  // What one question is asked for, no other is.
  web.notebook.note('unknown', 'xin giấy sông nước');
  await web.notebook.write();
  const other = (await rows()).find(({ text }) => text === 'xin giấy sông nước')!;
  const typed = { ...form, id: String(other.id), lines: 'Giấy tờ sông nước', option: ['1.001193', DEATH], do: 'ask' };
  const taken = await editor.send(`${QUESTIONS}/${other.id}`, typed);
  expect([taken.status, taken.text.includes(say('staff.fault.triggerTaken'))]).toEqual([422, true]);
});
