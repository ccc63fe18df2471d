import { addDays, weekdayOf } from '#src/directory/openingHours.ts';
import { clean } from '#src/text/clean.ts';
import { fold, hasDiacritics } from '#src/text/fold.ts';

/** A day on which somebody means to hand in, as people name it: weekdays from 1 Monday, `weeks` from this one; without it the next such day. */
export type FilingDay =
  | { kind: 'ahead'; days: number }
  | { kind: 'weekday'; weekday: number; weeks: number | null }
  | { kind: 'date'; day: number; month: number | null; year: number | null };

/** "If I hand it in on that day, when is it ready?" */
export interface Filing {
  day: FilingDay;
  part: 'morning' | 'afternoon' | null;
  /** What is left of the message, asking for the time alone: it may name a procedure. */
  question: string;
}

/** Words of handing in; see prisma/language/filing.yaml. */
export type FilingCues = Record<
  | 'bare'
  | 'acts'
  | 'asks'
  | 'howLong'
  | 'outcomes'
  | 'not'
  | 'glue'
  | 'nextWeek'
  | 'thisWeek'
  | 'after'
  | 'day'
  | 'week'
  | 'notTomorrow'
  | 'morning'
  | 'afternoon',
  string[]
> & {
  question: string;
  days: Record<string, string[]>;
  weekdays: Record<string, string[]>;
  numbers: Record<string, number>;
};

/** A longer message tells a story around its question. */
const MOST_WORDS = 24;
/** Nobody plans further, and a number beyond is none of a day. */
const MOST_AHEAD = 366;
const YEARS: [number, number] = [2000, 2098];

interface Span {
  from: number;
  to: number;
}
interface FoundDay extends Span {
  day: FilingDay;
}

const anyOf = (texts: string[]): string =>
  `(?:${texts
    .map(fold)
    .sort((a, b) => b.length - a.length)
    .join('|')})`;
const word = (pattern: string, flags = ''): RegExp => new RegExp(`(?<![a-z0-9/])${pattern}(?![a-z0-9/])`, flags);

