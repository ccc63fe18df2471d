import type { ReferralLabel } from './referralModel.ts';

/** Patterns of sentences by what they are, and what may stand in their places. */
export interface Practice {
  slots: Record<string, string[]>;
  patterns: { label: ReferralLabel; pattern: string }[];
}

/** Reads prisma/language/referralPractice.txt; its first lines say how it is written. Groups of words are slots too. */
export function readPractice(file: string, groups: Record<string, string[]>): Practice {
  const practice: Practice = { slots: { ...groups }, patterns: [] };
  let slot: string[] | null = null;
  let label: ReferralLabel = 'other';
  for (const line of file.split('\n').filter((line) => line && !line.startsWith('# '))) {
    if (line.startsWith('##')) [slot, label] = [null, line.slice(2) as ReferralLabel];
    else if (line.startsWith('=')) practice.slots[line.slice(1)] = slot = [];
    else if (slot) slot.push(...line.split('|'));
    else practice.patterns.push({ label, pattern: line });
  }
  return practice;
}

/** One sentence of a pattern. Throws when a pattern names a slot that there is none of. */
export function practise(pattern: string, { slots }: Practice, random: () => number): string {
  const oneOf = (list: string[]) => list[Math.floor(random() * list.length)]!;
  let text = pattern;
  // Choices may hold slots, and slots choices and slots.
  for (let before = ''; before !== text; ) {
    before = text;
    text = text
      .replace(/\(([^(){}]*)\)/g, (_, choices: string) => oneOf(choices.split('|')))
      .replace(/\{(\w+)\}/g, (_, name: string) => {
        const choices = slots[name];
        if (!choices) throw new Error(`referralPractice.txt: no slot ${name}`);
        return oneOf(choices);
      });
  }
  return text.replace(/ +,/g, ',').replace(/ +/g, ' ').trim();
}
