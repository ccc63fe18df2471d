import type { Analyser } from '#src/text/analyse.ts';
import type { Procedure } from './content.ts';
import { titleOf } from './present.ts';

/** A text that leads to a procedure, and the words that it shares with a message. */
export interface Likeness {
  kind: 'title' | 'friendlyName' | 'otherName' | 'alias' | 'situation';
  text: string;
  /** The shared words as they are compared: without diacritics. */
  shared: string[];
  /** Part of both texts' words that is shared, 0 to 1. */
  share: number;
}

const MOST = 3;

/** The texts of a procedure that resemble a message most, so that a person sees why it was found; empty when only the trained model knows. */
export function likenessOf(message: string, procedure: Procedure, analyse: Analyser): Likeness[] {
  const wordsOf = (text: string) => new Set(analyse(text).words.map(({ plain }) => plain));
  const asked = wordsOf(message);
  const { words } = procedure;
  const texts: [Likeness['kind'], string][] = [
    ['title', titleOf(procedure)],
    ...(words.friendlyName ? [['friendlyName', words.friendlyName] as [Likeness['kind'], string]] : []),
    ...procedure.otherNames.map((text): [Likeness['kind'], string] => ['otherName', text]),
    ...words.aliases.map((text): [Likeness['kind'], string] => ['alias', text]),
    ...words.situations.map((text): [Likeness['kind'], string] => ['situation', text]),
  ];
  return texts
    .map(([kind, text]): Likeness => {
      const own = wordsOf(text);
      const shared = [...asked].filter((word) => own.has(word));
      return { kind, text, shared, share: (2 * shared.length) / Math.max(1, asked.size + own.size) };
    })
    .filter(({ shared }) => shared.length > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST);
}
