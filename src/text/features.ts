import type { Word } from './analyse.ts';
import { soundKey } from './phonetic.ts';

/** A feature as a 32-bit number (FNV-1a): models hold numbers instead of tens of thousands of strings. */
function numberOf(kind: number, first: string, second = ''): number {
  let hash = Math.imul(0x811c9dc5 ^ kind, 0x01000193);
  for (let at = 0; at < first.length; at++) hash = Math.imul(hash ^ first.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ 0x20, 0x01000193);
  for (let at = 0; at < second.length; at++) hash = Math.imul(hash ^ second.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

const WORD = 1;
const MARKED = 2;
const PAIR = 3;
const SOUND_PAIR = 4;
const SKIP_PAIR = 5;

/**
 * What a classifier looks at in a message: words, pairs of neighbours, pairs with one word between, pairs by sound (for
 * regional spelling), and words with their diacritics where the writer used them ("tra" and "trả" differ only there).
 */
export function featuresOf(words: Word[]): number[] {
  let features = known.get(words);
  if (!features) {
    features = readFeatures(words);
    known.set(words, features);
  }
  return features;
}

/** Sound keys of words met before; bounded, for anything can be typed. */
const sounded = new Map<string, string>();
const MOST_SOUNDED = 20_000;

function soundOf(plain: string): string {
  const known = sounded.get(plain);
  if (known !== undefined) return known;
  const key = soundKey(plain);
  if (sounded.size < MOST_SOUNDED) sounded.set(plain, key);
  return key;
}

/** Several models look at the same words: their features are worked out once. */
const known = new WeakMap<Word[], number[]>();

function readFeatures(words: Word[]): number[] {
  const features: number[] = [];
  eachFeature(words, (feature) => features.push(feature));
  return features;
}

/** The same one by one, each with the place of its first word and how many words it spans: 1, 2 or 3. */
export function eachFeature(words: Word[], see: (feature: number, at: number, span: number, kind: number) => void): void {
  let sound = words.length > 1 ? soundOf(words[0]!.plain) : '';
  for (let at = 0; at < words.length; at++) {
    const { plain, marked } = words[at]!;
    see(numberOf(WORD, plain), at, 1, WORD);
    if (marked !== null) see(numberOf(MARKED, marked), at, 1, MARKED);
    const next = words[at + 1]?.plain;
    if (next !== undefined) {
      see(numberOf(PAIR, plain, next), at, 2, PAIR);
      see(numberOf(SOUND_PAIR, sound, (sound = soundOf(next))), at, 2, SOUND_PAIR);
    }
    const second = words[at + 2]?.plain;
    if (second !== undefined) see(numberOf(SKIP_PAIR, plain, second), at, 3, SKIP_PAIR);
  }
}

/** The features that a message has whether or not its writer uses diacritics. */
export function featuresWithoutMarks(words: Word[]): number[] {
  const features: number[] = [];
  eachFeature(words, (feature, _at, _span, kind) => {
    if (kind !== MARKED) features.push(feature);
  });
  return features;
}
