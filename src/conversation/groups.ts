import type { AmbiguityGroup } from '#src/procedures/content.ts';
import type { Analyser, Word } from '#src/text/analyse.ts';
import { fold } from '#src/text/fold.ts';

export interface GroupFinder {
  /** The group that the message is a trigger of, word for word. */
  exactly(words: Word[]): AmbiguityGroup | null;
  /** The group that is left when words that do not narrow a wish down are taken away: not to be asked where another procedure surely is meant. */
  nearly(words: Word[]): AmbiguityGroup | null;
}

/** Finds the ambiguity group that a message is nothing more than a trigger of. */
export function createGroupFinder(groups: AmbiguityGroup[], isEmpty: (word: Word) => boolean, analyse: Analyser): GroupFinder {
  const whole = (words: Word[]) => words.map((word) => word.plain).join(' ');
  const essence = (words: Word[]) => whole(words.filter((word) => !isEmpty(word)));
  const exact = new Map<string, AmbiguityGroup>();
  const near = new Map<string, AmbiguityGroup>();
  for (const group of groups) {
    for (const trigger of group.triggers) {
      const { words } = analyse(trigger);
      // Typed without diacritics "bố" is not the word that stands for it. "muon" may be "muộn": left out, it would be missed.
      const unmarked = analyse(fold(trigger)).words;
      const asEmpty = unmarked.filter(isEmpty).length === words.filter(isEmpty).length;
      for (const key of [whole(words), whole(unmarked)]) {
        exact.set(key, group);
        near.set(key, group);
      }
      for (const key of [essence(words), asEmpty ? essence(unmarked) : '']) if (key.includes(' ')) near.set(key, group);
    }
  }
  return {
    exactly: (words) => exact.get(whole(words)) ?? null,
    nearly: (words) => near.get(essence(words)) ?? null,
  };
}
