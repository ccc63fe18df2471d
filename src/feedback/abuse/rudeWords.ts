import type { Analyser, Word } from '#src/text/analyse.ts';
import { hasDiacritics } from '#src/text/fold.ts';
import { PhraseSet } from '#src/text/phrases.ts';

/** A word that the authority counts as rude, or, `rude` false, one of ours that it does not. */
export interface RudeChange {
  text: string;
  rude: boolean;
}

let changes: readonly RudeChange[] = [];

/** Puts the authority's own words beside ours, for every message from now on. */
export function rudeAs(list: readonly RudeChange[]): void {
  changes = list;
}

/** As it is kept and compared: small letters, one space between words. */
export const rudeKey = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/** The words in force: ours, those added, without those taken out. Pure. */
export function rudeInForce(usual: readonly string[], own: readonly RudeChange[]): string[] {
  const said = new Map(own.map(({ text, rude }) => [rudeKey(text), rude]));
  const ours = new Set(usual.map(rudeKey));
  return [
    ...[...ours].filter((text) => said.get(text) !== false),
    ...[...said].filter(([text, rude]) => rude && !ours.has(text)).map(([text]) => text),
  ];
}

/**
 * Finds rude words in a message. Without diacritics several words together are found too; a single one is not, for then it is an everyday word
 * ("đi", "đủ", "đeo"). What is found is only told to staff: nothing is refused for it.
 */
export function rudeFinder(texts: readonly string[], analyse: Analyser): (words: Word[]) => string[] {
  const phrases = new PhraseSet<string>(
    texts.map((text): [string, string] => [text, text]),
    analyse,
    { byMarks: true },
  );
  const certain = (text: string, { marked }: Word) => text.includes(' ') || !hasDiacritics(text) || hasDiacritics(marked ?? '');
  return (words) => [...new Set(phrases.find(words).flatMap(({ value, from }) => (certain(value, words[from]!) ? [value] : [])))];
}

/** The same with the words in force at the time of each message. */
export function createRudeReader(usual: readonly string[], analyse: Analyser): (words: Word[]) => string[] {
  let of: readonly RudeChange[] | null = null;
  let find: (words: Word[]) => string[] = () => [];
  return (words) => {
    if (of !== changes) {
      of = changes;
      find = rudeFinder(rudeInForce(usual, changes), analyse);
    }
    return find(words);
  };
}
