import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What a person who cannot see or point would stumble over (WCAG 2.2 A and AA, and good practice), everything that opens being open. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    for (const part of document.querySelectorAll('details')) part.open = true;
  });
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (
      window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
    ).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  });
  return found.map((line) => `${new URL(page.url()).pathname} ${line}`);
}
