import type { AmbiguityGroup } from '#src/procedures/content.ts';
import type { Candidate } from '#src/procedures/finder.ts';
import type { Analyser, Word } from '#src/text/analyse.ts';

export interface GroupFinder {
  /** The group that the message is a trigger of, word for word. */
  exactly(words: Word[]): AmbiguityGroup | null;
  /** The group that is left when words that do not narrow a wish down are taken away; only where the likely procedure is one of it. */
  nearly(words: Word[], procedures: Candidate[]): AmbiguityGroup | null;
}

/** Finds the ambiguity group that a message is nothing more than a trigger of. */
export function createGroupFinder(groups: AmbiguityGroup[], emptyWords: string[], analyse: Analyser): GroupFinder {
  const empty = new Set(analyse(emptyWords.join(' ')).words.map((word) => word.plain));
  const whole = (words: Word[]) => words.map((word) => word.plain).join(' ');
  const essence = (words: Word[]) => whole(words.filter((word) => !empty.has(word.plain)));
  const exact = new Map<string, AmbiguityGroup>();
  const near = new Map<string, AmbiguityGroup>();
  for (const group of groups) {
    for (const text of group.triggers) {
      const { words } = analyse(text);
      exact.set(whole(words), group);
      near.set(whole(words), group);
      if (essence(words).includes(' ')) near.set(essence(words), group);
    }
  }
  return {
    exactly: (words) => exact.get(whole(words)) ?? null,
    nearly(words, procedures) {
      const group = near.get(essence(words));
      const likely = procedures[0]?.code;
      return group?.options.some((option) => option.code === likely) ? group : null;
    },
  };
}
