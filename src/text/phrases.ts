import type { Analyser, Word } from './analyse.ts';

interface Phrase<T> {
  value: T;
  /** Its words with their diacritics, where others in a message speak against it; null: however they are written. */
  marked: string[] | null;
}

/** The phrases that end with the words so far, and how they go on. */
interface Step<T> {
  phrases: Phrase<T>[];
  next: Map<string, Step<T>> | null;
}

/** A set of word sequences, found in one pass over a message. */
export class PhraseSet<T> {
  readonly #first: Step<T> = { phrases: [], next: null };

  /**
   * `byMarks`: a word whose diacritics say another word is none of a phrase ("chứng chỉ" is not "chung chi", "đang chạy" not "đang cháy"). One
   * without any is, for people leave them out.
   */
  constructor(phrases: Iterable<[text: string, value: T]>, analyse: Analyser, { byMarks = false } = {}) {
    for (const [text, value] of phrases) {
      const { words } = analyse(text);
      if (words.length === 0) continue;
      let step = this.#first;
      for (const { plain } of words) {
        step.next ??= new Map();
        let next = step.next.get(plain);
        if (!next) step.next.set(plain, (next = { phrases: [], next: null }));
        step = next;
      }
      step.phrases.push({ value, marked: byMarks ? words.map(({ plain, marked }) => spoken(marked ?? plain)) : null });
    }
  }

  /** Every place where a phrase stands, in order. */
  find(words: Word[]): { value: T; from: number; to: number }[] {
    const result: { value: T; from: number; to: number }[] = [];
    for (let from = 0; from < words.length; from++) {
      let step: Step<T> | undefined = this.#first;
      for (let to = from; to < words.length; ) {
        step = step.next?.get(words[to++]!.plain);
        if (!step) break;
        for (const { value, marked } of step.phrases)
          if (marked === null || marked.every((own, at) => agree(own, words[from + at]!.marked))) result.push({ value, from, to });
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
