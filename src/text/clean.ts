/** Longest message that is read, in UTF-16 units; what a citizen types by hand is far shorter. */
export const LONGEST_MESSAGE = 4000;

// Zero-width characters, joiners, direction marks, variation selectors, soft hyphens and control characters but for line breaks.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const INVISIBLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ufe00-\ufe0f]/g;
/** Halves of characters of two units: no text, and no database takes them. */
export const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Words of composed Latin letters, ASCII and usual punctuation, one space between: nothing to clean, as nearly always. */
function isClean(text: string): boolean {
  let before = 0x20;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const usual = (unit >= 0x20 && unit < 0x7f) || (unit > 0xa0 && unit < 0x250 && unit !== 0xad) || (unit >= 0x1e00 && unit < 0x1f00);
    if (!usual || (unit === 0x20 && before === 0x20)) return false;
    before = unit;
  }
  return before !== 0x20 && text.length <= LONGEST_MESSAGE;
}

/** What a person meant to send: NFC, visible characters only, single spaces, cut to LONGEST_MESSAGE. May be empty. */
export function clean(text: string): string {
  if (isClean(text)) return text;
  return (
    text
      .slice(0, LONGEST_MESSAGE * 2)
      .replace(LONE_SURROGATE, '')
      .replace(INVISIBLE, (mark) => (mark === '\u200b' || mark === '\u2028' || mark === '\u2029' || mark < ' ' ? ' ' : ''))
      .normalize('NFC')
      .replace(/[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .trim()
      .slice(0, LONGEST_MESSAGE)
      // The cut may have gone through a character of two units, or left a space at the end.
      .replace(LONE_SURROGATE, '')
      .trimEnd()
  );
}
