import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { catalogueFromFiles } from '#src/procedures/catalogue.ts';
import { readCatalogueFiles } from '#src/procedures/files.ts';
import { titleOf } from '#src/procedures/present.ts';
import { createAnalyser, type Lexicon, type Word } from '#src/text/analyse.ts';
import { type Classifier, packClassifiers } from '#src/text/classifier.ts';
import { seededRandom } from '#src/text/random.ts';
import { trainClassifier } from '#src/text/trainClassifier.ts';
import { languageFile, REFERRAL_MODEL_FILE, readLanguageYaml, readReferralWords } from './language.ts';
import { createReferralFeatures, type ReferralWords } from './referralFeatures.ts';
import { REFERRAL_LABELS, type ReferralLabel } from './referralModel.ts';

const FILES = ['referrals.tsv', 'referrals.yaml', 'intents.tsv', 'lexicon.yaml'];
/** Classifiers that answer together, and how often the messages of the referral file are seen in each pass. */
const MEMBERS = 3;
const REPEATED = 2;
/** Sentences of each pattern that a pass puts together. */
const PRACTICE = 8;

/** A pattern with a phrase of the group in the place of each {group}. */
const filled = (pattern: string, { groups }: ReferralWords, random: () => number): string =>
  pattern.replace(/\{(\w+)\}/g, (_, name: string) => groups[name]![Math.floor(random() * groups[name]!.length)]!);

/** Fingerprint of all that the model is trained on, titles of the catalogue left out: kept in the file, so that a stale one is noticed. */
export const referralTrainingHash = (): string =>
  FILES.reduce((hash, name) => hash.update(readFileSync(languageFile(name))), createHash('sha256')).digest('hex');

const pairs = (name: string) =>
  readFileSync(languageFile(name), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t') as [string, string]);

/**
 * Trains the model from prisma/language: its own messages, the feedback and all other messages of the intents, and the catalogue's titles,
 * which hold the same words without complaining of anything. A third of the examples lose their diacritics. Half a minute.
 */
export function trainReferrals(titles: string[]): Record<string, Classifier> {
  const analyse = createAnalyser(readLanguageYaml<Lexicon>('lexicon.yaml'));
  const example = (label: ReferralLabel, text: string) => ({ label: REFERRAL_LABELS.indexOf(label), words: analyse(text).words });
  const own = pairs('referrals.tsv').map(([label, text]) => example(label as ReferralLabel, text));
  const intents = pairs('intents.tsv').filter(([intent]) => intent !== 'referral');
  const feedback = intents.filter(([intent]) => intent === 'feedback').map(([, text]) => example('feedback', text));
  const others = [...intents.filter(([intent]) => intent !== 'feedback').map(([, text]) => text), ...titles].map((text) => example('other', text));
  const phrasing = readReferralWords();
  const featuresOf = createReferralFeatures(phrasing, analyse);
  const models: Record<string, Classifier> = {};
  for (let member = 1; member <= MEMBERS; member++) {
    const random = seededRandom(100 + member);
    const bare = (words: Word[]) => (random() < 0.35 ? words.map((word) => ({ ...word, marked: null })) : words);
    const sample = () => Array.from({ length: 2500 }, () => others[Math.floor(random() * others.length)]!);
    const practice = () =>
      Object.entries(phrasing.practice).flatMap(([label, patterns]) =>
        patterns.flatMap((pattern) => Array.from({ length: PRACTICE }, () => example(label as ReferralLabel, filled(pattern, phrasing, random)))),
      );
    const pass = () => [...Array.from({ length: REPEATED }, () => own).flat(), ...feedback, ...sample(), ...practice()];
    models[`referral ${member}`] = trainClassifier(
      {
        labels: [...REFERRAL_LABELS],
        vocabulary: [...own, ...feedback, ...others, ...practice(), ...practice(), ...practice()].map(({ words }) => featuresOf(words)),
        pass: () => pass().map(({ label, words }) => ({ label, features: featuresOf(bare(words)) })),
      },
      { epochs: 14, size: 12, rate: 0.3, leastCount: 2, dropout: 0.3, decay: 1e-5, seed: member },
    );
  }
  return models;
}

/** `npm run train:referrals`: writes prisma/language/referral.bin. */
if (import.meta.main) {
  const titles = [...catalogueFromFiles(readCatalogueFiles()).procedures.values()].map(titleOf);
  const file = packClassifiers(trainReferrals(titles), { trainedOn: referralTrainingHash() });
  writeFileSync(REFERRAL_MODEL_FILE, file);
  console.log(`prisma/language/referral.bin: ${Math.round(file.length / 1024)} kB`);
}
