import { AppError } from '#src/platform/errors.ts';

/** Why something cannot be done to feedback, as a value. Its sentence, which says what to do, is `errors.<code>`. */
export interface Refusal {
  refused: RefusalCode;
}

const STATUS = {
  feedbackNotFound: 404,
  feedbackNotAllowed: 403,
  feedbackChanged: 409,
  feedbackWrongState: 422,
  feedbackTextMissing: 422,
  feedbackTextLong: 422,
  feedbackReasonMissing: 422,
  feedbackAgencyMissing: 422,
  feedbackUnitMissing: 422,
  feedbackTooLate: 422,
  feedbackReopenedOften: 422,
  feedbackSelf: 422,
  feedbackNotAnswered: 422,
  feedbackPersonal: 422,
  feedbackOwnProposal: 422,
  feedbackReferred: 422,
  feedbackFileRefused: 422,
  templateChanged: 409,
} as const;
export type RefusalCode = keyof typeof STATUS;
export const REFUSAL_CODES = Object.keys(STATUS) as RefusalCode[];

export const refuse = (refused: RefusalCode): Refusal => ({ refused });
export const refusalError = (code: RefusalCode): AppError => new AppError(code, { status: STATUS[code] });

/** A refusal that a person can be told of, rather than a fault. */
export const isRefused = (error: unknown): error is AppError => error instanceof AppError && error.code in STATUS;
