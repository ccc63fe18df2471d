import type { Analyser, Word } from '#src/text/analyse.ts';
import type { NewsAsk } from './news.ts';

/** Turns of speech about being sent news; see prisma/language/news.yaml. */
export type NewsCues = Record<'stop' | 'news' | 'alone' | 'ask' | 'askAlone' | 'other', string[]>;

/** In a longer message these words tell something else. */
const MOST_WORDS = 16;

/** "Dừng" is not "đúng": where somebody writes diacritics they count. */
const same = (typed: Word, cue: Word): boolean =>
  typed.plain === cue.plain && (typed.marked === null || cue.marked === null || typed.marked === cue.marked);

/** Where one of the phrases begins first in the words, at or after `from`; -1 when none does. */
function firstOf(phrases: readonly Word[][], words: Word[], from = 0): number {
  const standsAt = (at: number, phrase: Word[]) => at + phrase.length <= words.length && phrase.every((cue, step) => same(words[at + step]!, cue));
  for (let at = from; at < words.length; at++) for (const phrase of phrases) if (same(words[at]!, phrase[0]!) && standsAt(at, phrase)) return at;
  return -1;
}

/** Prepares the words once; the result finds the wish to be sent news, or no more of it, else null. */
export function createNewsReader(cues: NewsCues, polite: readonly string[], analyse: Analyser): (message: string) => NewsAsk | null {
  const of = (texts: string[]) => texts.map((text) => analyse(text).words).filter((words) => words.length > 0);
  const around = new Set(of([...polite]).flatMap((words) => words.map(({ plain }) => plain)));
  /** The words without polite ones around them. */
  const core = (words: Word[]): Word[] => {
    const meant = ({ plain }: Word) => !around.has(plain);
    return words.slice(words.findIndex(meant), words.findLastIndex(meant) + 1);
  };
  const [stop, news, alone, ask, askAlone, other] = [of(cues.stop), of(cues.news), of(cues.alone), of(cues.ask), of(cues.askAlone), of(cues.other)];
  const is = (words: Word[], cue: Word[]): boolean => words.length === cue.length && cue.every((word, at) => same(words[at]!, word));
  const isOne = (words: Word[], phrases: Word[][]): boolean => {
    // "dung" alone may be "đúng" as well: one bare word is only itself.
    const bare = words.length === 1 && words[0]?.marked === null;
    const open = bare ? phrases.filter(([word]) => word?.marked === null) : phrases;
    return open.some((cue) => is(words, cue) || (cue.length > words.length && is(words, core(cue))));
  };

  return (message) => {
    if (message.startsWith('#')) return null;
    const { words } = analyse(message);
    if (words.length === 0 || words.length > MOST_WORDS) return null;
    const forms = [words, core(words)].filter((form) => form.length > 0);
    if (forms.some((form) => isOne(form, askAlone))) return { kind: 'show' };
    if (forms.some((form) => isOne(form, alone))) return { kind: 'stop', sure: false };
    if (firstOf(other, words) >= 0) return null;
    const from = firstOf(stop, words);
    if (from >= 0 && firstOf(news, words, from) >= 0) return { kind: 'stop', sure: true };
    return firstOf(ask, words) >= 0 ? { kind: 'show' } : null;
  };
}
