import { GrammyError, HttpError } from 'grammy';
import { redactText } from '#src/platform/log.ts';
import { NoAnswer, NotTelegram } from './api.ts';

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
  if (inner instanceof NoAnswer) return { kind: inner.reached ? 'unanswered' : 'unsent', text: inner.message };
  return { kind: 'unanswered', text: `no answer: ${inner instanceof Error ? inner.name : 'unknown'}` };
}
