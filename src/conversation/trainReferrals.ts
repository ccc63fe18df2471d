import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { catalogueFromFiles } from '#src/procedures/catalogue.ts';
import { readCatalogueFiles } from '#src/procedures/files.ts';
import { titleOf } from '#src/procedures/present.ts';
import { createAnalyser, type Lexicon, type Word } from '#src/text/analyse.ts';
import { type Classifier, packClassifiers } from '#src/text/classifier.ts';
import { FeatureTable } from '#src/text/featureTable.ts';
import { fold, hasDiacritics } from '#src/text/fold.ts';
import { seededRandom } from '#src/text/random.ts';
import { quantise, trainClassifier } from '#src/text/trainClassifier.ts';
import { clausesOf } from './clauses.ts';
import { languageFile, REFERRAL_MODEL_FILE, readLanguageYaml, readReferralWords } from './language.ts';
import { createReferralFeatures } from './referralFeatures.ts';
import { REFERRAL_LABELS, type ReferralLabel } from './referralModel.ts';
import { practise, readPractice } from './referralPractice.ts';

const FILES = ['referrals.tsv', 'referrals.yaml', 'referralPractice.txt', 'intents.tsv', 'lexicon.yaml', 'fillers.txt'];
/** Classifiers that are trained, and answer as one; how often the messages of the referral file are seen in each pass. */
const MEMBERS = 3;
const REPEATED = 2;
/** Sentences of each pattern that a pass puts together, messages of other intents in it, and titles and words of the catalogue. */
const PRACTISED = 6;
const OTHERS = 1500;
const WISHED = 1800;
/** Features that are kept, of those the models know: ten bytes each in the file. */
const KEPT = 90_000;
/** Slots of the patterns whose choices stand for each other in every message. */
const VARIED = ['post', 'kinsman', 'sum2', 'i1'];
/** How often a message gets words around it that say nothing, and how often its diacritics are taken. */
const WRAPPED = 0.35;
const BARE = 0.4;
const HARMLESS = ['feedback', 'other'];
/** How often one sentence stands for a message of several: what is harmless as a whole is harmless in each part, and is judged by it. */
const PARTED = 0.4;

/** Fingerprint of all that the model is trained on, titles and words of the catalogue left out: kept in the file, so that a stale one is noticed. */
export const referralTrainingHash = (): string =>
  FILES.reduce((hash, name) => hash.update(readFileSync(languageFile(name))), createHash('sha256')).digest('hex');

const linesOf = (name: string) =>
  readFileSync(languageFile(name), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('# '));
const pairs = (name: string) => linesOf(name).map((line) => line.split('\t') as [string, string]);

/**
 * Trains the model from prisma/language: its own messages, sentences put together from patterns, the feedback and all other messages of the
 * intents, and the catalogue's titles and words, which are much the same without complaining of anything. Under a minute.
 */
export function trainReferrals(wishes: string[]): Classifier {
  const analyse = createAnalyser(readLanguageYaml<Lexicon>('lexicon.yaml'));
  const phrasing = readReferralWords();
  const featuresOf = createReferralFeatures(phrasing, analyse);
  const practice = readPractice(readFileSync(languageFile('referralPractice.txt'), 'utf8'), phrasing.groups);
  const { opening, closing } = practice.slots as Record<string, string[]>;
  const fillers = linesOf('fillers.txt');

  const intents = pairs('intents.tsv').filter(([intent]) => intent !== 'referral');
  const own = pairs('referrals.tsv');
  const feedback = intents.filter(([intent]) => intent === 'feedback');
  const others = intents.filter(([intent]) => intent !== 'feedback').map(([, text]) => text);
  const drawnFrom = (texts: string[], count: number, random: () => number) =>
    Array.from({ length: count }, (): [string, string] => ['other', texts[Math.floor(random() * texts.length)]!]);
  const passOf = (random: () => number): [string, string][] => [
    ...Array.from({ length: REPEATED }, () => own).flat(),
    ...feedback,
    ...drawnFrom(others, OTHERS, random),
    ...drawnFrom(wishes, WISHED, random),
    ...practice.patterns.flatMap(({ label, pattern }) =>
      Array.from({ length: PRACTISED }, (): [string, string] => [label, practise(pattern, practice, random)]),
    ),
  ];
  // Another official, relative or sum in their place changes nothing of what a message is.
  const varied = createVaried(VARIED.map((name) => practice.slots[name]!));
  const known = new Map<string, Word[]>();
  const wordsOf = (text: string): Word[] => {
    const words = known.get(text) ?? analyse(text).words;
    known.set(text, words);
    return words;
  };
  const wrapped = (words: Word[], random: () => number): Word[] => {
    const oneOf = (list: string[]) => wordsOf(list[Math.floor(random() * list.length)]!);
    const before = random() < WRAPPED ? oneOf(opening!) : [];
    const filler = random() < WRAPPED / 2 ? oneOf(fillers) : [];
    const after = random() < WRAPPED ? oneOf(closing!) : [];
    return [...before, ...filler, ...words, ...after];
  };
  const partOf = (text: string, random: () => number): string => {
    const parts = clausesOf(text);
    return parts.length > 1 && random() < PARTED ? parts[Math.floor(random() * parts.length)]! : text;
  };
  const examples = (random: () => number) =>
    passOf(random).map(([label, whole]) => {
      const text = HARMLESS.includes(label) ? partOf(whole, random) : whole;
      const words = wrapped(wordsOf(varied(text, random)), random);
      const bare = random() < BARE || !hasDiacritics(text) ? words.map((word) => ({ ...word, marked: null })) : words;
      return { label: REFERRAL_LABELS.indexOf(label as ReferralLabel), features: featuresOf(bare) };
    });

  const drawn = seededRandom(100);
  const seen = [...[...others, ...wishes].map((text): [string, string] => ['other', text]), ...Array.from({ length: 3 }, () => passOf(drawn)).flat()];
  const vocabulary = seen.map(([, text]) => featuresOf(wordsOf(text)));
  const members = Array.from({ length: MEMBERS }, (_, at) => {
    const random = seededRandom(101 + at);
    return trainClassifier(
      { labels: [...REFERRAL_LABELS], vocabulary, pass: () => examples(random) },
      { epochs: 11, size: 12, rate: 0.3, leastCount: 2, dropout: 0.3, decay: 1e-5, seed: at + 1 },
    );
  });
  return together(members);
}

