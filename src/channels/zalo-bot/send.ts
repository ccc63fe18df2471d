import { type ZaloBot, ZaloBotError } from 'zalo-bot-sdk';
import type { Outcome } from '#src/delivery/channel.ts';
import type { ZaloBotPart } from './render.ts';

/** Sends one part and tells how it ended. */
export async function sendPart(bot: ZaloBot, chat: string, part: ZaloBotPart, signal: AbortSignal): Promise<Outcome> {
  try {
    const sent =
      'photo' in part
        ? await bot.sendPhoto(chat, String(part.photo), { signal, ...(part.caption !== undefined && { caption: String(part.caption) }) })
        : await bot.sendMessage(chat, String(part.text ?? ''), { signal });
    return { kind: 'sent', message: sent.messageId };
  } catch (error) {
    if (error instanceof ZaloBotError) return outcomeOf(error);
    throw error;
  }
}

/** Why something failed, for the log and the operator: the code and Zalo's number, nothing of what was sent. */
export const reasonOf = ({ code, errorCode, status }: ZaloBotError): string => [code, errorCode ?? status].filter((part) => part !== null).join(' ');

/** Nobody knows what Zalo answers for a person who blocked the bot: nobody is marked as gone, a message that is refused for good is dead. */
function outcomeOf(error: ZaloBotError): Outcome {
  const reason = reasonOf(error);
  const afterMs = error.retryAfterMs !== undefined ? { afterMs: error.retryAfterMs } : {};
  switch (error.code) {
    case 'unauthorized':
      return { kind: 'down', reason };
    case 'invalid':
    case 'bad_request':
    case 'not_found':
      return { kind: 'dead', reason };
    case 'too_many':
      // The rate or the month's messages: both are the bot's, not the chat's.
      return { kind: 'retry', reason, wholeChannel: true, ...afterMs };
    default:
      return error.accepted === 'unknown' ? { kind: 'unknown', reason } : { kind: 'retry', reason, ...afterMs };
  }
}
