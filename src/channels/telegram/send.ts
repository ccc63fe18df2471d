import type { Api } from 'grammy';
import type { Outcome } from '#src/delivery/channel.ts';
import { type Fault, faultOf } from './fault.ts';
import type { TelegramPart } from './render.ts';

/** Chats that are no more, or never were. */
export const GONE = /chat not found|user not found|PEER_ID_INVALID/;

/** What a fault means for a message (reference: Bot API, "Making requests"; the server's own texts). */
export function outcomeOf(fault: Fault): Outcome {
  const { text: reason } = fault;
  switch (fault.kind) {
    case 'unsent':
      return { kind: 'retry', reason, wholeChannel: true };
    case 'unanswered':
      return { kind: 'unknown', reason };
    case 'gateway':
      // A gateway that waited in vain may have handed the call on, and so may one that answers "OK" in Telegram's place.
      return fault.status === 504 || fault.status < 300 ? { kind: 'unknown', reason } : { kind: 'retry', reason };
    case 'refused':
      if (fault.code === 429) return { kind: 'retry', reason, wholeChannel: true, afterMs: fault.retryAfterMs ?? 1000 };
      if (fault.code === 401 || fault.code === 404) return { kind: 'down', reason };
      if (fault.code === 403) return { kind: 'dead', reason, gone: true };
      if (fault.code >= 500 || fault.code === 409) return { kind: 'retry', reason };
      return { kind: 'dead', reason, ...(GONE.test(reason) && { gone: true }) };
  }
}

const isRefusal = (fault: Fault): boolean => fault.kind === 'refused' && fault.code === 400 && fault.migratedTo === undefined;

/** Makes one call; a page that cannot be turned in place is sent as a new message, and a group's new id is followed. */
export async function sendPart(api: Api, conversation: string, part: TelegramPart, signal: AbortSignal): Promise<Outcome> {
  if (signal.aborted) return { kind: 'retry', reason: 'ended before it was sent' };
  const { edit, ...message } = part;
  try {
    if (edit === undefined) {
      const sent = await api.raw.sendMessage({ chat_id: conversation, ...message }, signal as never);
      return { kind: 'sent', message: String(sent.message_id) };
    }
    await api.raw.editMessageText({ chat_id: conversation, message_id: Number(edit), ...message }, signal as never);
    return { kind: 'sent', message: edit };
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind === 'refused' && fault.migratedTo && fault.migratedTo !== conversation) return sendPart(api, fault.migratedTo, part, signal);
    if (edit === undefined) return outcomeOf(fault);
    if (isRefusal(fault)) {
      if (fault.text.includes('message is not modified')) return { kind: 'sent', message: edit };
      if (!GONE.test(fault.text)) return sendPart(api, conversation, message, signal);
    }
    // To turn a page twice does no harm.
    return fault.kind === 'unanswered' ? { kind: 'retry', reason: fault.text } : outcomeOf(fault);
  }
}
