import { createHash } from 'node:crypto';
import type { Steps } from '#src/platform/steps.ts';
import type { Analyser, PlainWord, Word } from '#src/text/analyse.ts';
import { type Classifier, classifyTogether } from '#src/text/classifier.ts';
import { correctWords, type Vocabulary } from '#src/text/correct.ts';
import { featuresOf } from '#src/text/features.ts';
import { isSyllable } from '#src/text/syllables.ts';
import type { ElsewhereProcedure, FindableCatalogue, FindableProcedure } from './content.ts';
import { inForce } from './facts.ts';
import { Owners } from './owners.ts';
import { titleOf } from './present.ts';
import { type IndexedEntry, SearchIndex } from './search.ts';

export interface Candidate {
  code: string;
  /** How well it fits, 0 to 1; calibrated so that about that share of first places with such a score is right. */
  score: number;
}

/** What is told of a procedure that was found. */
type Found = Pick<FindableProcedure, 'code' | 'group'>;

const MOST = 10;

/** How much each kind of text says about its procedure. */
const WEIGHTS = { title: 1.5, friendly: 2, alias: 2, situation: 1, other: 1 };

// Found on the tuning half of the evaluation set: `npm run bench -- understanding`.
const MIX = { words: 1.5, model: 1, inForce: 0.04 };
const CALIBRATION = { slope: 1.6, gap: 6, offset: -4.6 };

/** Finds procedures by what people say: the lexical index and the trained model together. Built once for the words of a catalogue. */
export class ProcedureFinder {
  /** Not the procedures: their thousands of texts are wanted no more once they have been read. */
  readonly #procedures: Found[];
  readonly #marks: Record<'procedures' | 'elsewhere', readonly string[]>;
  readonly #index: SearchIndex;
  readonly #elsewhere: ElsewhereProcedure[];
  readonly #elsewhereIndex: SearchIndex;
  readonly #names: readonly string[][];
  readonly #elsewhereNames = new Map<string, ElsewhereProcedure>();
  readonly #codes = new Map<string, number>();
  readonly #models: Classifier[];
  /** What an entry has before a word is said: a procedure in force comes before one that is not. */
  readonly #prior: Float32Array;
  /** For each label of the model the position of its procedure, or -1 when the catalogue no longer has it. */
  readonly #labels: Int32Array;
  readonly #vocabulary: Vocabulary;
  /** The numbers of the whole texts of each procedure. */
  readonly #texts: readonly Float64Array[];
  /** Which procedure a whole text leads to, by the number of its words; -1 where several do. */
  readonly #named: Owners;

