import { type Assistant, createAssistant } from '#src/conversation/assistant.ts';
import type { Facts } from '#src/conversation/facts.ts';
import { type Language, loadLanguage } from '#src/conversation/language.ts';
import { officeFrom, readDirectoryFile } from '#src/directory/directory.ts';
import { type Locale, listIn, sayIn } from '#src/platform/texts.ts';
import { catalogueFromFiles } from '#src/procedures/catalogue.ts';
import { type CatalogueFiles, readCatalogueFiles } from '#src/procedures/files.ts';

/** Read and built once for each worker: the real catalogue and the real language, never a toy. */
function once<T>(make: () => T): () => T {
  let value: { made: T } | null = null;
  return () => {
    value ??= { made: make() };
    return value.made;
  };
}

export const realFiles: () => CatalogueFiles = once(() => readCatalogueFiles());
export const realLanguage: () => Language = once(loadLanguage);
export const realAssistant: () => Assistant = once(() =>
  createAssistant(catalogueFromFiles(realFiles()), officeFrom(readDirectoryFile()), realLanguage()),
);

export const realFacts = (locale: Locale): Facts => {
  const { catalogue, office } = realAssistant();
  return { catalogue, office, say: sayIn(locale), sayAll: (key) => listIn(locale, key) };
};
