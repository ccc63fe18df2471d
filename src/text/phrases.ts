import type { Analyser, Word } from './analyse.ts';

/** A set of word sequences, found in one pass over a message. */
export class PhraseSet<T> {
  readonly #phrases = new Map<string, T[]>();
  #longest = 1;

  constructor(phrases: Iterable<[text: string, value: T]>, analyse: Analyser) {
    for (const [text, value] of phrases) {
      const words = analyse(text).words.map((word) => word.plain);
      if (words.length === 0) continue;
      const key = words.join(' ');
      this.#phrases.set(key, [...(this.#phrases.get(key) ?? []), value]);
      this.#longest = Math.max(this.#longest, words.length);
    }
  }

  /** Every place where a phrase stands, in order. */
  find(words: Word[]): { value: T; from: number; to: number }[] {
    const result: { value: T; from: number; to: number }[] = [];
    for (let from = 0; from < words.length; from++) {
      let key = '';
      for (let to = from; to < Math.min(words.length, from + this.#longest); to++) {
        key = to === from ? (words[to] as Word).plain : `${key} ${(words[to] as Word).plain}`;
        for (const value of this.#phrases.get(key) ?? []) result.push({ value, from, to: to + 1 });
      }
    }
    return result;
  }

  has(words: Word[]): boolean {
    return this.find(words).length > 0;
  }
}
