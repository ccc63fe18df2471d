import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCalendarFile } from '#src/calendar/store/file.ts';
import { INTENT_LABELS } from '#src/conversation/intents.ts';
import { loadLearnedLanguage, MODEL_FILE } from '#src/conversation/language.ts';
import { trainingHash } from '#src/conversation/training.ts';
import { readDirectoryFile } from '#src/directory/directory.ts';
import { AppError, briefly } from '#src/platform/errors.ts';
import { describeProblem } from '#src/platform/problem.ts';
import { LOCALES } from '#src/platform/texts.ts';
import { unpackClassifiers } from '#src/text/classifier.ts';
import { catalogueFromFiles } from './procedures/catalogue.ts';
import {
  aliasFaults,
  countsOf,
  groupFaults,
  groupNameFaults,
  labelledFaults,
  legalFaults,
  localeFaults,
  normalFaults,
  publicationFaults,
  wordsFaults,
} from './procedures/checks.ts';
import { type CatalogueFiles, inspectCatalogueFiles } from './procedures/files.ts';
import { SECTIONS } from './procedures/sections.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** Every file of ours with texts in it. */
const textFiles = () =>
  ['prisma/catalogue', 'prisma/calendar', 'prisma/language', 'locales'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true })
      .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
      .filter((name) => /\.(yaml|tsv|txt|json)$/.test(name)),
  );

/** What throws while it is read, as a fault. */
function faultOf(file: string, attempt: () => unknown): string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    return [error instanceof AppError ? describeProblem(error) : `${file}: ${briefly(error)}`];
  }
}

/** What the model file says of its training; one that cannot be read is reported by reading the language. */
function trainedOn(): string | undefined {
  try {
    return unpackClassifiers(readFileSync(MODEL_FILE)).note['trainedOn'];
  } catch {
    return undefined;
  }
}

/** A model that was trained on other words than those of today answers with yesterday's. */
export function modelFaults(trained: string | undefined, current: string): string[] {
  return trained === current ? [] : ['prisma/language/model.bin: not trained on the current data; run `npm run train`'];
}

function languageFaults(files: CatalogueFiles): string[] {
  return [
    ...labelledFaults('prisma/language/intents.tsv', read('prisma/language/intents.tsv'), INTENT_LABELS),
    ...labelledFaults('prisma/language/sections.tsv', read('prisma/language/sections.tsv'), SECTIONS),
    ...faultOf('prisma/language', loadLearnedLanguage),
    ...modelFaults(trainedOn(), trainingHash(catalogueFromFiles(files))),
  ];
}

/** Everything that is wrong with the catalogue, the language data and the locales of the repository, and how much there is. */
export function checkData(): { counts: string[]; faults: string[] } {
  const { files, faults } = inspectCatalogueFiles();
  const locales = Object.fromEntries(LOCALES.map((locale) => [locale, JSON.parse(read(`locales/${locale}.json`))]));
  return {
    counts: countsOf(files),
    faults: [
      ...faults.map(({ file, detail }) => `${relative(ROOT, file)}: ${detail}`),
      ...wordsFaults(files),
      ...aliasFaults(files),
      ...groupFaults(files),
      ...publicationFaults(files),
      ...legalFaults(files),
      ...textFiles().flatMap((file) => normalFaults(file, read(file))),
      ...localeFaults(locales),
      ...groupNameFaults(files, locales),
      ...faultOf('prisma/catalogue/directory.yaml', readDirectoryFile),
      ...faultOf('prisma/calendar/national.yaml', readCalendarFile),
      ...languageFaults(files),
    ],
  };
}

/** `npm run check:data`: prints the counts and each fault; exits with 1 when there is one. */
if (import.meta.main) {
  const { counts, faults } = checkData();
  console.log(counts.join('\n'));
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
