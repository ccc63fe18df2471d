import { finish, type Steps } from '#src/platform/steps.ts';
import type { FindableCatalogue } from '#src/procedures/content.ts';
import type { LearnedLanguage } from './language.ts';
import { createRefer, type Referred } from './refer.ts';
import { type Understand, type Understanding, understandInSteps } from './understand.ts';

/** What the words of a message say by themselves, whoever says them, where and when: plain data, and nearly all of the work of an answer. */
export interface Reading {
  text: string;
  /** The procedure talked of before. */
  topic: string | null;
  meaning: Understanding;
  referred: Referred;
}

/** Pure. */
export type Read = (text: string, topic: string | null) => Reading;

/** What is kept, or must not be, is what was typed, and that whole: where to split it is known only of the other words. */
const wholly = (text: string, { parts }: Referred): Referred['parts'] =>
  parts.referred === '' ? { referred: '', feedback: text } : { referred: text, feedback: '' };

/** By what each reads, for those that come after it. */
const insides = new WeakMap<Read, Understand>();

/**
 * Prepares everything for the words of one catalogue, in steps, for a thread that reads meanwhile. Of what `before`, made here for the same
 * language, knows only what is new is prepared: it is ready the sooner, and no other.
 */
export function* readInSteps(catalogue: FindableCatalogue, language: LearnedLanguage, before?: Read): Steps<Read> {
  const understand = yield* understandInSteps(catalogue, language, before && insides.get(before));
  const refer = createRefer(language);
  const read: Read = (text, topic) => {
    const said = language.gloss(text);
    const referred = refer(said);
    return { text, topic, meaning: understand(said, topic), referred: said === text ? referred : { ...referred, parts: wholly(text, referred) } };
  };
  insides.set(read, understand);
  return read;
}

export const createRead = (catalogue: FindableCatalogue, language: LearnedLanguage): Read => finish(readInSteps(catalogue, language));
