import { LOCALES, type Say, sayIn } from '#src/platform/texts.ts';
import { fold } from '#src/text/fold.ts';

/** The fixed words of a procedure's fields: in a file stands what a person reads, or the name itself. */
export const CHOICES = {
  level: ['district', 'commune', 'province'],
  unit: ['workingDays', 'days', 'workingHours', 'months'],
  basis: ['portal', 'portal-case-limit', 'local-publication', 'page', 'portal-2021'],
  flag: ['published', 'portal-zero', 'set-by-province', 'by-reference', 'amount-garbled-in-source', 'page', 'local-publication'],
  way: ['direct', 'online', 'postal'],
  confidence: ['high', 'medium', 'low'],
  reviewed: ['yes', 'no'],
} as const;
export type Choice = keyof typeof CHOICES | 'group';

const keyOf = (choice: Choice, value: string) => (choice === 'group' ? `group.${value}` : `exchange.choices.${choice}.${value}`);
const same = (text: string) => fold(text).replace(/\s+/g, ' ').trim();

/** What stands in an exported file for a value; the value itself where there is no word for it. */
export function labelOf(choice: Choice, value: string, say: Say): string {
  const label = say(keyOf(choice, value));
  return label === keyOf(choice, value) ? value : label;
}

/** The value that a word stands for, in any of our languages and however it is capitalised; undefined when there is none. */
export function readChoice(choice: Choice, text: string, groups: readonly string[]): string | undefined {
  const values: readonly string[] = choice === 'group' ? groups : CHOICES[choice];
  const wanted = same(text);
  return (
    values.find((value) => value === text.trim()) ??
    values.find((value) => LOCALES.some((locale) => same(labelOf(choice, value, sayIn(locale))) === wanted))
  );
}
