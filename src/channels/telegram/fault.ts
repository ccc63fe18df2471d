import { GrammyError, HttpError } from 'grammy';
import { redactText } from '#src/platform/log.ts';
import { NotTelegram } from './api.ts';

/**
 * What went wrong with a call.
 * `refused`: the Bot API said so. `gateway`: something in between answered. `unsent`: no connection, nothing left this machine.
 * `unanswered`: the bytes left and no answer came. `text` is for an operator and holds neither a token nor an address.
 */
export type Fault =
  | { kind: 'refused'; code: number; text: string; retryAfterMs?: number; migratedTo?: string }
  | { kind: 'gateway'; status: number; text: string }
  | { kind: 'unsent'; text: string }
  | { kind: 'unanswered'; text: string };

const UNSENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$|^(CERT|ERR_TLS|ERR_SSL|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)_/;

function codeOf(error: unknown): { code: string; syscall?: string } {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  const { code, syscall, name } = cause as { code?: unknown; syscall?: string; name?: unknown };
  return { code: String(typeof code === 'string' ? code : (name ?? 'Error')), ...(syscall && { syscall }) };
}

export function faultOf(error: unknown): Fault {
  if (error instanceof GrammyError) {
    const { error_code: code, description, parameters } = error;
    return {
      kind: 'refused',
      code,
      text: `${code} ${redactText(description)}`,
      ...(parameters.retry_after !== undefined && { retryAfterMs: parameters.retry_after * 1000 }),
      ...(parameters.migrate_to_chat_id !== undefined && { migratedTo: String(parameters.migrate_to_chat_id) }),
    };
  }
  const inner = error instanceof HttpError ? error.error : error;
  if (inner instanceof NotTelegram) return { kind: 'gateway', status: inner.status, text: `http ${inner.status}` };
  const { code, syscall } = codeOf(inner);
  return UNSENT.test(code) || syscall === 'connect'
    ? { kind: 'unsent', text: `unreachable: ${code}` }
    : { kind: 'unanswered', text: `no answer: ${code}` };
}
