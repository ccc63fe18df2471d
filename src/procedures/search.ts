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

/** The same numbers, with as much room again. */
function grown<T extends Uint32Array | Float32Array>(numbers: T): T {
  const larger = new (numbers.constructor as new (length: number) => T)(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

/** BM25 over folded words and pairs of neighbours: an immutable value. */
export class SearchIndex {
  entries = 0;
  /** Term numbers of words, and of pairs by the numbers of their words. */
  readonly #words = new Map<string, number>();
  readonly #pairs = new PairTable();
  /** Postings of a term are the places starts[term] to starts[term + 1]. */
  #starts = new Uint32Array(0);
  #ids = new Uint32Array(0);
  #weights = new Float32Array(0);

  /** Built in one go. */
  static of(entries: Iterable<IndexedEntry>): SearchIndex {
    return finish(SearchIndex.inSteps(entries));
  }

  /** Takes the entries one by one, a pause after each, so that the words of thousands of phrases need not be held at once. */
  static *inSteps(entries: Iterable<IndexedEntry>): Steps<SearchIndex> {
    const index = new SearchIndex();
    yield* index.#build(entries);
    return index;
  }

  private constructor() {}

  *#build(entries: Iterable<IndexedEntry>): Steps<void> {
    // The terms of all entries, one entry after the other, each term once an entry with its weight there.
    let terms = new Uint32Array(ROOM);
    let counts = new Float32Array(ROOM);
    let size = 0;
    const ends: number[] = [];
    const lengths: number[] = [];
    /** By term: how many entries have it, and its weight in the entry at hand. */
    let frequency = new Uint32Array(ROOM);
    let own = new Float32Array(ROOM);
    let known = 0;
    const count = (term: number, weight: number): void => {
      if (term === known && ++known > own.length) [frequency, own] = [grown(frequency), grown(own)];
      if (own[term] === 0) {
        if (size === terms.length) [terms, counts] = [grown(terms), grown(counts)];
        terms[size++] = term;
      }
      own[term]! += weight;
    };
    for (const { phrases } of entries) {
      const from = size;
      let length = 0;
      for (const { words, weight } of phrases) {
        let before = -1;
        for (const { plain } of words) {
          let word = this.#words.get(plain);
          if (word === undefined) {
            word = known;
            this.#words.set(plain, word);
          }
          count(word, weight);
          if (before >= 0) count(this.#pairs.getOrAdd(before, word, known), weight);
          before = word;
        }
        length += words.length * weight;
      }
      for (let at = from; at < size; at++) {
        const term = terms[at]!;
        counts[at] = own[term]!;
        own[term] = 0;
        frequency[term]!++;
      }
      ends.push(size);
      lengths.push(length);
      yield;
    }
    this.entries = ends.length;
    const idf = new Float32Array(known).fill(PAIR_WEIGHT);
    for (const word of this.#words.values()) idf[word] = 1;
    for (let term = 0; term < idf.length; term++) idf[term]! *= Math.log(1 + (this.entries - frequency[term]! + 0.5) / (frequency[term]! + 0.5));

    this.#starts = new Uint32Array(known + 1);
    for (let term = 0; term < known; term++) this.#starts[term + 1] = this.#starts[term]! + frequency[term]!;
    this.#ids = new Uint32Array(size);
    this.#weights = new Float32Array(size);
    const next = this.#starts.slice();
    const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(this.entries, 1);
    for (let entry = 0, from = 0; entry < this.entries; from = ends[entry++]!) {
      const norm = K1 * (1 - B + (B * lengths[entry]!) / average);
      for (let at = from; at < ends[entry]!; at++) {
        const term = terms[at]!;
        const place = next[term]!++;
        this.#ids[place] = entry;
        this.#weights[place] = (idf[term]! * (counts[at]! * (K1 + 1))) / (counts[at]! + norm);
      }
    }
  }

  /** In how many entries a folded word stands. */
  count(word: string): number {
    const id = this.#words.get(word);
    return id === undefined ? 0 : this.#starts[id + 1]! - this.#starts[id]!;
  }

  /** Whether two folded words stand side by side anywhere in the index. */
  hasPair(first: string, second: string): boolean {
    const [a, b] = [this.#words.get(first), this.#words.get(second)];
    return a !== undefined && b !== undefined && this.#pairs.get(a, b) !== undefined;
  }

  #termsOf(words: Word[]): Set<number> {
    const terms = new Set<number>();
    let before: number | undefined;
    for (const { plain } of words) {
      const id = this.#words.get(plain);
      const pair = before !== undefined && id !== undefined ? this.#pairs.get(before, id) : undefined;
      if (id !== undefined) terms.add(id);
      if (pair !== undefined) terms.add(pair);
      before = id;
    }
    return terms;
  }

  /** How well each entry fits: 0 where nothing fits, without an upper bound. */
  score(words: Word[]): Float32Array {
    const scores = new Float32Array(this.entries);
    for (const id of this.#termsOf(words)) {
      for (let at = this.#starts[id]!, end = this.#starts[id + 1]!; at < end; at++) scores[this.#ids[at]!]! += this.#weights[at]!;
    }
    return scores;
  }
}
