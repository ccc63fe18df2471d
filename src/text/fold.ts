const MARKS = /[\u0300-\u036f]/g;

/** Lower case, without diacritics, đ as d: "Đăng ký" → "dang ky". The result has as many words as the text. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase().replaceAll('đ', 'd');
}

// Composed letters with marks, đ among them, and marks that stand by themselves.
const MARKED = /[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]|[\u0300-\u036f]/;

/** Whether the writer used Vietnamese diacritics at all: then their absence on a word means something. */
export const hasDiacritics = (text: string): boolean => MARKED.test(text);

// y and i stand for the same sound after most consonants ("ký/kí", "sỹ/sĩ", "lý/lí"); a folded word is indexed with i.
const FINAL_Y = /^([bcdghklmnpqrstvx]{1,2})y$/;

/** One spelling of a folded word for matching: "ky" and "ki" meet in "ki". */
export const plainSpelling = (word: string): string => word.replace(FINAL_Y, '$1i');
