import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { issueFirstAdminLink } from '#src/staff/commands/setupLinks.ts';
import { hasBrowser, launchBrowser, onward } from '../support/browser.ts';
import { probeChannel } from '../support/probeChannel.ts';
import { NOW, PASSWORD, settableClock } from '../support/staff.ts';
import { type TestWeb, testWeb } from '../support/web.ts';

const say = sayIn('vi');

describe.skipIf(!hasBrowser)('the pages of an admin in a browser', () => {
  const clock = settableClock(NOW);
  let web: TestWeb;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const picture = (name: string) =>
    process.env['SCREENSHOTS'] ? page.screenshot({ path: `${process.env['SCREENSHOTS']}/${name}.png`, fullPage: true }) : undefined;
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const send = (name: string) => onward(page, () => press(name));
  const follow = (name: string) => onward(page, () => page.getByRole('link', { name }).first().click());

  beforeAll(async () => {
    web = await testWeb({ clock, channels: [probeChannel({ id: 'telegram' }).channel] });
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 390, height: 800 }, locale: 'vi-VN', reducedMotion: 'reduce' });
    page = await context.newPage();
    page.setDefaultTimeout(90_000);
    page.on('console', (message) => {
      // A form that is shown again with its faults is a 422, which Chromium calls an error.
      const known = message.text().includes('422');
      if (!known && (message.type() === 'error' || message.type() === 'warning')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  test('set-up link, sign in, add a person, make a key, sign out; by labels, without a script, on a narrow screen', async () => {
    const { token } = (await issueFirstAdminLink({ database: web.database.prisma, clock }))!;
    await page.goto(`${web.url}/thiet-lap/${token}`);
    await page.getByLabel(say('staff.person.name')).fill('Bùi Thị Mẫu');
    await page.getByLabel(say('staff.username')).fill('quantri');
    const chosen = page.getByLabel(say('staff.newPassword'), { exact: true });
    await chosen.fill(PASSWORD);
    // What was typed can be looked at (ASVS 2.1.12), and hidden again.
    const look = page.getByRole('button', { name: new RegExp(`: ${say('staff.newPassword')}$`) });
    await look.click();
    expect(await chosen.getAttribute('type')).toBe('text');
    await look.click();
    expect(await chosen.getAttribute('type')).toBe('password');
    await page.getByLabel(say('staff.passwordAgain')).fill(PASSWORD);
    await picture('setup');
    await send(say('staff.setup.button'));

    await page.getByLabel(say('staff.username')).fill('quantri');
    await page.getByLabel(say('staff.password')).fill(PASSWORD);
    await send(say('staff.signIn.button'));
    await page.getByRole('heading', { level: 1, name: say('staff.nav.home') }).waitFor();
    await picture('home');

    const people = page.getByRole('navigation', { name: say('staff.nav.label') }).getByRole('link', { name: say('staff.nav.people') });
    expect(await people.isVisible()).toBe(false);
    await press(say('staff.nav.open'));
    await picture('pages');
    await page.keyboard.press('Escape');
    await people.waitFor({ state: 'hidden' });
    await press(say('staff.nav.open'));
    await onward(page, () => people.click());
    await page.getByRole('heading', { level: 1, name: say('staff.nav.people') }).waitFor();
    await people.waitFor({ state: 'hidden' });
    // The frame came along: larger letters lead back to the page that is shown now.
    expect(await page.locator('.look a').first().getAttribute('href')).toContain('nguoi-dung');
    await follow(say('staff.people.add'));
    await page.getByLabel(say('staff.person.name')).fill('Phạm Văn Thử');
    await page.getByLabel(say('staff.membership.role'), { exact: true }).selectOption({ label: say('staff.role.oneStopOfficer') });
    await send(say('staff.people.add'));
    await page.locator('.fault').first().waitFor();
    expect(await page.getByLabel(say('staff.person.name')).inputValue()).toBe('Phạm Văn Thử');
    expect(await page.getByLabel(say('staff.membership.place')).getAttribute('aria-invalid')).toBe('true');
    await picture('fault');
    await page.getByLabel(say('staff.membership.place')).selectOption('one-stop');
    await send(say('staff.people.add'));
    await page.getByText(say('staff.said.personAdded')).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
    await picture('person');
    await page.getByText(say('staff.link.open')).click();
    await send(say('staff.link.button'));
    await page.getByRole('img', { name: say('staff.link.qr') }).waitFor();
    await picture('link');

    await page.setViewportSize({ width: 1100, height: 800 });
    await follow(say('staff.nav.keys'));
    await page.getByLabel(say('staff.keys.name'), { exact: true }).fill('Phần mềm một cửa của tỉnh');
    await page.getByLabel(say('staff.action.dossier.import')).check();
    await send(say('staff.keys.add'));
    expect(await page.locator('.said .secret').innerText()).toMatch(/^mc_/);
    await picture('key');

    await follow(say('staff.nav.audit'));
    await page.getByText('key.create').first().waitFor();
    await picture('audit');

    await follow(say('staff.nav.channels'));
    await page.getByLabel(say('staff.channels.which'), { exact: true }).selectOption('telegram');
    await page.getByLabel(say('staff.channels.reason'), { exact: true }).fill('Đổi số điện thoại của trang');
    await send(say('staff.channels.switchOff'));
    await page.getByText(say('staff.said.switchedOff')).waitFor();
    await picture('channels');
    await page.getByText(say('staff.channels.switchOn'), { exact: true }).first().click();
    await send(say('staff.channels.switchOn'));
    await page.getByText(say('staff.said.switchedOn')).waitFor();

    // The line fails in the middle of a form: it says so, what was typed stays, and the same button sends it once the line is back.
    await follow(say('staff.nav.keys'));
    await page.getByLabel(say('staff.keys.name'), { exact: true }).fill('Khi mất mạng');
    await page.getByLabel(say('staff.action.dossier.view')).check();
    await page.context().setOffline(true);
    await press(say('staff.keys.add'));
    await page.getByRole('alert').getByText(say('staff.notSent')).waitFor();
    expect(await page.getByLabel(say('staff.keys.name'), { exact: true }).inputValue()).toBe('Khi mất mạng');
    await picture('offline');
    await page.context().setOffline(false);
    await send(say('staff.keys.add'));
    expect(await page.locator('.said .secret').innerText()).toMatch(/^mc_/);
    await page.getByText('Khi mất mạng').first().waitFor();
    expect(complaints.splice(0).every((text) => text.includes('ERR_INTERNET_DISCONNECTED'))).toBe(true);

    await send(say('staff.signOut'));
    await page.getByText(say('staff.signedOut')).waitFor();
    expect(complaints).toEqual([]);
  });
});
