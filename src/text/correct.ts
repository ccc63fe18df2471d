import { plainSpelling } from './fold.ts';
import { isSyllable } from './syllables.ts';
import { undoTelex } from './telex.ts';

/** The folded words that the assistant knows, with how often it met each, and which stand side by side. */
export interface Vocabulary {
  count(word: string): number;
  pair(first: string, second: string): boolean;
}

const LETTERS = 'abcdeghiklmnopqrstuvxy';

function* oneSlipAway(word: string): Generator<string> {
  for (let at = 0; at <= word.length; at++) {
    if (at < word.length) yield word.slice(0, at) + word.slice(at + 1);
    if (at + 1 < word.length) yield word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
    for (const letter of LETTERS) {
      if (at < word.length) yield word.slice(0, at) + letter + word.slice(at + 1);
      yield word.slice(0, at) + letter + word.slice(at);
    }
  }
}

/**
 * Mends typing slips in folded words, only where a word is neither known nor a Vietnamese syllable: leftovers of Telex,
 * two words run together, one letter wrong, missing, added or swapped. Neighbours decide between candidates.
 */
export function correctWords(words: string[], vocabulary: Vocabulary): string[] {
  const result: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word.length < 3 || word.length > 24 || isSyllable(word) || vocabulary.count(word) > 0 || /\d/.test(word)) result.push(word);
    else result.push(...mend(word, result[result.length - 1] ?? '', words[at + 1] ?? '', vocabulary));
  }
  return result;
}

/** Shorter words are one letter away from too many others: "qwe" is no slip for "que". */
const SHORTEST_SLIP = 4;

function mend(word: string, before: string, after: string, vocabulary: Vocabulary): string[] {
  const plain = plainSpelling(undoTelex(word));
  if (plain !== word && vocabulary.count(plain) > 0) return [plain];
  for (let cut = word.length - 2; cut >= 2; cut--) {
    const [first, second] = [word.slice(0, cut), word.slice(cut)];
    if (vocabulary.pair(first, second)) return [first, second];
  }
  if (word.length < SHORTEST_SLIP) return [word];
  let best = word;
  let bestScore = 0;
  for (const candidate of oneSlipAway(word)) {
    const count = vocabulary.count(candidate);
    if (count === 0) continue;
    const score = Math.log1p(count) + (vocabulary.pair(before, candidate) ? 5 : 0) + (vocabulary.pair(candidate, after) ? 5 : 0);
    if (score > bestScore) [best, bestScore] = [candidate, score];
  }
  return [best];
}
