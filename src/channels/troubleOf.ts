import type { Trouble, TroubleOf } from '#src/delivery/trouble.ts';
import { outcomeOf } from './zalo-oa/outcome.ts';

/** In this order: what stands first is the surer sign. */
const SIGNS: readonly [RegExp, Trouble][] = [
  [/^zaloOaConsentLost$/, 'consent'],
  [/^zaloOaOtherAccount$/, 'otherAccount'],
  [/^webhook/, 'webhook'],
  [/^(?:database|not kept|zaloOaTokenNotKept)/, 'database'],
  [/^409\b/, 'twice'],
  [/\b429\b|^too_many/, 'tooMany'],
  [/^(?:401|403|404)\b|^http(?:401|403|404)$|^(?:unauthorized|not_found)/, 'credentials'],
  [/^(?:http ?)?5\d\d\b|^server|^notZalo$/, 'platform'],
  [/^(?:no answer|no_answer|unreachable|timeout|aborted|network|zaloOaTokenUnanswered)|^E[A-Z_]{4,}$/, 'network'],
];

/** From what the channels report of themselves: a platform's code or text, never shown to whoever is to act on it as the only word. */
export const troubleOf: TroubleOf = (reason) => {
  const [, zalo] = /^zalo(-?\d+)$/.exec(reason) ?? [];
  if (zalo) {
    const { kind } = outcomeOf(Number(zalo), 'message', new Date(0));
    return kind === 'down' ? 'consent' : kind === 'retry' ? 'tooMany' : 'unclear';
  }
  return SIGNS.find(([sign]) => sign.test(reason))?.[1] ?? 'unclear';
};