/** Prepares the words once; the result reads the day of handing in from a message that asks when it would be ready, else null. Pure. */
export function createFilingReader(cues: FilingCues): (message: string) => Filing | null {
  const asks = word(`(?:${anyOf(cues.asks)}|${anyOf(cues.howLong)})`);
  const howLong = word(anyOf(cues.howLong));
  const outcome = word(anyOf(cues.outcomes));
  const answered = new RegExp(`^ (?:thi )?${anyOf(cues.outcomes)}(?![a-z0-9])`);
  const files = word(`(?:${anyOf(cues.bare)}|${anyOf(cues.acts)})`);
  const bare = word(anyOf(cues.bare), 'g');
  const glue = word(anyOf(cues.glue), 'g');
  const not = word(anyOf(cues.not));
  const parts = { morning: word(anyOf(cues.morning)), afternoon: word(anyOf(cues.afternoon)) };
  const count = `(\\d{1,3}|${anyOf(Object.keys(cues.numbers))})`;
  const numbers = new Map(Object.entries(cues.numbers).map(([text, number]) => [fold(text), number]));
  const numberOf = (text = ''): number => numbers.get(text) ?? Number(text);
  const shift = `(?: (?:(${anyOf(cues.nextWeek)})|(${anyOf(cues.thisWeek)})))?`;
  const part = `(?:(?:buoi )?(?:${anyOf(cues.morning)}|${anyOf(cues.afternoon)}) )?`;

  /** The ways to name a day, the surest first; each makes a day of what it found. */
  const ways: [RegExp, (found: RegExpExecArray) => FilingDay | null][] = [
    [/(?<![\d/])(?:ngay |hom )?(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?(?![\d/])/, (found) => dateOf(found[1], found[2], found[3])],
    [word('(?:ngay |mung |mong )(\\d{1,2}) thang (\\d{1,2})(?: nam (\\d{4}))?'), (found) => dateOf(found[1], found[2], found[3])],
    ...Object.entries(cues.weekdays).map(([weekday, texts]): (typeof ways)[number] => [
      word(`${part}${anyOf(texts)}${shift}`),
      (found) => ({ kind: 'weekday', weekday: Number(weekday), weeks: found[1] ? 1 : found[2] ? 0 : null }),
    ]),
    [word(`(?:in )?${count} ${anyOf(cues.week)}(?: ${anyOf(cues.after)})`), (found) => aheadOf(7 * numberOf(found[1]))],
    [word(`in ${count} ${anyOf(cues.week)}`), (found) => aheadOf(7 * numberOf(found[1]))],
    [word(`${count} ${anyOf(cues.day)}(?: ${anyOf(cues.after)})`), (found) => aheadOf(numberOf(found[1]))],
    [word(`in ${count} ${anyOf(cues.day)}`), (found) => aheadOf(numberOf(found[1]))],
    ...Object.entries(cues.days)
      .reverse()
      .map(([days, texts]): (typeof ways)[number] => [
        word(`${part}${anyOf(texts)}(?! ${anyOf(cues.notTomorrow)})`),
        () => ({ kind: 'ahead', days: Number(days) }),
      ]),
    [word(anyOf(cues.nextWeek)), () => ({ kind: 'ahead', days: 7 })],
    [word('ngay (\\d{1,2})'), (found) => dateOf(found[1])],
  ];

  const dayIn = (folded: string): FoundDay | null => {
    for (const [pattern, make] of ways) {
      const found = pattern.exec(folded);
      const day = found && make(found);
      if (found && day) return { day, from: found.index, to: found.index + found[0].length };
    }
    return null;
  };

  return (message) => {
    const text = clean(message);
    const folded = fold(text);
    const asked = asks.exec(folded);
    if (!asked || not.test(folded) || folded.split(' ').length > MOST_WORDS) return null;
    const [from, to] = [asked.index, asked.index + asked[0].length];
    const [before, after] = [folded.slice(0, from), folded.slice(to)];
    const said = answered.exec(after)?.[0].length ?? 0;
    if (!howLong.test(asked[0]) && !outcome.test(after)) return null;
    // The day of handing in stands with it, on one side of the question: "khi nào nộp để thứ hai có" is another question.
    const side = [
      { at: 0, words: before },
      { at: to, words: said > 0 ? after : '' },
    ].find(({ words }) => files.test(words) && dayIn(words));
    if (!side) return null;
    const found = dayIn(side.words) as FoundDay;
    const named = side.words.slice(found.from, found.to);
    // "Mái" is a roof, and no "mai".
    const typed = text.slice(side.at + found.from, side.at + found.to).toLowerCase();
    if (found.day.kind === 'ahead' && /^\p{L}+$/u.test(typed) && hasDiacritics(typed)) return null;
    const taken = [
      { from: side.at + found.from, to: side.at + found.to },
      { from, to: to + said },
      ...[...folded.matchAll(bare), ...folded.matchAll(glue)].map((match) => ({ from: match.index, to: match.index + match[0].length })),
    ];
    // Folding a letter may change its length: then what is left is read without diacritics.
    const left = without(folded.length === text.length ? text : folded, taken);
    const question = hasDiacritics(left) || left === '' ? cues.question : fold(cues.question);
    return {
      day: found.day,
      part: parts.morning.test(named) ? 'morning' : parts.afternoon.test(named) ? 'afternoon' : null,
      question: `${left} ${question}`.trim(),
    };
  };
}

const aheadOf = (days: number): FilingDay | null => (days > 0 && days <= MOST_AHEAD ? { kind: 'ahead', days } : null);

function dateOf(dayText?: string, monthText?: string, yearText?: string): FilingDay | null {
  const [day, month] = [Number(dayText), monthText === undefined ? null : Number(monthText)];
  const year = yearText === undefined ? null : Number(yearText) + (yearText.length === 2 ? 2000 : 0);
  const possible =
    day >= 1 && day <= 31 && (month === null || (month >= 1 && month <= 12)) && (year === null || (year >= YEARS[0] && year <= YEARS[1]));
  return possible ? { kind: 'date', day, month, year } : null;
}

/** The text without the spans, which may overlap, and with single spaces. */
function without(text: string, spans: Span[]): string {
  const kept = [...text].length === text.length ? [...text] : text.split('');
  for (const { from, to } of spans) kept.fill(' ', from, to);
  return kept
    .join('')
    .replace(/[?？!,]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
}

const iso = (year: number, month: number, day: number): string => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
const exists = (date: string): boolean => !Number.isNaN(Date.parse(date)) && addDays(date, 0) === date;

/**
 * The day that is meant, as an ISO day; null when the calendar has no such day (31/02). A date without a year is the nearest to today, so that
 * one of last week is known to be past; a day of the month alone is the next.
 */
export function filingOn(named: FilingDay, today: string): string | null {
  if (named.kind === 'ahead') return addDays(today, named.days);
  if (named.kind === 'weekday') {
    const ahead = named.weekday - weekdayOf(today);
    return addDays(today, named.weeks === null ? (ahead + 7) % 7 : ahead + 7 * named.weeks);
  }
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  if (named.month === null) {
    const months = Array.from({ length: 3 }, (_, at) => iso(year + Math.floor((month - 1 + at) / 12), ((month - 1 + at) % 12) + 1, named.day));
    return months.find((date) => date >= today && exists(date)) ?? null;
  }
  const dates = (named.year === null ? [year - 1, year, year + 1] : [named.year]).map((y) => iso(y, named.month as number, named.day));
  const away = (date: string) => Math.abs(Date.parse(date) - Date.parse(today));
  return dates.filter(exists).sort((a, b) => away(a) - away(b))[0] ?? null;
}
