import type { LearnedLanguage } from '#src/conversation/language.ts';
import { type Read, readInSteps } from '#src/conversation/reading.ts';
import { inSlices } from '#src/platform/steps.ts';
import type { Reader, Readers } from './reader.ts';

/** Readers in this thread. */
export function readersHere(language: LearnedLanguage): Readers {
  const made = new WeakMap<Reader, Read>();
  return {
    async over(catalogue, before) {
      const read = await inSlices(readInSteps(catalogue, language, before && made.get(before)));
      const reader: Reader = { read: (text, topic) => read(text, topic), letGo: () => {} };
      made.set(reader, read);
      return reader;
    },
    stop: async () => {},
  };
}
