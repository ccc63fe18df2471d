import type { Analyser, Word } from '#src/text/analyse.ts';
import { PhraseSet } from '#src/text/phrases.ts';
import type { Referral } from './intents.ts';

/** Turns of speech per kind of referral; see prisma/language/cues.yaml. */
export interface ReferralCues {
  referrals: Record<'emergency' | 'crime' | 'denunciation', string[]>;
  emergency: string[];
}

/** Tells the kinds of referral apart. What is none of the others is a complaint, whose answer also says where to denounce. */
export function createReferralFinder(cues: ReferralCues, analyse: Analyser) {
  const kinds = new PhraseSet<Referral>(
    Object.entries(cues.referrals).flatMap(([kind, texts]) => texts.map((text): [string, Referral] => [text, kind as Referral])),
    analyse,
    { byMarks: true },
  );
  const urgent = new PhraseSet<true>(
    cues.emergency.map((text): [string, true] => [text, true]),
    analyse,
    { byMarks: true },
  );
  return {
    /** Somebody's life may be at stake: this comes before everything else. */
    urgent: (words: Word[]): boolean => urgent.has(words),
    kind(words: Word[]): Referral {
      const found = new Set(kinds.find(words).map((place) => place.value));
      return (['emergency', 'denunciation', 'crime'] as const).find((kind) => found.has(kind)) ?? 'complaint';
    },
  };
}
