import type { Analyser, Word } from '#src/text/analyse.ts';
import { featuresOf } from '#src/text/features.ts';
import { PhraseSet } from '#src/text/phrases.ts';
import type { Referral } from './intents.ts';

/** prisma/language/referrals.yaml. */
export interface ReferralWords {
  groups: Record<string, string[]>;
  sure: Partial<Record<Referral, string[]>>;
  not: string[];
  practice: Record<string, string[]>;
}

/** Numbers of features that no word has: those of single groups, and of two groups that stand in one message. */
const GROUP = 0x7f000000;
const most = (groups: number) => groups + 1;

/** What the referral model looks at: words as every classifier here does, and which groups of words are there, alone and two together. */
export function createReferralFeatures({ groups }: Pick<ReferralWords, 'groups'>, analyse: Analyser): (words: Word[]) => number[] {
  const names = Object.keys(groups);
  const phrases = new PhraseSet<number>(
    names.flatMap((name, at) => groups[name]!.map((text): [string, number] => [text, at])),
    analyse,
  );
  return (words) => {
    const found = [...new Set(phrases.find(words).map(({ value }) => value))].sort((a, b) => a - b);
    const single = found.map((at) => GROUP + at);
    const pairs = found.flatMap((one, at) => found.slice(at + 1).map((other) => GROUP + 1000 + one * most(names.length) + other));
    // Twice: there are many more features of words.
    return [...featuresOf(words), ...single, ...single, ...pairs, ...pairs];
  };
}
