import jpeg from 'jpeg-js';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { findFeedbackCode } from '#src/feedback/code.ts';
import { sayIn } from '#src/platform/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { hasBrowser, launchBrowser, onward } from '../support/browser.ts';
import { account, member, PASSWORD, settableClock } from '../support/staff.ts';
import { type TestWeb, testWeb } from '../support/web.ts';

const say = sayIn('vi');
const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const COMMITTEE = { agencyId: 'peoples-committee' };
const ONE_STOP = { ...COMMITTEE, unitId: 'one-stop' };
const PHONE = { width: 390, height: 800 };
const WORDS = 'Đèn đường trước trường tiểu học thôn Đông tắt đã hai tuần, tối trẻ con đi học về sợ lắm';
const PICTURE = {
  name: 'den.jpg',
  mimeType: 'image/jpeg',
  buffer: Buffer.from(jpeg.encode({ width: 8, height: 8, data: new Uint8Array(256) }, 80).data),
};

describe.skipIf(!hasBrowser)('feedback in a browser, on a phone', () => {
  let web: TestWeb;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];
  const picture = (name: string) =>
    process.env['SCREENSHOTS'] ? page.screenshot({ path: `${process.env['SCREENSHOTS']}/${name}.png`, fullPage: true }) : undefined;
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const send = (name: string) => onward(page, () => press(name));
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  const fits = async () => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
    expect(await violationsOn(page)).toEqual([]);
  };
  const field = (name: string) => page.locator(`[name="${name}"]:not([type="hidden"])`);

  async function open(options: Parameters<Browser['newContext']>[0] = {}) {
    await context?.close();
    context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN', reducedMotion: 'reduce', ...options });
    page = await context.newPage();
    page.setDefaultTimeout(90_000);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${web.url}/gop-y`);
    await heading(say('feedback.page.title'));
  }
  async function signIn(username: string) {
    await page.goto(`${web.url}/dang-nhap`);
    await page.getByLabel(say('staff.username')).fill(username);
    await page.getByLabel(say('staff.password')).fill(PASSWORD);
    await send(say('staff.signIn.button'));
    await heading(say('staff.nav.home'));
  }
  const codeOfPage = () => findFeedbackCode(new URL(page.url()).searchParams.get('ma') ?? '') ?? '';

  beforeAll(async () => {
    web = await testWeb({ clock });
    const staff = { database: web.database.prisma, clock };
    await seedDirectory(web.database.prisma);
    await account(staff, 'motcua', member('oneStopOfficer', ONE_STOP));
    await account(staff, 'lanhdao', member('leader', COMMITTEE), member('editor', COMMITTEE));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  test('what is written outlives a lost connection, is looked over, sent with a picture, and has a code and a due date', async () => {
    await open();
    await field('text').fill(WORDS);
    await field('name').fill('Nguyễn Văn Thử');
    await context.setOffline(true);
    await press(say('feedback.page.review'));
    await page.getByText(say('feedback.page.offline')).waitFor();
    await picture('feedback-offline');
    await context.setOffline(false);
    await page.reload();
    await page.getByText(say('feedback.page.draftKept')).waitFor();
    expect([await field('text').inputValue(), await field('name').inputValue()]).toEqual([WORDS, 'Nguyễn Văn Thử']);
    await picture('feedback-form');
    await fits();
    await field('phone').fill('0912345678');
    await field('address').fill('Tổ 3');
    await field('consent').check();
    await send(say('feedback.page.review'));
    await heading(say('feedback.ask.summary'));
    expect(await field('topic').inputValue()).toBe('site');
    expect(await field('place').inputValue()).toContain('trường tiểu học thôn Đông');
    await field('files').setInputFiles([PICTURE]);
    await picture('feedback-review');
    await fits();
    await send(say('feedback.page.send'));
    await heading(say('feedback.page.statusTitle'));
    await page.getByText('07/12/2026').first().waitFor();
    expect(codeOfPage()).toMatch(/^PA-/);
    await picture('feedback-sent');
    await fits();
    await page.goto(`${web.url}/gop-y`);
    expect(await field('text').inputValue()).toBe('');
    const row = await web.database.prisma.feedback.findFirstOrThrow({ include: { files: true } });
    expect([row.topic, row.files.length, row.files[0]?.state]).toEqual(['site', 1, 'kept']);
  });

  test('whoever has the same matter is told that it is known, without its code; a denunciation is shown its door and kept nowhere, not even in the tab', async () => {
    const { code } = await web.database.prisma.feedback.findFirstOrThrow();
    await open();
    await field('text').fill('Đèn đường trước trường tiểu học thôn Đông tắt hai tuần rồi, đề nghị sửa');
    await field('anonymous').check();
    await send(say('feedback.page.review'));
    await heading(say('feedback.ask.summary'));
    await picture('feedback-similar');
    await page.getByText(say('feedback.page.similarHint')).waitFor();
    expect(await page.content()).not.toContain(code);
    await open();
    await field('text').fill('Tôi tố cáo trưởng thôn nhận hối lộ của dân');
    await field('anonymous').check();
    await send(say('feedback.page.review'));
    await page.getByText(say('referral.notStored')).waitFor();
    await picture('feedback-referred');
    await fits();
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('hối lộ');
    await field('text').fill('Tôi khiếu nại cái cống trước nhà thối quá');
    await send(say('feedback.page.review'));
    await field('isFeedback').check();
    await picture('feedback-doubtful');
    await fits();
    await send(say('feedback.page.review'));
    await heading(say('feedback.ask.summary'));
    expect(await web.database.prisma.feedback.count()).toBe(1);
  });

  test('without a script: looked over, sent, followed by its code', async () => {
    await open({ javaScriptEnabled: false });
    await field('text').fill('Cầu ván ở xóm Bãi gãy hai tấm, xe máy không qua được');
    await field('anonymous').check();
    await send(say('feedback.page.review'));
    await heading(say('feedback.ask.summary'));
    await field('files').setInputFiles([PICTURE]);
    await send(say('feedback.page.send'));
    await heading(say('feedback.page.statusTitle'));
    const code = codeOfPage();
    await page.goto(`${web.url}/gop-y`);
    await field('ma').fill(code.toLowerCase());
    await send(say('feedback.page.track'));
    await page.getByText(code).first().waitFor();
  });

  test('it is sorted, assigned, answered and, once another approves, published', async () => {
    const { code } = await web.database.prisma.feedback.findFirstOrThrow({ orderBy: { id: 'asc' } });
    await open();
    await signIn('motcua');
    await page.goto(`${web.url}/can-bo/gop-y`);
    await heading(say('staff.nav.feedback'));
    await picture('feedback-desk-list');
    await onward(page, () => page.locator(`a[href="/can-bo/gop-y/${code}"]`).first().click());
    await page.getByText('Nguyễn Văn Thử').first().waitFor();
    await picture('feedback-desk');
    await fits();
    const opened = async (step: string) => {
      const part = page.locator(`#${step}`);
      if (!(await part.evaluate((node) => (node as HTMLDetailsElement).open))) await part.locator('summary').first().click();
      return part;
    };
    const sort = await opened('sort');
    await sort.locator('[name="unitId"]').selectOption('one-stop');
    await onward(page, () => sort.locator('button[type="submit"]').last().click());
    await page.getByText(say('feedback.state.assigned')).first().waitFor();
    const answer = await opened('answer');
    await answer.locator('textarea').fill('Đã thay bóng đèn sáng 23/11.');
    await onward(page, () => answer.getByRole('button', { name: say('feedback.desk.step.answer'), exact: true }).click());
    await page.getByText(say('feedback.state.answered')).first().waitFor();
    const propose = await opened('propose');
    await propose.locator('[name="question"]').fill('Đèn đường trước trường thôn Đông bị tắt.');
    await propose.locator('[name="answer"]').fill('Đã thay bóng.');
    await onward(page, () => propose.locator('button[type="submit"]').last().click());
    await page.locator('.said').first().waitFor();
    await picture('feedback-desk-answered');
    await open();
    await signIn('lanhdao');
    await page.goto(`${web.url}/can-bo/gop-y/${code}`);
    const publish = await opened('publish');
    await onward(page, () => publish.locator('button[type="submit"]').last().click());
    await page.locator('.said').first().waitFor();
    await page.goto(`${web.url}/gop-y/cong-khai`);
    await page.getByText('Đèn đường trước trường thôn Đông bị tắt.').waitFor();
    await picture('feedback-public');
    await fits();
    await page.goto(`${web.url}/gop-y?ma=${code}`);
    await page.getByText('Đã thay bóng đèn sáng 23/11.').waitFor();
    await picture('feedback-answered');
    await page.goto(`${web.url}/quan-tri/tu-ngu`);
    await page.getByLabel(say('rudeWords.word')).fill('ăn hại');
    await send(say('rudeWords.do.add'));
    await page.locator('.said').first().waitFor();
    await page.locator('#message').fill('Mấy ông ăn hại, đèn đường thôn Đông tắt cả tháng!');
    await send(say('rudeWords.do.try'));
    await page.getByText(say('rudeWords.takenIn')).waitFor();
    await picture('rude-words');
    await fits();
    // The form that may not be sent again without a connection is the only thing that a browser complains of here.
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
  });
});
