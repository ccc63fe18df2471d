import type { Calendar } from '#src/calendar/index.ts';
import { calendarFromFile } from '#src/calendar/store/file.ts';
import { type Assistant, createAssistant } from '#src/conversation/assistant.ts';
import { createAskDirectory } from '#src/conversation/directoryQuestions.ts';
import type { Facts } from '#src/conversation/facts.ts';
import { createReadFeedback } from '#src/conversation/feedback/read.ts';
import { type LearnedLanguage, loadLearnedLanguage } from '#src/conversation/language.ts';
import { createRead, type Read } from '#src/conversation/reading.ts';
import { type Directory, officeFrom, readDirectoryFile } from '#src/directory/directory.ts';
import { type Clock, fixedClock } from '#src/platform/clock.ts';
import { type Locale, listIn, sayIn } from '#src/platform/texts.ts';
import { catalogueFromFiles } from '#src/procedures/catalogue.ts';
import type { Catalogue } from '#src/procedures/content.ts';
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
export const realLanguage: () => LearnedLanguage = once(loadLearnedLanguage);
export const realDirectory: () => Directory = once(readDirectoryFile);
/** Monday, 23 November 2026, 09:00 in Viet Nam. */
const NOW = new Date('2026-11-23T09:00:00+07:00');
export const realCalendar: () => Calendar = once(calendarFromFile);
const realCatalogue: () => Catalogue = once(() => catalogueFromFiles(realFiles()));
const realRead: () => Read = once(() => createRead(realCatalogue(), realLanguage()));
/** The real assistant by another clock. */
export const realAssistantBy = (clock: Clock): Assistant =>
  createAssistant(realCatalogue(), officeFrom(realDirectory()), realLanguage(), realRead(), {
    directory: realDirectory(),
    clock,
    calendar: realCalendar,
  });
export const realAssistant: () => Assistant = once(() => realAssistantBy(fixedClock(NOW)));

export const realFacts = (locale: Locale): Facts => {
  const { catalogue, office, refer } = realAssistant();
  const directory = realDirectory();
  const { directory: cues, analyse } = realLanguage();
  return {
    catalogue,
    office,
    directory,
    askDirectory: createAskDirectory(cues, directory, analyse),
    refer,
    calendar: realCalendar(),
    filing: null,
    readFeedback: createReadFeedback(realLanguage().feedback, analyse),
    now: NOW,
    say: sayIn(locale),
    sayAll: (key) => listIn(locale, key),
  };
};
