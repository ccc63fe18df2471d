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

/** Without one of these there is one clause. */
const SIGN = /[.!?;\n…,:()"“”\-–—]/;
const CLAUSE = /[.!?;\n…,:()]+(?=\s|$)|\n|\s[-–—]\s|["“”]/;
/** A word of lower-case letters and digits, in composed Latin letters alone, as nearly always, or in any letters. */
const LATIN_WORD = /[a-z0-9\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff]+(?:\.\d+)*/g;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:\.\d+)*/gu;
const ONLY_LATIN = /^[\s!-~\u00a1-\u00a9\u00ab-\u00b1\u00bf-\u00d6\u00d7\u00d8-\u024f\u1e00-\u1eff–—…“”‘’]*$/;

export type Analyser = (text: string) => Analysis;

const MOST_KNOWN = 50_000;

const plainOf = (word: string): string => plainSpelling(fold(word));
const oneI = (text: string): string => text.normalize('NFD').replaceAll('y', 'i');

/** A sequence of words that stands for another. */
interface Phrase {
  /** The folded words after the first. */
  rest: string[];
  to: string[];
  /** With diacritics, where the phrase is meant only so. */
  marked: string | null;
}

/** All that is to know of a word as typed, looked up once. */
interface Spelling {
  plain: string;
  /** The words that it is short for. */
  to: string[] | undefined;
  /** The phrases that begin with it, the longest first. */
  phrases: Phrase[] | undefined;
}

/** The words of a phrase by which it is indexed, and the phrase. An `exact` one must also bear the same diacritics, where the writer uses them. */
function phraseOf(from: string[], to: string[], exact = false): [first: string, phrase: Phrase] {
  const [first, ...rest] = from.map(plainOf) as [string, ...string[]];
  return [first, { rest, to, marked: exact ? oneI(from.join(' ')) : null }];
}

/** The longest of the phrases that begin with the word at `start`, if one stands there. `marks` tells whether the writer uses diacritics. */
function longestOf(phrases: Phrase[], typed: string[], spellings: Spelling[], start: number, marks: boolean): Phrase | undefined {
  return phrases.find(
    ({ rest, marked }) =>
      rest.every((one, at) => spellings[start + 1 + at]?.plain === one) &&
      (marked === null || !marks || oneI(typed.slice(start, start + rest.length + 1).join(' ')) === marked),
  );
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
  const phrases = Map.groupBy(
    [
      ...Object.entries(lexicon.phrases).map(([from, to]) => phraseOf(expand(from.split(' ')), to.split(' '))),
      ...lexicon.abroad.before.flatMap((before) =>
        lexicon.abroad.places.map((place) => {
          const typed = expand(`${before} ${place}`.split(' '));
          // "người Lào", not "người lao động".
          return phraseOf(typed, [...typed, 'nước', 'ngoài'], true);
        }),
      ),
    ].sort(([, a], [, b]) => b.rest.length - a.rest.length),
    ([first]) => first,
  );
  const byFirst = new Map([...phrases].map(([first, list]) => [first, list.map(([, phrase]) => phrase)]));

  /** Words repeat: folding each spelling once makes reading the whole catalogue four times as fast. Bounded, for anything can be typed. */
  const known = new Map<string, Spelling>();
  const spellingOf = (word: string): Spelling => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const plain = plainOf(word);
    const spelling = { plain, to: words.get(word), phrases: byFirst.get(plain) };
    if (known.size < MOST_KNOWN) known.set(word, spelling);
    return spelling;
  };

  return (message) => {
    const text = clean(message);
    const marks = hasDiacritics(text);
    const lower = text.toLowerCase();
    const word = ONLY_LATIN.test(lower) ? LATIN_WORD : WORD;
    const found: Word[] = [];
    let clauses = 0;
    for (const part of SIGN.test(lower) ? lower.split(CLAUSE) : [lower]) {
      const written = part.match(word);
      if (!written) continue;
      const clause = clauses++;
      let typed: string[] = written;
      let spellings = written.map(spellingOf);
      if (spellings.some(({ to }) => to)) {
        typed = expand(written);
        spellings = typed.map(spellingOf);
      }
      for (let at = 0; at < typed.length; at++) {
        const { plain, phrases } = spellings[at]!;
        const phrase = phrases && longestOf(phrases, typed, spellings, at, marks);
        if (phrase) {
          for (const one of phrase.to) found.push({ plain: spellingOf(one).plain, marked: marks ? one : null, clause });
          at += phrase.rest.length;
        } else found.push({ plain, marked: marks ? typed[at]! : null, clause });
      }
    }
    return { text, words: found, clauses };
  };
}
