import { AppError } from '#src/platform/errors.ts';

/** Units of a processing term in numbers; the catalogue's WORKING_DAY, HOUR, DAY and MONTH. */
export const TERM_UNITS = ['workingDays', 'workingHours', 'days', 'months'] as const;
export type TermUnit = (typeof TERM_UNITS)[number];

/** How long a procedure may take. Working days may have fractions; `text` is a term that only a person can read. */
export type Term = { unit: TermUnit; value: number } | { unit: 'sameDay' } | { unit: 'text'; text: string };

/** Twenty-seven years of working days: what is longer is a typing error. */
const LONGEST = 10_000;
/** More hours than a working day has are nearly always a typing error for days: in the national catalogue HOUR is often one. */
const HOURS_OF_A_DAY = 8;

/** Throws the AppError `termInvalid` for a number that no term can have. */
export function checkTerm(term: Term): void {
  if (!('value' in term)) return;
  const { unit, value } = term;
  const whole = unit === 'workingDays' || unit === 'workingHours' || Number.isInteger(value);
  if (!Number.isFinite(value) || value <= 0 || value > LONGEST || !whole)
    throw new AppError('termInvalid', { status: 400, params: { value: String(value), limit: LONGEST } });
}

/** Whether a person should look at the term before a citizen is promised anything by it ("15 HOUR"). */
export const termNeedsReview = (term: Term): boolean => term.unit === 'workingHours' && term.value > HOURS_OF_A_DAY;
