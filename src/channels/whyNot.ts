import type { Why, WhyNot } from '#src/delivery/undelivered.ts';
import { GONE as TELEGRAM_GONE } from './telegram/send.ts';
import { outcomeOf } from './zalo-oa/outcome.ts';

/** What a code of Zalo's comes down to, whenever it came. */
function zaloWhy(code: number): Why {
  const outcome = outcomeOf(code, 'message', new Date(0));
  if (outcome.kind === 'closed') return 'closed';
  if (outcome.kind === 'dead') return outcome.gone ? 'gone' : 'refused';
  return 'inVain';
}

/** From what the channels noted for operators: a platform's code or text. */
export const whyNot: WhyNot = ({ state, reason }) => {
  if (state === 'aside') return 'failed';
  if (reason === null) return 'notNoted';
  if (state === 'unknown') return reason === 'interrupted' ? 'interrupted' : 'unanswered';
  const [, zalo] = /^zalo(-?\d+)$/.exec(reason) ?? [];
  if (zalo) return zaloWhy(Number(zalo));
  if (reason === 'zaloOaWindow') return 'closed';
  if (/^(?:gone|conversationGone)$|^403\b/.test(reason) || TELEGRAM_GONE.test(reason)) return 'gone';
  if (/^(?:400\b|413\b|invalid|bad_request|not_found|unrenderable)/.test(reason)) return 'refused';
  return 'inVain';
};
