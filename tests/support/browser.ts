import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
export const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser) console.log(`tests/browser: skipped, there is no ${CHROMIUM}`);

/**
 * What Chromium goes without: the first two are pages of its own behind every window, which work for two seconds each time one is opened,
 * and the third is a process kept ready. The others are Playwright's own choice, which a choice of ours takes the place of.
 */
const WITHOUT = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'SpareRendererForSitePerProcess',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', `--disable-features=${WITHOUT.join()}`] });

/** Does what leads to another page, or to this one anew, and waits for it: whatever comes next would else find the page that is being left. */
export async function onward(page: Page, act: () => Promise<unknown>): Promise<void> {
  await page.locator('#main').evaluate((main) => main.setAttribute('data-left', ''));
  await act();
  await page.locator('#main:not([data-left])').waitFor();
}
