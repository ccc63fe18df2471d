import type { Undelivered } from '#src/delivery/undelivered.ts';
import { GONE as TELEGRAM_GONE } from './telegram/send.ts';
import { outcomeOf } from './zalo-oa/outcome.ts';

export type Why = 'gone' | 'closed' | 'refused' | 'inVain' | 'unanswered' | 'interrupted' | 'failed' | 'notNoted';

/** What a code of Zalo's comes down to, whenever it came. */
function zaloWhy(code: number): Why {
  const outcome = outcomeOf(code, 'message', new Date(0));
  if (outcome.kind === 'closed') return 'closed';
  if (outcome.kind === 'dead') return outcome.gone ? 'gone' : 'refused';
  return 'inVain';
}

/**
 * Why a message came to nothing, as far as somebody at a desk must know, from what the channels noted for operators: a platform's code or
 * text. `notNoted` where nothing was noted.
 */
export function whyNot({ state, reason }: Pick<Undelivered, 'state' | 'reason'>): Why {
  if (state === 'aside') return 'failed';
  if (reason === null) return 'notNoted';
  if (state === 'unknown') return reason === 'interrupted' ? 'interrupted' : 'unanswered';
  const [, zalo] = /^zalo(-?\d+)$/.exec(reason) ?? [];
  if (zalo) return zaloWhy(Number(zalo));
  if (reason === 'zaloOaWindow') return 'closed';
  if (/^(?:gone|conversationGone)$|^403\b/.test(reason) || TELEGRAM_GONE.test(reason)) return 'gone';
  if (/^(?:400\b|413\b|invalid|bad_request|not_found|unrenderable)/.test(reason)) return 'refused';
  return 'inVain';
}
