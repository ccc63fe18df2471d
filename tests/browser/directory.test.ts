import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { sayIn } from '#src/platform/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { hasBrowser, launchBrowser, onward } from '../support/browser.ts';
import { account, member, PASSWORD, settableClock } from '../support/staff.ts';
import { type TestWeb, testWeb } from '../support/web.ts';

const say = sayIn('vi');
const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const LIST = '/quan-tri/danh-ba';
const SIZES = [
  { width: 390, height: 800 },
  { width: 1280, height: 900 },
];

describe.skipIf(!hasBrowser)('the directory in a browser', () => {
  let web: TestWeb;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const picture = (name: string) =>
    process.env['SCREENSHOTS'] ? page.screenshot({ path: `${process.env['SCREENSHOTS']}/${name}.png`, fullPage: true }) : undefined;
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const send = (name: string) => onward(page, () => press(name));

  async function signIn(context: BrowserContext): Promise<Page> {
    const opened = await context.newPage();
    opened.setDefaultTimeout(120_000);
    opened.on('console', (message) => {
      // A form that is shown again with what is wrong is answered so.
      const refused = message.text().includes('status of 422');
      if ((message.type() === 'error' || message.type() === 'warning') && !refused) complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    await opened.goto(`${web.url}/dang-nhap`);
    await opened.getByLabel(say('staff.username')).fill('quantri');
    await opened.getByLabel(say('staff.password')).fill(PASSWORD);
    await onward(opened, () => opened.getByRole('button', { name: say('staff.signIn.button'), exact: true }).click());
    await opened.getByRole('heading', { level: 1, name: say('staff.nav.home') }).waitFor();
    return opened;
  }

  beforeAll(async () => {
    web = await testWeb({ clock });
    await seedDirectory(web.database.prisma);
    await account({ database: web.database.prisma, clock }, 'quantri', member('admin'));
    browser = await launchBrowser();
    page = await signIn(await browser.newContext({ locale: 'vi-VN', reducedMotion: 'reduce' }));
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  test('every page of it is as wide as a phone and as a desk, and free of what keeps people out', async () => {
    const pages = [
      '',
      '/one-stop',
      '/moi',
      '/dia-gioi',
      '/dia-gioi/thay-doi/demo-minh-hoa-2025',
      '/dia-gioi/thay-doi/moi',
      '/dia-gioi/don-vi/demo-hoa-tuong',
    ];
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const path of pages) {
        await page.goto(`${web.url}${LIST}${path}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), `${path} at ${size.width}`).toBe(false);
        await picture(`directory${path.replaceAll('/', '-')}-${size.width}`);
        expect(await violationsOn(page), path).toEqual([]);
      }
    }
  }, 600_000);

  test('hours are changed without a script: rows, preview, save, undo', async () => {
    const before = page;
    page = await signIn(await browser.newContext({ locale: 'vi-VN', javaScriptEnabled: false, viewport: SIZES[0]! }));
    await page.goto(`${web.url}${LIST}/health-station`);
    const day = (number: number) => page.locator(`[id="hours.${number}"]`);
    await day(1).fill('7h-11h');
    await send(say('directoryPage.copyMonday'));
    expect(await day(5).inputValue()).toBe('7h-11h');
    await send(say('directoryPage.add.receptionDays'));
    await page.locator('[id="receptionDays.0.by"]').fill('Trưởng trạm');
    await send(say('directoryPage.do.save'));
    await page.getByText(say('staff.fault.required')).first().waitFor();
    await picture('directory-faults-390');
    await page.locator('[id="receptionDays.0.when"]').fill('sáng thứ Hai');
    await send(say('directoryPage.do.save'));
    await page.getByText(say('directoryPage.said.saved')).waitFor();
    await picture('directory-saved-390');
    await send(say('directoryPage.history.undo'));
    await page.getByText(say('directoryPage.said.back')).waitFor();
    expect(await day(5).inputValue()).toBe('07:00-11:30, 13:30-17:00');
    await page.context().close();
    page = before;
  }, 600_000);

  test('what was typed and never saved is offered again when the window is opened anew, and saved from there', async () => {
    await page.setViewportSize(SIZES[1]!);
    await page.goto(`${web.url}${LIST}/commune-police`);
    await page.locator('#phone').fill('0200 113 0000');
    await send(say('directoryPage.add.receptionDays'));
    await page.locator('[id="receptionDays.0.by"]').fill('Trưởng công an xã');
    await page.waitForFunction(() => Object.values(localStorage).some((text) => text.includes('Trưởng công an xã')));
    await page.goto(`${web.url}${LIST}`);
    await page.goto(`${web.url}${LIST}/commune-police`);
    expect(await page.locator('#phone').inputValue()).not.toBe('0200 113 0000');
    await picture('directory-kept');
    await send(say('staff.typed.back'));
    await page.locator('[id="receptionDays.0.by"]').waitFor();
    expect(await page.locator('#phone').inputValue()).toBe('0200 113 0000');
    await page.locator('[id="receptionDays.0.when"]').fill('sáng thứ Hai');
    await send(say('directoryPage.do.save'));
    await page.getByText(say('directoryPage.said.saved')).waitFor();
    await page.goto(`${web.url}${LIST}/commune-police`);
    expect(await page.locator('#phone').inputValue()).toBe('0200 113 0000');
    expect(await page.locator('.kept').isVisible()).toBe(false);
  }, 600_000);

  test('a merger is previewed, saved and found by its old name', async () => {
    await page.goto(`${web.url}${LIST}/dia-gioi/thay-doi/moi`);
    await page.locator('[id="from.0.name"]').fill('Sương Mai');
    await page.locator('[id="from.0.parent"]').selectOption('demo-mong-tuong');
    await send(say('directoryPage.do.preview'));
    await page.getByText('Nay là xã Minh Họa (xã Sương Mai cũ, huyện Mộng Tưởng cũ)').first().waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await picture('directory-merger-1280');
    await send(say('directoryPage.do.save'));
    await page.getByText(say('directoryPage.said.saved')).waitFor();
    await page.goto(`${web.url}${LIST}/dia-gioi`);
    await page.getByRole('searchbox').fill('suong mai');
    await send(say('procedures.find'));
    await page.getByRole('link', { name: 'xã Sương Mai', exact: true }).waitFor();
    expect(complaints).toEqual([]);
  }, 600_000);
});
