import type { Analyser, Word } from '#src/text/analyse.ts';

/** Whole messages by which a choice of a question is meant, by the name of the choice; `around`: words taken off both ends. */
export interface PickCues {
  around: string[];
  of: Record<string, string[]>;
}

/** "Thôi" is not "thối": where somebody writes diacritics they count. */
const same = (typed: Word, cue: Word): boolean =>
  typed.plain === cue.plain && (typed.marked === null || cue.marked === null || typed.marked === cue.marked);

/** Prepares the words once; the result names the choices that a message of nothing else may mean ("xong", "ẩn danh", "gửi đi"). */
export function createPickReader({ around, of }: PickCues, analyse: Analyser): (words: Word[]) => string[] {
  const polite = new Set(around.flatMap((text) => analyse(text).words.map(({ plain }) => plain)));
  const core = (words: Word[]): Word[] => {
    const meant = ({ plain }: Word) => !polite.has(plain);
    return words.slice(words.findIndex(meant), words.findLastIndex(meant) + 1);
  };
  const cues = Object.entries(of).flatMap(([pick, texts]) => texts.map((text) => ({ pick, words: analyse(text).words })));
  const longest = Math.max(...cues.map(({ words }) => words.length));
  // "thoi" alone may be "thối" as well: one bare word is only itself.
  const is = (words: Word[], cue: Word[]): boolean =>
    words.length === cue.length &&
    cue.every((word, at) => same(words[at]!, word)) &&
    (words.length > 1 || words[0]!.marked !== null || cue[0]!.marked === null);
  return (words) => {
    const forms = [words, core(words)].filter((form) => form.length > 0 && form.length <= longest);
    if (forms.length === 0) return [];
    return [...new Set(cues.filter((cue) => forms.some((form) => is(form, cue.words))).map(({ pick }) => pick))];
  };
}
