import { fold } from '#src/text/fold.ts';

const LONGEST = 50;

/** An id for something new, from its name, that none of `taken` has: "to-dan-pho-3". It begins with a letter; `otherwise` where the name has none. */
export function freshId(name: string, taken: ReadonlySet<string>, otherwise: string): string {
  const words = fold(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
  const base = words || otherwise;
  for (let at = 1; ; at++) {
    const id = at === 1 ? base : `${base}-${at}`;
    if (!taken.has(id)) return id;
  }
}