/** Puts another choice of its list in the place of half of the words that stand in one. Without diacritics where the message has none. */
function createVaried(lists: string[][]): (text: string, random: () => number) => string {
  const choices = lists.flatMap((list) => list.flatMap((choice) => [choice, fold(choice)].map((one) => ({ words: one.split(' '), others: list }))));
  const byFirst = Map.groupBy(
    choices.sort((a, b) => b.words.length - a.words.length),
    ({ words }) => words[0]!,
  );
  return (text, random) => {
    const marks = hasDiacritics(text);
    const words = text.split(' ');
    const result: string[] = [];
    for (let at = 0; at < words.length; at++) {
      const choice = byFirst.get(words[at]!)?.find(({ words: own }) => own.every((word, next) => words[at + next] === word));
      if (choice && random() < 0.5) {
        const other = choice.others[Math.floor(random() * choice.others.length)]!;
        result.push(marks ? other : fold(other));
        at += choice.words.length - 1;
      } else result.push(words[at]!);
    }
    return result.join(' ');
  };
}

/**
 * One classifier that answers as those given do together: they know the same features, and a feature speaks for each label in one number. Keeps
 * the features that say most.
 */
function together(models: Classifier[]): Classifier {
  const [{ features, labels }] = models as [Classifier];
  const width = labels.length;
  const scores = new Float32Array(features.size * width);
  const bias = new Float32Array(width);
  for (const { size, inner, innerScale, outer, outerScale, bias: own } of models) {
    const scale = (innerScale * outerScale) / models.length;
    for (let at = 0; at < scores.length; at++) {
      const [row, label] = [Math.floor(at / width) * size, (at % width) * size];
      for (let one = 0; one < size; one++) scores[at]! += scale * inner[row + one]! * outer[label + one]!;
    }
    for (let label = 0; label < width; label++) bias[label]! += own[label]! / models.length;
  }
  const says = Float32Array.from({ length: features.size }, (_, row) => {
    const own = scores.subarray(row * width, (row + 1) * width);
    return Math.max(...own) - Math.min(...own);
  });
  const least = says.toSorted().at(-KEPT) ?? 0;
  const rows = [...says.keys()].filter((row) => says[row]! >= least);
  const keys = features.keys();
  const kept = Float32Array.from({ length: rows.length * width }, (_, at) => scores[rows[Math.floor(at / width)]! * width + (at % width)]!);
  const [inner, innerScale] = quantise(kept);
  const outer = Int8Array.from({ length: width ** 2 }, (_, at) => (at % (width + 1) === 0 ? 1 : 0));
  return { labels, size: width, features: new FeatureTable(rows.map((row) => keys[row]!)), inner, innerScale, outer, outerScale: 1, bias };
}

/** `npm run train:referrals`: writes prisma/language/referral.bin. */
if (import.meta.main) {
  const procedures = [...catalogueFromFiles(readCatalogueFiles()).procedures.values()];
  const wishes = procedures.flatMap((procedure) => [titleOf(procedure), ...procedure.words.aliases, ...procedure.words.situations]);
  const file = packClassifiers({ referral: trainReferrals(wishes) }, { trainedOn: referralTrainingHash() });
  writeFileSync(REFERRAL_MODEL_FILE, file);
  console.log(`prisma/language/referral.bin: ${Math.round(file.length / 1024)} kB`);
}
