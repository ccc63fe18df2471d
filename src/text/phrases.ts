import type { Analyser, Word } from './analyse.ts';

interface Phrase<T> {
  value: T;
  /** Its words with their diacritics, where others in a message speak against it; null: however they are written. */
  marked: string[] | null;
}

/** A set of word sequences, found in one pass over a message. */
export class PhraseSet<T> {
  readonly #phrases = new Map<string, Phrase<T>[]>();
  /** How many words the longest phrase has that begins with a word: with most words none does. */
  readonly #longest = new Map<string, number>();

  /**
   * `byMarks`: a word whose diacritics say another word is none of a phrase ("chứng chỉ" is not "chung chi", "đang chạy" not "đang cháy"). One
   * without any is, for people leave them out.
   */
  constructor(phrases: Iterable<[text: string, value: T]>, analyse: Analyser, { byMarks = false } = {}) {
    for (const [text, value] of phrases) {
      const { words } = analyse(text);
      if (words.length === 0) continue;
      const key = words.map(({ plain }) => plain).join(' ');
      const phrase = { value, marked: byMarks ? words.map(({ plain, marked }) => spoken(marked ?? plain)) : null };
      this.#phrases.set(key, [...(this.#phrases.get(key) ?? []), phrase]);
      const first = words[0]!.plain;
      this.#longest.set(first, Math.max(this.#longest.get(first) ?? 0, words.length));
    }
  }

  /** Every place where a phrase stands, in order. */
  find(words: Word[]): { value: T; from: number; to: number }[] {
    const result: { value: T; from: number; to: number }[] = [];
    for (let from = 0; from < words.length; from++) {
      let key = words[from]!.plain;
      const end = Math.min(words.length, from + (this.#longest.get(key) ?? 0));
      for (let to = from + 1; to <= end; to++) {
        for (const { value, marked } of this.#phrases.get(key) ?? [])
          if (marked === null || marked.every((own, at) => agree(own, words[from + at]!.marked))) result.push({ value, from, to });
        if (to < end) key += ` ${words[to]!.plain}`;
      }
    }
    return result;
  }

  has(words: Word[]): boolean {
    return this.find(words).length > 0;
  }
}

const MARK = /[\u0300-\u036f]/g;

/** How a word sounds: ngã as hỏi, which many regions do not tell apart, and the marks apart from where in the word they are written ("hoà", "hòa"). */
function spoken(word: string): string {
  const marks = word.normalize('NFD').replaceAll('\u0303', '\u0309').match(MARK) ?? [];
  return `${word.toLowerCase().includes('đ') ? 'đ' : ''}${marks.sort().join('')}`;
}

const agree = (own: string, typed: string | null): boolean => {
  const said = typed === null ? '' : spoken(typed);
  return said === '' || said === own;
};
