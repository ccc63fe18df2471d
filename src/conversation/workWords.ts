import type { SupplementItem } from '#src/dossiers/model.ts';
import { dayOf } from '#src/text/formats.ts';

/** "- ", "• ", "2) ", "a. " in front of an entry. */
const BULLET = /^(?:[-–•*+]|\d{1,2}[.)]|[a-z][.)])\s*/i;
const NAME = 300;

/**
 * What is missing, in one message: the reason on the first line and a paper on each line after it, or "reason: paper; paper". Null when no
 * paper is named.
 */
export function readSupplement(text: string): { reason: string; items: SupplementItem[] } | null {
  const lines = text.split('\n').flatMap((line) => line.trim() || []);
  const [first = '', ...rest] = lines;
  const colon = first.indexOf(':');
  const [reason, names] = rest.length > 0 ? [first, rest] : [first.slice(0, Math.max(0, colon)), first.slice(colon + 1).split(';')];
  const items = names.flatMap((name) => name.trim().replace(BULLET, '').slice(0, NAME) || []).map((name) => ({ name }));
  return reason.trim() && items.length > 0 ? { reason: reason.trim().replace(/:$/, ''), items } : null;
}

const WRITTEN = /^\D*?(\d{1,2})[/.\-\s](\d{1,2})(?:[/.\-\s](\d{4}))?\D*$/;

/** A day written as "1/12/2026", "1/12" (the next one to come) or "2026-12-01"; null when it is none. */
export function readDay(text: string, now: Date): string | null {
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null;
  const [, day, month, year] = iso ? [] : (WRITTEN.exec(text.trim()) ?? []);
  if (!iso && (!day || !month)) return null;
  const today = dayOf(now);
  const of = (each: string) => `${each}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  const thisYear = today.slice(0, 4);
  const named = iso ?? (year ? of(year) : of(thisYear) >= today ? of(thisYear) : of(String(Number(thisYear) + 1)));
  const at = new Date(`${named}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(named) ? named : null;
}
