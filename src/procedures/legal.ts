import { z } from 'zod';
import { isoDay, nextDay } from './valuesDate.ts';

const text = z.string().min(1);

/**
 * A law, decree, circular or decision that procedures cite. Unknown is unknown: only a source says that one was replaced.
 * `expired` is a text whose time ran out without another in its place.
 */
export const legalText = z
  .strictObject({
    number: text,
    title: text.optional(),
    status: z.enum(['inForce', 'amended', 'replaced', 'expired', 'unknown']),
    /** Numbers of the texts in its place. */
    replacedBy: z.array(text).default([]),
    amendedBy: z.array(text).default([]),
    /** First day in force. */
    from: isoDay.optional(),
    /** Last day in force; one that lies ahead is announced. */
    to: isoDay.optional(),
    /** What says so; absent where nothing is known. */
    source: text.optional(),
    confidence: z.enum(['sourced', 'recalled']).default('sourced'),
  })
  .refine((entry) => entry.status === 'unknown' || entry.source !== undefined, 'a status other than unknown needs a source')
  .refine((entry) => (entry.status === 'replaced') === entry.replacedBy.length > 0, 'what is replaced names what replaced it, and only that does');

export type LegalText = z.output<typeof legalText>;
export type LegalRegister = ReadonlyMap<string, LegalText>;

export const registerOf = (texts: readonly LegalText[]): LegalRegister => new Map(texts.map((entry) => [entry.number, entry]));

/** A cited text with the first day ("2027-03-01") that it is no longer in force, or null when it is not known since when. */
export interface EndedText {
  text: LegalText;
  since: string | null;
}

/** The cited texts whose end is known: past ones and announced ones. */
export function endsOf(cited: readonly string[], register: LegalRegister): EndedText[] {
  return cited.flatMap((number) => {
    const entry = register.get(number);
    if (!entry || (entry.to === undefined && entry.status !== 'replaced' && entry.status !== 'expired')) return [];
    return [{ text: entry, since: entry.to === undefined ? null : nextDay(entry.to) }];
  });
}

/** The cited texts that are no longer in force on a day ("2026-11-22"): replaced, or past their last day. */
export function goneTexts(cited: readonly string[], register: LegalRegister, day: string): EndedText[] {
  return endsOf(cited, register).filter(({ since }) => since === null || since <= day);
}
