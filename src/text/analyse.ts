import { clean } from './clean.ts';
import { fold, hasDiacritics, plainSpelling } from './fold.ts';
import { WordTable } from './wordTable.ts';

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

/** Without one of these there is one clause. */
const SIGN = /[.!?;\n…,:()"“”\-–—]/;
const CLAUSE = /[.!?;\n…,:()]+(?=\s|$)|\n|\s[-–—]\s|["“”]/;
/** A word in any letters. */
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:\.\d+)*/gu;

const [ZERO, NINE, DOT] = [0x30, 0x39, 0x2e];
const isDigit = (unit: number): boolean => unit >= ZERO && unit <= NINE;
/** By UTF-16 unit: 1 where it is a lower-case composed Latin letter or a digit, 2 where only WORD can tell. */
const KINDS = new Uint8Array(2 ** 16)
  .fill(2)
  .fill(0, 0, 0xc0)
  .fill(1, ZERO, NINE + 1)
  .fill(1, 0x61, 0x7b)
  .fill(2, 0xaa, 0xab)
  .fill(2, 0xb2, 0xbf)
  .fill(1, 0xdf, 0x250)
  .fill(0, 0xd7, 0xd8)
  .fill(0, 0xf7, 0xf8)
  .fill(1, 0x1e00, 0x1f00)
  .fill(0, 0x2010, 0x2027);

/** Whether all letters are lower-case composed Latin ones, as nearly always: then words are found unit by unit. */
function isLatin(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (KINDS[text.charCodeAt(at)] === 2) return false;
  return true;
}

/** Where the word that begins at `from` ends: after its letters, and after a dot with digits as in "1.001193". */
function endOfWord(text: string, from: number): number {
  let at = from;
  while (KINDS[text.charCodeAt(at)] === 1) at++;
  while (text.charCodeAt(at) === DOT && isDigit(text.charCodeAt(at + 1))) {
    at++;
    while (isDigit(text.charCodeAt(at))) at++;
  }
  return at;
}

export type Analyser = (text: string) => Analysis;

const plainOf = (word: string): string => plainSpelling(fold(word));
const oneI = (text: string): string => text.normalize('NFD').replaceAll('y', 'i');

/** A sequence of two words or more that stands for another. */
interface Phrase {
  /** The folded words after the second. */
  rest: string[];
  to: string[];
  /** With diacritics, where the phrase is meant only so. */
  marked: string | null;
}

/** All that is to know of a word as typed, looked up once. */
interface Spelling {
  word: string;
  plain: string;
  /** The words that it is short for. */
  to: string[] | undefined;
  /** The phrases that begin with it by their second word, the longest first. */
  phrases: Map<string, Phrase[]> | undefined;
}

/** The two words of a phrase by which it is indexed, and the phrase. An `exact` one must also bear the same diacritics, where the writer uses them. */
function phraseOf(from: string[], to: string[], exact = false): [first: string, second: string, phrase: Phrase] {
  const [first, second, ...rest] = from.map(plainOf) as [string, string, ...string[]];
  return [first, second, { rest, to, marked: exact ? oneI(from.join(' ')) : null }];
}

/** The longest of the phrases that begin with the word at `start`, if one stands there. `marks` tells whether the writer uses diacritics. */
function phraseAt(start: number, spellings: Spelling[], marks: boolean): Phrase | undefined {
  const { phrases } = spellings[start]!;
  if (!phrases || start + 1 === spellings.length) return undefined;
  for (const phrase of phrases.get(spellings[start + 1]!.plain) ?? []) {
    const { rest, marked } = phrase;
    if (!rest.every((one, at) => spellings[start + 2 + at]?.plain === one)) continue;
    const typed = spellings.slice(start, start + 2 + rest.length);
    if (marked === null || !marks || oneI(typed.map(({ word }) => word).join(' ')) === marked) return phrase;
  }
  return undefined;
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
  const phrases = [
    ...Object.entries(lexicon.phrases).map(([from, to]) => phraseOf(expand(from.split(' ')), to.split(' '))),
    ...lexicon.abroad.before.flatMap((before) =>
      lexicon.abroad.places.map((place) => {
        const typed = expand(`${before} ${place}`.split(' '));
        // "người Lào", not "người lao động".
        return phraseOf(typed, [...typed, 'nước', 'ngoài'], true);
      }),
    ),
  ];
  const byFirst = new Map<string, Map<string, Phrase[]>>();
  for (const [first, second, phrase] of phrases.sort(([, , a], [, , b]) => b.rest.length - a.rest.length)) {
    const bySecond = byFirst.get(first) ?? new Map<string, Phrase[]>();
    byFirst.set(first, bySecond.set(second, [...(bySecond.get(second) ?? []), phrase]));
  }

  const known = new WordTable((word): Spelling => {
    const plain = plainOf(word);
    return { word, plain, to: words.get(word), phrases: byFirst.get(plain) };
  });
  const spellingsOf = (lower: string, latin: boolean): Spelling[] => {
    if (!latin) return lower.match(WORD)?.map((word) => known.of(word)) ?? [];
    const spellings: Spelling[] = [];
    for (let at = 0; at < lower.length; at++) {
      const end = endOfWord(lower, at);
      if (end === at) continue;
      spellings.push(known.at(lower, at, end));
      // What ended the word is none itself, but where digits after a dot ended it.
      at = end - 1;
    }
    return spellings;
  };

  /** The message that is being read: many look at it one after the other. Forgotten as soon as this process turns to anything else. */
  let held: { message: string; analysis: Analysis } | null = null;
  const forget = () => {
    held = null;
  };
  const read: Analyser = (message) => {
    const text = clean(message);
    const marks = hasDiacritics(text);
    const lower = text.toLowerCase();
    const latin = isLatin(lower);
    const found: Word[] = [];
    let clauses = 0;
    for (const part of SIGN.test(lower) ? lower.split(CLAUSE) : [lower]) {
      let spellings = spellingsOf(part, latin);
      if (spellings.length === 0) continue;
      const clause = clauses++;
      if (spellings.some(({ to }) => to)) spellings = expand(spellings.map(({ word }) => word)).map((word) => known.of(word));
      for (let at = 0; at < spellings.length; at++) {
        const phrase = phraseAt(at, spellings, marks);
        if (phrase) {
          for (const one of phrase.to) found.push({ plain: known.of(one).plain, marked: marks ? one : null, clause });
          at += phrase.rest.length + 1;
        } else {
          const { word, plain } = spellings[at]!;
          found.push({ plain, marked: marks ? word : null, clause });
        }
      }
    }
    return { text, words: found, clauses };
  };
  return (message) => {
    if (held?.message === message) return held.analysis;
    if (held === null) queueMicrotask(forget);
    held = { message, analysis: read(message) };
    return held.analysis;
  };
}
