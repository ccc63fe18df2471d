import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTelegramChannel } from '#src/channels/telegram/telegram.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { sayIn } from '#src/platform/texts.ts';
import { FAKE_TELEGRAM_TOKEN, FakeTelegram } from '#tests/fakes/telegram.ts';
import { realFiles } from '../support/assistant.ts';
import { violationsOn } from '../support/axe.ts';
import { hasBrowser, launchBrowser, onward } from '../support/browser.ts';
import { account, member, PASSWORD, settableClock } from '../support/staff.ts';
import { type TestWeb, testWeb } from '../support/web.ts';

const say = sayIn('vi');
const BIRTH = '1.001193';
/** The official's own chat. */
const CHAT = '4711';

describe.skipIf(!hasBrowser)('the catalogue in a browser', () => {
  let web: TestWeb;
  let browser: Browser;
  let telegram: FakeTelegram;
  const complaints: string[] = [];

  beforeAll(async () => {
    const clock = settableClock();
    const files = realFiles();
    const procedures = files.procedures.filter(({ group }) => group === 'justice');
    telegram = await FakeTelegram.start({ scale: 0.01 });
    const channel = createTelegramChannel({ token: FAKE_TELEGRAM_TOKEN, apiRoot: telegram.url, mode: { kind: 'polling' } });
    const limits = { perSecond: 1000, perSecondPerChat: 1000, perMonth: null };
    web = await testWeb({ clock, files: { ...files, procedures, publications: [], succession: [] }, channels: [{ ...channel, limits }] });
    await seedDirectory(web.database.prisma);
    const staff = { database: web.database.prisma, clock };
    const named = async (username: string, name: string, role: 'admin' | 'publisher') => {
      const { id } = await account(staff, username, member(role));
      await staff.database.person.update({ where: { id }, data: { name } });
    };
    await named('quantri', 'Bùi Thị Mẫu', 'admin');
    await named('duyet', 'Trần Văn Duyệt', 'publisher');
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    telegram?.updates.close();
    await web?.close();
    await telegram?.close();
  });

  async function signIn(username: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<{ page: Page; context: BrowserContext }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'vi-VN', reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    page.on('console', (message) => {
      const known = /422|409/.test(message.text());
      if (!known && (message.type() === 'error' || message.type() === 'warning')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${web.url}/dang-nhap`);
    await page.getByLabel(say('staff.username')).fill(username);
    await page.getByLabel(say('staff.password')).fill(PASSWORD);
    await onward(page, () => page.getByRole('button', { name: say('staff.signIn.button'), exact: true }).click());
    await page.getByRole('heading', { level: 1, name: say('staff.nav.home') }).waitFor();
    return { page, context };
  }
  const picture = (page: Page, name: string, fullPage = false) =>
    process.env['SCREENSHOTS'] ? page.screenshot({ path: `${process.env['SCREENSHOTS']}/${name}.png`, fullPage }) : undefined;
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const send = (page: Page, name: string) => onward(page, () => press(page, name));

  /** Asks in the chat as the official's phone shows it; what is answered. */
  async function chat(text: string): Promise<string> {
    const before = telegram.transcript(CHAT).length;
    await telegram.citizen.send(CHAT, text);
    const answered = () =>
      telegram
        .transcript(CHAT)
        .slice(before)
        .flatMap(({ from, text: said }) => (from === 'bot' ? [said] : []));
    await expect.poll(() => answered().length, { timeout: 60_000 }).toBeGreaterThan(0);
    return answered().join('\n');
  }

  /** What it costs to register a birth, by the name that people give it. */
  const askFee = () => chat('làm giấy khai sinh cho con mới sinh lệ phí bao nhiêu');

  test('an admin adds an official, who sets a password, signs in and pairs their chat by a code', async () => {
    const { page: admin, context } = await signIn('quantri');
    await admin.goto(`${web.url}/quan-tri/nguoi-dung/moi`);
    await admin.getByLabel(say('staff.person.name')).fill('Lê Thị Soạn');
    await admin.getByLabel(say('staff.membership.role'), { exact: true }).selectOption({ label: say('staff.role.editor') });
    await admin.getByLabel(say('staff.membership.place')).selectOption('one-stop');
    await send(admin, say('staff.people.add'));
    await admin.getByText(say('staff.said.personAdded')).waitFor();
    await admin.getByText(say('staff.link.open')).click();
    await send(admin, say('staff.link.button'));
    await admin.getByRole('img', { name: say('staff.link.qr') }).waitFor();
    await picture(admin, 'hanh-trinh-duong-dan');
    const link = await admin.locator('code.secret').innerText();
    await context.close();

    const phone = await browser.newContext({ viewport: { width: 390, height: 800 }, locale: 'vi-VN', reducedMotion: 'reduce' });
    const official = await phone.newPage();
    official.setDefaultTimeout(90_000);
    await official.goto(web.url + new URL(link).pathname);
    await official.getByLabel(say('staff.username')).fill('soan');
    await official.getByLabel(say('staff.newPassword'), { exact: true }).fill(PASSWORD);
    await official.getByLabel(say('staff.passwordAgain')).fill(PASSWORD);
    await send(official, say('staff.setup.button'));
    await official.getByRole('heading', { level: 1, name: say('staff.signIn.title') }).waitFor();
    await official.getByLabel(say('staff.username')).fill('soan');
    await official.getByLabel(say('staff.password')).fill(PASSWORD);
    await send(official, say('staff.signIn.button'));
    await official.getByRole('heading', { level: 1, name: say('staff.nav.home') }).waitFor();
    await official.goto(`${web.url}/can-bo/tai-khoan`);
    await send(official, say('staff.reach.makeCode'));
    await official.getByRole('heading', { level: 1, name: say('staff.reach.codeTitle') }).waitFor();
    await picture(official, 'hanh-trinh-ma-ghep');
    const code = await official.locator('code.secret').innerText();
    expect(await chat(code)).toContain('Lê Thị Soạn');
    await official.goto(`${web.url}/can-bo/tai-khoan`);
    await official.getByText(say('work.channel.telegram')).first().waitFor();
    await picture(official, 'hanh-trinh-da-ghep');
    await phone.close();
    expect(await askFee()).not.toContain('8.000 đồng/bản');
  });

  test('a fee is changed, reviewed and published, and the chat answers with it a second later', async () => {
    const { page: editor, context } = await signIn('soan');
    const pages = editor.getByRole('navigation', { name: say('staff.nav.label') });
    await onward(editor, () => pages.getByRole('link', { name: say('staff.nav.catalogue') }).click());
    await editor.getByLabel(say('catalogueEditing.search')).fill('đăng ký khai sinh');
    await send(editor, say('procedures.find'));
    await picture(editor, 'danh-muc-danh-sach');
    await onward(editor, () => editor.locator(`a[href="/quan-tri/thu-tuc/${BIRTH}"]`).click());
    await editor.locator('#fees\\.0\\.amount').waitFor();
    await picture(editor, 'danh-muc-soan-dau', true);
    // A row without a reload: the page keeps what was typed elsewhere.
    await press(editor, say('catalogueEditing.rows.add.fees'));
    await editor.locator('#fees\\.1\\.amount').waitFor();
    await editor.locator('#fees\\.0\\.when').fill('Cấp bản chính');
    await editor.locator('#fees\\.0\\.amount').fill('miễn phí');
    await editor.locator('#fees\\.1\\.when').fill('Cấp bản sao');
    await editor.locator('#fees\\.1\\.amount').fill('8.000 đồng/bản');
    await editor.locator('[id="fee.flag"]').selectOption('published');
    await editor.locator('#section').selectOption('fee');
    await editor.locator('#side').getByText('8.000 đồng/bản').first().waitFor();
    await editor.locator('#saved').getByText('Lê Thị Soạn').waitFor();
    await editor.locator('#part-fees').scrollIntoViewIfNeeded();
    await picture(editor, 'danh-muc-soan');
    await editor.locator('#reason').fill('Nghị quyết 12/2026/NQ-HĐND đổi mức lệ phí');
    await send(editor, say('catalogueEditing.submit'));
    await editor.getByText(say('catalogueEditing.done.submitted')).waitFor();
    await context.close();

    const { page: publisher, context: second } = await signIn('duyet');
    await publisher.goto(`${web.url}/quan-tri/thu-tuc?stand=review`);
    await onward(publisher, () =>
      publisher
        .getByRole('link', { name: /khai sinh/i })
        .first()
        .click(),
    );
    await publisher.getByText('8.000 đồng/bản').first().waitFor();
    await picture(publisher, 'danh-muc-duyet');
    await send(publisher, say('catalogueEditing.publishNow'));
    await publisher.getByText(say('catalogueEditing.done.published', { number: 2 })).waitFor();
    await picture(publisher, 'danh-muc-lich-su');
    await publisher.goto(`${web.url}/thu-tuc/${BIRTH}`);
    await publisher.getByText('8.000 đồng/bản').first().waitFor();
    expect(await askFee()).toContain('8.000 đồng/bản');
    await second.close();
    expect(complaints).toEqual([]);
  });

  test('nobody stumbles on any of the pages', async () => {
    const { page, context } = await signIn('duyet', { bypassCSP: true });
    const found: string[] = [];
    const base = '/quan-tri/thu-tuc';
    const own = [`${base}/${BIRTH}`, `${base}/${BIRTH}/duyet`, `${base}/${BIRTH}/lich-su`, `${base}/${BIRTH}/tu-ngu`];
    const others = ['moi', 'hoi-thu', 'nhom-de-nham', 'nhom-de-nham?id=moi', 'van-ban', 'bang-tinh'].map((end) => `${base}/${end}`);
    for (const path of [base, ...own, ...others]) {
      await page.goto(web.url + path);
      found.push(...(await violationsOn(page)));
      expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), path).toBe(false);
    }
    await context.close();
    expect(found).toEqual([]);
  });

  test('on a phone without a script every step works, and nothing is wider than the screen', async () => {
    const { page, context } = await signIn('soan', { viewport: { width: 390, height: 800 }, javaScriptEnabled: false });
    await page.goto(`${web.url}/quan-tri/thu-tuc/${BIRTH}`);
    await send(page, say('catalogueEditing.rows.add.steps'));
    await page.locator('#steps\\.0').fill('Nộp hồ sơ tại Bộ phận Một cửa');
    await send(page, say('catalogueEditing.show'));
    expect(await page.locator('#steps\\.0').inputValue()).toBe('Nộp hồ sơ tại Bộ phận Một cửa');
    await picture(page, 'danh-muc-dien-thoai', true);
    await send(page, say('catalogueEditing.save'));
    await page.getByText(say('catalogueEditing.done.saved')).waitFor();
    expect(await page.locator('#steps\\.0').inputValue()).toBe('Nộp hồ sơ tại Bộ phận Một cửa');
    await context.close();
  });
});
