import type { Analyser, Word } from '#src/text/analyse.ts';
import type { Classifier } from '#src/text/classifier.ts';
import { eachFeature } from '#src/text/features.ts';
import { createGroups, type ReferralWords } from './referralFeatures.ts';

/** What the referral model tells apart: the kinds of referral, feedback, and everything else. */
export const REFERRAL_LABELS = ['emergency', 'denunciation', 'crime', 'complaint', 'feedback', 'other'] as const;
export type ReferralLabel = (typeof REFERRAL_LABELS)[number];

const LABELS = REFERRAL_LABELS.length;
/** Of each feature its score for every label, and that it is known. */
const WIDTH = LABELS + 1;
/** Words that a feature spans at most. */
const SPANS = 3;

/** The chance of each label for the words from one place to before another; null when they have no feature that was seen in training. */
export type Stretch = (from: number, to: number) => Float32Array | null;

/**
 * Reads a message once, so that each of its stretches costs a few additions: what a feature says for a label is one number, which is summed up
 * along the message. Gives what classifyTogether would for the stretch alone. The result holds until the next message is read.
 */
export function createReferralReader({ features, inner, innerScale, bias }: Classifier, phrasing: ReferralWords, analyse: Analyser) {
  const groups = createGroups(phrasing, analyse);
  const pairs = Int32Array.from({ length: groups.size ** 2 }, (_, at) => {
    const [one, other] = [Math.floor(at / groups.size), at % groups.size];
    return one <= other ? (features.get(groups.featureOf(one, other)) ?? -1) : -1;
  });
  const totals = new Int32Array(WIDTH);
  const present = new Uint8Array(groups.size);
  /** For each span and place, the sums of all features before it. */
  let sums = new Int32Array(0);

  return (words: Word[]): Stretch => {
    const { length } = words;
    const row = (length + 1) * WIDTH;
    if (sums.length < row * SPANS) sums = new Int32Array(row * SPANS * 2);
    sums.fill(0, 0, row * SPANS);
    eachFeature(words, (feature, at, span) => {
      const found = features.get(feature);
      if (found === undefined) return;
      const to = (span - 1) * row + (at + 1) * WIDTH;
      for (let label = 0; label < LABELS; label++) sums[to + label]! += inner[found * LABELS + label]!;
      sums[to + LABELS]! += 1;
    });
    for (let span = 0; span < SPANS; span++) for (let at = span * row + WIDTH; at < (span + 1) * row; at++) sums[at]! += sums[at - WIDTH]!;
    const places = groups.find(words);

    return (from, to) => {
      totals.fill(0);
      for (let span = 0; span < SPANS && to - span > from; span++) {
        const [first, end] = [span * row + from * WIDTH, span * row + (to - span) * WIDTH];
        for (let at = 0; at < WIDTH; at++) totals[at]! += sums[end + at]! - sums[first + at]!;
      }
      present.fill(0);
      for (const place of places) if (place.from >= from && place.to <= to) present[place.group] = 1;
      for (let one = 0; one < groups.size; one++) {
        if (!present[one]) continue;
        for (let other = one; other < groups.size; other++) {
          const found = present[other] ? pairs[one * groups.size + other]! : -1;
          if (found < 0) continue;
          for (let label = 0; label < LABELS; label++) totals[label]! += 2 * inner[found * LABELS + label]!;
          totals[LABELS]! += 2;
        }
      }
      const known = totals[LABELS]!;
      if (known === 0) return null;
      const scale = innerScale / Math.sqrt(known);
      const chances = new Float32Array(LABELS);
      let total = 0;
      for (let label = 0; label < LABELS; label++) total += chances[label] = Math.exp(totals[label]! * scale + bias[label]!);
      for (let label = 0; label < LABELS; label++) chances[label]! /= total;
      return chances;
    };
  };
}
