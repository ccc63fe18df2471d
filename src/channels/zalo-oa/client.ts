import { z } from 'zod';
import type { Outcome } from '#src/delivery/channel.ts';

/** What came back: Zalo's own envelope (its errors come under status 200; null when it tells no code), or how the call failed before one came. */
export type Answer = { kind: 'answer'; code: number | null; data: Record<string, unknown> } | { kind: 'failed'; outcome: Outcome };

export interface ZaloCall {
  url: string;
  /** In headers of its own, never in the address and never as a bearer. */
  headers: Record<string, string>;
  /** Posted: an object as JSON, a form as a form. Without, it is a GET. */
  body?: object | URLSearchParams;
}

/** The connection was never made: nothing can have been accepted. */
const NOT_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|.*_CERT.*|UNABLE_TO_VERIFY.*)$/;

/** Makes one call. Never throws; an answer that never came is `unknown`. Nothing of the call is repeated in a reason. */
export async function callZalo({ url, headers, body }: ZaloCall, signal: AbortSignal): Promise<Answer> {
  if (signal.aborted) return { kind: 'failed', outcome: { kind: 'retry', reason: 'timeout' } };
  const form = body instanceof URLSearchParams;
  try {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: body && !form ? { 'content-type': 'application/json', ...headers } : headers,
      ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
      // A token must not follow to another host.
      redirect: 'manual',
      signal,
    });
    return read(response.status, response.headers.get('retry-after'), await response.text());
  } catch (error) {
    return { kind: 'failed', outcome: failure(error) };
  }
}

const envelope = z.looseObject({
  error: z
    .union([z.number(), z.string().regex(/^-?\d+$/)])
    .transform(Number)
    .nullable()
    .catch(null),
  data: z.looseObject({}).optional().catch(undefined),
});

function read(status: number, retryAfter: string | null, text: string): Answer {
  const { success, data: read } = envelope.safeParse(parsed(text));
  if (success && (status === 200 || read.error)) return { kind: 'answer', code: read.error, data: read.data ?? read };
  const reason = `http${status}`;
  if (status === 429) {
    const seconds = Number(retryAfter ?? '');
    return { kind: 'failed', outcome: { kind: 'retry', reason, wholeChannel: true, ...(seconds > 0 ? { afterMs: seconds * 1000 } : {}) } };
  }
  // The gateway gave up waiting, perhaps not what stands behind it.
  if (status === 504) return { kind: 'failed', outcome: { kind: 'unknown', reason } };
  if (status === 401 || status === 403 || status === 404) return { kind: 'failed', outcome: { kind: 'down', reason } };
  // A page instead of an answer: maintenance, or a gateway. Whoever accepts a message says so in JSON.
  return { kind: 'failed', outcome: { kind: 'retry', reason } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function failure(error: unknown): Outcome {
  const { name, cause } = error as Error & { cause?: { code?: unknown } };
  const code = String(cause?.code ?? '');
  if (NOT_SENT.test(code)) return { kind: 'retry', reason: code };
  return { kind: 'unknown', reason: name === 'TimeoutError' || name === 'AbortError' ? 'timeout' : code || 'network' };
}