  private constructor(catalogue: FindableCatalogue, models: Classifier[], { procedures, elsewhere, named }: Indexes) {
    this.#procedures = Array.from(catalogue.procedures.values(), ({ code, group }) => ({ code, group }));
    for (const [at, { code }] of this.#procedures.entries()) this.#codes.set(code, at);
    this.#marks = { procedures: procedures.marks, elsewhere: elsewhere.marks };
    this.#index = procedures.index;
    this.#texts = procedures.made;
    this.#named = named;
    this.#elsewhere = catalogue.elsewhere;
    this.#names = elsewhere.made;
    for (const [at, entry] of catalogue.elsewhere.entries()) for (const name of this.#names[at] ?? []) this.#elsewhereNames.set(name, entry);
    this.#elsewhereIndex = elsewhere.index;
    this.#prior = Float32Array.from(catalogue.procedures.values(), (procedure) => (inForce(procedure) ? MIX.inForce : 0));
    this.#models = models;
    this.#labels = Int32Array.from(models[0]?.labels ?? [], (code) => this.#codes.get(code) ?? -1);
    this.#vocabulary = {
      count: (word) => this.#count(word),
      pair: (first, second) => this.#index.hasPair(first, second),
    };
  }

  /**
   * Reads the catalogue entry by entry, a pause after each: two seconds in all where 2,500 procedures have a hundred texts each. Of what `before`,
   * made by the same analyser, has read only what is new is read again: the finder is the same, in a tenth of the time.
   */
  static *inSteps(catalogue: FindableCatalogue, analyse: Analyser, models: Classifier[], before?: ProcedureFinder): Steps<ProcedureFinder> {
    const old = before && {
      procedures: { all: before.#procedures, marks: before.#marks.procedures, index: before.#index, made: before.#texts },
      elsewhere: { all: before.#elsewhere, marks: before.#marks.elsewhere, index: before.#elsewhereIndex, made: before.#names },
    };
    const procedures = yield* readEntries([...catalogue.procedures.values()], PROCEDURES, analyse, old?.procedures);
    const elsewhere = yield* readEntries(catalogue.elsewhere, ELSEWHERE, analyse, old?.elsewhere);
    const named = new Owners(procedures.made.reduce((sum, { length }) => sum + length, 0));
    for (const [at, numbers] of procedures.made.entries()) {
      for (const number of numbers) named.add(number, at);
      yield;
    }
    return new ProcedureFinder(catalogue, models, { procedures, elsewhere, named });
  }

  /** In how many entries a folded word was met. */
  #count(word: string): number {
    return this.#index.count(word) + this.#elsewhereIndex.count(word);
  }

  /** The words with typing slips mended. */
  correct(words: Word[]): Word[] {
    const plain = words.map((word) => word.plain);
    const mended = correctWords(plain, this.#vocabulary);
    if (mended.length !== plain.length) return mended.map((word) => ({ plain: word, marked: null, clause: 0 }));
    return mended.every((word, at) => word === plain[at]) ? words : words.map((word, at) => ({ ...word, plain: mended[at]! }));
  }

  /** The procedure of another door that is called exactly so: then nothing of ours is meant, however alike. */
  calledElsewhere(words: string[]): ElsewhereProcedure | null {
    return this.#elsewhereNames.get(words.join(' ')) ?? null;
  }

  /** The procedure that exactly these words lead to, and no other: then no guess is needed. */
  called(words: Word[]): Found | null {
    const at = words.length > 1 ? this.#named.of(numberOfText(words)) : -1;
    return this.#procedures[at] ?? null;
  }

  /** Whether any word was ever met in the catalogue's words. */
  knowsAny(words: Word[]): boolean {
    return words.some(({ plain }) => this.#count(plain) > 0);
  }

  /** Whether most of the words are none that anybody here would say: neither met in the catalogue nor Vietnamese syllables. */
  isStrange(words: Word[]): boolean {
    const strange = words.filter(({ plain }) => !isSyllable(plain) && this.#count(plain) === 0 && !/\d/.test(plain));
    return strange.length * 2 > words.length;
  }

  /** The code when the words hold one of ours ("1.001193"), else null. */
  findCode(words: Word[]): string | null {
    return words.find((word) => this.#codes.has(word.plain))?.plain ?? null;
  }

  /** The procedures that fit, best first, at most MOST. */
  find(words: Word[]): Candidate[] {
    const scores = this.#index.score(words);
    let highest = 0;
    for (let at = 0; at < scores.length; at++) if (scores[at]! > highest) highest = scores[at]!;
    for (let at = 0; at < scores.length; at++) scores[at] = (MIX.words * scores[at]!) / (highest || 1) + this.#prior[at]!;
    const chances = classifyTogether(this.#models, featuresOf(words));
    for (let label = 0; chances && label < chances.length; label++) {
      const at = this.#labels[label]!;
      if (at >= 0) scores[at] = scores[at]! + MIX.model * modelScore(chances[label]!);
    }
    // Where neither knows a word, what is in force does not come first: nothing does.
    const best = highest > 0 || chances ? top(scores, MOST) : [];
    return calibrated(best, scores).map(({ at, score }) => ({ code: this.#procedures[at]!.code, score }));
  }

  /** The procedure of another door that fits best. */
  findElsewhere(words: Word[]): ElsewhereProcedure | null {
    const [best] = top(this.#elsewhereIndex.score(words), 1);
    return best === undefined ? null : this.#elsewhere[best]!;
  }
}

type Phrase = [text: string, weight: number];

/** A list whose entries are found by their phrases. */
interface Kind<T, Made> {
  phrases(one: T): Phrase[];
  /** All that its phrases are made of. */
  source(one: T): unknown;
  /** What is kept of the words of its phrases beside the index. */
  make(words: (readonly PlainWord[])[]): Made;
}

interface Entries<Made> {
  all: readonly { code: string }[];
  /** Of each what its phrases are made of, as a digest. */
  marks: readonly string[];
  index: SearchIndex;
  /** By entry. */
  made: readonly Made[];
}

interface Indexes {
  procedures: Entries<Float64Array>;
  elsewhere: Entries<string[]>;
  named: Owners;
}

/** Reads the list entry by entry; what was read of an entry in `before` is taken from there. */
function* readEntries<T extends { code: string }, Made>(
  all: readonly T[],
  { phrases, source, make }: Kind<T, Made>,
  analyse: Analyser,
  before?: Entries<Made>,
): Steps<Entries<Made>> {
  const places = new Map(before?.all.map(({ code }, at) => [code, at]));
  const made: Made[] = [];
  const marks: string[] = [];
  function* entries(): Generator<IndexedEntry | number> {
    for (const one of all) {
      const at = places.get(one.code);
      const mark = createHash('sha256')
        .update(JSON.stringify(source(one)))
        .digest('base64');
      marks.push(mark);
      if (before && at !== undefined && before.marks[at] === mark) {
        made.push(before.made[at]!);
        yield at;
      } else {
        const analysed = phrases(one).map(([text, weight]) => ({ words: analyse.plain(text), weight }));
        made.push(make(analysed.map(({ words }) => words)));
        yield { phrases: analysed };
      }
    }
  }
  const index = yield* SearchIndex.inSteps(entries(), before?.index);
  return { all, marks, index, made };
}

/** Folded words as one number of 53 bits, so that tens of thousands of texts need not be held: two texts that share one are not to be feared. */
function numberOfText(words: readonly PlainWord[]): number {
  let [low, high] = [0x811c9dc5, 0x9747b28c];
  for (const { plain } of words) {
    for (let at = 0; at <= plain.length; at++) {
      const code = at < plain.length ? plain.charCodeAt(at) : 0x20;
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x5bd1e995);
    }
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/** Of each the numbers of its whole texts are kept. */
const PROCEDURES: Kind<FindableProcedure, Float64Array> = {
  phrases: (procedure) => {
    const { words } = procedure;
    return [
      [titleOf(procedure), WEIGHTS.title],
      ...(words.friendlyName ? [[words.friendlyName, WEIGHTS.friendly] as Phrase] : []),
      ...procedure.otherNames.map((text): Phrase => [text, WEIGHTS.other]),
      ...words.aliases.map((text): Phrase => [text, WEIGHTS.alias]),
      ...words.situations.map((text): Phrase => [text, WEIGHTS.situation]),
    ];
  },
  source: ({ name, otherNames, words }) => [name, otherNames, words],
  make: (words) => {
    const numbers = new Float64Array(words.length);
    for (const [at, text] of words.entries()) numbers[at] = numberOfText(text);
    return numbers;
  },
};

/** Of each its aliases are kept, folded. */
const ELSEWHERE: Kind<ElsewhereProcedure, string[]> = {
  phrases: (entry) => [titleOf(entry), ...entry.aliases].map((text) => [text, 1]),
  source: ({ name, aliases }) => [name, aliases],
  make: ([, ...aliases]) => aliases.map((words) => words.map(({ plain }) => plain).join(' ')),
};

/** A probability on a scale from 0 (one in a million) to 1. */
const modelScore = (chance: number) => (chance < 1e-7 ? 0 : Math.log(chance + 1e-6) / 13.82 + 1);

/** The positions of the `count` highest values above zero, highest first. */
function top(values: Float32Array, count: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value <= 0 || (result.length === count && value <= values[result[count - 1]!]!)) continue;
    let place = Math.min(result.length, count - 1);
    for (; place > 0 && values[result[place - 1]!]! < value; place--) result[place] = result[place - 1]!;
    result[place] = at;
  }
  return result;
}

/** Turns scores into chances of being right: the first by its height and its lead over the second, the rest below it. */
function calibrated(order: number[], scores: Float32Array): { at: number; score: number }[] {
  const [first, second] = [scores[order[0] ?? 0] ?? 0, scores[order[1] ?? 0] ?? 0];
  const chance = 1 / (1 + Math.exp(-(CALIBRATION.slope * first + CALIBRATION.gap * (first - second) + CALIBRATION.offset)));
  return order.map((at) => ({ at, score: Number((chance * (scores[at]! / first)).toFixed(4)) }));
}
