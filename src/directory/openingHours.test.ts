import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agency } from './agency.ts';
import { addDays, between, clockOf, hoursOn, localTime, lunchBreak, minutesOf, openAt, sessionsOf, weekdayOf } from './openingHours.ts';

const DAY = ['07:30-11:30', '13:00-17:00'];
const office = agency.parse({
  id: 'one-stop',
  name: 'A',
  hours: { 1: DAY, 2: DAY, 3: DAY, 4: DAY, 5: DAY },
  specialDays: [
    { from: '2026-11-24', reason: 'holiday' },
    { from: '2026-11-28', sessions: ['07:30-11:30'], reason: 'working Saturday' },
    { from: '2027-02-05', to: '2027-02-10', reason: 'new year' },
  ],
});
const MONDAY = '2026-11-23';
const at = (day: string, clock: string) => openAt(office, { day, minutes: minutesOf(clock) });

test('Vietnamese time does not depend on where the server stands', () => {
  expect(localTime(new Date('2026-11-22T17:05:00Z'))).toEqual({ day: MONDAY, minutes: 5 });
  expect(localTime(new Date('2026-11-23T09:00:00+07:00'))).toEqual({ day: MONDAY, minutes: 540 });
});

describe('around lunch', () => {
  test.each([
    ['07:29', { open: false, reason: null, next: { day: MONDAY, weekday: 1, at: 450 } }],
    ['07:30', { open: true, until: 690 }],
    ['11:29', { open: true, until: 690 }],
    ['11:30', { open: false, reason: null, next: { day: MONDAY, weekday: 1, at: 780 } }],
    ['12:59', { open: false, reason: null, next: { day: MONDAY, weekday: 1, at: 780 } }],
    ['13:00', { open: true, until: 1020 }],
  ])('at %s', (clock, state) => {
    expect(at(MONDAY, clock)).toEqual(state);
  });

  test('the break lies between the sessions on both sides of noon', () => {
    expect(lunchBreak(sessionsOf(DAY))).toEqual({ from: 690, to: 780 });
    expect(lunchBreak(sessionsOf(['07:30-11:30']))).toBeNull();
    expect(lunchBreak(sessionsOf(['07:30-17:00']))).toBeNull();
    expect(lunchBreak(sessionsOf(['07:30-09:00', '09:30-11:30', '13:00-17:00']))).toEqual({ from: 690, to: 780 });
  });
});

describe('days that go otherwise', () => {
  test('after closing on Monday it opens on Wednesday, because Tuesday is a holiday', () => {
    expect(at(MONDAY, '17:00')).toMatchObject({ open: false, next: { day: '2026-11-25', weekday: 3, at: 450 } });
  });

  test('the holiday itself is closed, and says why', () => {
    expect(at('2026-11-24', '09:00')).toMatchObject({ open: false, reason: 'holiday' });
    expect(hoursOn(office, '2026-11-24')).toMatchObject({ sessions: [], reason: 'holiday' });
  });

  test('Saturday is closed, but for the one that is worked', () => {
    expect(hoursOn(office, '2026-12-05')).toMatchObject({ weekday: 6, sessions: [], reason: null });
    expect(at('2026-11-28', '08:00')).toEqual({ open: true, until: 690 });
  });

  test('a closure of several days holds from its first to its last day', () => {
    for (const day of ['2027-02-05', '2027-02-08', '2027-02-10']) expect(hoursOn(office, day)?.reason).toBe('new year');
    expect(hoursOn(office, '2027-02-11')?.sessions).toHaveLength(2);
  });
});

test('where the hours are not known nothing is said of them', () => {
  const unknown = agency.parse({ id: 'a', name: 'A' });
  expect(hoursOn(unknown, MONDAY)).toBeNull();
  expect(openAt(unknown, { day: MONDAY, minutes: 540 })).toBeNull();
});

test('where it never opens there is no next opening', () => {
  expect(openAt({ hours: {}, specialDays: [] }, { day: MONDAY, minutes: 540 })).toEqual({ open: false, reason: null, next: null });
});

test('open at a minute is to lie in a session of the day, and the next opening lies ahead', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 1439 }), (days, minutes) => {
      const day = addDays(MONDAY, days);
      const state = openAt(office, { day, minutes });
      const inside = hoursOn(office, day)?.sessions.some(({ from, to }) => from <= minutes && minutes < to);
      expect(state?.open).toBe(inside);
      if (state && !state.open && state.next) {
        expect(`${state.next.day} ${clockOf(state.next.at)}` > `${day} ${clockOf(minutes)}`).toBe(true);
        expect(openAt(office, { day: state.next.day, minutes: state.next.at })?.open).toBe(true);
      }
    }),
  );
});

test('weekdays run from 1 Monday to 7 Sunday', () => {
  expect([0, 1, 2, 3, 4, 5, 6].map((days) => weekdayOf(addDays(MONDAY, days)))).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('a part of the day takes what of the sessions lies in it', () => {
  expect(between(sessionsOf(['07:30-17:00']), 720, 1080)).toEqual([{ from: 720, to: 1020 }]);
  expect(between(sessionsOf(DAY), 1080, 1440)).toEqual([]);
});
