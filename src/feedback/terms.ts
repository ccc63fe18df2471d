import { z } from 'zod';
import { type Calendar, dueDate } from '#src/calendar/index.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { Topic } from './model.ts';

const workingDays = z.number().positive().max(250);

/**
 * Terms in working days. Passing on within five is law (NĐ 20/2008); the others are the product's own until an authority sets its own
 * (`feedback_terms`), for the law has no single term for the answer.
 */
export const feedbackTerms = z.strictObject({
  classify: workingDays.default(1),
  forward: workingDays.default(5),
  answer: z
    .strictObject({
      site: workingDays.default(10),
      dossier: workingDays.default(5),
      attitude: workingDays.default(10),
      rule: workingDays.default(10),
      information: workingDays.default(2),
      other: workingDays.default(10),
    })
    .prefault({}),
  /** How long after an answer it can be reopened; then it is closed by itself. */
  reopen: workingDays.default(10),
  /** How often it can be reopened. */
  mostReopened: z.int().min(0).max(20).default(3),
});
export type FeedbackTerms = z.output<typeof feedbackTerms>;

export const USUAL_TERMS: FeedbackTerms = feedbackTerms.parse({});

/** The terms that an agency's row holds; the usual ones without a row. */
export const readTerms = (content: unknown): FeedbackTerms => (content ? feedbackTerms.parse(content) : USUAL_TERMS);

export async function loadTerms(database: Database | Transaction, agencyId: string): Promise<FeedbackTerms> {
  const row = await database.feedbackTermsRow.findUnique({ where: { agencyId } });
  return readTerms(row?.content);
}

/** The end of so many working days after `from`, and whether the calendar that covers them is not yet announced. */
export function inWorkingDays(calendar: Calendar, from: Date, value: number): { at: Date; provisional: boolean } {
  const due = dueDate(calendar, { received: from, term: { unit: 'workingDays', value } });
  // A term in working days without interruptions can always be counted.
  if (!due.computed) throw new RangeError('not computed');
  return { at: due.due, provisional: due.provisional.length > 0 };
}

/** When feedback on a topic is to be sorted, passed on and answered. */
export function dueTimes(calendar: Calendar, terms: FeedbackTerms, topic: Topic, from: Date) {
  const answer = inWorkingDays(calendar, from, terms.answer[topic]);
  return {
    classifyBy: inWorkingDays(calendar, from, terms.classify).at,
    forwardBy: inWorkingDays(calendar, from, terms.forward).at,
    dueAt: answer.at,
    provisional: answer.provisional,
  };
}
