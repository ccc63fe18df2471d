import { afterAll, beforeAll, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn, visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock();
const PAGE = '/quan-tri/tu-ngu';
let web: TestWeb;

beforeAll(async () => {
  web = await testWeb({ clock });
  const staff = { database: web.database.prisma, clock };
  await account(staff, 'bientap', member('editor'));
  await account(staff, 'canbo', member('officer'));
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);

test('a word is tried, added, told to staff of what citizens send, taken out and used again; nobody is refused for it', async () => {
  expect((await (await signedIn('canbo')).see(PAGE)).status).toBe(403);
  const editor = await signedIn('bientap');
  expect((await editor.see(PAGE)).text).toContain(say('rudeWords.none'));
  const angry = 'Mấy ông ăn hại, đèn đường thôn Đông tắt cả tháng!';
  const tried = await editor.send(PAGE, { message: angry, do: 'try' });
  expect([tried.text.includes(say('rudeWords.foundNone')), tried.text.includes(say('rudeWords.takenIn'))]).toEqual([true, true]);
  expect((await editor.send(PAGE, { text: 'Ăn hại', do: 'add' })).text).toContain(say('rudeWords.said.add', { text: 'ăn hại' }));
  expect((await editor.send(PAGE, { message: angry, do: 'try' })).text).toContain(say('rudeWords.found', { words: '“ăn hại”' }));
  expect((await editor.send(PAGE, { text: '  ', do: 'add' })).status).toBe(422);

  const citizen = visitor(web.url);
  await citizen.see('/gop-y');
  expect((await citizen.send('/gop-y', { text: angry, anonymous: '1' })).path).toMatch(/moi=1/);
  expect((await web.database.prisma.feedback.findFirstOrThrow()).flags).toContain('rude');

  const out = await editor.send(PAGE, { text: 'ăn hại', do: 'remove' });
  expect([out.text.includes(say('rudeWords.said.remove', { text: 'ăn hại' })), out.text.includes(say('rudeWords.out'))]).toEqual([true, true]);
  expect((await editor.send(PAGE, { message: angry, do: 'try' })).text).toContain(say('rudeWords.foundNone'));
  await editor.send(PAGE, { text: 'ăn hại', do: 'add' });
  expect((await editor.send(PAGE, { message: angry, do: 'try' })).text).toContain(say('rudeWords.found', { words: '“ăn hại”' }));
});
