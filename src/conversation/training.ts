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
import { languageFile, readLanguageYaml } from './language.ts';

const lines = (name: string) =>
  readFileSync(languageFile(name), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
const pairs = (name: string) => lines(name).map((line) => line.split('\t') as [string, string]);

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
 * that carry nothing put around it, and often without diacritics. Some two minutes.
 */
export function trainModels(catalogue: Catalogue, report: (line: string) => void): Record<'procedure' | 'intent' | 'section', Classifier> {
  const analyse = createAnalyser(readLanguageYaml<Lexicon>('lexicon.yaml'));
  const words = (text: string) => analyse(text).words;
  const noise = createNoise(lines('fillers.txt').map(words));
  const about = procedureExamples(catalogue, analyse);
  const train = (labels: string[], examples: Example[], pass: () => Example[], noisy: number, options: Partial<TrainingOptions>) =>
    trainClassifier(
      {
        labels,
        vocabulary: examples.map((example) => featuresOf(example.words)),
        pass: () => pass().map(({ words, label }) => ({ label, features: featuresOf(noise(words, noisy)) })),
      },
      { size: 64, epochs: 14, rate: 0.3, leastCount: 2, dropout: 0.3, decay: 1e-5, seed: 1, ...options },
      report,
    );

  report('procedures');
  const procedure = train([...catalogue.procedures.keys()], about, () => about, 0.4, {});

  report('intents');
  const sections = pairs('sections.tsv').map(([label, text]) => ({ label: SECTIONS.indexOf(label as never), words: words(text) }));
  const said = pairs('intents.tsv').map(([label, text]) => ({ label: INTENT_LABELS.indexOf(label as never), words: words(text) }));
  const others = elsewhereExamples(catalogue, analyse);
  const asProcedure = [...about, ...sections].map((example) => ({ ...example, label: INTENT_LABELS.indexOf('procedure') }));
  const random = seededRandom(5);
  const sample = () => Array.from({ length: 2 * said.length }, () => asProcedure[Math.floor(random() * asProcedure.length)] as Example);
  const intent = train([...INTENT_LABELS], [...said, ...asProcedure, ...others], () => [...said, ...said, ...sample(), ...others], 0.2, {
    size: 48,
    epochs: 12,
  });

  report('sections');
  const section = train([...SECTIONS], sections, () => [...sections, ...sections], 0.2, { size: 32, epochs: 14, leastCount: 1 });
  return { procedure, intent, section };
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
