import type { Analyser } from '#src/text/analyse.ts';

/** A message that only makes sense against what was shown before. `select` counts from 1; -1 is the last. */
export type Move = { kind: 'back' | 'restart' | 'yes' | 'no' | 'more' | 'again' } | { kind: 'select'; number: number };

/** The words that mean a move; see prisma/language/moves.yaml. */
export interface MoveWords {
  back: string[];
  restart: string[];
  yes: string[];
  no: string[];
  more: string[];
  again: string[];
  polite: string[];
  numbers: Record<string, number>;
  choosing: string[];
  first: string[];
  last: string[];
  /** Whole messages by which an official asks for what is to be done. */
  work: string[];
  /** The same for what they do about citizens who asked for a person; a number may follow. */
  serve: Record<'list' | 'take' | 'open' | 'close' | 'release' | 'pass', string[]>;
  /** Words around a wish that do not narrow it down. */
  empty: string[];
}

const KINDS = ['back', 'restart', 'yes', 'no', 'more', 'again'] as const;
const LONGEST = 10;

/** Prepares the words once; the result finds the move in a message that is nothing but a move, else null. */
export function createMoveFinder(words: MoveWords, analyse: Analyser): (text: string) => Move | null {
  const plain = (text: string) => analyse(text).words.map((word) => word.plain);
  const polite = new Set(words.polite.flatMap(plain));
  const trim = (message: string[]) => {
    let [from, to] = [0, message.length];
    while (from < to && polite.has(message[from] as string)) from++;
    while (to > from && polite.has(message[to - 1] as string)) to--;
    return message.slice(from, to).join(' ');
  };
  const moves = new Map<string, Move>();
  for (const kind of KINDS)
    for (const text of words[kind]) for (const form of [plain(text).join(' '), trim(plain(text))]) if (form) moves.set(form, { kind });
  for (const text of words.first) moves.set(plain(text).join(' '), { kind: 'select', number: 1 });
  for (const text of words.last) moves.set(plain(text).join(' '), { kind: 'select', number: -1 });
  const numbers = new Map(Object.entries(words.numbers).map(([word, number]) => [plain(word).join(' '), number]));
  const choosing = new Set(words.choosing.flatMap(plain));

  return (text) => {
    const message = plain(text);
    if (message.length === 0 || message.length > LONGEST) return null;
    const whole = message.join(' ');
    const trimmed = trim(message);
    const move = moves.get(whole) ?? moves.get(trimmed);
    if (move) return move;
    for (const form of [whole, trimmed]) {
      const parts = form.split(' ');
      const last = parts.pop() ?? '';
      const number = /^[1-9]\d?$/.test(last) ? Number(last) : parts.length > 0 ? numbers.get(last) : undefined;
      if (number !== undefined && (parts.length === 0 || parts.every((word) => choosing.has(word)))) return { kind: 'select', number };
    }
    return null;
  };
}
