import jpeg from 'jpeg-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDesk } from '#src/dossiers/createDesk.ts';
import { findFeedbackCode } from '#src/feedback/code.ts';
import { handleFeedback } from '#src/feedback/commands/handle.ts';
import { sayIn } from '#src/platform/texts.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { settableClock } from '#tests/support/staff.ts';
import { visitor } from '#tests/support/visitor.ts';
import { type TestWeb, testWeb } from '#tests/support/web.ts';
import { feedbackReviewPage } from './reviewPage.ts';

const say = sayIn('vi');
const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
let web: TestWeb;
beforeAll(async () => {
  web = await testWeb({ clock });
});
afterAll(() => web.close());

const WORDS = 'Đèn đường ở thôn Đông tắt đã hai tuần';
const SENDER = { name: 'Nguyễn Văn Thử', phone: '0912345678', address: 'Tổ 3', consent: '1' };
const opened = async () => {
  const person = visitor(web.url);
  await person.see('/gop-y');
  return person;
};
const kept = () => web.database.prisma.feedback.count();

test('a form without a script: a code and a due date at once; its code shows how it stands and takes more', async () => {
  const person = await opened();
  const sent = await person.send('/gop-y', { text: WORDS, ...SENDER });
  const code = findFeedbackCode(sent.text)!;
  expect(sent.path).toBe(`/gop-y?ma=${code}&moi=1`);
  expect(sent.text).toContain('07/12/2026');
  expect(sent.text).not.toMatch(/Nguyễn Văn Thử|0912345678/);
  const row = await web.database.prisma.feedback.findUniqueOrThrow({ where: { code }, include: { contact: true } });
  expect(row).toMatchObject({ topic: 'site', place: 'ở thôn Đông', channel: 'page', contact: { name: 'Nguyễn Văn Thử' } });

  await person.send(`/gop-y/${code}/bo-sung`, { text: 'Cột số 7' });
  const desk = createDesk(web.database.prisma, clock);
  await handleFeedback(desk, SYSTEM_ACTOR, { code }, { kind: 'classify', topic: 'site', place: null }, { kind: 'answer', text: 'Đã thay bóng.' });
  expect((await person.see(`/gop-y?ma=${code.toLowerCase()}`)).text).toContain('Đã thay bóng.');
  const again = await person.send(`/gop-y/${code}/xem-lai`, { text: 'Vẫn tắt' });
  expect(again.text).toContain(say('feedback.state.assigned'));
  expect((await person.send(`/gop-y/${code}/xem-lai`, { text: 'Vẫn tắt' })).text).toContain(say('errors.feedbackWrongState'));
  expect(web.logged()).not.toMatch(/Nguyễn Văn Thử|0912345678|Đèn đường/);
});

test('what is wrong stands beside its field, and nothing typed is lost', async () => {
  const person = await opened();
  const before = await kept();
  const wrong = await person.send('/gop-y', { text: WORDS, phone: '12', dossierCode: 'abc', place: 'thôn Đông' });
  expect(wrong.status).toBe(422);
  for (const fault of ['name', 'phone', 'consent', 'dossierCode']) expect(wrong.text).toContain(say(`feedback.page.fault.${fault}`));
  expect(wrong.text).toContain(WORDS);
  expect(wrong.text).toContain('value="thôn Đông"');
  expect(await kept()).toBe(before);
  expect((await person.send('/gop-y', { text: `${WORDS} ạ`, anonymous: '1' })).path).toMatch(/moi=1/);
  // The same words again are the same matter, whatever the capitals; nothing is counted as sent that was not taken in.
  const again = await person.send('/gop-y', { text: `${WORDS.toUpperCase()} ạ!`, anonymous: '1' });
  expect([again.status, again.text.includes(say('feedback.told.again'))]).toEqual([429, true]);
  expect((await person.send('/gop-y', { text: WORDS, anonymous: '1', form: 'forged' })).status).toBe(403);
});

test('looked over before it is sent: the guess can be changed, what others sent alike is told of without its code, by which a stranger could add to it', async () => {
  const person = await opened();
  const first = await person.send('/gop-y', { text: 'Cống trước chợ Bến nghẹt, nước tràn ra đường', anonymous: '1' });
  const code = findFeedbackCode(first.text)!;
  const before = await kept();
  const text = 'Cống trước chợ Bến bị nghẹt nước tràn ra đường hôi lắm <b>ạ</b>';
  const review = await person.send('/gop-y', { text, anonymous: '1', do: 'review' });
  expect([review.status, review.text.includes(say('feedback.page.similarHint')), review.text.includes(code), review.text.includes('<b>ạ')]).toEqual([
    ...[200, true, false, false],
  ]);
  expect(review.text).toContain(say('feedback.page.guessed'));
  expect(review.text).toContain('value="trước chợ Bến"');
  expect(await kept()).toBe(before);
  const edit = await person.send('/gop-y', { text, anonymous: '1', topic: 'site', do: 'edit' });
  expect([edit.status, edit.text.includes('hôi lắm')]).toEqual([200, true]);
  const sent = await person.send('/gop-y', { text, anonymous: '1', topic: 'other', place: '', do: 'send' });
  expect(await web.database.prisma.feedback.findUnique({ where: { code: findFeedbackCode(sent.text)! } })).toMatchObject({
    topic: 'other',
    place: null,
  });
});

