/**
 * What went wrong, stable across versions.
 * `invalid`: refused here before any call, the arguments break a documented limit.
 * `bad_request`, `unauthorized`, `not_found`: refused by Zalo for good.
 * `too_many`: the month's messages or the rate are used up (429; Zalo does not tell which).
 * `daily_limit`: today's uses of `testWebhook` are used up (426).
 * `timeout`: Zalo itself gave up (408, or a gateway's 504).
 * `server`: trouble at Zalo's side: 403 (the documents call it an internal error), 5xx, a page of a gateway.
 * `unreachable`: no connection was made, nothing was sent.
 * `no_answer`: the request left, or may have, and no answer came.
 * `bad_answer`: an answer came that cannot be read.
 * `aborted`: the caller's signal ended it.
 */
export type ZaloBotErrorCode =
  | 'invalid'
  | 'bad_request'
  | 'unauthorized'
  | 'not_found'
  | 'too_many'
  | 'daily_limit'
  | 'timeout'
  | 'server'
  | 'unreachable'
  | 'no_answer'
  | 'bad_answer'
  | 'aborted';

interface Details {
  method: string;
  /** `no`: Zalo did not do what was asked. `unknown`: it may have; asking again may do it twice. */
  accepted: 'no' | 'unknown';
  detail: string;
  /** The answer's HTTP status, null when none came. */
  status?: number | null;
  /** Zalo's `error_code`, null when the answer held none. */
  errorCode?: number | null;
  retryAfterMs?: number | undefined;
}

/** The one error that this package throws. Its texts never hold the token, nor what was to be sent. */
export class ZaloBotError extends Error {
  readonly code: ZaloBotErrorCode;
  readonly method: string;
  readonly accepted: 'no' | 'unknown';
  readonly status: number | null;
  readonly errorCode: number | null;
  /** How long to wait, where the answer said so in a Retry-After header; Zalo itself documents none. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ZaloBotErrorCode, details: Details) {
    super(`${details.method}: ${code}${details.detail && ` (${details.detail})`}`);
    this.name = 'ZaloBotError';
    this.code = code;
    this.method = details.method;
    this.accepted = details.accepted;
    this.status = details.status ?? null;
    this.errorCode = details.errorCode ?? null;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The documents' table of codes; gateways use the same numbers as HTTP statuses. */
export function codeOf(number: number): ZaloBotErrorCode {
  if (number === 401) return 'unauthorized';
  if (number === 403 || number >= 500) return number === 504 ? 'timeout' : 'server';
  if (number === 404) return 'not_found';
  if (number === 408) return 'timeout';
  if (number === 426) return 'daily_limit';
  if (number === 429) return 'too_many';
  return number >= 400 ? 'bad_request' : 'bad_answer';
}
