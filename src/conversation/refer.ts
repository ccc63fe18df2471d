import { classifyTogether } from '#src/text/classifier.ts';
import { featuresOf } from '#src/text/features.ts';
import type { Referral } from './intents.ts';
import type { Language } from './language.ts';
import { createReferralFinder } from './referrals.ts';

/** What of a message must go by another door, and what can be taken in as feedback. */
export interface Referred {
  /** Null: nothing in it must be referred. Of several kinds the gravest: emergency, denunciation, crime, complaint. */
  kind: Referral | null;
  /** The message split as the law splits a mixed letter. `referred` is never kept; either may be empty. */
  parts: { referred: string; feedback: string };
}

/** Pure, some 0.3 ms. Asked before anything that a citizen wrote is kept. */
export type Refer = (text: string) => Referred;

export function createRefer({ analyse, models, cues }: Language): Refer {
  const finder = createReferralFinder(cues, analyse);
  const referral = models.intent[0]!.labels.indexOf('referral');
  return (text) => {
    const { words } = analyse(text);
    const chances = classifyTogether(models.intent, featuresOf(words));
    const referred = finder.urgent(words) || (chances !== null && chances[referral]! > 0.5);
    return referred ? { kind: finder.kind(words), parts: { referred: text, feedback: '' } } : { kind: null, parts: { referred: '', feedback: text } };
  };
}
