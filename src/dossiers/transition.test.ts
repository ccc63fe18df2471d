import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeCalendar } from '#src/calendar/index.ts';
import { at, CALENDAR_2026 } from '#tests/support/dossiers.ts';
import type { Act, ActBody } from './acts.ts';
import { BLANK } from './blank.ts';
import { standing } from './dueTime.ts';
import type { Dossier } from './model.ts';
import { recomputed } from './recompute.ts';
import { isRefusal } from './refusals.ts';
import { ACTIONS } from './rules.ts';
import { isFinal } from './states.ts';
import { type HistoryLine, transition } from './transition.ts';

const HOUR = 3_600_000;
const START = at('03-02 08:00');

/** The same calendar with one more day off. */
const withHoliday = (date: string, revision: number) =>
  makeCalendar({ days: [{ date, kind: 'holiday', name: 'x', status: 'official', source: 'x' }], officialYears: [2026], revision });

const step = fc.record({
  action: fc.constantFrom(...ACTIONS, 'holiday' as const),
  hours: fc.integer({ min: 0, max: 60 }),
  days: fc.integer({ min: 1, max: 15 }),
  legalBasis: fc.constantFrom('', 'Điều 8'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const bodyOf = (action: Exclude<Step['action'], 'holiday'>, now: Date, days: number): ActBody => {
  const newDueAt = new Date(now.getTime() + days * 24 * HOUR);
  return {
    action,
    typedDueAt: new Date(now.getTime() + days * 24 * HOUR),
    items: [{ name: 'x' }],
    newDueAt,
    unitId: 'a',
    fromUnitId: 'a',
    toUnitId: 'b',
    askedOf: 'c',
    late: false,
    paper: false,
  } as never;
};

interface Told {
  before: Dossier;
  after: Dossier;
  line: HistoryLine | null;
  now: Date;
}

/** Everything that happened to a dossier in a random life. */
function live(first: Partial<Dossier>, steps: Step[]): Told[] {
  let [calendar, dossier, now] = [CALENDAR_2026, { ...BLANK, unitId: 'a', submittedAt: START, lastEventAt: START, ...first }, START];
  const told: Told[] = [];
  for (const { action, hours, days, legalBasis } of steps) {
    now = new Date(now.getTime() + hours * HOUR);
    const before = Object.freeze({ ...dossier });
    if (action === 'holiday') {
      calendar = withHoliday(new Date(now.getTime() + days * 24 * HOUR).toISOString().slice(0, 10), calendar.revision + 1);
      if (dossier.clockStartedAt && !isFinal(dossier.state) && !dossier.resolvedAt) dossier = { ...dossier, ...recomputed(calendar, dossier) };
      told.push({ before, after: dossier, line: null, now });
      continue;
    }
    const act: Act = { at: now, recordedAt: now, actor: 'person:x', reason: 'x', legalBasis, ...bodyOf(action, now, days) };
    const outcome = transition(calendar, before, act);
    if (isRefusal(outcome)) continue;
    dossier = outcome.dossier;
    told.push({ before, after: dossier, line: outcome.line, now });
  }
  return told;
}

const first = fc.record({
  termValue: fc.constantFrom(1, 3, 5, 7.5, 15),
  termUnit: fc.constantFrom('workingDays' as const, 'days' as const, 'text' as const),
  supplementPolicy: fc.constantFrom('restart' as const, 'pause' as const),
});
/** A life that begins with an acceptance, so that most of it happens after. */
const life = fc.tuple(first, fc.array(step, { minLength: 5, maxLength: 40 })).map(([start, steps]) => {
  const whole = start.termUnit === 'workingDays' ? start : { ...start, termValue: Math.ceil(start.termValue) };
  return live(whole, [{ action: 'acceptDossier', hours: 1, days: 5, legalBasis: '' }, ...steps]);
});

const holds = (check: (told: Told) => void) =>
  fc.assert(
    fc.property(life, (told) => told.forEach(check)),
    { numRuns: 400 },
  );

describe('whatever is done to a dossier', () => {
  test('it is never overdue while its clock stands, unless it was when the clock was stopped', () =>
    holds(({ after, now }) => {
      if (after.pausedAt && standing(after, after.pausedAt) !== 'overdue')
        expect(standing(after, new Date(now.getTime() + 1000 * HOUR))).toBe('paused');
    }));

  test('its promise never changes without a line that says from what to what', () =>
    holds(({ before, after, line }) => {
      if (before.promisedDueAt?.getTime() === after.promisedDueAt?.getTime()) return;
      expect(line?.data).toMatchObject({
        promisedDueAt: after.promisedDueAt?.toISOString(),
        previousPromise: before.promisedDueAt?.toISOString() ?? null,
      });
    }));

  test('its promise moves later only by a pause, a supplement or the apology', () =>
    holds(({ before, after, line }) => {
      if (!before.promisedDueAt || after.promisedDueAt! <= before.promisedDueAt) return;
      expect(['resumed', 'paymentReceived', 'supplementAccepted', 'apologyApproved']).toContain(line?.kind);
    }));

  test('the date on its slip never changes', () =>
    holds(({ before, after }) => {
      if (before.originalDueAt) expect(after.originalDueAt).toEqual(before.originalDueAt);
    }));

  test('it gets at most one new date, later than the promise', () =>
    holds(({ before, after, line }) => {
      expect(after.reappointments).toBeLessThanOrEqual(1);
      if (after.reappointments === before.reappointments) return;
      expect(line?.kind).toBe('apologyApproved');
      expect(after.promisedDueAt! > before.promisedDueAt!).toBe(true);
    }));

  test('officials never work to a later date than the citizen was promised', () =>
    holds(({ after }) => {
      if (after.dueAt) expect(after.dueAt <= after.promisedDueAt!).toBe(true);
    }));

  test('each act is one line that follows the line before, and one version', () =>
    holds(({ before, after, line }) => {
      if (!line) return;
      expect([line.fromState, line.toState]).toEqual([before.state, after.state]);
      expect(after.version).toBe(before.version + 1);
      expect(line.actor).toBe('person:x');
    }));

  test('closed is closed: no state, date or unit changes any more', () =>
    holds(({ before, after }) => {
      if (!isFinal(before.state)) return;
      const { version: _, lastEventAt: __, slipAt: ___, ...left } = after;
      expect(before).toMatchObject(left);
    }));

  test('what is done to it leaves the value as it was', () => {
    // `live` freezes each value before an act: a write to it would throw.
    expect(live({ termValue: 5, termUnit: 'workingDays' }, [{ action: 'acceptDossier', hours: 1, days: 1, legalBasis: '' }])).toHaveLength(1);
  });
});

test('random lives reach every state and every act', () => {
  const lives = fc.sample(life, 800).flat();
  expect(new Set(lives.map(({ after }) => after.state)).size).toBeGreaterThanOrEqual(8);
  const kinds = new Set(lives.map(({ line }) => line?.kind));
  for (const kind of ['supplementAccepted', 'resumed', 'apologyApproved', 'granted', 'refused', 'stopped', 'withdrawn', 'resultCollected'])
    expect(kinds).toContain(kind);
});

describe('a holiday that is added', () => {
  const accept = { action: 'acceptDossier' as const, at: START, recordedAt: START, actor: 'x' };
  const accepted = transition(CALENDAR_2026, { ...BLANK, submittedAt: START, lastEventAt: START, termValue: 5, termUnit: 'workingDays' }, accept);
  if (isRefusal(accepted)) throw new Error(accepted.refused);
  const { dossier } = accepted;

  test('moves the computation later, and officials keep to the promise', () => {
    const change = recomputed(withHoliday('2026-03-05', 2), dossier);
    expect(change).toMatchObject({ computedDueAt: at('03-10 17:00'), dueAt: at('03-09 17:00') });
  });

  test('taken away again, the earlier computation counts', () => {
    const slow = transition(withHoliday('2026-03-05', 2), { ...BLANK, submittedAt: START, termValue: 5, termUnit: 'workingDays' }, accept);
    if (isRefusal(slow)) throw new Error(slow.refused);
    expect(recomputed(CALENDAR_2026, slow.dossier)).toMatchObject({ computedDueAt: at('03-09 17:00'), dueAt: at('03-09 17:00') });
    expect(slow.dossier.promisedDueAt).toEqual(at('03-10 17:00'));
  });
});
