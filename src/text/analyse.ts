import { clean } from './clean.ts';
import { fold, hasDiacritics, plainSpelling } from './fold.ts';

/** How people type, and what it stands for; see prisma/language/lexicon.yaml. */
export interface Lexicon {
  words: Record<string, string>;
  phrases: Record<string, string>;
  abroad: { before: string[]; places: string[] };
}

export interface Word {
  /** Folded, in one spelling: what matching works on. */
  plain: string;
  /** As typed with diacritics, in lower case; null when the writer used none. */
  marked: string | null;
  /** Which clause of the message it stands in, from 0. */
  clause: number;
}

export interface Analysis {
  text: string;
  words: Word[];
  clauses: number;
}

const CLAUSE = /[.!?;\n…,:()]+(?=\s|$)|\n|\s[-–—]\s|["“”]/;
const WORD = /[\p{L}\p{M}\p{N}]+(?:\.\d+)*/gu;

export type Analyser = (text: string) => Analysis;

/** Prepares the lexicon once; the result turns a message into clauses and words, abbreviations and regional words replaced. */
export function createAnalyser(lexicon: Lexicon): Analyser {
  const words = new Map(Object.entries(lexicon.words).map(([from, to]) => [from.normalize('NFC'), to.split(' ')]));
  const phrases = new Map<string, string[]>();
  let longest = 1;
  for (const [from, to] of Object.entries(lexicon.phrases)) {
    const key = fold(from).split(' ').map(plainSpelling).join(' ');
    phrases.set(key, to.split(' '));
    longest = Math.max(longest, key.split(' ').length);
  }

  const keyOf = (text: string) => fold(text).split(' ').map(plainSpelling).join(' ');
  for (const before of lexicon.abroad.before) {
    for (const place of lexicon.abroad.places) {
      const key = `${keyOf(before)} ${keyOf(place)}`;
      phrases.set(key, [...before.split(' '), ...place.split(' '), 'nước', 'ngoài']);
      longest = Math.max(longest, key.split(' ').length);
    }
  }

  const phraseAt = (plain: string[], at: number): { to: string[]; length: number } | null => {
    for (let length = Math.min(longest, plain.length - at); length > 1; length--) {
      const to = phrases.get(plain.slice(at, at + length).join(' '));
      if (to) return { to, length };
    }
    return null;
  };

  return (message) => {
    const text = clean(message);
    const marks = hasDiacritics(text);
    const found: Word[] = [];
    const parts = text.toLowerCase().split(CLAUSE).filter((part) => /[\p{L}\p{N}]/u.test(part));
    for (const [clause, part] of parts.entries()) {
      const typed = part.match(WORD) ?? [];
      const plain = typed.map((word) => plainSpelling(fold(word)));
      const add = (word: string) => found.push({ plain: plainSpelling(fold(word)), marked: marks ? word : null, clause });
      for (let at = 0; at < typed.length; at++) {
        const phrase = phraseAt(plain, at);
        if (phrase) {
          phrase.to.forEach(add);
          at += phrase.length - 1;
        } else (words.get(typed[at] as string) ?? [typed[at] as string]).forEach(add);
      }
    }
    return { text, words: found, clauses: parts.length };
  };
}
