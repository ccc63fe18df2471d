import { fold } from './fold.ts';

/**
 * What the spellings of one published field (lĩnh vực) have in common: without diacritics, capitals, punctuation and the "và" of a list, so
 * that "Lao động - Tiền lương" and "Lao động, tiền lương" are one. Fields are compared by it, and never shown by it.
 */
export const fieldKey = (field: string): string =>
  fold(field)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && word !== 'va')
    .join(' ');

/** Each field once, in the spelling that is the most frequent in the list, else the first, by its key. */
export function oneSpelling(fields: Iterable<string>): Map<string, string> {
  const times = new Map<string, number>();
  for (const field of fields) times.set(field, (times.get(field) ?? 0) + 1);
  const shown = new Map<string, string>();
  for (const [field, count] of times) {
    const key = fieldKey(field);
    const before = shown.get(key);
    if (before === undefined || count > times.get(before)!) shown.set(key, field);
  }
  return shown;
}

const spellings = new Map<string, Set<string>>();
let shown: ReadonlyMap<string, string> = new Map();

/** Tells the process of the fields in force, one for each procedure, and of those of earlier versions: dossiers may hold them still. */
export function knowFields(inForce: readonly string[], earlier: readonly string[] = []): void {
  shown = oneSpelling(inForce);
  for (const field of [...inForce, ...earlier]) {
    const key = fieldKey(field);
    spellings.set(key, (spellings.get(key) ?? new Set()).add(field));
  }
}

/** The field as it is shown; one that no procedure in force has stays as it is. */
export const fieldShown = (field: string): string => shown.get(fieldKey(field)) ?? field;

/** Every spelling of a field that rows may hold, for a condition of the database; the given one among them. */
export const spellingsOf = (field: string): string[] => [...new Set([field, ...(spellings.get(fieldKey(field)) ?? [])])];
