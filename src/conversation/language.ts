import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { AppError } from '#src/platform/errors.ts';
import { type Analyser, createAnalyser, type Lexicon } from '#src/text/analyse.ts';
import { type Classifier, unpackClassifiers } from '#src/text/classifier.ts';
import type { MoveWords } from './moves.ts';
import type { ReferralCues } from './referrals.ts';
import type { SectionCues } from './understandSections.ts';

/** Everything about how people talk that is not the catalogue: read once at start from prisma/language. */
export interface Language {
  analyse: Analyser;
  moves: MoveWords;
  cues: ReferralCues & { sections: SectionCues };
  models: { procedure: Classifier; intent: Classifier; section: Classifier };
}

const folder = new URL('../../prisma/language/', import.meta.url);
export const languageFile = (name: string): URL => new URL(name, folder);
export const readLanguageYaml = <T>(name: string): T => load(readFileSync(languageFile(name), 'utf8')) as T;

export const MODEL_FILE = languageFile('model.bin');

export function loadLanguage(): Language {
  let models: Record<string, Classifier>;
  try {
    models = unpackClassifiers(readFileSync(MODEL_FILE)).models;
  } catch (cause) {
    throw new AppError('modelBroken', { params: { file: 'prisma/language/model.bin' }, cause });
  }
  const { procedure, intent, section } = models;
  if (!procedure || !intent || !section) throw new AppError('modelBroken', { params: { file: 'prisma/language/model.bin' } });
  return {
    analyse: createAnalyser(readLanguageYaml<Lexicon>('lexicon.yaml')),
    moves: readLanguageYaml('moves.yaml'),
    cues: readLanguageYaml('cues.yaml'),
    models: { procedure, intent, section },
  };
}
