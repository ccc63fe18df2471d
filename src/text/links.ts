/** A piece of a text: plain words, or an address that somebody wrote. */
export type Piece = { text: string } | { text: string; host: string };

const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'“”]+/giu;
/** Signs that end the sentence, not the address. */
const TAIL = /[.,;:!?)\]…]+$/;

/** A text in pieces, the web addresses in it apart, with the host that each really leads to. Together they are the text. */
export function linksIn(text: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const written = match[0].replace(TAIL, '');
    const host = hostOf(written);
    if (host === null) continue;
    if (match.index > start) pieces.push({ text: text.slice(start, match.index) });
    pieces.push({ text: written, host });
    start = match.index + written.length;
  }
  if (start < text.length) pieces.push({ text: text.slice(start) });
  return pieces;
}

/** The host of an http(s) address as a browser reads it (international names as they are sent); null when it is no such address. */
export function hostOf(address: string): string | null {
  try {
    const { protocol, hostname } = new URL(/^https?:/i.test(address) ? address : `https://${address}`);
    return (protocol === 'https:' || protocol === 'http:') && hostname.includes('.') ? hostname : null;
  } catch {
    return null;
  }
}
