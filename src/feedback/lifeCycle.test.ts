import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, CALENDAR_2026 } from '#tests/support/dossiers.ts';
import { findFeedbackCode, newFeedbackCode } from './code.ts';
import { type Act, type ActKind, FROM, mayReopen, step } from './lifeCycle.ts';
import type { Feedback } from './model.ts';
import { dueTimes, feedbackTerms, USUAL_TERMS } from './terms.ts';

const world = (now: string) => ({ now: at(now), calendar: CALENDAR_2026, terms: USUAL_TERMS });
const fresh = (more: Partial<Feedback> = {}): Feedback => ({
  ...{ id: 1, code: 'PA-260309-ACDEFG', version: 1, agencyId: 'xa', unitId: 'mot-cua', officerId: null, topic: 'other', state: 'received' },
  ...{ place: null, anonymous: false, createdAt: at('03-09 09:15'), ...dueTimes(CALENDAR_2026, USUAL_TERMS, 'other', at('03-09 09:15')) },
  ...{ classifiedAt: null, answeredAt: null, reopenUntil: null, closedAt: null, forwardedTo: null, reopened: 0, sameAs: null },
  ...more,
});
const then = (feedback: Feedback, now: string, ...acts: Act[]): Feedback =>
  acts.reduce((held, act) => {
    const outcome = step(held, act, world(now));
    if ('refused' in outcome) throw new Error(outcome.refused);
    return outcome.feedback;
  }, feedback);

describe('the life cycle', () => {
  test('received, sorted, assigned, answered, and closed after the window', () => {
    const sorted = then(fresh(), '03-10 08:00', { kind: 'classify', topic: 'dossier', place: 'bến xe' });
    expect(sorted).toMatchObject({ state: 'classified', topic: 'dossier', place: 'bến xe' });
    // Five working days from the receipt: Monday to Monday.
    expect(sorted.dueAt).toEqual(at('03-16 17:00'));
    const answered = then(sorted, '03-12 10:00', { kind: 'assign', unitId: 'tu-phap', officerId: 'p1' }, { kind: 'answer', text: 'Đã xong.' });
    expect(answered).toMatchObject({ state: 'answered', unitId: 'tu-phap', reopenUntil: at('03-26 17:00') });
    expect(mayReopen(answered, USUAL_TERMS, at('03-26 16:00'))).toBe(true);
    expect(step(answered, { kind: 'reopen', text: 'chưa' }, world('03-27 08:00'))).toEqual({ refused: 'feedbackTooLate' });
    const again = then(answered, '03-20 08:00', { kind: 'reopen', text: 'vẫn còn' });
    expect(again).toMatchObject({ state: 'assigned', unitId: 'tu-phap', reopened: 1, dueAt: at('03-27 17:00') });
  });

  test('passed on with the agency named; an interim answer counts anew; not accepted only with a reason', () => {
    const sorted = then(fresh(), '03-10 08:00', { kind: 'classify', topic: 'site', place: null });
    expect(step(sorted, { kind: 'forward', agency: ' ', text: 'x' }, world('03-10 09:00'))).toEqual({ refused: 'feedbackAgencyMissing' });
    expect(then(sorted, '03-10 09:00', { kind: 'forward', agency: 'Điện lực', text: 'x' })).toMatchObject({
      state: 'forwarded',
      forwardedTo: 'Điện lực',
    });
    expect(then(sorted, '03-20 09:00', { kind: 'interim', text: 'đang xem' }).dueAt).toEqual(at('04-03 17:00'));
    expect(step(sorted, { kind: 'refuse', text: '  ' }, world('03-10 09:00'))).toEqual({ refused: 'feedbackReasonMissing' });
    expect(step(sorted, { kind: 'join', sameAs: 1 }, world('03-10 09:00'))).toEqual({ refused: 'feedbackSelf' });
  });

  test('is reopened as often as the authority says, and terms are configuration', () => {
    const terms = feedbackTerms.parse({ mostReopened: 1, answer: { site: 3 } });
    const answered = then(fresh({ reopened: 1 }), '03-10 08:00', { kind: 'classify', topic: 'site', place: null }, { kind: 'answer', text: 'x' });
    expect(step(answered, { kind: 'reopen', text: 'x' }, { ...world('03-11 08:00'), terms })).toEqual({ refused: 'feedbackReopenedOften' });
    expect(dueTimes(CALENDAR_2026, terms, 'site', at('03-09 09:15')).dueAt).toEqual(at('03-12 17:00'));
  });

  test('whatever is done, in any order: no final state without its time, nothing twice at once, no step from a state that is not in the table', () => {
    const text = fc.constantFrom('x', '');
    const act = fc.oneof<fc.Arbitrary<Act>[]>(
      fc.record({ kind: fc.constant('classify' as const), topic: fc.constantFrom('site' as const, 'rule' as const), place: fc.constant(null) }),
      fc.record({ kind: fc.constant('assign' as const), unitId: fc.constantFrom('a', ''), officerId: fc.constant(null) }),
      fc.record({ kind: fc.constant('forward' as const), agency: fc.constantFrom('Sở', ''), text }),
      fc.record({ kind: fc.constantFrom('interim' as const, 'answer' as const, 'add' as const, 'reopen' as const, 'close' as const), text }),
      fc.record({ kind: fc.constantFrom('refuse' as const, 'note' as const), text }),
      fc.record({ kind: fc.constant('join' as const), sameAs: fc.constantFrom(1, 2) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
        let held = fresh();
        for (const each of acts) {
          const before = held;
          const outcome = step(held, each, world('03-12 08:00'));
          if ('refused' in outcome) continue;
          held = outcome.feedback;
          expect(FROM[each.kind as ActKind]).toContain(before.state);
          expect(held.closedAt === null).toBe(held.state !== 'closed' && held.state !== 'notAccepted');
          expect(held.dueAt >= held.createdAt).toBe(true);
          if (held.state === 'answered') expect(held.reopenUntil).not.toBeNull();
          if (held.state === 'forwarded') expect(held.forwardedTo).toBeTruthy();
        }
      }),
    );
  });
});

test('a code is found however it is typed', () => {
  const code = newFeedbackCode(at('03-09 23:59'));
  expect(code).toMatch(/^PA-260309-[A-Z0-9]{6}$/);
  for (const typed of [code, code.toLowerCase(), `phản ánh ${code.replaceAll('-', ' ')} sao rồi`, code.replaceAll('-', '–')])
    expect(findFeedbackCode(typed)).toBe(code);
  expect(findFeedbackCode('H26.1-260309-0001')).toBeNull();
});
