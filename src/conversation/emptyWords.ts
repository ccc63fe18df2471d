import type { Analyser, Word } from '#src/text/analyse.ts';
import { hasDiacritics } from '#src/text/fold.ts';

/**
 * Tells words that narrow no wish down ("em muốn làm … ạ") from those that do: where the writer put diacritics, "muộn" is not "muốn". Without
 * them either may be meant, and it is the emptier one.
 */
export function createEmptyWords(texts: string[], analyse: Analyser): (word: Word) => boolean {
  const { words } = analyse(texts.join(' '));
  const plain = new Set(words.map((word) => word.plain));
  const marked = new Set(words.map((word) => word.marked));
  return (word) => plain.has(word.plain) && (word.marked === null || marked.has(word.marked) || !hasDiacritics(word.marked));
}
