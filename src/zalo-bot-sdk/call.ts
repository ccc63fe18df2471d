import { codeOf, ZaloBotError } from './errors.ts';
import { fieldsOf, numberOf, parseJson, textOf } from './read.ts';

export interface Call {
  root: string;
  token: string;
  method: string;
  params: Record<string, unknown>;
  timeoutMs: number;
  signal: AbortSignal | undefined;
  fetch: typeof fetch;
}

/** Longest piece of an answer's own words that an error repeats. */
const LONGEST_DETAIL = 200;

/** Failures of a connection that was never made: the request cannot have been read by anybody. */
const NEVER_LEFT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_TLS|ERR_SSL|CERT_|UNABLE_|SELF_SIGNED|DEPTH_ZERO)/;

/** A text without the token or another secret, also where a gateway repeats the path with escapes. */
function masked(text: string, secrets: string[]): string {
  let safe = text;
  for (const secret of secrets) for (const form of [secret, encodeURIComponent(secret)]) safe = safe.replaceAll(form, '***');
  return (safe.split('\n', 1)[0] ?? '').slice(0, LONGEST_DETAIL);
}

/**
 * One call of the API: POST and JSON, the only form that every page of the documents shows. Returns `result`, which some methods leave out.
 * The answer's body decides before its status, for refusals come under HTTP 200 as well. Throws ZaloBotError and nothing else.
 */
export async function call({ root, token, method, params, timeoutMs, signal, fetch }: Call): Promise<unknown> {
  // The number before the colon is the bot's public id.
  const secrets = [token.slice(token.indexOf(':') + 1), textOf(params['secret_token'])].filter((secret) => secret !== '');
  if (signal?.aborted) throw new ZaloBotError('aborted', { method, accepted: 'no', detail: 'before the call' });
  const timeout = AbortSignal.timeout(timeoutMs);
  let status: number | null = null;
  let body: string;
  let retryAfterMs: number | undefined;
  try {
    const response = await fetch(`${root}/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
      // The token is in the path: it goes to no other host.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    status = response.status;
    retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
    body = await response.text();
  } catch (error) {
    if (signal?.aborted) throw new ZaloBotError('aborted', { method, accepted: 'unknown', status, detail: '' });
    if (timeout.aborted) throw new ZaloBotError('no_answer', { method, accepted: 'unknown', status, detail: `within ${timeoutMs} ms` });
    // What fetch says in words may hold the address, and with it the token: the code of the failure is enough.
    const cause = fieldsOf((error as Error).cause);
    const failure = textOf(cause['code']) || (error as Error).name;
    const left = status !== null || !(NEVER_LEFT.test(failure) || cause['syscall'] === 'connect');
    throw new ZaloBotError(left ? 'no_answer' : 'unreachable', {
      method,
      accepted: left ? 'unknown' : 'no',
      status,
      detail: masked(failure, secrets),
    });
  }
  const answer = fieldsOf(parseJson(body));
  if (answer['ok'] === true) return answer['result'];
  const refused = answer['ok'] === false;
  const errorCode = refused ? numberOf(answer['error_code'] ?? answer['errorCode']) : null;
  const code = codeOf(errorCode ?? status);
  throw new ZaloBotError(code, {
    method,
    accepted: code === 'timeout' || (code === 'bad_answer' && !refused) ? 'unknown' : 'no',
    detail: refused ? masked(textOf(answer['description']), secrets) : `HTTP ${status}, not an answer of the API`,
    status,
    errorCode,
    retryAfterMs,
  });
}

/** Seconds, as the header's usual form; the form with a date is left out. */
function readRetryAfter(header: string | null): number | undefined {
  const seconds = numberOf(header);
  return seconds === null || seconds < 0 ? undefined : seconds * 1000;
}
