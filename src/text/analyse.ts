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

/** Words repeat: folding each spelling once makes reading the whole catalogue four times as fast. Bounded, for anything can be typed. */
const folded = new Map<string, string>();
const MOST_FOLDED = 50_000;

function plainOf(word: string): string {
  const known = folded.get(word);
  if (known !== undefined) return known;
  const plain = plainSpelling(fold(word));
  if (folded.size < MOST_FOLDED) folded.set(word, plain);
  return plain;
}

const oneI = (text: string): string => text.normalize('NFD').replaceAll('y', 'i');

/** Phrases by their first word: at most places of a message there is nothing to compare. */
class PhraseTable {
  readonly #byFirst = new Map<string, { rest: string[]; to: string[]; marked: string | null }[]>();

  /** An `exact` phrase must also bear the same diacritics, where the writer uses them. */
  add(from: string[], to: string[], exact = false): void {
    const [first, ...rest] = from.map(plainOf) as [string, ...string[]];
    const list = this.#byFirst.get(first) ?? [];
    list.push({ rest, to, marked: exact ? oneI(from.join(' ')) : null });
    list.sort((a, b) => b.rest.length - a.rest.length);
    this.#byFirst.set(first, list);
  }

  /** The longest phrase that begins at a word; `typed` are the words as written, null where no diacritics are used. */
  at(words: string[], start: number, typed: string[] | null): { to: string[]; length: number } | null {
    const found = this.#byFirst
      .get(words[start] as string)
      ?.find(
        ({ rest, marked }) =>
          rest.every((word, at) => words[start + 1 + at] === word) &&
          (marked === null || typed === null || oneI(typed.slice(start, start + rest.length + 1).join(' ')) === marked),
      );
    return found ? { to: found.to, length: found.rest.length + 1 } : null;
  }
}

/** Prepares the lexicon once; the result turns a message into clauses and words, abbreviations and regional words replaced. */
export function createAnalyser(lexicon: Lexicon): Analyser {
  const words = new Map(Object.entries(lexicon.words).map(([from, to]) => [from.normalize('NFC'), to.split(' ')]));
  const expand = (typed: string[]): string[] => {
    const result: string[] = [];
    for (const [at, word] of typed.entries()) {
      const to = words.get(word);
      if (to === undefined) result.push(word);
      // "nhiêu" stands for "bao nhiêu", but not where "bao" is there already.
      else if (to.length > 1 && to.at(-1) === word && to[0] === typed[at - 1]) result.push(...to.slice(1));
      else result.push(...to);
    }
    return result;
  };
  const phrases = new PhraseTable();
  for (const [from, to] of Object.entries(lexicon.phrases)) phrases.add(expand(from.split(' ')), to.split(' '));
  for (const before of lexicon.abroad.before) {
    for (const place of lexicon.abroad.places) {
      const typed = expand(`${before} ${place}`.split(' '));
      // "người Lào", not "người lao động".
      phrases.add(typed, [...typed, 'nước', 'ngoài'], true);
    }
  }

  return (message) => {
    const text = clean(message);
    const marks = hasDiacritics(text);
    const found: Word[] = [];
    const parts = text
      .toLowerCase()
      .split(CLAUSE)
      .filter((part) => /[\p{L}\p{N}]/u.test(part));
    for (const [clause, part] of parts.entries()) {
      const typed = expand(part.match(WORD) ?? []);
      const plain = typed.map(plainOf);
      for (let at = 0; at < typed.length; at++) {
        const phrase = phrases.at(plain, at, marks ? typed : null);
        if (phrase) {
          for (const word of phrase.to) found.push({ plain: plainOf(word), marked: marks ? word : null, clause });
          at += phrase.length - 1;
        } else found.push({ plain: plain[at]!, marked: marks ? typed[at]! : null, clause });
      }
    }
    return { text, words: found, clauses: parts.length };
  };
}
