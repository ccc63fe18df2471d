import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixedClock, parseClock, shiftedClock, systemClock } from './clock.ts';

test('no setting is the time of the machine', () => {
  expect(parseClock('')).toBe(systemClock);
  const before = Date.now();
  expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before);
});

test('a time stands still', () => {
  const clock = parseClock('2026-03-09T09:15:00+07:00');
  expect(clock?.now().toISOString()).toBe('2026-03-09T02:15:00.000Z');
  expect(clock?.now()).toEqual(clock?.now());
});

test('a time with + runs on from there', () => {
  const clock = parseClock('+2030-01-01T00:00:00Z');
  const now = clock?.now().getTime() ?? 0;
  expect(now).toBeGreaterThanOrEqual(Date.parse('2030-01-01T00:00:00Z'));
  expect(now).toBeLessThan(Date.parse('2030-01-02T00:00:00Z'));
});

test.each(['soon', '5', 'hello 5', '2026-02-31', '2026-13-01', '2026-03-09T25:00', '09/03/2026', '++2026-03-09', '2026-03-09 09:15'])(
  'what is not a date is refused rather than guessed: %s',
  (setting) => expect(parseClock(setting)).toBeNull(),
);

test('every instant can be set', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }), (at) => {
      expect(parseClock(at.toISOString())?.now()).toEqual(at);
    }),
  );
});

test('whoever changes the date that a clock gave does not change the clock', () => {
  const clock = fixedClock(new Date('2026-01-01T00:00:00Z'));
  clock.now().setFullYear(1990);
  expect(clock.now().getFullYear()).toBe(2026);
  expect(shiftedClock(new Date('2026-06-01T00:00:00Z')).now().getFullYear()).toBe(2026);
});
