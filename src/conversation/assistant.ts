import type { Agency } from '#src/directory/agency.ts';
import { type Locale, listIn, sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { converse, type Step } from './converse.ts';
import type { Language } from './language.ts';
import type { State } from './state.ts';
import { createUnderstand, type Understand } from './understand.ts';

/** Everything needed to answer, at one revision of the catalogue. A publication makes a new one. */
export interface Assistant {
  catalogue: Catalogue;
  office: Agency;
  understand: Understand;
  answer(state: State, message: string, locale: Locale): Step;
}

export function createAssistant(catalogue: Catalogue, office: Agency, language: Language): Assistant {
  const understand = createUnderstand(catalogue, language);
  return {
    catalogue,
    office,
    understand,
    answer(state, message, locale) {
      const facts = (chosen: Locale) => ({ catalogue, office, say: sayIn(chosen), sayAll: (key: string) => listIn(chosen, key) });
      const step = converse(state, message, facts(locale), understand);
      // A change of language is answered in the new one.
      const change = step.effects.find((effect) => effect.kind === 'setLocale');
      return change && change.locale !== locale ? { ...converse(state, message, facts(change.locale), understand), effects: step.effects } : step;
    },
  };
}
