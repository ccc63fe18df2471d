import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { sayIn } from '#src/platform/texts.ts';
import { hasBrowser, launchBrowser, onward } from '../support/browser.ts';
import { publishTestProcedure } from '../support/dossiers.ts';
import { probeChannel } from '../support/probeChannel.ts';
import { account, member, PASSWORD, settableClock } from '../support/staff.ts';
import { type TestWeb, testWeb } from '../support/web.ts';

const say = sayIn('vi');
const clock = settableClock(new Date('2026-03-09T09:15:00+07:00'));
const COMMITTEE = { agencyId: 'peoples-committee' };
const PUBLIC = ['/', '/thu-tuc?q=khai%20sinh', '/thu-tuc/1.001193', '/ho-so', '/gop-y', '/quyen-rieng-tu', '/dang-nhap'];
const STAFF = [
  '/can-bo',
  '/can-bo/ho-so',
  '/can-bo/ho-so/moi?thu-tuc=1.001193',
  '/can-bo/gop-y',
  '/can-bo/bao-cao',
  '/can-bo/tai-khoan',
  '/can-bo/bao-mat',
  '/quan-tri/thu-tuc',
  '/quan-tri/thu-tuc/van-ban',
  '/quan-tri/loi-nhan/greeting',
  '/quan-tri/nguoi-dung',
  '/quan-tri/danh-ba',
  '/quan-tri/danh-ba/one-stop',
  '/quan-tri/danh-ba/bang-tinh',
  '/quan-tri/lich',
  '/quan-tri/nhac-viec',
  '/quan-tri/kenh',
];

/** In the page: gives each thing inside `within` that can be acted on a number, everything that opens being open. How many there are. */
const number = (within: string) => `(() => {
  document.querySelectorAll('details').forEach((each) => { each.open = true; });
  const shown = (each) => each.checkVisibility({ checkVisibilityCSS: true }) && !each.disabled && each.tabIndex >= 0;
  const root = document.querySelector('${within}');
  const all = [...root.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(shown);
  // Of radio buttons of one name the arrow keys reach the others.
  const first = all.filter((each) => each.type !== 'radio' || all.find((other) => other.type === 'radio' && other.name === each.name) === each);
  first.forEach((each, at) => each.setAttribute('data-n', String(at)));
  root.focus();
  if (root === document.body) document.activeElement.blur();
  return first.length;
})()`;

/** In the page: writes down what has the focus after each Tab, by its number, and whether one sees that it does. */
const WATCH = `(() => {
  window.focused = [];
  addEventListener('keyup', ({ key }) => {
    const each = document.activeElement;
    if (key !== 'Tab' || !each || each === document.body) return;
    const style = getComputedStyle(each);
    const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
    const box = each.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight;
    window.focused.push({ n: each.getAttribute('data-n'), seen, inside, what: each.outerHTML.slice(0, 120) });
  });
})()`;

/** Presses of Tab before it is looked where they led. */
const AT_ONCE = 10;

interface Focused {
  n: string | null;
  seen: boolean;
  inside: boolean;
  what: string;
}

describe.skipIf(!hasBrowser)('with the keyboard alone', () => {
  let web: TestWeb;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    web = await testWeb({ clock, channels: [probeChannel({ id: 'telegram' }).channel] });
    const database = web.database.prisma;
    await seedDirectory(database);
    await seedCalendar(database, clock.now());
    await publishTestProcedure(web.database, '1.001193');
    await account(
      { database, clock },
      'tatca',
      member('admin', COMMITTEE),
      member('leader', COMMITTEE),
      member('oneStopOfficer', COMMITTEE),
      member('editor', COMMITTEE),
    );
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'vi-VN', reducedMotion: 'reduce' });
    page = await context.newPage();
    page.setDefaultTimeout(90_000);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  /** What Tab does not reach, does not show that it is focused, or leaves out of sight. */
  async function stumbles(path: string, within = 'body'): Promise<string[]> {
    await page.goto(web.url + path);
    const count = Number(await page.evaluate(number(within)));
    const reached = new Set<string>();
    const wrong: string[] = [];
    await page.evaluate(WATCH);
    // A frame of the browser comes between the last and the first: some presses more than there are things.
    for (let presses = 0; presses < count + 60 && reached.size < count; presses += AT_ONCE) {
      for (let press = 0; press < AT_ONCE; press++) await page.keyboard.press('Tab');
      for (const { n, seen, inside, what } of (await page.evaluate('window.focused.splice(0)')) as Focused[]) {
        if (n !== null) reached.add(n);
        if (!seen) wrong.push(`${path} does not show its focus: ${what}`);
        if (!inside) wrong.push(`${path} focuses out of sight: ${what}`);
      }
    }
    for (let at = 0; at < count; at++)
      if (!reached.has(String(at)))
        wrong.push(`${path} is not reached: ${await page.locator(`[data-n="${at}"]`).evaluate((each) => each.outerHTML.slice(0, 120))}`);
    return [...new Set(wrong)];
  }

  test('every page that citizens see is walked through with Tab, and the focus is seen', async () => {
    const wrong: string[] = [];
    for (const path of PUBLIC) wrong.push(...(await stumbles(path)));
    expect(wrong).toEqual([]);
  }, 600_000);

  test('signing in, the skip link, a page of the list, a filter and an act, by Tab and Enter', async () => {
    await page.goto(`${web.url}/dang-nhap`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'main');
    await page.keyboard.press('Tab');
    await page.keyboard.type('tatca');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    const enter = () => page.keyboard.press('Enter');
    await onward(page, enter);
    await page.getByRole('heading', { level: 1, name: say('staff.nav.home') }).waitFor();
    /** Tab until something with this name has the focus. */
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 150; presses++) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate(() => (document.activeElement as HTMLElement).innerText?.trim() ?? '')) === name) return;
      }
      throw new Error(`Tab never came to ${name}`);
    };
    await tabTo(say('staff.nav.account'));
    await onward(page, enter);
    await page.getByRole('heading', { level: 1, name: say('staff.nav.account') }).waitFor();
    await tabTo(say('staff.reach.makeCode'));
    await onward(page, enter);
    await page.getByRole('heading', { level: 1, name: say('staff.reach.codeTitle') }).waitFor();
  }, 300_000);

  test('every main page of officials and admins is walked through with Tab, and the focus is seen', async () => {
    const wrong: string[] = [];
    // The frame is the same on all of them: it is walked through on the first.
    for (const [at, path] of STAFF.entries()) wrong.push(...(await stumbles(path, at === 0 ? 'body' : '#main')));
    expect(wrong).toEqual([]);
  }, 900_000);

  test('on a phone the pages open by Enter, close by Escape, and give the focus back', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${web.url}/can-bo`);
    await page.getByRole('button', { name: say('staff.nav.open') }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#pages a').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => Boolean(document.activeElement?.closest('#pages')))).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('#pages').waitFor({ state: 'hidden' });
    await page.waitForFunction(() => document.activeElement?.className === 'menu');
  }, 120_000);
});
