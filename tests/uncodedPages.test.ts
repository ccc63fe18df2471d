import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { titleOf } from '#src/procedures/present.ts';
import { seedRules } from '#src/reminders/ruleStore.ts';
import { realFiles } from './support/assistant.ts';
import { formsIn } from './support/formOf.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const clock = settableClock();
const files = realFiles();
const uncoded = files.procedures.filter(({ content }) => content.code.startsWith('x-')).slice(0, 3);
const { code, name } = uncoded[0]!.content;
const TRY = '/quan-tri/thu-tuc/hoi-thu';
let web: TestWeb;

beforeAll(async () => {
  web = await testWeb({ clock, files: { ...files, procedures: uncoded, publications: [], succession: [] } });
  await seedDirectory(web.database.prisma);
  await seedCalendar(web.database.prisma, clock.now());
  await seedRules(web.database.prisma, clock.now());
  const oneStop = member('oneStopOfficer', { agencyId: 'peoples-committee', unitId: 'one-stop' });
  await account({ database: web.database.prisma, clock }, 'soan', member('editor'), member('admin'), oneStop);
});
afterAll(() => web.close());

test('a procedure without a national code is never shown with the one that we gave it', async () => {
  const person = await signIn(web.url, 'soan');
  const asked = encodeURIComponent(titleOf({ name }));
  const pages = [
    ['/quan-tri/thu-tuc', true],
    [`/quan-tri/thu-tuc/${code}`, false],
    [`/quan-tri/thu-tuc/${code}/tu-ngu`, false],
    [TRY, true],
    [`/can-bo/ho-so/moi?q=${asked}`, true],
    [`/can-bo/ho-so/moi?thu-tuc=${code}`, true],
    [`/thu-tuc?q=${asked}`, false],
    [`/thu-tuc/${code}`, true],
    ['/thu-tuc/tinh-trang', true],
    [`/quan-tri/nhac-viec/quy-tac/due-3?thu-tuc=${code}`, false],
  ] as const;
  for (const [path, said] of pages) {
    const page = path === TRY ? await person.send(TRY, { message: titleOf({ name }) }) : await person.see(path);
    expect(page.status, path).toBe(200);
    const text = page.text.replaceAll(/<style[\s\S]*?<\/style>|<[^>]*>/g, ' ');
    expect(text, path).not.toMatch(/x-[0-9a-f]{10}/);
    if (said) expect(text.toLowerCase(), path).toContain('chưa có mã quốc gia');
  }
});

test('a rule of reminders is kept to such a procedure by its name', async () => {
  const person = await signIn(web.url, 'soan');
  const RULE = '/quan-tri/nhac-viec/quy-tac/due-3';
  const page = await person.see(`${RULE}?thu-tuc=${code}`);
  const title = titleOf({ name });
  const ruleForm = (text: string) => formsIn(text).find(({ action, written }) => action.startsWith(RULE) && written.includes('thu-tuc'))!.fields;
  const { 'thu-tuc': shown, ...fields } = ruleForm(page.text);
  expect(shown).toBe(title);
  const given = { ...fields, 'thu-tuc': title.toUpperCase(), reason: 'Thử', to: ['officer'] };
  const seen = await person.send(RULE, { ...given, verb: 'preview' });
  const saved = await person.send(RULE, { ...given, verb: 'save', seen: /name="seen" value="([^"]*)"/.exec(seen.text)?.[1] ?? '' });
  expect(saved.path).toBe('/quan-tri/nhac-viec');
  expect(await web.database.prisma.reminderRule.count({ where: { procedureCode: code } })).toBe(1);
});
