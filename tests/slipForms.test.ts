import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { sayIn } from '#src/platform/texts.ts';
import { account, member, NOW } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const FORM = '/can-bo/mau-giay/peoples-committee/tt-03-2025/receiptSlip';
let web: TestWeb;

const signedIn = (username: string) => signIn(web.url, username);

beforeAll(async () => {
  web = await testWeb();
  const staff = { database: web.database.prisma, clock: { now: () => NOW } };
  await seedDirectory(web.database.prisma);
  await account(staff as never, 'lanhdao', member('leader', { agencyId: 'peoples-committee' }));
  await account(staff as never, 'motcua', member('oneStopOfficer', { agencyId: 'peoples-committee', unitId: 'one-stop' }));
});
afterAll(() => web.close());

test('a leader changes the text of a paper, sees it first, and goes back to the common form', async () => {
  const leader = await signedIn('lanhdao');
  expect((await leader.see('/can-bo/mau-giay')).text).toContain(FORM);
  const shown = await leader.see(FORM);
  expect(shown.text).toContain('GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ');
  const fields: Record<string, string> = {};
  const plain = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  for (const [, name = '', value = ''] of shown.text.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</g)) fields[name] = plain(value);
  for (const [tag] of shown.text.matchAll(/<input [^>]*type="text"[^>]*>/g))
    fields[/name="([^"]+)"/.exec(tag)?.[1] ?? ''] = plain(/value="([^"]*)"/.exec(tag)?.[1] ?? '');
  const own = { ...fields, title: 'GIẤY HẸN CỦA XÃ' };

  const wrong = await leader.send(FORM, { ...own, 'text-0': '{khong_co}', do: 'save' });
  expect([wrong.status, wrong.text.includes(say('staff.fault.unknownField')), wrong.text.includes('GIẤY HẸN CỦA XÃ')]).toEqual([422, true, true]);
  const preview = await leader.send(FORM, { ...own, do: 'preview' });
  expect([preview.status, preview.text.slice(0, 5)]).toEqual([200, '%PDF-']);
  expect(await web.database.prisma.agencyForm.count()).toBe(0);
  await leader.see(FORM);
  const saved = await leader.send(FORM, { ...own, do: 'save' });
  expect(saved.text).toContain(say('forms.done'));
  expect((await web.database.prisma.agencyForm.findFirstOrThrow()).content).toMatchObject({ title: 'GIẤY HẸN CỦA XÃ', size: 'A5' });
  await leader.send(FORM, { do: 'reset' });
  expect(await web.database.prisma.agencyForm.count()).toBe(0);
});

test('is for whoever answers for the agency', async () => {
  const officer = await signedIn('motcua');
  expect((await officer.see(FORM)).status).toBe(403);
  const leader = await signedIn('lanhdao');
  for (const path of ['commune-police/tt-03-2025/receiptSlip', 'peoples-committee/x/receiptSlip', 'peoples-committee/tt-03-2025/x'])
    expect((await leader.see(`/can-bo/mau-giay/${path}`)).status).toBe(404);
});
