import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { sayIn } from '#src/platform/texts.ts';
import { NAVIGATION } from '#src/web/staff/navigation.ts';
import { violationsOn } from '../support/axe.ts';
import { hasBrowser, launchBrowser, onward } from '../support/browser.ts';
import { publishTestProcedure } from '../support/dossiers.ts';
import { probeChannel } from '../support/probeChannel.ts';
import { account, member, PASSWORD, settableClock } from '../support/staff.ts';
import { type TestWeb, testWeb } from '../support/web.ts';

const say = sayIn('vi');
/** A Monday of the spring of 2026. */
const clock = settableClock(new Date('2026-03-09T09:15:00+07:00'));
const COMMITTEE = { agencyId: 'peoples-committee' };
const ONE_STOP = { ...COMMITTEE, unitId: 'one-stop' };
const [PHONE, DESK] = [
  { width: 390, height: 800 },
  { width: 1200, height: 800 },
];

describe.skipIf(!hasBrowser)('a day at the desk in a browser', () => {
  let web: TestWeb;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const picture = (name: string) =>
    process.env['SCREENSHOTS'] ? page.screenshot({ path: `${process.env['SCREENSHOTS']}/${name}.png`, fullPage: true }) : undefined;
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const send = (name: string) => onward(page, () => press(name));
  const follow = (name: string) => onward(page, () => page.getByRole('link', { name, exact: true }).first().click());
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  /** Opens a step, fills its fields by their labels, takes it. */
  async function take(step: string, fields: Record<string, string> = {}): Promise<void> {
    const part = page.locator(`#${step}`);
    await part.locator('summary').click();
    for (const [name, value] of Object.entries(fields)) await part.getByLabel(say(`desk.input.${name}`)).fill(value);
    await onward(page, () => part.getByRole('button').click());
    await page.getByText(say('desk.done', { step })).waitFor();
  }

  beforeAll(async () => {
    web = await testWeb({ clock, channels: [probeChannel({ id: 'telegram' }).channel] });
    const database = web.database.prisma;
    await seedDirectory(database);
    await seedCalendar(database, clock.now());
    await publishTestProcedure(web.database, '1.001193');
    await account(
      { database, clock },
      'motcua',
      member('oneStopOfficer', ONE_STOP),
      member('leader', COMMITTEE),
      member('editor', COMMITTEE),
      member('admin', COMMITTEE),
    );
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN', reducedMotion: 'reduce' });
    page = await context.newPage();
    page.setDefaultTimeout(90_000);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${web.url}/dang-nhap`);
    await page.getByLabel(say('staff.username')).fill('motcua');
    await page.getByLabel(say('staff.password')).fill(PASSWORD);
    await send(say('staff.signIn.button'));
    await heading(say('staff.nav.home'));
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  test('a dossier is received, waits for papers, goes on, has its result and is returned; on a phone', async () => {
    await page.goto(`${web.url}/can-bo/ho-so`);
    await follow(say('desk.receive.title'));
    await heading(say('desk.receive.title')); // the list that it leads away from has a search box too
    await page.getByRole('searchbox').fill('khai sinh');
    await send(say('procedures.find'));
    await onward(page, () => page.locator('a[href*="thu-tuc=1.001193"]').first().click());
    await page.getByText('16/03/2026').first().waitFor();
    await page.getByLabel(say('dossier.field.name'), { exact: true }).fill('Lê Thị Thử');
    await send(say('desk.receive.save'));
    await page.locator('.said').waitFor();
    const { code } = await web.database.prisma.dossier.findFirstOrThrow();
    await heading(say('desk.dossier', { code }));
    await picture('dossier-phone');
    clock.pass(86_400_000);
    await take('requestSupplement', { items: 'Tờ khai | thiếu chữ ký', reason: 'Tờ khai chưa có chữ ký' });
    await page.getByText(say('dossier.state.supplementRequested')).first().waitFor();
    clock.pass(86_400_000);
    await take('acceptSupplement');
    await take('completeDossier');
    await take('collectResult');
    await page.getByText(say('dossier.state.returned')).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
    expect(await web.database.prisma.dossier.findUniqueOrThrow({ where: { code } })).toMatchObject({ state: 'returned', supplementCount: 1 });
  });

  test('the office is closed for a day: the preview says whom it concerns, saving counts again', async () => {
    await page.setViewportSize(DESK);
    await page.goto(`${web.url}/can-bo/ho-so/moi?thu-tuc=1.001193`);
    await page.getByLabel(say('dossier.field.name'), { exact: true }).fill('Trần Văn Thử');
    await send(say('desk.receive.save'));
    await page.locator('.said').waitFor();
    await follow(say('staff.nav.calendar'));
    await picture('calendar');
    await page.getByText(say('workCalendar.addDay'), { exact: true }).click();
    const day = page.locator('#day');
    await day.getByLabel(say('workCalendar.input.date'), { exact: true }).fill('2026-03-13');
    await day.getByLabel(say('workCalendar.input.kind'), { exact: true }).selectOption('closure');
    await day.getByLabel(say('workCalendar.input.name'), { exact: true }).fill('Chuyển trụ sở');
    await day.getByLabel(say('workCalendar.input.source'), { exact: true }).fill('Thông báo 1/TB');
    await day.getByLabel(say('workCalendar.input.where'), { exact: true }).selectOption('peoples-committee');
    await onward(page, () => day.getByRole('button').click());
    await heading(say('workCalendar.previewTitle'));
    await page.getByText(say('workCalendar.impact.kept', { count: '1' })).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await picture('preview');
    await send(say('workCalendar.do.edit'));
    expect(await page.locator('#day-name').inputValue()).toBe('Chuyển trụ sở');
    await onward(page, () => page.locator('#day').getByRole('button').click());
    await send(say('workCalendar.do.save'));
    await page.getByText(say('workCalendar.saved', { looked: '1', changed: '1' })).waitFor();
  });

  test('a tile of the reports leads to its dossiers, and one of them to its page', async () => {
    clock.pass(20 * 86_400_000);
    await follow(say('staff.nav.reports'));
    await picture('reports');
    await follow(`1 ${say('reports.watch.overdue')}`);
    await heading(say('reports.watch.overdue'));
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: say('reports.xlsx'), exact: true }).click()]);
    expect(download.suggestedFilename()).toMatch(/^qua-han-.*\.xlsx$/);
    await onward(page, () => page.locator('tbody a').first().click());
    await page.getByRole('heading', { level: 2, name: say('desk.section.history') }).waitFor();
  });

  test('on a long page the pages beside stay in sight; on paper there are neither they nor buttons, and no column is cut', async () => {
    await page.goto(`${web.url}/quan-tri/lich?nam=2026`);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(DESK.height);
    const { y } = (await page.locator('.pages [aria-current]').boundingBox())!;
    expect(y > 0 && y < DESK.height).toBe(true);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 700, height: 1000 }); // A4 between its margins
    for (const path of ['/can-bo/ho-so', '/can-bo/bao-cao', '/can-bo/bao-cao/so-theo-doi', '/quan-tri/lich?nam=2026']) {
      await page.goto(web.url + path);
      await page.locator('table').first().waitFor();
      expect(await page.locator('nav, button').filter({ visible: true }).count()).toBe(0);
      const tables = await page
        .locator('table')
        .filter({ visible: true })
        .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().right));
      expect(tables.length).toBeGreaterThan(0);
      expect(Math.max(...tables)).toBeLessThanOrEqual(700);
    }
    await page.emulateMedia({ media: null });
    await page.setViewportSize(DESK);
  });

  test('with letters of 140 per cent the columns of one’s work keep apart', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${web.url}/hien-thi?kieu=larger.usual&ve=/can-bo`);
    await page.locator('.mine').first().waitFor();
    const widths = await page.locator('.mine th[scope=col]').evaluateAll((heads) => heads.map((head) => head.getBoundingClientRect().width));
    expect(Math.min(...widths)).toBeGreaterThan(100);
    // No table is wider than its place: where letters leave no room for columns, rows stand as cards.
    for (const width of [1280, 1024, 390])
      for (const path of ['/can-bo/ho-so', '/can-bo/gop-y', '/can-bo/xin-loi', '/quan-tri/lich', '/quan-tri/nhat-ky', '/quan-tri/nhac-viec']) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(web.url + path);
        const over = await page
          .locator('.scroll')
          .evaluateAll((all) => all.map((each) => each.scrollWidth - each.clientWidth).filter((by) => by > 0));
        expect(over, `${path} at ${width}`).toEqual([]);
      }
    await page.goto(`${web.url}/hien-thi?kieu=normal.usual&ve=/can-bo`);
    await page.setViewportSize(DESK);
  });

  test('nothing on any page is in the way of those who cannot see or point, on a phone', async () => {
    const { code } = await web.database.prisma.dossier.findFirstOrThrow({ where: { closedAt: null } });
    const person = await web.database.prisma.person.findFirstOrThrow();
    const paths = [
      ...NAVIGATION.map(({ href }) => href),
      '/can-bo/mat-khau',
      '/can-bo/ho-so/moi?q=khai%20sinh',
      '/can-bo/ho-so/moi?thu-tuc=1.001193',
      `/can-bo/ho-so/${code}`,
      '/can-bo/bao-cao/khong-dien-bien',
      '/can-bo/bao-cao/so-theo-doi',
      '/quan-tri/nguoi-dung/moi',
      `/quan-tri/nguoi-dung/${person.id}`,
      '/quan-tri/lich?nam=2026&ngay=2026-03-13&cho=peoples-committee',
    ];
    const violations: string[] = [];
    await page.setViewportSize(PHONE);
    for (const path of paths) {
      await page.goto(web.url + path);
      violations.push(...(await violationsOn(page)));
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) violations.push(`${path} is wider than a phone`);
      await picture(`page${path.split('?')[0]!.replaceAll('/', '-')}`);
    }
    expect(violations).toEqual([]);
    expect(complaints).toEqual([]);
  }, 300_000);

  test('a second factor is set up, and every page bears large letters and high contrast, on a phone', async () => {
    await page.setViewportSize(PHONE);
    await page.goto(`${web.url}/can-bo/bao-mat`);
    await page.getByLabel(say('staff.currentPassword')).fill(PASSWORD);
    await send(say('staff.factor.enable'));
    await heading(say('staff.factor.setUp'));
    const violations = await violationsOn(page);
    await picture('second-factor');
    for (const path of ['/can-bo', '/can-bo/bao-mat', '/quan-tri/ra-soat', '/can-bo/ho-so', '/', '/thu-tuc']) {
      await page.goto(`${web.url}/hien-thi?kieu=larger.high&ve=${path}`);
      violations.push(...(await violationsOn(page)));
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) violations.push(`${path} is wider than a phone`);
      await picture(`large${path.replaceAll('/', '-')}`);
    }
    expect(violations).toEqual([]);
  }, 120_000);
});
