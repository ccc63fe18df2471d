import type { Analyser, Word } from '#src/text/analyse.ts';
import { type Classifier, classify } from '#src/text/classifier.ts';
import { correctWords, type Vocabulary } from '#src/text/correct.ts';
import { featuresOf } from '#src/text/features.ts';
import type { Catalogue, ElsewhereProcedure, Procedure } from './content.ts';
import { inForce } from './facts.ts';
import { titleOf } from './present.ts';
import { SearchIndex } from './search.ts';

export interface Candidate {
  code: string;
  /** How well it fits, 0 to 1; calibrated so that about that share of first places with such a score is right. */
  score: number;
}

export interface Found {
  /** Best first, at most MOST. */
  procedures: Candidate[];
  /** A procedure of another door that fits clearly better than all of ours. */
  elsewhere: ElsewhereProcedure | null;
  /** How like the message is to the nearest phrase that we know, 0 to 1. */
  likeness: number;
}

const MOST = 10;

/** How much each kind of text says about its procedure. */
const WEIGHTS = { title: 1.5, friendly: 2, alias: 2, situation: 1, other: 1 };

// Found on the tuning half of the evaluation set: `npm run bench -- understanding`.
const MIX = { all: 1, best: 1, model: 2, inForce: 0.04 };
const CALIBRATION = { slope: 1.6, gap: 6, offset: -4.6 };

/** Finds procedures by what people say: the lexical index and the trained model together. Built once for a catalogue revision. */
export class ProcedureFinder {
  readonly #procedures: Procedure[];
  readonly #index: SearchIndex;
  readonly #elsewhere: ElsewhereProcedure[];
  readonly #elsewhereIndex: SearchIndex;
  readonly #codes = new Map<string, number>();
  readonly #model: Classifier;
  /** For each label of the model the position of its procedure, or -1 when the catalogue no longer has it. */
  readonly #labels: Int32Array;
  readonly #counts = new Map<string, number>();
  readonly #vocabulary: Vocabulary;

  constructor(catalogue: Catalogue, analyse: Analyser, model: Classifier) {
    this.#procedures = [...catalogue.procedures.values()];
    for (const [at, procedure] of this.#procedures.entries()) this.#codes.set(procedure.code, at);
    this.#index = new SearchIndex(this.#procedures.map((procedure) => ({ phrases: phrasesOf(procedure).map(([text, weight]) => ({ words: this.#count(analyse(text).words), weight })) })));
    this.#elsewhere = catalogue.elsewhere;
    this.#elsewhereIndex = new SearchIndex(
      catalogue.elsewhere.map((entry) => ({ phrases: [titleOf(entry), ...entry.aliases].map((text) => ({ words: this.#count(analyse(text).words), weight: 1 })) })),
    );
    this.#model = model;
    this.#labels = Int32Array.from(model.labels, (code) => this.#codes.get(code) ?? -1);
    this.#vocabulary = {
      count: (word) => this.#counts.get(word) ?? 0,
      pair: (first, second) => this.#index.has(`${first} ${second}`),
    };
  }

  #count(words: Word[]): Word[] {
    for (const { plain } of words) this.#counts.set(plain, (this.#counts.get(plain) ?? 0) + 1);
    return words;
  }

  /** The words with typing slips mended. */
  correct(words: Word[]): Word[] {
    const plain = words.map((word) => word.plain);
    const mended = correctWords(plain, this.#vocabulary);
    if (mended.length === plain.length) return words.map((word, at) => ({ ...word, plain: mended[at] as string }));
    return mended.map((word) => ({ plain: word, marked: null, clause: 0 }));
  }

  /** The code when the words hold one of ours ("1.001193"), else null. */
  findCode(words: Word[]): string | null {
    return words.find((word) => this.#codes.has(word.plain))?.plain ?? null;
  }

  find(words: Word[]): Found {
    const { all, best } = this.#index.score(words);
    const scores = new Float32Array(all.length);
    const highest = all.reduce((a, b) => Math.max(a, b), 0) || 1;
    for (let at = 0; at < scores.length; at++) scores[at] = (MIX.all * all[at]!) / highest + MIX.best * best[at]! + (inForce(this.#procedures[at]!) ? MIX.inForce : 0);
    const chances = classify(this.#model, featuresOf(words));
    if (chances) for (const [label, at] of this.#labels.entries()) if (at >= 0) scores[at]! += MIX.model * modelScore(chances[label]!);
    const order = top(scores, MOST);
    const likeness = best.reduce((a, b) => Math.max(a, b), 0);
    return { procedures: calibrated(order, scores).map(({ at, score }) => ({ code: this.#procedures[at]!.code, score })), elsewhere: this.#findElsewhere(words, likeness), likeness };
  }

  #findElsewhere(words: Word[], likeness: number): ElsewhereProcedure | null {
    const { best } = this.#elsewhereIndex.score(words);
    const [at] = top(best, 1);
    return at !== undefined && best[at]! > 0.55 && best[at]! > likeness + 0.1 ? this.#elsewhere[at]! : null;
  }
}

function phrasesOf(procedure: Procedure): [string, number][] {
  const { words } = procedure;
  return [
    [titleOf(procedure), WEIGHTS.title],
    ...(words.friendlyName ? [[words.friendlyName, WEIGHTS.friendly] as [string, number]] : []),
    ...procedure.otherNames.map((text): [string, number] => [text, WEIGHTS.other]),
    ...words.aliases.map((text): [string, number] => [text, WEIGHTS.alias]),
    ...words.situations.map((text): [string, number] => [text, WEIGHTS.situation]),
  ];
}

/** A probability on a scale from 0 (one in a million) to 1. */
const modelScore = (chance: number) => Math.log(chance + 1e-6) / 13.82 + 1;

/** The positions of the `count` highest values above zero, highest first. */
function top(values: Float32Array, count: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value <= 0 || (result.length === count && value <= values[result[count - 1]!]!)) continue;
    let place = result.length;
    while (place > 0 && values[result[place - 1]!]! < value) place--;
    result.splice(place, 0, at);
    if (result.length > count) result.pop();
  }
  return result;
}

/** Turns scores into chances of being right: the first by its height and its lead over the second, the rest below it. */
function calibrated(order: number[], scores: Float32Array): { at: number; score: number }[] {
  const [first, second] = [scores[order[0] ?? 0] ?? 0, scores[order[1] ?? 0] ?? 0];
  const chance = 1 / (1 + Math.exp(-(CALIBRATION.slope * first + CALIBRATION.gap * (first - second) + CALIBRATION.offset)));
  return order.map((at) => ({ at, score: Number((chance * (scores[at]! / first)).toFixed(4)) }));
}
