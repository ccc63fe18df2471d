import fc from 'fast-check';
import {
  type Calendar,
  type CalendarDay,
  DEFAULT_POLICY,
  type Interruption,
  makeCalendar,
  type Term,
  type WorkingTimePolicy,
} from '#src/calendar/index.ts';
import { SlowEngine } from './slowEngine.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.parse('2024-01-01T00:00:00+07:00');
const LAST = Date.parse('2031-12-31T23:59:00+07:00');

/** Numbers below 1 that follow from a seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SESSIONS = [
  ['07:30-11:30', '13:00-17:00'],
  ['07:00-11:30', '13:30-17:00'],
  ['08:00-12:00', '13:30-17:15'],
  ['08:00-16:00'],
  ['07:15-10:00', '10:20-11:45', '13:05-16:58'],
];

/** An invented authority: days off of 2023 to 2034 at random, in blocks, swapped, proposed; hours and choices of its own. */
function authority(seed: number): { days: CalendarDay[]; policy: WorkingTimePolicy } {
  const next = numbersFrom(seed);
  const one = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const days = new Map<string, CalendarDay>();
  const put = (day: number, kind: CalendarDay['kind']) => {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    days.set(date, { date, kind, name: 'ngày thử', status: next() < 0.15 ? 'proposed' : 'official', source: 'thử' });
  };
  for (let year = 2023; year <= 2034; year++) {
    const start = Date.UTC(year, 0, 1) / DAY_MS;
    for (let at = 0; at < 8; at++) put(start + Math.floor(next() * 365), one(['holiday', 'inLieu', 'swap', 'closure']));
    const block = start + Math.floor(next() * 350);
    for (let at = 0; at < 5 + next() * 8; at++) put(block + at, 'holiday');
    for (let at = 0; at < 5; at++) put(start + Math.floor(next() * 365), 'extraWorking');
  }
  const seasons = [[], [], [{ from: '04-16', to: '10-15', sessions: one(SESSIONS) }], [{ from: '11-01', to: '02-29', sessions: one(SESSIONS) }]];
  const policy: WorkingTimePolicy = {
    ...DEFAULT_POLICY,
    sessions: one(SESSIONS),
    seasons: one(seasons),
    weeklyRest: one([[6, 7], [6, 7], [7], []]),
    afterClosing: one(['nextDay', 'nextDay', 'sameDay']),
    timeOfDay: one(['closing', 'closing', 'closing', 'preserve']),
    rollForward: next() < 0.8,
    transferCutoff: one(['15:00', '15:30', '10:00']),
    sameDayCutoff: one(['15:00', '16:00', '11:00']),
    countProposed: next() < 0.3,
  };
  return { days: [...days.values()], policy };
}

const made = new Map<number, { calendar: Calendar; slow: SlowEngine }>();

/** Both engines over the same invented authority. */
export function engines(seed: number): { calendar: Calendar; slow: SlowEngine } {
  let both = made.get(seed);
  if (!both) {
    const { days, policy } = authority(seed);
    both = { calendar: makeCalendar({ days, officialYears: [2024, 2025, 2026], policy }), slow: new SlowEngine(days, policy) };
    made.set(seed, both);
  }
  return both;
}

/** Instants to the minute: anywhere in 2024-2031, and often at the hours where a rule turns. */
const EDGES = [0, 7 * 60 + 29, 450, 11 * 60 + 30, 690, 780, 15 * 60, 15 * 60 + 1, 17 * 60, 17 * 60 + 1, 1439];
const instant = fc.oneof(
  fc.integer({ min: FIRST / 60_000, max: LAST / 60_000 }),
  fc.tuple(fc.integer({ min: 0, max: 2921 }), fc.constantFrom(...EDGES)).map(([day, minute]) => FIRST / 60_000 + day * 1440 + minute),
);
const term: fc.Arbitrary<Exclude<Term, { unit: 'text' }>> = fc.oneof(
  fc.integer({ min: 1, max: 60 }).map((value) => ({ unit: 'workingDays' as const, value })),
  fc.integer({ min: 1, max: 80 }).map((quarters) => ({ unit: 'workingDays' as const, value: quarters / 4 })),
  fc.integer({ min: 1, max: 160 }).map((halves) => ({ unit: 'workingHours' as const, value: halves / 2 })),
  fc.integer({ min: 1, max: 90 }).map((value) => ({ unit: 'days' as const, value })),
  fc.integer({ min: 1, max: 14 }).map((value) => ({ unit: 'months' as const, value })),
  fc.constant({ unit: 'sameDay' as const }),
);
/** Minutes after receipt at which it begins (rarely before), how long it lasts (or for good), and what it does. */
const interruption = fc.record({
  after: fc.oneof(
    fc.integer({ min: -2000, max: 40_000 }),
    fc.integer({ min: 0, max: 30 }).map((days) => days * 1440),
  ),
  lasts: fc.option(fc.integer({ min: 0, max: 30_000 }), { freq: 12 }),
  effect: fc.constantFrom('pause' as const, 'pause' as const, 'restart' as const),
});

export const randomInstant = instant.map((minute) => new Date(minute * 60_000));
export const randomSeed = fc.integer({ min: 0, max: 149 });
export const randomCase = fc
  .record({ seed: randomSeed, received: instant, term, interruptions: fc.array(interruption, { maxLength: 3 }) })
  .map(({ seed, received, term, interruptions }) => ({
    seed,
    received: new Date(received * 60_000),
    term,
    interruptions: interruptions.map(({ after, lasts, effect }): Interruption => {
      const from = received + after;
      return { from: new Date(from * 60_000), to: lasts === null ? null : new Date((from + lasts) * 60_000), effect };
    }),
  }));
