import { findPersonal } from './personal.ts';

/** What stands for a masked place, however long it was: its length would tell something too. */
export const MASK = '••••';

/**
 * A free text as it may be kept where no personal number was asked for: identity numbers, telephone numbers, e-mail addresses and bank cards
 * are gone, everything else stays. Masking again changes nothing.
 */
export function mask(text: string): string {
  let result = '';
  let start = 0;
  for (const { from, to } of findPersonal(text)) {
    result += text.slice(start, from) + MASK;
    start = to;
  }
  return result + text.slice(start);
}
