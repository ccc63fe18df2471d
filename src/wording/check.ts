import { LONGEST_SENTENCE } from './sentences.ts';

const PLACEHOLDER = /\{\{\s*([A-Za-z]\w*)\s*\}\}/g;
/** What the filling of sentences would read as a command. */
const COMMAND = /\{\{|\}\}|\$t\(/;

/** The values that a sentence names, each once. */
export const placeholdersOf = (text: string): string[] => [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name!))];

export type WordingFault =
  | { code: 'wordingEmpty' }
  | { code: 'wordingLong'; most: number }
  | { code: 'wordingMissing' | 'wordingUnknown'; names: string[] }
  | { code: 'wordingBroken' };

/** Why a sentence cannot take the place of the original: it names the same values, every one and no other. Null when it can. Pure. */
export function wordingFault(original: string, text: string): WordingFault | null {
  if (text.trim() === '') return { code: 'wordingEmpty' };
  if (text.length > LONGEST_SENTENCE) return { code: 'wordingLong', most: LONGEST_SENTENCE };
  const [wanted, named] = [placeholdersOf(original), placeholdersOf(text)];
  const unknown = named.filter((name) => !wanted.includes(name));
  if (unknown.length > 0) return { code: 'wordingUnknown', names: unknown };
  const missing = wanted.filter((name) => !named.includes(name));
  if (missing.length > 0) return { code: 'wordingMissing', names: missing };
  return COMMAND.test(text.replaceAll(PLACEHOLDER, '')) ? { code: 'wordingBroken' } : null;
}

/** The sentence with its values, for a preview. */
export const filled = (text: string, sample: (name: string) => string): string =>
  text.replaceAll(PLACEHOLDER, (_whole, name: string) => sample(name));
