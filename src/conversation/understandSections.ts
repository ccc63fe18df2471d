import { isSection, type Section } from '#src/procedures/sections.ts';
import type { Analyser, Word } from '#src/text/analyse.ts';
import { type Classifier, classifyTogether } from '#src/text/classifier.ts';
import { featuresOf } from '#src/text/features.ts';
import { PhraseSet } from '#src/text/phrases.ts';

/** Turns of speech per section; see prisma/language/cues.yaml. */
export type SectionCues = Record<string, { strong: string[]; weak: string[]; not?: string[] }>;

export interface AskedSections {
  /** The parts asked for, in the order they were asked; empty when none was. */
  sections: Section[];
  /** The words outside the question about parts: its subject, if there is one. */
  rest: Word[];
  /** Those of them that are in no other question about the same parts either. */
  subject: Word[];
}

type Kind = 'strong' | 'weak' | 'not';
const WEIGHT: Record<Kind, number> = { strong: 1, weak: 0.35, not: 0 };
/** A weak cue that opens the message is its head: "phí chứng thực di chúc". */
const OPENING = 0.7;
const ENOUGH = 0.9;
const SURE = 0.92;
const SHORT = 7;
/** In a longer message a cue more often belongs to the story than to a second question. */
const LONGEST_QUESTION = 24;

/** Finds the parts of a procedure that a message asks for: cues first, the trained model where cues are weak or none. */
export function createSectionFinder(cues: SectionCues, models: Classifier[], analyse: Analyser): (words: Word[]) => AskedSections {
  const labels = models[0]?.labels ?? [];
  const phrases = new PhraseSet<{ section: Section; kind: Kind }>(
    Object.entries(cues).flatMap(([section, kinds]) =>
      (['strong', 'weak', 'not'] as const).flatMap((kind) =>
        (kinds[kind] ?? []).map((text): [string, { section: Section; kind: Kind }] => [text, { section: section as Section, kind }]),
      ),
    ),
    analyse,
  );

  // "bao lâu thì xong": "xong" stands in no cue here, but in others of the same part.
  const vocabulary = new Map(
    Object.entries(cues).map(([section, { strong, weak }]) => [
      section,
      new Set([...strong, ...weak].flatMap((text) => analyse(text).words.map((word) => word.plain))),
    ]),
  );

  return (words) => {
    const found = phrases.find(words);
    const chances = classifyTogether(models, featuresOf(words));
    const chance = (section: Section) => chances?.[labels.indexOf(section)] ?? 0;
    const bySection = Map.groupBy(found, (cue) => cue.value.section);
    const asked: { section: Section; score: number; at: number; longest: number }[] = [];
    const covered = new Set<number>();
    for (const [section, all] of bySection) {
      const taken = all.filter((cue) => cue.value.kind === 'not');
      const valid = all.filter((cue) => cue.value.kind !== 'not' && !taken.some((not) => cue.from < not.to && not.from < cue.to));
      if (valid.length === 0) continue;
      for (const cue of valid) for (let at = cue.from; at < cue.to; at++) covered.add(at);
      const best = Math.max(...valid.map((cue) => (cue.value.kind === 'weak' && cue.from === 0 ? OPENING : WEIGHT[cue.value.kind])));
      asked.push({
        section,
        score: best + chance(section),
        at: Math.min(...valid.map((cue) => cue.from)),
        longest: Math.max(...valid.map((cue) => cue.to - cue.from)),
      });
    }
    const asking = (sections: Section[]): AskedSections => {
      const rest = words.filter((_, at) => !covered.has(at));
      return { sections, rest, subject: rest.filter((word) => !sections.some((section) => vocabulary.get(section)?.has(word.plain))) };
    };
    const enough = asked.filter((cue) => cue.score >= ENOUGH);
    if (enough.length > 0) {
      const main = enough.reduce((a, b) => (b.score > a.score + 0.05 || (b.score > a.score - 0.05 && b.longest > a.longest) ? b : a));
      // A second question stands beside the first, or alone in its clause.
      const apart = (cue: (typeof asked)[number]) => cue.longest > 1 && (cue.at >= main.at + main.longest || main.at >= cue.at + cue.longest);
      const alone = (cue: (typeof asked)[number]) =>
        cue.longest > 1 && asked.every((other) => other === cue || words[other.at]?.clause !== words[cue.at]?.clause);
      const others = asked
        .filter((cue) => cue !== main && (cue.score > 1.02 || (words.length <= LONGEST_QUESTION && ((cue.score >= 1 && apart(cue)) || alone(cue)))))
        .sort((a, b) => a.at - b.at);
      return asking([main, ...others].slice(0, 3).map((cue) => cue.section));
    }
    const sure = chances ? labels[chances.indexOf(Math.max(...chances))] : undefined;
    if (words.length <= SHORT && sure && isSection(sure) && sure !== 'overview' && chance(sure) > SURE) return asking([sure]);
    return asking([]);
  };
}
