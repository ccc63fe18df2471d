import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { reply } from '#src/text/reply.ts';
import { hasBrowser, launchBrowser } from '../support/browser.ts';
import { type TestWeb, testWeb } from '../support/web.ts';

describe.skipIf(!hasBrowser)('the chat in a browser', () => {
  let web: TestWeb;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What the browser complains of: errors of the script, of the content security policy, of the network. */
  let complaints: string[] = [];

  beforeAll(async () => {
    web = await testWeb();
    browser = await launchBrowser();
    context = await browser.newContext({ reducedMotion: 'reduce' });
    page = await context.newPage();
    page.setDefaultTimeout(90_000);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });
  beforeEach(() => open());
  // A window of one's own for each test would be a process of its own: the conversation is all that a window remembers.
  afterEach(async () => {
    await page.evaluate(() => sessionStorage.clear());
    expect(complaints.splice(0)).toEqual([]);
  });

  async function open(lang = 'vi', size = { width: 900, height: 800 }) {
    await page.setViewportSize(size);
    await page.goto(`${web.url}/?lang=${lang}`);
  }

  const answers = () => page.locator('#chat-log .it:not(#chat-start):not(.dots)');
  const answer = async (at: number) => {
    await answers().nth(at).waitFor();
    return answers().nth(at).innerText();
  };
  async function ask(text: string) {
    await page.fill('#chat-text', text);
    await page.keyboard.press('Enter');
  }
  const hasSideScroll = () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

  test('a question typed is answered, with the source', async () => {
    await ask('xin giấy độc thân');
    const text = await answer(0);
    expect(text).toContain('1.004873');
    expect(await answers().nth(0).locator('.sources').count()).toBe(1);
    expect(await page.locator('#chat-log .me').innerText()).toContain('xin giấy độc thân');
    expect(await page.inputValue('#chat-text')).toBe('');
  });

  test('a choice that is pressed is answered', async () => {
    await ask('xin giấy độc thân');
    await answer(0);
    await answers()
      .nth(0)
      .locator('.choices button')
      .filter({ hasText: sayIn('vi')('section.time') })
      .click();
    expect(await answer(1)).toContain('1.004873');
    expect(await page.locator('#chat-log .me').nth(1).innerText()).toContain(sayIn('vi')('section.time'));
  });

  test('a suggestion of the page begins a conversation', async () => {
    await page.locator('#chat-start .choices button').first().click();
    expect((await answer(0)).length).toBeGreaterThan(50);
  });

  test('a field of the page opens its procedures', async () => {
    await page.locator('.fields a').first().click();
    await answer(0);
    expect(await answers().nth(0).locator('.choices button').count()).toBeGreaterThan(3);
  });

  test('everything can be done by keyboard alone', async () => {
    const reached = async (selector: string) => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return true;
      }
      return false;
    };
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    expect(await reached('#chat-text')).toBe(true);
    await page.keyboard.type('xin giay doc than');
    await page.keyboard.press('Enter');
    expect(await answer(0)).toContain('1.004873');
    await page.locator('#chat-log').focus();
    expect(await reached('#chat-log .it:not(#chat-start) .choices button')).toBe(true);
    await page.keyboard.press('Enter');
    expect(await answer(1)).toContain('1.004873');
  });

  test('Shift and Enter make a new line instead of sending', async () => {
    await page.fill('#chat-text', 'một');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('hai');
    expect(await page.inputValue('#chat-text')).toBe('một\nhai');
    expect(await page.locator('#chat-log .me').count()).toBe(0);
  });

  test('a reload keeps what was said and the conversation goes on', async () => {
    await ask('xin giấy độc thân');
    const before = await answer(0);
    await page.reload();
    expect(await answer(0)).toBe(before);
    await ask('mất bao lâu?');
    expect(await answer(1)).toContain('1.004873');
  });

  test('a notice appears by itself, once, and is there after a reload as is one that came meanwhile', async () => {
    await ask('xin giấy độc thân');
    await answer(0);
    const conversation = await page.evaluate(() => JSON.parse(sessionStorage.getItem('chat') ?? '{}').conversation as string);
    const say = (text: string) => web.tell(conversation, reply([{ kind: 'text', text }]));
    await say('Hồ sơ của Ông/Bà đã có kết quả');
    expect(await answer(1)).toContain('đã có kết quả');
    await page.goto('about:blank');
    await say('Hồ sơ đã được trả');
    await page.goto(`${web.url}/?lang=vi`);
    expect(await answer(2)).toContain('đã được trả');
    expect(await answer(1)).toContain('đã có kết quả');
    expect(await answers().count()).toBe(3);
    expect(web.logged()).not.toContain(conversation);
  });

  test('starting again forgets it, on the screen and after a reload', async () => {
    await ask('xin giấy độc thân');
    await answer(0);
    await page.click('#chat-again');
    expect(await answers().count()).toBe(0);
    await page.reload();
    expect(await answers().count()).toBe(0);
    expect(await page.locator('#chat-start').isVisible()).toBe(true);
  });

  test('erasing on the server takes it from the screen too', async () => {
    await ask('xin giấy độc thân');
    await answer(0);
    await ask('#x');
    await page.getByText(sayIn('vi')('topic.erased').slice(0, 30)).waitFor();
    expect(await page.locator('#chat-log').innerText()).not.toContain('1.004873');
    expect(await page.evaluate(() => sessionStorage.getItem('chat'))).not.toContain('1.004873');
  });

  test('what somebody types is shown as text and never runs', async () => {
    const text = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await ask(text);
    await answer(0);
    expect(await page.locator('#chat-log .me').innerText()).toContain(text);
    expect(await page.locator('#chat-log img, #chat-log script').count()).toBe(0);
  });

  test('a message that is too long is said before it is sent', async () => {
    await page.fill('#chat-text', 'a'.repeat(2001));
    expect(await page.locator('#chat-notice').innerText()).toBe(sayIn('vi')('chat.tooLong'));
    await page.keyboard.press('Enter');
    expect(await page.locator('#chat-log .me').count()).toBe(0);
  });

  test('messages sent in a hurry are answered in their order', async () => {
    for (const text of ['xin giấy độc thân', 'mất bao lâu?', 'nộp ở đâu?']) await ask(text);
    await answer(2);
    const order = await page
      .locator('#chat-log .me, #chat-log .it:not(#chat-start):not(.dots)')
      .evaluateAll((all) => all.map((element) => element.className));
    expect(order).toEqual(['me', 'it', 'me', 'it', 'me', 'it']);
  });

  test('when the network is gone the message waits, and goes when it is back', async () => {
    await context.setOffline(true);
    await ask('xin giấy độc thân');
    await expect.poll(() => page.locator('#chat-log .me .state').innerText()).not.toBe('');
    await context.setOffline(false);
    expect(await answer(0)).toContain('1.004873');
    // What the browser itself reports of the lost network is as it should be.
    complaints = complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'));
  });

  test.each([320, 360, 768, 1280])('at %i pixels there is nothing to scroll sideways', async (width) => {
    await open('vi', { width, height: 640 });
    expect(await hasSideScroll()).toBe(false);
    await ask('xin giấy độc thân');
    await answer(0);
    expect(await hasSideScroll()).toBe(false);
  });

  test('in English the page, the greeting and the choices are English', async () => {
    await open('en');
    const say = sayIn('en');
    expect(await page.locator('h1').innerText()).toBe(say('page.hero.title'));
    await ask('xin giấy độc thân');
    expect(await answer(0)).toContain(say('procedure.code', { code: '1.004873' }));
    expect(await answers().nth(0).locator('.choices button').allInnerTexts()).toContain(say('section.time'));
  });

  test('without scripts the page says how else to ask', async () => {
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(`${web.url}/?lang=vi`);
    // It comes by itself after a moment, because the script takes it away.
    await plain.locator('#chat-unavailable').waitFor({ state: 'visible' });
    expect(await plain.locator('#chat-form').isVisible()).toBe(false);
    await plain.close();
  });
});
