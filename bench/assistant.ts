import { type Assistant, createAssistant } from '#src/conversation/assistant.ts';
import { loadLearnedLanguage } from '#src/conversation/language.ts';
import { createRead } from '#src/conversation/reading.ts';
import { officeFrom, readDirectoryFile } from '#src/directory/directory.ts';
import { catalogueFromFiles } from '#src/procedures/catalogue.ts';
import { readCatalogueFiles } from '#src/procedures/files.ts';

/** The assistant as channels have it, over the catalogue of the files: what is measured is what people get. */
export function assistantOfFiles(): Assistant {
  const directory = readDirectoryFile();
  const catalogue = catalogueFromFiles(readCatalogueFiles());
  const language = loadLearnedLanguage();
  return createAssistant(catalogue, officeFrom(directory), language, createRead(catalogue, language), { directory });
}
