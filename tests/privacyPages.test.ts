import { afterAll, beforeAll, expect, test } from 'vitest';
import { secretsFrom } from '#src/platform/secrets.ts';
import { sayIn } from '#src/platform/texts.ts';
import { fileAddress } from '#src/privacy/file.ts';
import { openRequest } from '#src/privacy/requests.ts';
import { realCalendar } from './support/assistant.ts';
import { formsIn } from './support/formOf.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn, visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const MONDAY = new Date('2026-11-23T09:00:00+07:00');
const clock = settableClock(MONDAY);
const PAGE = '/can-bo/du-lieu';
let web: TestWeb;

beforeAll(async () => {
  web = await testWeb({ clock });
  const staff = { database: web.database.prisma, clock };
  await account(staff, 'lanhdao', member('leader'));
  await account(staff, 'canbo', member('officer'));
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);

test('everybody reads what is kept, for how long and their rights', async () => {
  const { status, text } = await visitor(web.url).see('/quyen-rieng-tu');
  expect(status).toBe(200);
  for (const key of ['privacy.page.title', 'privacy.duty.register', 'privacy.period.conversations']) expect(text).toContain(say(key));
});

test('the file is served under its address alone, and kept by nobody on the way', async () => {
  const secrets = secretsFrom('a secret that only tests know');
  const seen = await visitor(web.url).see(fileAddress(secrets, { channel: 'web', conversationId: 'x' }, MONDAY));
  expect(seen.status).toBe(200);
  expect(seen.headers.get('cache-control')).toBe('no-store');
  expect(JSON.parse(seen.text).held).toEqual({});
  expect((await visitor(web.url).see('/quyen-rieng-tu/du-lieu/abc')).status).toBe(410);
});

test('a request is answered, a period changed with its faults named; not by everybody', async () => {
  expect((await (await signedIn('canbo')).see(PAGE)).status).toBe(403);
  const request = { channel: 'web', conversationId: 'asker', kind: 'correct' as const, locale: 'vi', text: 'Thôn ghi sai, xem https://xau.example' };
  await web.database.prisma.$transaction((tx) => openRequest(tx, request, realCalendar(), MONDAY));
  const leader = await signedIn('lanhdao');
  const asked = (await leader.see(PAGE)).text;
  expect(asked).toContain(say('privacy.request.correct'));
  expect(asked).toContain('Thôn ghi sai');
  expect(asked).not.toContain('href="https://xau.example');
  const { id } = await web.database.prisma.privacyRequest.findFirstOrThrow();
  expect((await leader.send(`${PAGE}/tra-loi`, { id: String(id), words: '' })).status).toBe(422);
  const answered = await leader.send(`${PAGE}/tra-loi`, { id: String(id), words: 'Đã sửa tên trong hồ sơ.' });
  expect(answered.text).toContain(say('staff.said.privacyAnswered'));
  expect(answered.text).toContain(say('staff.privacy.noRequests'));
  expect((await leader.send(`${PAGE}/thoi-han`, { kind: 'outbox', days: 'nhiều' })).text).toContain(say('staff.fault.days'));
  const shorter = (await leader.send(`${PAGE}/thoi-han`, { kind: 'outbox', days: '14' })).text;
  expect(shorter).toContain(say('staff.said.periodShortened', { days: 14 }));
  // What would be erased tonight can still be kept.
  const back = formsIn(/<div class="card said"[\s\S]*/.exec(shorter)![0])[0]!;
  expect((await leader.send(back.action, back.fields)).text).toContain(say('staff.said.periodSet'));
  expect((await web.database.prisma.retentionPeriod.findUniqueOrThrow({ where: { kind: 'outbox' } })).days).toBe(30);
  // The audit log names what was done, never what was said.
  expect(JSON.stringify(await web.database.prisma.auditEvent.findMany({ select: { action: true, subject: true, details: true } }))).not.toContain(
    'Đã sửa tên',
  );
});

test('an address that a citizen sent is shown with where it leads, and is no link', async () => {
  const leader = await signedIn('lanhdao');
  const { text } = await leader.see(`/can-bo/lien-ket?den=${encodeURIComponent('https://dichvucong.gov.vn@xau.example/x')}`);
  expect(text).toContain('xau.example');
  expect(text).not.toContain('href="https://dichvucong.gov.vn@');
  expect((await leader.see(`/can-bo/lien-ket?den=${encodeURIComponent('javascript:alert(1)')}`)).status).toBe(404);
});
