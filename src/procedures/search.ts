import { finish, type Steps } from '#src/platform/steps.ts';
import type { PlainWord, Word } from '#src/text/analyse.ts';
import { PairTable } from './pairTable.ts';
import { countKept, moveKept, type Postings, sumUp } from './postings.ts';

/** An entry of the index: the texts that lead to it, and how much each weighs. */
export interface IndexedEntry {
  phrases: { words: readonly PlainWord[]; weight: number }[];
}

const K1 = 1.2;
const B = 0.4;
/** A pair of neighbours says more than its words, but less than two further words. */
const PAIR_WEIGHT = 0.7;

/** Room for the terms of a large catalogue: what is never written to takes no memory. */
const ROOM = 2 ** 20;
/** Room where an index is made from one before it: few entries are read. */
const LITTLE_ROOM = 2 ** 12;

/** The same numbers, with room for at least so many. */
function grown<T extends Uint32Array | Float32Array>(numbers: T, least = 0): T {
  const larger = new (numbers.constructor as new (length: number) => T)(Math.max(numbers.length * 2, least));
  larger.set(numbers);
  return larger;
}

/** Terms that are moved without a pause. */
const SLICE = 2 ** 15;

/**
 * The numbers of terms: of words, and of pairs by the numbers of their words. An index and those made from it have them in common, so that
 * what an earlier one knew is not numbered again; what nobody says any more keeps its few bytes.
 */
class Terms {
  size = 0;
  readonly #words = new Map<string, number>();
  readonly #pairs = new PairTable();

  word(word: string): number | undefined {
    return this.#words.get(word);
  }

  pair(first: number, second: number): number | undefined {
    return this.#pairs.get(first, second);
  }

  /** The numbers that are words. */
  get words(): Iterable<number> {
    return this.#words.values();
  }

  addWord(word: string): number {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    this.#words.set(word, this.size);
    return this.size++;
  }

  addPair(first: number, second: number): number {
    const number = this.#pairs.getOrAdd(first, second, this.size);
    if (number === this.size) this.size++;
    return number;
  }
}

/** What each of some terms adds to the score of each of its entries, by BM25; `idf` holds the kind's weight before, and that with it after. */
function weigh({ starts, ids, counts }: Postings, norms: Float64Array, idf: Float32Array, from: number, to: number, weights: Float32Array): void {
  for (let term = from; term < to; term++) {
    const [begin, end] = [starts[term]!, starts[term + 1]!];
    idf[term]! *= Math.log(1 + (norms.length - (end - begin) + 0.5) / (end - begin + 0.5));
    for (let at = begin; at < end; at++) {
      const count = counts[at]!;
      weights[at] = (idf[term]! * (count * (K1 + 1))) / (count + norms[ids[at]!]!);
    }
  }
}

/** BM25 over folded words and pairs of neighbours: an immutable value. */
export class SearchIndex {
  readonly #terms: Terms;
  #postings: Postings = { starts: new Uint32Array(1), ids: new Uint32Array(0), counts: new Float32Array(0) };
  /** By posting: what the term adds to the score of the entry. */
  #weights = new Float32Array(0);
  /** By entry: how many words it has, each by its weight. */
  #lengths = new Float64Array(0);

  /** Built in one go. */
  static of(entries: Iterable<IndexedEntry>): SearchIndex {
    return finish(SearchIndex.inSteps(entries));
  }

