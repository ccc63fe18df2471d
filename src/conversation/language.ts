import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { AppError } from '#src/platform/errors.ts';
import { type Analyser, createAnalyser, type Lexicon } from '#src/text/analyse.ts';
import { type Classifier, unpackClassifiers } from '#src/text/classifier.ts';
import type { DirectoryCues } from './directoryQuestions.ts';
import type { FeedbackCues } from './feedback/read.ts';
import type { FilingCues } from './filingDay.ts';
import { createGloss, type Gloss } from './gloss.ts';
import type { MoveWords } from './moves.ts';
import type { NewsCues } from './readNews.ts';
import type { ReferralWords } from './referralFeatures.ts';
import type { ReferralCues } from './referrals.ts';
import type { SectionCues } from './understandSections.ts';

export const MODEL_NAMES = ['procedure', 'intent', 'section'] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

/** Everything about how people talk that is not the catalogue: read once at start from prisma/language. */
export interface Language {
  analyse: Analyser;
  gloss: Gloss;
  moves: MoveWords;
  cues: ReferralCues & { sections: SectionCues };
  directory: DirectoryCues;
  filing: FilingCues;
  /** What tells complaints, denunciations, crimes and emergencies from feedback. */
  referral: { words: ReferralWords; model: Classifier };
  feedback: FeedbackCues;
  news: NewsCues;
}

/** With what it takes to understand messages: 24 MB, where they are read and nowhere else. */
export interface LearnedLanguage extends Language {
  /** Several of each, asked together. */
  models: Record<ModelName, Classifier[]>;
}

const folder = new URL('../../prisma/language/', import.meta.url);
export const languageFile = (name: string): URL => new URL(name, folder);
export const readLanguageYaml = <T>(name: string): T => load(readFileSync(languageFile(name), 'utf8')) as T;

export const MODEL_FILE = languageFile('model.bin');

export const REFERRAL_MODEL_FILE = languageFile('referral.bin');

/** The classifiers of a file. Throws AppError `modelBroken`. */
function readModels(file: URL): Record<string, Classifier> {
  try {
    return unpackClassifiers(readFileSync(file)).models;
  } catch (cause) {
    throw new AppError('modelBroken', { params: { file: `prisma/language/${file.pathname.split('/').at(-1)}` }, cause });
  }
}

export const readReferralWords = (): ReferralWords => readLanguageYaml<ReferralWords>('referrals.yaml');

/** Throws AppError `modelBroken`. */
export const loadLanguage = (): Language => ({
  analyse: createAnalyser(readLanguageYaml<Lexicon>('lexicon.yaml')),
  gloss: createGloss(readLanguageYaml('english.yaml')),
  moves: readLanguageYaml('moves.yaml'),
  cues: readLanguageYaml('cues.yaml'),
  directory: readLanguageYaml('directory.yaml'),
  filing: readLanguageYaml('filing.yaml'),
  referral: { words: readReferralWords(), model: Object.values(readModels(REFERRAL_MODEL_FILE))[0]! },
  feedback: readLanguageYaml('feedback.yaml'),
  news: readLanguageYaml('news.yaml'),
});

/** Throws AppError `modelBroken`. */
export function loadLearnedLanguage(): LearnedLanguage {
  const all = readModels(MODEL_FILE);
  // In the file they are "procedure 1", "procedure 2" and so on.
  const named = (name: ModelName) =>
    Object.keys(all)
      .filter((key) => key.startsWith(`${name} `))
      .sort()
      .map((key) => all[key] as Classifier);
  const models = { procedure: named('procedure'), intent: named('intent'), section: named('section') };
  if (MODEL_NAMES.some((name) => models[name].length === 0)) throw new AppError('modelBroken', { params: { file: 'prisma/language/model.bin' } });
  return { ...loadLanguage(), models };
}
