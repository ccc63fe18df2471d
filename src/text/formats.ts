const ZONE = 'Asia/Ho_Chi_Minh';
const DATE = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: '2-digit', month: '2-digit', year: 'numeric' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hour12: false });
const NUMBER = new Intl.NumberFormat('vi-VN');

/**
 * From here to the end of the year 9999 Viet Nam's time is UTC+7 and nothing else, and a date is a sum: a list writes hundreds of them, and
 * asking `Intl` each time took longer than asking the database. What lies outside is asked of `Intl`.
 */
const PLAIN_FROM = Date.UTC(1976, 0, 1);
const PLAIN_TO = Date.UTC(9999, 11, 31);
const OFFSET = 7 * 3_600_000;

/** "2026-11-22T09:05…" in Viet Nam; null where that is no sum, or no date. */
function plain(at: Date): string | null {
  const time = at.getTime();
  return time >= PLAIN_FROM && time < PLAIN_TO ? new Date(time + OFFSET).toISOString() : null;
}

const turned = (day: string) => `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;

/** 22/11/2026, in Vietnamese time. */
export function formatDate(at: Date): string {
  const text = plain(at);
  return text ? turned(text) : DATE.format(at);
}

/** 22/11/2026 09:05, in Vietnamese time. */
export function formatDateTime(at: Date): string {
  const text = plain(at);
  return text ? `${turned(text)} ${text.slice(11, 16)}` : `${DATE.format(at)} ${TIME.format(at)}`;
}

/** 2026-11-22, the day in Viet Nam: for comparing with dates of data. */
export const dayOf = (at: Date): string => plain(at)?.slice(0, 10) ?? DATE.format(at).split('/').reverse().join('-');
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
