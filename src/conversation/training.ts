import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Catalogue } from '#src/procedures/content.ts';
import { titleOf } from '#src/procedures/present.ts';
import { SECTIONS } from '#src/procedures/sections.ts';
import { type Analyser, createAnalyser, type Lexicon, type Word } from '#src/text/analyse.ts';
import type { Classifier } from '#src/text/classifier.ts';
import { featuresOf } from '#src/text/features.ts';
import { seededRandom } from '#src/text/random.ts';
import { type TrainingOptions, trainClassifier } from '#src/text/trainClassifier.ts';
import { INTENT_LABELS } from './intents.ts';
import { languageFile, type ModelName, readLanguageYaml } from './language.ts';

const lines = (name: string) =>
  readFileSync(languageFile(name), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
const pairs = (name: string) => lines(name).map((line) => line.split('\t') as [string, string]);

/** How many classifiers of each kind answer together: fewer accidents of training than one, and most with intents, which anything can be said about. */
const MEMBERS = { procedure: 2, intent: 4, section: 2 };

interface Example {
  words: Word[];
  label: number;
}

/** Fingerprint of all that the models are trained on; kept in the model file, so that a stale file is noticed. */
export function trainingHash(catalogue: Catalogue): string {
  const hash = createHash('sha256');
  for (const { code, name, otherNames, words } of catalogue.procedures.values()) {
    const { friendlyName, aliases, situations } = words;
    hash.update(JSON.stringify([code, name, otherNames, friendlyName, aliases, situations]));
  }
  hash.update(JSON.stringify(catalogue.elsewhere));
  for (const name of ['lexicon.yaml', 'intents.tsv', 'sections.tsv', 'fillers.txt']) hash.update(readFileSync(languageFile(name)));
  return hash.digest('hex');
}

/**
 * Trains the three models from the catalogue's words and prisma/language. Each pass sees every example anew: with sentences
 * that carry nothing put around it, and often without diacritics. Some three minutes.
 */
export function trainModels(catalogue: Catalogue, report: (line: string) => void): Record<string, Classifier> {
  const analyse = createAnalyser(readLanguageYaml<Lexicon>('lexicon.yaml'));
  const words = (text: string) => analyse(text).words;
  const noise = createNoise(lines('fillers.txt').map(words));
  const models: Record<string, Classifier> = {};

  /** Trains the classifiers of a kind, which differ only in where they begin and what noise they meet. */
  const train = (name: ModelName, labels: string[], pass: () => Example[], known: Example[], noisy: number, options: Partial<TrainingOptions>) => {
    const vocabulary = known.map((example) => featuresOf(example.words));
    const data = {
      labels,
      vocabulary,
      pass: () => pass().map((example) => ({ label: example.label, features: featuresOf(noise(example.words, noisy)) })),
    };
    for (let member = 1; member <= MEMBERS[name]; member++) {
      report(`${name} ${member}`);
      models[`${name} ${member}`] = trainClassifier(
        data,
        { epochs: 14, size: 48, rate: 0.3, leastCount: 3, dropout: 0.3, decay: 1e-5, seed: member, ...options },
        report,
      );
    }
  };

  const about = procedureExamples(catalogue, analyse);
  train('procedure', [...catalogue.procedures.keys()], () => about, about, 0.4, { leastCount: 2 });

  const sections = pairs('sections.tsv').map(([label, text]) => ({ label: SECTIONS.indexOf(label as never), words: words(text) }));
  const said = pairs('intents.tsv').map(([label, text]) => ({ label: INTENT_LABELS.indexOf(label as never), words: words(text) }));
  const others = elsewhereExamples(catalogue, analyse);
  const asProcedure = [...about, ...sections].map((example) => ({ ...example, label: INTENT_LABELS.indexOf('procedure') }));
  const random = seededRandom(5);
  // Twice as many wishes for a procedure as of all other intents together: about what people write.
  const sample = () => Array.from({ length: 2 * said.length }, () => asProcedure[Math.floor(random() * asProcedure.length)] as Example);
  train('intent', [...INTENT_LABELS], () => [...said, ...said, ...sample(), ...others], [...said, ...asProcedure, ...others], 0.2, {
    size: 32,
    epochs: 12,
  });

  train('section', [...SECTIONS], () => [...sections, ...sections], sections, 0.2, { size: 32, leastCount: 1 });
  return models;
}

function procedureExamples(catalogue: Catalogue, analyse: Analyser): Example[] {
  return [...catalogue.procedures.values()].flatMap((procedure, label) => {
    const { friendlyName, aliases, situations } = procedure.words;
    const texts = [titleOf(procedure), ...procedure.otherNames, ...(friendlyName ? [friendlyName] : []), ...aliases, ...situations];
    return texts.map((text) => ({ label, words: analyse(text).words }));
  });
}

/** Titles and names of what the province answers, but for those that a procedure of ours has too. */
function elsewhereExamples(catalogue: Catalogue, analyse: Analyser): Example[] {
  const label = INTENT_LABELS.indexOf('procedure_elsewhere');
  const ours = new Set([...catalogue.procedures.values()].map((procedure) => titleOf(procedure).toLowerCase()));
  const texts = catalogue.elsewhere.flatMap((entry) => [
    ...(ours.has(titleOf(entry).toLowerCase()) ? [] : [titleOf(entry)]),
    ...entry.aliases,
    ...entry.aliases,
  ]);
  return texts.map((text) => ({ label, words: analyse(text).words }));
}

/** Puts up to four filler sentences around a share of the examples, and takes the diacritics off a third. */
function createNoise(fillers: Word[][]): (words: Word[], share: number) => Word[] {
  const random = seededRandom(7);
  return (words, share) => {
    let result = words;
    if (fillers.length > 0 && random() < share) {
      for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
        const filler = fillers[Math.floor(random() * fillers.length)] as Word[];
        result = random() < 0.6 ? [...filler, ...result] : [...result, ...filler];
      }
    }
    return random() < 0.35 ? result.map((word) => ({ ...word, marked: null })) : result;
  };
}
