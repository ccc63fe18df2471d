import { splitText } from '#src/text/split.ts';

/** A stretch of text in one look. `link` is an absolute http or https address. */
export interface Run {
  text: string;
  look?: 'bold' | 'italic';
  link?: string;
}

/** Telegram's limits: UTF-16 units after the markup has been read, and bytes with it (tdlib/telegram-bot-api refuses 32,768 and more). */
const LONGEST_TEXT = 4096;
const MOST_BYTES = 32_000;
const LONGEST_LINK = 2000;

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] as string);

export const isLink = (url: string): boolean => /^https?:\/\/[^\s]+$/i.test(url) && url.length <= LONGEST_LINK;

function markUp({ text, look, link }: Run): string {
  const tag = link && isLink(link) ? 'a' : look === 'bold' ? 'b' : look === 'italic' ? 'i' : null;
  if (!tag || text.trim() === '') return escapeHtml(text);
  return `<${tag}${tag === 'a' ? ` href="${escapeHtml(link as string)}"` : ''}>${escapeHtml(text)}</${tag}>`;
}

/** The markup of what stands between two places of the whole text. */
function slice(runs: Run[], from: number, to: number): string {
  let at = 0;
  let html = '';
  for (const run of runs) {
    const text = run.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (text !== '') html += markUp({ ...run, text });
    at += run.text.length;
  }
  return html;
}

/** The runs as texts in Telegram's HTML, each within its limits and with its tags closed, cut where a reader would. */
export function toMessages(runs: Run[], longest: number = LONGEST_TEXT): string[] {
  const whole = runs.map(({ text }) => text).join('');
  let from = 0;
  const messages = splitText(whole, longest).map((part) => {
    const start = whole.indexOf(part, from);
    from = start + part.length;
    return slice(runs, start, from);
  });
  return longest > 32 && messages.some((html) => Buffer.byteLength(html) > MOST_BYTES) ? toMessages(runs, Math.floor(longest / 2)) : messages;
}
