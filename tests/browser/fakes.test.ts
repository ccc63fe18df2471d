import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { hasBrowser, launchBrowser } from '../support/browser.ts';
import { type TestStage, testStage } from '../support/stage.ts';

const say = sayIn('vi');

describe.skipIf(!hasBrowser)('the page of npm run fakes', () => {
  let stage: TestStage;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    stage = await testStage();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    page.setDefaultTimeout(90_000);
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(stage.url);
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    expect(complaints).toEqual([]);
  });

  const said = () => page.locator('.said.bot');
  async function ask(text: string, answers: number) {
    await page.fill('#text', text);
    await page.keyboard.press('Enter');
    await said()
      .nth(answers - 1)
      .waitFor();
  }
  const platform = (name: string) => page.locator('#platforms button', { hasText: name }).click();

  test('a citizen talks on Telegram, pages a list in place, and is answered in spite of a flood', async () => {
    await ask('xin giấy độc thân', 1);
    expect(await said().first().innerText()).toContain('1.004873');
    await ask('/thutuc', 2);
    await said().nth(1).locator('.rows button').first().click();
    await page.locator('.said.bot .when', { hasText: say('fakes.page.edited') }).waitFor();
    expect(await said().count()).toBe(2);
    await page.locator('.fault', { hasText: '429' }).getByText(say('fakes.page.once')).click();
    await ask('/help', 3);
  });

  test('the same on Zalo Bot by numbers and on Zalo OA by buttons', async () => {
    await platform('Zalo Bot');
    await ask('lam khai sinh cho con can mang gi', 1);
    await ask('1', 3);
    expect(await said().last().innerText()).toContain('1.001193');
    await platform('Zalo OA');
    await ask('menu', 1);
    await said().first().locator('.rows button').first().click();
    await said().nth(1).waitFor();
  });
});
