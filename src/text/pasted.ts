import { LONE_SURROGATE } from './clean.ts';

const MARKUP =
  /<!--[\s\S]*?-->|<(style|script|xml|head|title)\b[\s\S]*?<\/\1\s*>|<!doctype[^>]*>|<\/?(?:html|body|head|meta|link|style|script|title|p|span|div|br|b|i|u|s|em|strong|font|a|ul|ol|li|h[1-6]|table|tbody|thead|tr|td|th|sup|sub|img|xml|[owvm]:[a-z]+)\b[^>]*>/gi;
const ENDS_LINE = /^<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6])\b/i;
const NAMED: Record<string, string> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ENTITY = /&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]{2,5}));/gi;

function character(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Text that was copied with its markup from Word or a web page, without it; any other text is returned as it is. */
function withoutMarkup(text: string): string {
  if (text.search(MARKUP) < 0) return text;
  return text
    .replace(MARKUP, (tag) => (ENDS_LINE.test(tag) ? '\n' : ''))
    .replace(ENTITY, (whole, decimal, hex, name) =>
      decimal ? character(Number(decimal)) : hex ? character(Number.parseInt(hex, 16)) : (NAMED[String(name).toLowerCase()] ?? whole),
    );
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const LINE_ENDS = /\r\n?|[\u000b\u000c\u2028\u2029]/g;
const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\uf000-\uf0ff]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above

/**
 * What somebody meant to put into a field of a form: without markup, invisible signs and Word's own bullets; NFC, single spaces, `\n` between
 * lines and none at the ends. Doing it again changes nothing.
 */
export function cleanField(text: string): string {
  return withoutMarkup(text)
    .replace(LONE_SURROGATE, '')
    .replace(LINE_ENDS, '\n')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(/[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
