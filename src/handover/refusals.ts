import { AppError } from '#src/platform/errors.ts';

const STATUS = {
  handOverNotFound: 404,
  handOverNotAllowed: 403,
  handOverEnded: 422,
  handOverNotYours: 422,
  handOverYoursAlready: 422,
  handOverMany: 422,
  handOverTextMissing: 422,
  handOverPersonUnknown: 422,
} as const;
/** Why something cannot be done; its sentence, which says what to do, is `errors.<code>`. */
export type HandOverRefusal = keyof typeof STATUS;

export const refusal = (code: HandOverRefusal): AppError => new AppError(code, { status: STATUS[code] });
export const isHandOverRefusal = (error: unknown): error is AppError & { code: HandOverRefusal } => error instanceof AppError && error.code in STATUS;
