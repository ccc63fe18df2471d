/** Longest message that is read, in UTF-16 units; what a citizen types by hand is far shorter. */
export const LONGEST_MESSAGE = 4000;

// Zero-width characters, joiners, direction marks, variation selectors, soft hyphens and control characters but for line breaks.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const INVISIBLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ufe00-\ufe0f]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** What a person meant to send: NFC, visible characters only, single spaces, cut to LONGEST_MESSAGE. May be empty. */
export function clean(text: string): string {
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
