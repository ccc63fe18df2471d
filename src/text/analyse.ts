import { clean } from './clean.ts';
import { fold, hasDiacritics, plainSpelling } from './fold.ts';
import { LOWER, WordTable, withUnit } from './wordTable.ts';

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
/** A word in any letters. */
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:\.\d+)*/gu;

const [ZERO, NINE, DOT] = [0x30, 0x39, 0x2e];
const isDigit = (unit: number): boolean => unit >= ZERO && unit <= NINE;
/** By UTF-16 unit: 1 where it is a composed Latin letter or a digit, 2 where only WORD can tell. */
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
for (const [unit, lower] of LOWER.entries()) if (lower !== unit) KINDS[unit] = KINDS[lower]!;
// The one that is two units in lower case.
KINDS[0x130] = 2;

/** Where the digits after a dot end, as in "1.001193"; `at` itself where there are none. */
function endOfDigits(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === DOT && isDigit(text.charCodeAt(end + 1))) {
    end++;
    while (isDigit(text.charCodeAt(end))) end++;
  }
  return end;
}

/** By UTF-16 unit: how the sign ends a clause, as CLAUSE says it; 0 where it does not. */
const ALWAYS = 1;
const BEFORE_SPACE = 2;
const BETWEEN_SPACES = 3;
const ENDS = new Uint8Array(2 ** 16);
for (const [signs, how] of [
  ['\n"“”', ALWAYS],
  ['.!?;…,:()', BEFORE_SPACE],
  ['-–—', BETWEEN_SPACES],
] as const) {
  for (const sign of signs) ENDS[sign.charCodeAt(0)] = how;
}
/** A clean text has no other spaces. */
const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0x0a;

/** Whether the sign at a place between two words of a clean text ends a clause. */
function endsClause(text: string, at: number): boolean {
  const how = ENDS[text.charCodeAt(at)]!;
  if (how === 0 || how === ALWAYS) return how === ALWAYS;
  return isSpace(text.charCodeAt(at + 1)) && (how === BEFORE_SPACE || isSpace(text.charCodeAt(at - 1)));
}

export interface Analyser {
  (text: string): Analysis;
  /** The words alone, for whoever reads tens of thousands of texts: nothing is made but the list, all that stands in it is shared. */
  plain(text: string): readonly PlainWord[];
}

export type PlainWord = Readonly<Pick<Word, 'plain'>>;

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
function phraseAt(start: number, phrases: Map<string, Phrase[]>, spellings: Spelling[], marks: boolean): Phrase | undefined {
  const found = start + 1 < spellings.length ? phrases.get(spellings[start + 1]!.plain) : undefined;
  return found?.find(({ rest, marked }) => {
    if (!rest.every((one, at) => spellings[start + 2 + at]?.plain === one)) return false;
    const typed = spellings.slice(start, start + 2 + rest.length);
    return marked === null || !marks || oneI(typed.map(({ word }) => word).join(' ')) === marked;
  });
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
  /** The words of each clause that has any, unit by unit; null where there are other letters than Latin ones, as hardly ever. */
  const latinClauses = (text: string): Spelling[][] | null => {
    const clauses: Spelling[][] = [];
    let clause: Spelling[] | null = null;
    for (let at = 0; at < text.length; at++) {
      let unit = text.charCodeAt(at);
      const kind = KINDS[unit];
      if (kind === 2) return null;
      // Digits after a dot are a word wherever they stand.
      if (kind === 0 && !(unit === DOT && isDigit(text.charCodeAt(at + 1)))) {
        if (clause !== null && endsClause(text, at)) clause = null;
        continue;
      }
      const from = at;
      let hash = 0;
      while (KINDS[unit] === 1) {
        hash = withUnit(hash, unit);
        if (++at === text.length) break;
        unit = text.charCodeAt(at);
      }
      const end = unit === DOT ? endOfDigits(text, at) : at;
      if (clause === null) clauses.push((clause = []));
      clause.push(end === at ? known.at(text, from, at, hash) : known.at(text, from, end));
      // What ended the word is looked at next: letters may follow digits after a dot.
      at = end - 1;
    }
    return clauses;
  };
  const clausesOf = (text: string): Spelling[][] => {
    const parts = text
      .toLowerCase()
      .split(CLAUSE)
      .map((part) => part.match(WORD));
    return parts.flatMap((found) => (found ? [found.map((word) => known.of(word))] : []));
  };
  /** The words that are meant, and how many there are up to the end of each clause. `marks` tells whether the writer uses diacritics. */
  const meantBy = (text: string, marks: boolean): { meant: Spelling[]; ends: number[] } => {
    const meant: Spelling[] = [];
    const ends: number[] = [];
    for (const typed of latinClauses(text) ?? clausesOf(text)) {
      let short = false;
      for (const { to } of typed) if (to !== undefined) short = true;
      const spellings = short ? expand(typed.map(({ word }) => word)).map((word) => known.of(word)) : typed;
      for (let at = 0; at < spellings.length; at++) {
        const spelling = spellings[at]!;
        const phrase = spelling.phrases && phraseAt(at, spelling.phrases, spellings, marks);
        if (phrase) {
          for (const one of phrase.to) meant.push(known.of(one));
          at += phrase.rest.length + 1;
        } else meant.push(spelling);
      }
      ends.push(meant.length);
    }
    return { meant, ends };
  };

  /** The message that is being read: many look at it one after the other. Forgotten as soon as this process turns to anything else. */
  let held: { message: string; analysis: Analysis } | null = null;
  const forget = () => {
    held = null;
  };
  const read = (message: string): Analysis => {
    const text = clean(message);
    const marks = hasDiacritics(text);
    const { meant, ends } = meantBy(text, marks);
    const words: Word[] = [];
    for (let clause = 0; clause < ends.length; clause++) {
      while (words.length < ends[clause]!) {
        const { plain, word } = meant[words.length]!;
        words.push({ plain, marked: marks ? word : null, clause });
      }
    }
    return { text, words, clauses: ends.length };
  };
  const analyse = (message: string): Analysis => {
    if (held?.message === message) return held.analysis;
    if (held === null) queueMicrotask(forget);
    held = { message, analysis: read(message) };
    return held.analysis;
  };
  const plain = (message: string): Spelling[] => {
    const text = clean(message);
    return meantBy(text, hasDiacritics(text)).meant;
  };
  return Object.assign(analyse, { plain });
}
