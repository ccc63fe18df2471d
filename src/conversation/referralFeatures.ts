import type { Analyser, Word } from '#src/text/analyse.ts';
import { eachFeature } from '#src/text/features.ts';
import { PhraseSet } from '#src/text/phrases.ts';
import type { Referral } from './intents.ts';

/** prisma/language/referrals.yaml. */
export interface ReferralWords {
  groups: Record<string, string[]>;
  sure: Partial<Record<Referral, string[]>>;
  named: Partial<Record<Referral, string[]>>;
  not: string[];
  /** Of these, those that without diacritics are everyday words: then they name nothing. */
  marked: string[];
}

/** Numbers of features that no word has: those of single groups, and of two groups that stand in one message. */
const GROUP = 0x7f000000;
const PAIR_OF_GROUPS = GROUP + 1000;

/** A group of words that stands in a message, from one word to before another. */
export interface GroupPlace {
  group: number;
  from: number;
  to: number;
}

/** The groups by number, in the order of the file: where words of them stand, and the features that groups are. */
export function createGroups({ groups }: Pick<ReferralWords, 'groups'>, analyse: Analyser) {
  const names = Object.keys(groups);
  const phrases = new PhraseSet<number>(
    names.flatMap((name, at) => groups[name]!.map((text): [string, number] => [text, at])),
    analyse,
    { byMarks: true },
  );
  return {
    size: names.length,
    find: (words: Word[]): GroupPlace[] => phrases.find(words).map(({ value, from, to }) => ({ group: value, from, to })),
    /** Of a group alone, or of two, the lower number first. */
    featureOf: (one: number, other = one) => (one === other ? GROUP + one : PAIR_OF_GROUPS + one * (names.length + 1) + other),
  };
}

/** What the referral model looks at: words as every classifier here does, and which groups of words are there, alone and two together. */
export function createReferralFeatures(words: Pick<ReferralWords, 'groups'>, analyse: Analyser): (words: Word[]) => number[] {
  const groups = createGroups(words, analyse);
  return (words) => {
    const features: number[] = [];
    eachFeature(words, (feature) => features.push(feature));
    const found = [...new Set(groups.find(words).map(({ group }) => group))].sort((a, b) => a - b);
    // Twice: there are many more features of words.
    for (const [at, one] of found.entries())
      for (const other of found.slice(at)) features.push(groups.featureOf(one, other), groups.featureOf(one, other));
    return features;
  };
}
