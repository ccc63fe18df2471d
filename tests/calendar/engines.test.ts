import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addWorkingMinutes,
  apologyBy,
  dueDate,
  explainDue,
  isWorkingDay,
  isWorkingTime,
  nextWorkingMoment,
  shiftWorkingDays,
  transferOn,
  workingDaysBetween,
  workingMinutesBetween,
} from '#src/calendar/index.ts';
import { engines, randomCase, randomInstant, randomSeed } from './randomCases.ts';
import { minuteAt } from './slowEngine.ts';

/** `CALENDAR_CASES=200000 npx vitest run tests/calendar/engines.test.ts` is the nightly size. */
const CASES = Number(process.env['CALENDAR_CASES'] ?? 2_000);
const TIMEOUT = 60_000 + CASES * 5;

test('the engine and the clerk who counts minutes agree on every due date', { timeout: TIMEOUT }, () => {
  fc.assert(
    fc.property(randomCase, ({ seed, received, term, interruptions }) => {
      const { calendar, slow } = engines(seed);
      const [fast, counted] = [dueDate(calendar, { received, term, interruptions }), slow.due(received, term, interruptions)];
      if (!fast.computed) {
        if (fast.because === 'text') throw new Error('a term in words was never given');
        const stopped = fast.because === 'paused' ? 'pause' : 'restart';
        expect({ stopped, left: fast.left }).toEqual(counted);
        return;
      }
      expect({ due: minuteAt(fast.due), zero: fast.dayZero }).toEqual(counted);
      expect(apologyBy(calendar, fast.due)).toBe(slow.apologyBy(minuteAt(fast.due)));
      expect(transferOn(calendar, received)).toBe(slow.transferOn(minuteAt(received)));
    }),
    { numRuns: CASES },
  );
});

test('what lies between two moments is counted alike, and every helper undoes its opposite', { timeout: TIMEOUT }, () => {
  const ahead = fc.integer({ min: 0, max: 30_000 });
  fc.assert(
    fc.property(randomSeed, randomInstant, ahead, (seed, from, minutes) => {
      const { calendar, slow } = engines(seed);
      const to = new Date(from.getTime() + minutes * 60_000);
      const worked = workingMinutesBetween(calendar, from, to);
      expect(worked).toBe(slow.minutesBetween(minuteAt(from), minuteAt(to)));
      expect(isWorkingTime(calendar, from)).toBe(slow.isWorkingMinute(minuteAt(from)));
      expect(workingDaysBetween(calendar, from, to)).toBe(slow.daysBetween(minuteAt(from), minuteAt(to)));
      expect(workingDaysBetween(calendar, to, from) + workingDaysBetween(calendar, from, to)).toBe(0);
      if (worked > 0) expect(workingMinutesBetween(calendar, from, addWorkingMinutes(calendar, from, worked))).toBe(worked);
      const opening = nextWorkingMoment(calendar, from);
      expect([isWorkingTime(calendar, opening), workingMinutesBetween(calendar, from, opening)]).toEqual([true, 0]);
      const shifted = shiftWorkingDays(calendar, opening, 7);
      expect(workingDaysBetween(calendar, opening, shifted)).toBe(7);
      expect(shiftWorkingDays(calendar, shifted, -7)).toBe(shiftWorkingDays(calendar, opening, 0));
    }),
    { numRuns: Math.ceil(CASES / 4) },
  );
});

test('the days that an explanation names are days off, and with the counted ones they make up the way', () => {
  fc.assert(
    fc.property(randomCase, ({ seed, received, term }) => {
      const { calendar } = engines(seed);
      const due = dueDate(calendar, { received, term });
      if (!due.computed) throw new Error('nothing stops it');
      const { skipped, worked } = explainDue(calendar, due);
      for (const { from, to } of skipped)
        expect([from <= to, isWorkingDay(calendar, from), isWorkingDay(calendar, to)]).toEqual([true, false, false]);
      for (const { date } of worked) expect(isWorkingDay(calendar, date)).toBe(true);
      if (term.unit === 'days' || term.unit === 'months' || term.unit === 'sameDay') return;
      const off = skipped.reduce((sum, { from, to }) => sum + (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1, 0);
      const start = due.moved === 'dayOff' ? -1 : 0;
      const way = (Date.parse(due.dueOn) - Date.parse(received.toLocaleDateString('sv', { timeZone: 'Asia/Ho_Chi_Minh' }))) / 86_400_000;
      const zeroCounted = due.moved === null ? 0 : 1;
      expect(way - start - off - zeroCounted).toBe(workingDaysBetween(calendar, due.dayZero, due.dueOn));
    }),
    { numRuns: 500 },
  );
});
