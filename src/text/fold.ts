// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII, which most texts without marks are made of
const PLAIN = /^[\u0000-\u007f]*$/;
const MARKS = /[\u0300-\u036f]/g;

/** Lower case, without diacritics, đ as d: "Đăng ký" → "dang ky". The result has as many words as the text. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase().replaceAll('đ', 'd');
}

/** Whether the writer used Vietnamese diacritics at all: then their absence on a word means something. */
export const hasDiacritics = (text: string): boolean => !PLAIN.test(text) && /[\u0300-\u036fđĐ]/.test(text.normalize('NFD'));

// y and i stand for the same sound after most consonants ("ký/kí", "sỹ/sĩ", "lý/lí"); a folded word is indexed with i.
const FINAL_Y = /^([bcdghklmnpqrstvx]{1,2})y$/;

/** One spelling of a folded word for matching: "ky" and "ki" meet in "ki". */
export const plainSpelling = (word: string): string => word.replace(FINAL_Y, '$1i');
