import type { Catalogue, ProcedureContent } from './content.ts';
import { inForce } from './facts.ts';
import { endsOf, type LegalRegister, registerOf } from './legal.ts';
import { addMonths, valuesDay } from './valuesDate.ts';

/** Months until values are looked at again, by what they are worth: a rule of ours, not of law. */
export const REVIEW_MONTHS = { high: 12, medium: 6, low: 3 } as const satisfies Record<ProcedureContent['confidence'], number>;

export interface ReviewDue {
  /** The day from which the values are stale ("2027-07-18"). */
  day: string;
  /** Why then: the values are old, a cited text ends, or nobody knows of when the values are. */
  reason: 'age' | 'text' | 'undated';
  /** The day the values are of; null when no source says. */
  values: string | null;
  /** Number of the cited text that ends. */
  text?: string;
}

type Dated = Pick<ProcedureContent, 'valuesAsOf' | 'sources' | 'confidence' | 'legalBasis'>;

/**
 * When a procedure must be reviewed. Derived, never stored: values without a date, and values that cite a text known to be
 * replaced but not since when, are due on `today`; a cited text that ends brings the day forward to its first day out of force.
 */
export function reviewDue(procedure: Dated, register: LegalRegister, today: string): ReviewDue {
  const values = valuesDay(procedure);
  const byAge: ReviewDue = values
    ? { day: addMonths(values, REVIEW_MONTHS[procedure.confidence]), reason: 'age', values }
    : { day: today, reason: 'undated', values };
  const [firstEnd] = endsOf(procedure.legalBasis, register)
    .map(({ text, since }): ReviewDue => ({ day: since ?? today, reason: 'text', values, text: text.number }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  return firstEnd && firstEnd.day < byAge.day ? firstEnd : byAge;
}

/** Whether the review day has come. */
export const isStale = (due: ReviewDue, today: string): boolean => due.day <= today;

/** How many procedures in force are due for review. */
export function reviewsDue({ procedures, legal }: Catalogue, today: string): number {
  const register = registerOf(legal);
  return [...procedures.values()].filter((procedure) => inForce(procedure) && isStale(reviewDue(procedure, register, today), today)).length;
}
