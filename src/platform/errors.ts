/**
 * An error that somebody can act on. `code` is stable and goes to logs and API answers; `params` fill the sentence
 * `errors.<code>` of locales/, which is what a person reads. Never put personal data or secrets into `params`.
 */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly params: Record<string, string | number>;

  constructor(code: string, options: { status?: number; params?: Record<string, string | number>; cause?: unknown } = {}) {
    super(code, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = options.status ?? 500;
    this.params = options.params ?? {};
  }
}

/** The first line of any error's message (of a list of faults as JSON, its beginning): enough for a log, never a page of source. */
export function briefly(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const first = text.split('\n', 1)[0] ?? '';
  return (/^\s*[[{]?\s*$/.test(first) ? text.slice(0, 600).replace(/\s+/g, ' ') : first).slice(0, 300);
}
