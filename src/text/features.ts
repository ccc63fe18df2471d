import type { Word } from './analyse.ts';
import { soundKey } from './phonetic.ts';

/**
 * What a classifier looks at in a message: words, pairs of neighbours, pairs with one word between, pairs by sound (for
 * regional spelling), and words with their diacritics where the writer used them ("tra" and "trả" differ only there).
 */
export function featuresOf(words: Word[]): string[] {
  const features: string[] = [];
  const sounds = words.map((word) => soundKey(word.plain));
  for (let at = 0; at < words.length; at++) {
    const { plain, marked } = words[at] as Word;
    features.push(plain);
    if (marked !== null) features.push(`=${marked}`);
    const next = words[at + 1]?.plain;
    if (next !== undefined) features.push(`${plain} ${next}`, `~${sounds[at]} ${sounds[at + 1]}`);
    const second = words[at + 2]?.plain;
    if (second !== undefined) features.push(`${plain}_${second}`);
  }
  return features;
}
