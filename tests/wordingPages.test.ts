import { afterAll, beforeAll, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock();
const PAGE = '/quan-tri/loi-nhan';
let web: TestWeb;

beforeAll(async () => {
  web = await testWeb({ clock });
  const staff = { database: web.database.prisma, clock };
  await account(staff, 'bientap', member('editor'));
  await account(staff, 'canbo', member('officer'));
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);
const chat = async (text: string, conversation: string): Promise<string> => {
  const body = JSON.stringify({ conversation, text });
  return (await fetch(`${web.url}/api/v1/chat`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).text();
};

test('a sentence is previewed, changed, said by the assistant, and put back; faults name the value', async () => {
  expect((await (await signedIn('canbo')).see(PAGE)).status).toBe(403);
  const editor = await signedIn('bientap');
  expect((await editor.see(PAGE)).text).toContain(say('wording.name.greeting'));
  const path = `${PAGE}/greeting`;
  expect((await editor.see(path)).text).toContain('{{office}}');
  const lacking = await editor.send(path, { locale: 'vi', text: 'Xin chào', do: 'save' });
  expect([lacking.status, lacking.text.includes(say('errors.wordingMissing', { names: '{{office}}' }))]).toEqual([422, true]);
  const text = 'Kính chào <script>bà con</script>, {{office}} xin nghe.';
  const previewed = await editor.send(path, { locale: 'vi', text, do: 'preview' });
  expect(previewed.text).toContain(say('wording.previewTyped'));
  expect(previewed.text).not.toContain('<script>bà con');
  expect(await chat('xin chào', 'one')).not.toContain('Kính chào');
  expect((await editor.send(path, { locale: 'vi', text, do: 'save' })).text).toContain(say('wording.said.save'));
  expect(await chat('xin chào', 'two')).toContain('Kính chào');
  expect((await editor.see(PAGE)).text).toContain(say('wording.own'));
  expect((await editor.send(path, { locale: 'vi', do: 'original' })).text).toContain(say('wording.said.original'));
  expect(await chat('xin chào', 'three')).not.toContain('Kính chào');
  expect((await editor.see(path)).text).toContain(say('wording.do.again'));
  expect((await editor.see(`${PAGE}/khong-co`)).status).toBe(404);
  expect((await editor.send(path, { locale: 'vi', text, do: 'save', form: 'forged' })).status).toBe(403);
});
