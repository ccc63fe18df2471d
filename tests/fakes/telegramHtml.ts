/** A text after Telegram has read its markup; offsets and lengths in UTF-16 units. */
export interface Parsed {
  text: string;
  entities: { type: string; offset: number; length: number; url?: string }[];
}

const TYPES: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
};
const SIGNS: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const TOKEN = /<(\/?)([^\s>/]*)([^>]*)>|&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-f]{1,6}));|[^<&]+|[<&]/gi;

/** Reads `parse_mode: HTML` as the Bot API does; returns the end of its error text where it refuses. */
export function parseHtml(source: string): Parsed | string {
  let text = '';
  const entities: Parsed['entities'] = [];
  const open: { tag: string; offset: number; url?: string }[] = [];
  for (const [token, slash, name, rest, sign, decimal, hexadecimal] of source.matchAll(TOKEN)) {
    const at = () => Buffer.byteLength(source.slice(0, source.indexOf(token)));
    if (name !== undefined) {
      const tag = name.toLowerCase();
      if (slash) {
        const last = open.pop();
        if (!last) return `Unexpected end tag at byte offset ${at()}`;
        if (last.tag !== tag) return `Unmatched end tag at byte offset ${at()}, expected "</${last.tag}>", found "</${tag}>"`;
        const length = text.length - last.offset;
        const type = TYPES[tag] as string;
        if (length > 0 && (type !== 'text_link' || last.url))
          entities.push({ type, offset: last.offset, length, ...(last.url && { url: last.url }) });
      } else {
        if (!TYPES[tag]) return `Unsupported start tag "${tag}" at byte offset ${at()}`;
        const url = /href\s*=\s*"([^"]*)"/i.exec(rest ?? '')?.[1]?.replace(/&(lt|gt|amp|quot);/g, (_, known: string) => SIGNS[known] as string);
        open.push({ tag, offset: text.length, ...(url && /^(https?|tg|mailto|tel):/i.test(url) && { url }) });
      }
    } else if (token === '<') return `Unclosed start tag at byte offset ${at()}`;
    else if (sign) text += SIGNS[sign.toLowerCase()];
    else if (decimal || hexadecimal)
      text += String.fromCodePoint(Math.min(Number.parseInt(decimal ?? hexadecimal ?? '0', decimal ? 10 : 16), 0x10ffff));
    else text += token;
  }
  const left = open.at(-1);
  if (left) return `Can't find end tag corresponding to start tag "${left.tag}"`;
  return { text, entities };
}
