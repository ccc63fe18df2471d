/** Where a text may be cut, best first: between paragraphs, lines, sentences ("Điều 5. …" and "1. …" are none), words. */
const BOUNDARIES = [
  /\s*\n\s*\n\s*(?![\p{M}\u200d])/gu,
  /[^\S\n]*\n\s*(?![\p{M}\u200d])/gu,
  /(?<=[^\s\d.][.!?…]+["'”’»)\]]*)\s+(?![\p{M}\u200d])/gu,
  /\s+(?![\p{M}\u200d])/gu,
];
/** Spaces at the beginning, but for one that carries a combining mark. */
const LEADING = /^\s+(?![\p{M}\u200d])/u;
/** Longest cluster of marks that is kept whole, in UTF-16 units; a flag or a family of emoji has fewer than 30. */
const LONGEST_CLUSTER = 64;

const graphemes = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/** The last boundary of a kind within the limit, or 0. */
function lastBoundary(window: string, boundary: RegExp): number {
  let last = 0;
  for (const match of window.matchAll(boundary)) last = match.index;
  return last;
}

function cutOf(text: string, limit: number): number {
  const window = text.slice(0, limit + 1);
  let word = 0;
  for (const boundary of BOUNDARIES) {
    word = lastBoundary(window, boundary);
    // A good boundary is worth a shorter part, but not one under half.
    if (word >= limit / 2) return word;
  }
  if (word > 0) return word;
  const cluster = graphemes.segment(text.slice(0, limit + LONGEST_CLUSTER)).containing(limit)?.index ?? limit;
  if (cluster > 0) return cluster;
  return /[\ud800-\udbff]/.test(text[limit - 1] as string) ? limit - 1 : limit;
}

/**
 * A text as parts of at most `limit` UTF-16 units (2 or more), in order, for channels that take no longer message. Cuts where a
 * reader would: at a paragraph, else a line, a sentence, a word; a word longer than the limit is cut between characters as they are
 * seen, never inside a surrogate pair or between a letter and its marks. Only the white space at a cut is lost. Nothing for a blank text.
 */
export function splitText(text: string, limit: number): string[] {
  if (limit < 2) throw new RangeError('limit');
  const parts: string[] = [];
  let rest = text.replace(LEADING, '').trimEnd();
  while (rest.length > limit) {
    const cut = cutOf(rest, limit);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).replace(LEADING, '');
  }
  return rest === '' ? parts : [...parts, rest];
}
