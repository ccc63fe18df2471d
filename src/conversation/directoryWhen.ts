import type { Analyser } from '#src/text/analyse.ts';
import { fold } from '#src/text/fold.ts';
import { PhraseSet } from '#src/text/phrases.ts';

export const DAY_PARTS = ['lunch', 'morning', 'afternoon', 'evening'] as const;
export type DayPart = (typeof DAY_PARTS)[number];

/** A day as people name it: so many days from today, a weekday (1 Monday to 7 Sunday), or a date without a year. */
export type NamedDay = { kind: 'ahead'; days: number } | { kind: 'weekday'; weekday: number } | { kind: 'date'; day: number; month: number };

/** The time that a question is about; empty when it names none. */
export interface When {
  now: boolean;
  holiday: boolean;
  days: NamedDay[];
  part: DayPart | null;
  /** A time on the clock, in minutes since midnight. */
  at: number | null;
}

/** Words of time; see prisma/language/directory.yaml. */
export type WhenCues = Record<'now' | 'today' | 'tomorrow' | 'dayAfter' | 'weekend' | 'holiday' | DayPart, string[]> & {
  weekdays: Record<string, string[]>;
};

type Cue = { now: true } | { holiday: true } | { days: NamedDay[] } | { part: DayPart };

const CLOCK = /(?<![\d/])(\d{1,2}) ?(?:h|gio|g(?![a-z])|:) ?(\d{2}(?!\d)|ruoi)?/;
const HALF_PAST = /(?<![\d/])(\d{1,2}) ruoi/;
const IN_THE_AFTERNOON = /^\D{0,4}(chieu|toi)\b|^ ?pm\b/;
/** "24/24" and "24/7" are not dates. */
const DATE = /(?<![\d/])(?!24\/(?:24|7)\b)(\d{1,2})\/(\d{1,2})(?![\d/])/;
const MOST_DAYS = 3;

/** 1 to 6 is in the afternoon: nobody asks for an office at four in the night, and the answer repeats the time that was understood. */
const asOffice = (hour: number, afternoon: boolean): number => (hour < 12 && (afternoon || hour <= 6) ? hour + 12 : hour);

function clockIn(text: string): number | null {
  const found = CLOCK.exec(text) ?? HALF_PAST.exec(text);
  if (!found) return null;
  const hour = Number(found[1]);
  const minutes = found[2] === 'ruoi' || found[0].endsWith('ruoi') ? 30 : Number(found[2] ?? 0);
  if (hour < 1 || hour > 23 || minutes > 59) return null;
  return asOffice(hour, IN_THE_AFTERNOON.test(text.slice(found.index + found[0].length))) * 60 + minutes;
}

function dateIn(text: string): NamedDay[] {
  const found = DATE.exec(text);
  const [day, month] = [Number(found?.[1]), Number(found?.[2])];
  return found && day >= 1 && day <= 31 && month >= 1 && month <= 12 ? [{ kind: 'date', day, month }] : [];
}

/** Prepares the words of time once; the result reads the time that a message asks about. */
export function createWhenReader(cues: WhenCues, analyse: Analyser): (message: string) => When {
  const ahead = (days: number): Cue => ({ days: [{ kind: 'ahead', days }] });
  const weekday = (day: number): NamedDay => ({ kind: 'weekday', weekday: day });
  const entries: [texts: string[], cue: Cue][] = [
    [cues.now, { now: true }],
    [cues.holiday, { holiday: true }],
    [cues.today, ahead(0)],
    [cues.tomorrow, ahead(1)],
    [cues.dayAfter, ahead(2)],
    [cues.weekend, { days: [weekday(6), weekday(7)] }],
    ...Object.entries(cues.weekdays).map(([day, texts]): [string[], Cue] => [texts, { days: [weekday(Number(day))] }]),
    ...DAY_PARTS.map((part): [string[], Cue] => [cues[part], { part }]),
  ];
  const phrases = new PhraseSet<Cue>(
    entries.flatMap(([texts, cue]) => texts.map((text): [string, Cue] => [text, cue])),
    analyse,
  );
  return (message) => {
    const analysis = analyse(message);
    const found = phrases.find(analysis.words).map(({ value }) => value);
    const folded = fold(analysis.text);
    const days = [...dateIn(folded), ...found.flatMap((cue) => ('days' in cue ? cue.days : []))];
    const parts = new Set(found.flatMap((cue) => ('part' in cue ? cue.part : [])));
    return {
      now: found.some((cue) => 'now' in cue),
      holiday: found.some((cue) => 'holiday' in cue),
      days: days.filter((day, at) => days.findIndex((other) => JSON.stringify(other) === JSON.stringify(day)) === at).slice(0, MOST_DAYS),
      part: DAY_PARTS.find((part) => parts.has(part)) ?? null,
      at: clockIn(folded),
    };
  };
}
