import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

type Axe = { axe?: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Windows in which every page comes with it: handing it to each costs more than its work there. */
const given = new WeakSet<Page>();

/** What a person who cannot see or point would stumble over (WCAG 2.2 A and AA, and good practice), everything that opens being open. */
export async function violationsOn(page: Page): Promise<string[]> {
  const there = await page.evaluate(() => {
    for (const part of document.querySelectorAll('details')) part.open = true;
    return Boolean((window as Axe).axe);
  });
  if (!there) await page.evaluate(SOURCE);
  if (!given.has(page)) await page.addInitScript(SOURCE);
  given.add(page);
  const found = await page.evaluate(async () => {
    const { violations } = await (window as Axe).axe!.run({ resultTypes: ['violations'], preload: false });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  });
  return found.map((line) => `${new URL(page.url()).pathname} ${line}`);
}
