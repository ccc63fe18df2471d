import { randomInt } from 'node:crypto';
import { dayOf } from '#src/text/formats.ts';

/** Without letters and digits that are taken for one another when read aloud or copied by hand. */
const LETTERS = 'ACDEFGHJKMNPQRTUVWXY34679';
const RANDOM = 6;
const CODE = new RegExp(String.raw`(?<![\p{L}\p{N}])PA\s*-?\s*(\d{6})\s*-?\s*([${LETTERS}]{${RANDOM}})(?![\p{L}\p{N}])`, 'iu');

/** "PA-261128-K7M3QX": the day in Viet Nam and a random part, so that no code can be guessed from another (25⁶ a day). */
export function newFeedbackCode(at: Date): string {
  const random = Array.from({ length: RANDOM }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `PA-${dayOf(at).slice(2).replaceAll('-', '')}-${random}`;
}

/** The first feedback code anywhere in a text, normalised; null when there is none. */
export function findFeedbackCode(text: string): string | null {
  const [, day, random] = CODE.exec(text.replace(/[\u2010-\u2015\u2212]/g, '-')) ?? [];
  return day && random ? `PA-${day}-${random.toUpperCase()}` : null;
}
