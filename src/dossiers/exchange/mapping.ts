import { LOCALES, listIn, sayIn } from '#src/platform/texts.ts';
import { FIELD_NAMES, FIELDS, type FieldName, headingsKey } from './fields.ts';
import { plainWords } from './words.ts';

/** What the headings of one kind of export are: the field by its heading in `plainWords`; null for a column to leave alone. */
export type Mapping = Readonly<Record<string, FieldName | null>>;

export interface HeadingReading {
  field: FieldName | null;
  /** Not one of the known headings, only like one: how like, from 0 to 1. */
  guessed?: number;
}

/** A column of our own in a file of rows to correct: it says what is wrong, and is left alone when the file comes back. */
export const FINDINGS_HEADING = 'dossierExchange.findingsHeading';

const known: ReadonlyMap<string, FieldName | null> = new Map([
  ...LOCALES.map((locale) => [plainWords(sayIn(locale)(FINDINGS_HEADING)), null] as const),
  ...FIELDS.flatMap(
    ({ name, source }) =>
      [
        [plainWords(name), name],
        [plainWords(source), name],
        ...LOCALES.flatMap((locale) => listIn(locale, headingsKey(name)).map((heading) => [plainWords(heading), name] as const)),
      ] as [string, FieldName][],
  ),
]);

/** Likeness from which a heading is taken for a known one, and by how much it must be more like one field than like any other. */
const ALIKE = 0.8;
const CLEARLY = 0.08;

function pairsOf(text: string): Map<string, number> {
  const pairs = new Map<string, number>();
  const padded = ` ${text} `;
  for (let at = 0; at < padded.length - 1; at++) {
    const pair = padded.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

/** Dice's coefficient over pairs of neighbouring letters. */
function likeness(a: Map<string, number>, b: Map<string, number>): number {
  let common = 0;
  for (const [pair, count] of a) common += Math.min(count, b.get(pair) ?? 0);
  const size = (pairs: Map<string, number>) => [...pairs.values()].reduce((sum, count) => sum + count, 0);
  return (2 * common) / (size(a) + size(b));
}

const knownPairs = [...known].flatMap(([heading, name]) => (name ? [{ name, pairs: pairsOf(heading) }] : []));

/** The field that a heading is most like; null where it is like none, or like two. */
export function suggestField(heading: string): { field: FieldName; likeness: number } | null {
  const pairs = pairsOf(plainWords(heading));
  const best = new Map<FieldName, number>();
  for (const { name, pairs: other } of knownPairs) best.set(name, Math.max(best.get(name) ?? 0, likeness(pairs, other)));
  const [first, second] = [...best].sort((a, b) => b[1] - a[1]);
  return first && first[1] >= ALIKE && first[1] - (second?.[1] ?? 0) >= CLEARLY ? { field: first[0], likeness: first[1] } : null;
}

/** What a heading means: as the mapping says, as it is known, else (`guess`) as it is like a known one. Undefined for a stranger. */
export function readHeading(heading: string, mapping: Mapping, guess: boolean): HeadingReading | undefined {
  const words = plainWords(heading);
  if (words === '') return undefined;
  const mapped = mapping[words];
  if (mapped !== undefined) return { field: mapped };
  const field = known.get(words);
  if (field !== undefined) return { field };
  const suggestion = guess ? suggestField(heading) : null;
  return suggestion ? { field: suggestion.field, guessed: suggestion.likeness } : undefined;
}

/** A mapping from data that people edit; what is no field of ours is left out. */
export function mappingOf(data: unknown): Mapping {
  const entries = Object.entries((data ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.flatMap(([heading, field]) =>
      field === null || (FIELD_NAMES as unknown[]).includes(field) ? [[plainWords(heading), field as FieldName | null]] : [],
    ),
  );
}
