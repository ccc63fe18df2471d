import type { Word } from '#src/text/analyse.ts';

/** An entry of the index: the texts that lead to it, and how much each weighs. */
export interface IndexedEntry {
  phrases: { words: Word[]; weight: number }[];
}

const K1 = 1.2;
const B = 0.4;
/** A pair of neighbours says more than its words, but less than two further words. */
const PAIR_WEIGHT = 0.7;

/** BM25 over folded words and pairs of neighbours: an immutable value, built in one go. */
export class SearchIndex {
  readonly entries: number;
  #terms = 0;
  /** Term numbers of words, and of pairs by the numbers of their words. */
  readonly #words = new Map<string, number>();
  readonly #pairs: Map<number, number>[] = [];
  readonly #idf: Float32Array;
  /** Postings of a term are the places starts[term] to starts[term + 1]. */
  readonly #starts: Uint32Array;
  readonly #ids: Uint32Array;
  readonly #weights: Float32Array;

  /** Takes the entries one by one, so that the words of thousands of phrases need not be held at once. */
  constructor(entries: Iterable<IndexedEntry>) {
    const counts: Map<number, number>[] = [];
    const frequency: number[] = [];
    const lengths: number[] = [];
    for (const { phrases } of entries) {
      const own = new Map<number, number>();
      let length = 0;
      for (const { words, weight } of phrases) {
        let before = -1;
        for (const { plain } of words) {
          const id = this.#wordOf(plain);
          own.set(id, (own.get(id) ?? 0) + weight);
          if (before >= 0) {
            const pair = this.#pairOf(before, id);
            own.set(pair, (own.get(pair) ?? 0) + weight);
          }
          before = id;
        }
        length += words.length * weight;
      }
      lengths.push(length);
      for (const id of own.keys()) frequency[id] = (frequency[id] ?? 0) + 1;
      counts.push(own);
    }
    this.entries = counts.length;
    const terms = this.#terms;
    this.#idf = Float32Array.from({ length: terms }, (_, id) => Math.log(1 + (this.entries - frequency[id]! + 0.5) / (frequency[id]! + 0.5)));
    for (const pairs of this.#pairs) for (const id of pairs?.values() ?? []) this.#idf[id]! *= PAIR_WEIGHT;

    this.#starts = new Uint32Array(terms + 1);
    for (let id = 0; id < terms; id++) this.#starts[id + 1] = this.#starts[id]! + frequency[id]!;
    this.#ids = new Uint32Array(this.#starts[terms]!);
    this.#weights = new Float32Array(this.#ids.length);
    const next = this.#starts.slice();
    const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(this.entries, 1);
    for (const [entry, own] of counts.entries()) {
      const norm = K1 * (1 - B + (B * lengths[entry]!) / average);
      for (const [id, count] of own) {
        const at = next[id]!++;
        this.#ids[at] = entry;
        this.#weights[at] = (this.#idf[id]! * (count * (K1 + 1))) / (count + norm);
      }
    }
  }

  #wordOf(plain: string): number {
    const known = this.#words.get(plain);
    if (known !== undefined) return known;
    this.#words.set(plain, this.#terms);
    return this.#terms++;
  }

  /** Pairs are kept under their first word: small numbers as keys are found faster than one large number for both. */
  #pairOf(first: number, second: number): number {
    this.#pairs[first] ??= new Map();
    const pairs = this.#pairs[first];
    const known = pairs.get(second);
    if (known !== undefined) return known;
    pairs.set(second, this.#terms);
    return this.#terms++;
  }

  /** Whether two folded words stand side by side anywhere in the index. */
  hasPair(first: string, second: string): boolean {
    const [a, b] = [this.#words.get(first), this.#words.get(second)];
    return a !== undefined && b !== undefined && this.#pairs[a]?.has(b) === true;
  }

  #termsOf(words: Word[]): Set<number> {
    const terms = new Set<number>();
    let before: number | undefined;
    for (const { plain } of words) {
      const id = this.#words.get(plain);
      const pair = before !== undefined && id !== undefined ? this.#pairs[before]?.get(id) : undefined;
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
