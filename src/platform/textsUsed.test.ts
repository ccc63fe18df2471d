import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LOCALES, type Locale } from './texts.ts';

const SOURCE = fileURLToPath(new URL('../', import.meta.url));
const sentences = (locale: Locale): unknown => JSON.parse(readFileSync(new URL(`../../locales/${locale}.json`, import.meta.url), 'utf8'));

/** Whether a sentence, or its forms for one and many, stand at a key; with `group`, whether it has sentences beneath. */
function has(tree: unknown, key: string, group: boolean): boolean {
  const names = key.split('.');
  const last = names.pop()!;
  const parent = names.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], tree) as
    | Record<string, unknown>
    | undefined;
  const found = parent?.[last];
  if (group) return typeof found === 'object';
  return (found !== undefined && (typeof found === 'string' || Array.isArray(found))) || parent?.[`${last}_other`] !== undefined;
}

/** Keys that stand as such in our source, `say('a.b')`, `{ key: 'a.b' }`; and the beginnings of those that are put together, say(`a.b.${c}`). */
function* keysIn(text: string): Generator<{ key: string; group: boolean }> {
  for (const [, key] of text.matchAll(/(?:\bsay\(|\bkey: )\s*'([a-z]\w*(?:\.[\w-]+)+)'/gi)) yield { key: key!, group: false };
  for (const [, key] of text.matchAll(/\bsay\(\s*`([a-z]\w*(?:\.\w+)*)\.\$\{/gi)) yield { key: key!, group: true };
}

test('every sentence that the program says stands in locales/, in each language', () => {
  const files = readdirSync(SOURCE, { recursive: true })
    .map((name) => String(name).replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('generated/'));
  const used = files.flatMap((file) => [...keysIn(readFileSync(`${SOURCE}/${file}`, 'utf8'))].map((each) => ({ file, ...each })));
  expect(used.length).toBeGreaterThan(1000);
  for (const locale of LOCALES) {
    const tree = sentences(locale);
    expect(used.filter(({ key, group }) => !has(tree, key, group))).toEqual([]);
  }
});