  /**
   * Takes the entries one by one, a pause after each, so that the words of thousands of phrases need not be held at once. A number stands for
   * that entry of `before`, none twice: its words need not be read again. The index is the same as one of the entries themselves.
   */
  static *inSteps(entries: Iterable<IndexedEntry | number>, before = new SearchIndex(new Terms())): Steps<SearchIndex> {
    const index = new SearchIndex(before.#terms);
    yield* index.#build(entries, before);
    return index;
  }

  private constructor(terms: Terms) {
    this.#terms = terms;
  }

  *#build(entries: Iterable<IndexedEntry | number>, before: SearchIndex): Steps<void> {
    // The terms of the entries that are read, one entry after the other, each term once an entry with its weight there.
    const room = before.entries > 0 ? LITTLE_ROOM : ROOM;
    let terms = new Uint32Array(room);
    let counts = new Float32Array(room);
    let size = 0;
    const read: { entry: number; end: number }[] = [];
    /** The new place of each entry of before, or -1. */
    const places = new Int32Array(before.entries).fill(-1);
    const lengths: number[] = [];
    /** By term: its weight in the entry at hand. */
    let own = new Float32Array(ROOM);
    const count = (term: number, weight: number): void => {
      if (term >= own.length) own = grown(own, term + 1);
      if (own[term] === 0) {
        if (size === terms.length) [terms, counts] = [grown(terms), grown(counts)];
        terms[size++] = term;
      }
      own[term]! += weight;
    };
    for (const given of entries) {
      const entry = lengths.length;
      if (typeof given === 'number') {
        places[given] = entry;
        lengths.push(before.#lengths[given]!);
        yield;
        continue;
      }
      const from = size;
      let length = 0;
      for (const { words, weight } of given.phrases) {
        let last = -1;
        for (const { plain } of words) {
          const word = this.#terms.addWord(plain);
          count(word, weight);
          if (last >= 0) count(this.#terms.addPair(last, word), weight);
          last = word;
        }
        length += words.length * weight;
      }
      for (let at = from; at < size; at++) {
        const term = terms[at]!;
        counts[at] = own[term]!;
        own[term] = 0;
      }
      read.push({ entry, end: size });
      lengths.push(length);
      yield;
    }
    this.#lengths = Float64Array.from(lengths);

    // Where each term's postings are to begin; those of before whose entry is gone are left out.
    const old = before.#postings;
    const known = old.starts.length - 1;
    const starts = new Uint32Array(this.#terms.size + 1);
    for (let from = 0; from < known; from += SLICE, yield) countKept(old, places, from, Math.min(from + SLICE, known), starts);
    for (let at = 0; at < size; at++) starts[terms[at]! + 1]!++;
    sumUp(starts);
    const all = starts.at(-1)!;
    this.#postings = { starts, ids: new Uint32Array(all), counts: new Float32Array(all) };
    const next = starts.slice();
    for (let from = 0; from < known; from += SLICE, yield) moveKept(old, places, from, Math.min(from + SLICE, known), next, this.#postings);
    let at = 0;
    for (const { entry, end } of read) {
      for (; at < end; at++) {
        const place = next[terms[at]!]!++;
        this.#postings.ids[place] = entry;
        this.#postings.counts[place] = counts[at]!;
      }
    }
    yield* this.#weigh();
  }

  /** What each term adds to the score of each entry: by all of them, so anew for each index. */
  *#weigh(): Steps<void> {
    const average = this.#lengths.reduce((sum, length) => sum + length, 0) / Math.max(this.entries, 1);
    const norms = this.#lengths.map((length) => K1 * (1 - B + (B * length) / average));
    const { length } = this.#postings.starts;
    const idf = new Float32Array(length - 1).fill(PAIR_WEIGHT);
    for (const word of this.#terms.words) idf[word] = 1;
    this.#weights = new Float32Array(this.#postings.ids.length);
    for (let from = 0; from < idf.length; from += SLICE, yield)
      weigh(this.#postings, norms, idf, from, Math.min(from + SLICE, idf.length), this.#weights);
  }

  get entries(): number {
    return this.#lengths.length;
  }

  /** In how many entries a term stands. */
  #frequency(term: number | undefined): number {
    const { starts } = this.#postings;
    return term === undefined || term + 1 >= starts.length ? 0 : starts[term + 1]! - starts[term]!;
  }

  /** In how many entries a folded word stands. */
  count(word: string): number {
    return this.#frequency(this.#terms.word(word));
  }

  /** Whether two folded words stand side by side anywhere in the index. */
  hasPair(first: string, second: string): boolean {
    const [a, b] = [this.#terms.word(first), this.#terms.word(second)];
    return a !== undefined && b !== undefined && this.#frequency(this.#terms.pair(a, b)) > 0;
  }

  #termsOf(words: Word[]): Set<number> {
    const terms = new Set<number>();
    let before: number | undefined;
    for (const { plain } of words) {
      const word = this.#terms.word(plain);
      const pair = before !== undefined && word !== undefined ? this.#terms.pair(before, word) : undefined;
      if (this.#frequency(word) > 0) terms.add(word!);
      if (this.#frequency(pair) > 0) terms.add(pair!);
      before = word;
    }
    return terms;
  }

  /** How well each entry fits: 0 where nothing fits, without an upper bound. */
  score(words: Word[]): Float32Array {
    const scores = new Float32Array(this.entries);
    const { starts, ids } = this.#postings;
    const weights = this.#weights;
    for (const term of this.#termsOf(words)) {
      for (let at = starts[term]!, end = starts[term + 1]!; at < end; at++) scores[ids[at]!]! += weights[at]!;
    }
    return scores;
  }
}
