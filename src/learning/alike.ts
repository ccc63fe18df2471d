import type { Steps } from '#src/platform/steps.ts';
import { fold } from '#src/text/fold.ts';

/** What is the same question: its words folded, nothing else. "" for what has no words. */
export const keyOf = (text: string): string => (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).join(' ').slice(0, 300);

/** From this share of common trigrams on (Dice) two questions are put together. */
const ALIKE = 0.55;

function trigramsOf(key: string): Set<string> {
  const padded = `  ${key}  `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)));
}

/**
 * Puts questions together that resemble the same leading one: the most frequent leads, in the order given. The same input gives the same
 * groups. Some microseconds a pair that shares anything; a pause after each question.
 */
export function* groupAlike<Q extends { key: string }>(questions: readonly Q[]): Steps<Q[][]> {
  const groups: { members: Q[]; size: number }[] = [];
  const leadersOf = new Map<string, number[]>();
  for (const question of questions) {
    yield;
    const trigrams = trigramsOf(question.key);
    const shared = new Map<number, number>();
    for (const trigram of trigrams) for (const group of leadersOf.get(trigram) ?? []) shared.set(group, (shared.get(group) ?? 0) + 1);
    let best = -1;
    let closest = ALIKE;
    for (const [group, count] of shared) {
      const share = (2 * count) / (trigrams.size + groups[group]!.size);
      if (share > closest || (share === closest && group < best)) [best, closest] = [group, share];
    }
    if (best >= 0) {
      groups[best]!.members.push(question);
      continue;
    }
    for (const trigram of trigrams) leadersOf.set(trigram, [...(leadersOf.get(trigram) ?? []), groups.length]);
    groups.push({ members: [question], size: trigrams.size });
  }
  return groups.map(({ members }) => members);
}
