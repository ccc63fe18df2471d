import { type Language, loadLanguage, loadLearnedLanguage } from '#src/conversation/language.ts';
import { readersApart } from './apart.ts';
import { readersHere } from './here.ts';
import type { Readers } from './reader.ts';

/**
 * What a process reads messages with, and the language that the rest of it speaks. In a thread of its own where that pays: the embedded
 * database already has the one that two cores have room for, and memory for a second.
 */
export function beginReading(apart: boolean): { readers: Readers; language: Language } {
  if (apart) return { readers: readersApart(), language: loadLanguage() };
  const language = loadLearnedLanguage();
  return { readers: readersHere(language), language };
}
