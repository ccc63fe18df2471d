/** Old Vietnamese encodings that are letters of Western Europe until their fonts are there. */
export type LegacyFont = 'TCVN3' | 'VNI';

/** TCVN3 (ABC, .VnTime): signs that are no letters stand inside words. */
const TCVN3 = /[A-Za-zÀ-ÿ][¨©ª«¬®µ¶·¸¹»¼½¾]|[®§][A-Za-zÀ-ÿ]/;
/** VNI: a vowel is followed by a second one that stands for its mark, pairs that Vietnamese does not have; ñ stands for đ. */
const VNI = /[Aa][áàåãäâéèúüëêÁÀÅÃÄÂÉÈÚÜËÊ]|[Ee][áàåãäâùøûõïÙØÛÕÏ]|[Uu][ùøûõïÙØÛÕÏ]|[OoÔô][åäâùøûïÅÄÂÙØÛÏ]|[Öö][ùøûõïôÙØÛÕÏÔ]|[Ññ][A-Za-zÀ-ÿ]/g;

/** Which of them a text is in; null for any other. Two signs of VNI are asked for: one alone stands in foreign names ("Ñandú"). */
export function legacyFontOf(text: string): LegacyFont | null {
  if (TCVN3.test(text)) return 'TCVN3';
  return (text.match(VNI)?.length ?? 0) >= 2 ? 'VNI' : null;
}