test('what others sent alike can be followed in a chat, where there is one; else it is only said to be known', () => {
  const similar = { topic: 'site', place: 'chợ Bến', createdAt: clock.now(), state: 'assigned' } as const;
  const page = { say, locale: 'vi', authority: 'x', token: 't', values: { text: 'Cống nghẹt' }, topic: 'site', place: null } as const;
  const link = 'https://t.me/motcua_bot?start=f-1-abc';
  const [chat, none] = [link, null].map((follow) => feedbackReviewPage({ ...page, similar: [{ ...similar, follow }] }));
  expect([chat, none].map((text) => text?.includes(say('feedback.page.similarHint')))).toEqual([true, true]);
  expect([chat, none].map((text) => text?.includes(say('feedback.page.follow')))).toEqual([true, false]);
  expect(chat).toContain(`href="${link}"`);
});

test('a denunciation is shown its door, and nothing of it is kept', async () => {
  const person = await opened();
  const before = await kept();
  const sent = await person.send('/gop-y', { text: 'Tôi tố cáo ông An nhận hối lộ của dân', anonymous: '1' });
  expect(sent.text).toContain(say('referral.notStored'));
  expect(sent.text).not.toContain('hối lộ của dân');
  expect(await kept()).toBe(before);
  expect(web.logged()).not.toContain('hối lộ');
});

test('what may be a complaint stays in the form until its writer says that it is feedback', async () => {
  const person = await opened();
  const before = await kept();
  const text = 'Tôi khiếu nại cái cống trước nhà thối quá';
  const asked = await person.send('/gop-y', { text, anonymous: '1' });
  expect([asked.status, asked.text.includes(say('feedback.page.isFeedback')), asked.text.includes(text)]).toEqual([422, true, true]);
  expect(asked.text).toContain(say('referral.complaint.text'));
  expect(await kept()).toBe(before);
  expect((await person.send('/gop-y', { text, anonymous: '1', isFeedback: '1' })).path).toMatch(/moi=1/);
  const sure = await person.send('/gop-y', { text: 'Tôi tố cáo ông An nhận hối lộ của dân', anonymous: '1', isFeedback: '1' });
  expect(sure.text).toContain(say('referral.notStored'));
  expect(await kept()).toBe(before + 1);
});

test('a picture is kept without what it tells of its maker; anything else is refused', async () => {
  const person = await opened();
  const page = (await person.see('/gop-y')).text;
  const send = (bytes: Uint8Array) => {
    const body = new FormData();
    const fields = { form: /name="form" value="([^"]*)"/.exec(page)![1]!, text: `${WORDS} và đây là ảnh`, anonymous: '1' };
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('files', new Blob([bytes as never], { type: 'image/jpeg' }), 'anh.jpg');
    const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return fetch(`${web.url}/gop-y`, { method: 'POST', body, headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
  };
  expect((await send(Buffer.from('<svg onload="alert(1)">'))).status).toBe(422);
  expect((await send(jpeg.encode({ width: 4, height: 4, data: new Uint8Array(64) }, 80).data)).status).toBe(303);
  expect(await web.database.prisma.feedbackFile.count({ where: { state: 'kept', type: 'image/jpeg' } })).toBe(1);
});

test('codes cannot be guessed at will, and what was published is read by everybody', async () => {
  const person = await opened();
  expect((await person.see('/gop-y/cong-khai')).text).toContain(say('feedback.page.publicNone'));
  const { code } = await web.database.prisma.feedback.findFirstOrThrow();
  const shown = { publicText: 'Đèn đường tắt.', publicAnswer: 'Đã thay.', publishedAt: clock.now(), answeredAt: clock.now() };
  await web.database.prisma.feedback.update({ where: { code }, data: shown });
  const list = await person.see('/gop-y/cong-khai');
  expect(list.text).toContain('Đã thay.');
  expect(list.text).not.toContain(code);
  expect((await person.see('/gop-y?ma=linh tinh')).status).toBe(404);
  let status = 404;
  for (let guess = 0; guess < 40 && status === 404; guess++)
    status = (await person.see(`/gop-y?ma=PA-261123-AAAA${'ACDEFGHJKM'[guess % 10]}${'ACDE'[guess % 4]}`)).status;
  expect(status).toBe(429);
});
