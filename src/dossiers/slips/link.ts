/** Where a slip's QR leads: to our page, else into the chat, else nowhere but back to the assistant as a photo. */
export interface SlipLinks {
  /** Without a slash at its end. */
  publicUrl: string | undefined;
  /** The Telegram bot's name, without "@". */
  telegram?: string | undefined;
}

const TOKEN = /^[A-Za-z0-9_-]{16,62}$/;
/** The payload of a link that opens a chat at a dossier (conversation/startLink.ts): the mark and the token. */
const MARK = 'd-';

/** What the QR of a slip holds: nothing of the dossier but its unguessable token. Null where there is none. */
export function slipLink({ publicUrl, telegram }: SlipLinks, token: string | null): string | null {
  if (token === null) return null;
  if (publicUrl) return `${publicUrl}/ho-so?k=${token}`;
  return telegram ? `https://t.me/${telegram}?start=${MARK}${token}` : `${MARK}${token}`;
}

/** The start payload of a dossier ("d-…") in the text of a QR; null when the QR is none of a slip. */
export function readSlipLink(text: string): string | null {
  if (text.length > 500) return null;
  const bare = text.startsWith(MARK) ? text.slice(MARK.length) : null;
  const url = bare === null && URL.canParse(text) ? new URL(text) : null;
  const started = url?.searchParams.get('start');
  const token =
    bare ?? (url?.pathname === '/ho-so' ? url.searchParams.get('k') : null) ?? (started?.startsWith(MARK) ? started.slice(MARK.length) : null);
  return token !== null && TOKEN.test(token) ? MARK + token : null;
}
