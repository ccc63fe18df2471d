import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type UnderstandingBy, understoodBy } from '#src/conversation/assistant.ts';
import type { Understanding } from '#src/conversation/understand.ts';

/** One message of the evaluation set, with what is right. */
export interface Case {
  style: string;
  intent: string;
  /** Procedures that are right; empty when the message names none. */
  gold: string[];
  section: string | null;
  text: string;
}

export const EVALUATION_FILES = ['tune.tsv', 'held.tsv', 'second.tsv', 'hard.tsv', 'offtopic.tsv'] as const;
const folder = new URL('../../prisma/evaluation/', import.meta.url);

export function readCases(name: string): Case[] {
  return readFileSync(new URL(name, folder), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const [style = '', intent = '', gold = '-', section = '-', text = ''] = line.split('\t');
      return { style, intent, gold: gold === '-' ? [] : gold.split(','), section: section === '-' ? null : section, text };
    });
}

let all: Case[] | undefined;
/** The messages that a catalogue can be asked: some two thousand, read when first needed. One about procedures that it lacks says nothing. */
export function evaluationCases(has: (code: string) => boolean): Case[] {
  all ??= EVALUATION_FILES.flatMap(readCases);
  return all.filter(({ intent, gold }) => intent !== 'procedure' || gold.length === 0 || gold.some(has));
}

/** What a message is taken for, as far as a reader would notice: the question asked back, the first procedure, or the intent. */
export type Taken = { kind: 'group'; id: string } | { kind: 'procedure'; code: string } | { kind: 'intent'; intent: string };

export function takenFor({ intent, group, procedures, elsewhere }: Understanding): Taken {
  if (group) return { kind: 'group', id: group.id };
  const first = procedures[0];
  if (first) return { kind: 'procedure', code: first.code };
  return { kind: 'intent', intent: elsewhere ? 'elsewhere' : intent };
}

/** How right an understanding is: 2 the first is right, 1 a right one is offered, 0 neither. */
export function rightness({ gold, intent }: Pick<Case, 'gold' | 'intent'>, got: Understanding): 0 | 1 | 2 {
  if (intent !== 'procedure' || gold.length === 0) return got.intent === intent && got.procedures.length === 0 ? 2 : 0;
  if (got.group) return got.group.options.some(({ code }) => gold.includes(code)) ? 1 : 0;
  const at = got.procedures.slice(0, 3).findIndex(({ code }) => gold.includes(code));
  return at === 0 ? 2 : at > 0 ? 1 : 0;
}

export interface Change {
  text: string;
  before: Taken;
  after: Taken;
}

/** What a change of words does to the evaluation set. */
export interface Effect {
  asked: number;
  better: Change[];
  worse: Change[];
  /** Another answer, neither better nor worse. */
  other: Change[];
}

/** What the set is taken for, once for each that reads. */
const known = new WeakMap<UnderstandingBy['read'], Understanding[]>();

async function understandAll(cases: readonly Case[], by: UnderstandingBy): Promise<Understanding[]> {
  const held = known.get(by.read);
  if (held?.length === cases.length) return held;
  const results: Understanding[] = [];
  for (const { text } of cases) {
    results.push(await understoodBy(by, text));
    await setImmediate();
  }
  known.set(by.read, results);
  return results;
}

/** Asks the whole set before and after a change, one message after another with a pause after each: some seconds, none of which anybody waits through. */
export async function effectOf(cases: readonly Case[], before: UnderstandingBy, after: UnderstandingBy): Promise<Effect> {
  const [old, fresh] = [await understandAll(cases, before), await understandAll(cases, after)];
  const effect: Effect = { asked: cases.length, better: [], worse: [], other: [] };
  for (const [at, test] of cases.entries()) {
    const change: Change = { text: test.text, before: takenFor(old[at]!), after: takenFor(fresh[at]!) };
    const step = rightness(test, fresh[at]!) - rightness(test, old[at]!);
    if (step !== 0) effect[step > 0 ? 'better' : 'worse'].push(change);
    else if (JSON.stringify(change.before) !== JSON.stringify(change.after)) effect.other.push(change);
  }
  return effect;
}
