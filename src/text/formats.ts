const ZONE = 'Asia/Ho_Chi_Minh';
const DATE = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: '2-digit', month: '2-digit', year: 'numeric' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hour12: false });
const NUMBER = new Intl.NumberFormat('vi-VN');

/** 22/11/2026, in Vietnamese time. */
export const formatDate = (at: Date): string => DATE.format(at);
/** 22/11/2026 09:05, in Vietnamese time. */
export const formatDateTime = (at: Date): string => `${DATE.format(at)} ${TIME.format(at)}`;
/** 2026-11-22, the day in Viet Nam: for comparing with dates of data. */
export const dayOf = (at: Date): string => DATE.format(at).split('/').reverse().join('-');
/** 7.678 */
export const formatNumber = (value: number): string => NUMBER.format(value);
/** "2026-07-18" as "18/07/2026"; a year, or anything else, as it is. */
export const formatIsoDate = (text: string): string => text.replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, '$3/$2/$1');

/** Cuts at a word and adds "…" when the text is longer than `limit` UTF-16 units. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // A character of two units is kept whole.
  const cut = text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > limit / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.…]+$/, '')}…`;
}
