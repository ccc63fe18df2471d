import { finish, type Steps } from '#src/platform/steps.ts';
import type { Word } from '#src/text/analyse.ts';
import { PairTable } from './pairTable.ts';

/** An entry of the index: the texts that lead to it, and how much each weighs. */
export interface IndexedEntry {
  phrases: { words: Word[]; weight: number }[];
}

const K1 = 1.2;
const B = 0.4;
/** A pair of neighbours says more than its words, but less than two further words. */
const PAIR_WEIGHT = 0.7;

/** Room for the terms of a large catalogue: what is never written to takes no memory. */
const ROOM = 2 ** 20;

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

/** BM25 over folded words and pairs of neighbours: an immutable value. */
export class SearchIndex {
  readonly #terms: Terms;
  /** Postings of a term are the places starts[term] to starts[term + 1]: an entry, what the term adds to its score, and how often it stands there. */
  #starts = new Uint32Array(1);
  #ids = new Uint32Array(0);
  #weights = new Float32Array(0);
  #counts = new Float32Array(0);
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
    let terms = new Uint32Array(ROOM);
    let counts = new Float32Array(ROOM);
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
    const known = before.#starts.length - 1;
    const starts = new Uint32Array(this.#terms.size + 1);
    for (let term = 0; term < known; term++) {
      for (let at = before.#starts[term]!, end = before.#starts[term + 1]!; at < end; at++) if (places[before.#ids[at]!]! >= 0) starts[term + 1]!++;
      if (term % SLICE === 0) yield;
    }
    for (let at = 0; at < size; at++) starts[terms[at]! + 1]!++;
    for (let term = 1; term < starts.length; term++) starts[term]! += starts[term - 1]!;
    this.#starts = starts;
    this.#ids = new Uint32Array(starts.at(-1)!);
    this.#counts = new Float32Array(this.#ids.length);
    const next = starts.slice();
    const put = (term: number, entry: number, count: number): void => {
      const place = next[term]!++;
      this.#ids[place] = entry;
      this.#counts[place] = count;
    };
    for (let term = 0; term < known; term++) {
      for (let at = before.#starts[term]!, end = before.#starts[term + 1]!; at < end; at++) {
        const entry = places[before.#ids[at]!]!;
        if (entry >= 0) put(term, entry, before.#counts[at]!);
      }
      if (term % SLICE === 0) yield;
    }
    let at = 0;
    for (const { entry, end } of read) for (; at < end; at++) put(terms[at]!, entry, counts[at]!);
    yield* this.#weigh();
  }

  /** What each term adds to the score of each entry: by all of them, so anew for each index. */
  *#weigh(): Steps<void> {
    const [starts, ids, counts] = [this.#starts, this.#ids, this.#counts];
    const average = this.#lengths.reduce((sum, length) => sum + length, 0) / Math.max(this.entries, 1);
    const norms = this.#lengths.map((length) => K1 * (1 - B + (B * length) / average));
    const idf = new Float32Array(starts.length - 1).fill(PAIR_WEIGHT);
    for (const word of this.#terms.words) idf[word] = 1;
    const weights = new Float32Array(ids.length);
    for (let term = 0; term < idf.length; term++) {
      const [from, end] = [starts[term]!, starts[term + 1]!];
      idf[term]! *= Math.log(1 + (this.entries - (end - from) + 0.5) / (end - from + 0.5));
      for (let at = from; at < end; at++) {
        const count = counts[at]!;
        weights[at] = (idf[term]! * (count * (K1 + 1))) / (count + norms[ids[at]!]!);
      }
      if (term % SLICE === 0) yield;
    }
    this.#weights = weights;
  }

  get entries(): number {
    return this.#lengths.length;
  }

  /** In how many entries a term stands. */
  #frequency(term: number | undefined): number {
    return term === undefined || term + 1 >= this.#starts.length ? 0 : this.#starts[term + 1]! - this.#starts[term]!;
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
    for (const term of this.#termsOf(words)) {
      for (let at = this.#starts[term]!, end = this.#starts[term + 1]!; at < end; at++) scores[this.#ids[at]!]! += this.#weights[at]!;
    }
    return scores;
  }
}
