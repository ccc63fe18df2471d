import { describe, expect, test } from 'vitest';
import { madeUp } from '#tests/support/procedure.ts';
import { goneTexts, legalText, registerOf } from './legal.ts';
import { isStale, reviewDue } from './staleness.ts';

const today = '2026-11-22';
const text = (rest: object) => legalText.parse({ number: '1/2020/A', status: 'unknown', ...rest });
const register = registerOf([
  text({ number: '1/2020/A' }),
  text({ number: '2/2020/A', status: 'replaced', replacedBy: ['9/2026/A'], to: '2026-06-30', source: 's' }),
  text({ number: '3/2020/A', status: 'replaced', replacedBy: ['9/2026/A'], source: 's' }),
  text({ number: '4/2020/A', status: 'replaced', replacedBy: ['9/2027/A'], to: '2027-02-28', source: 's' }),
  text({ number: '5/2020/A', status: 'inForce', to: '2026-12-31', source: 's' }),
]);
const due = (content: Parameters<typeof madeUp>[0]) => reviewDue(madeUp({ valuesAsOf: '2026-07-18', ...content }), register, today);

describe('values are reviewed', () => {
  test.each([
    ['high', '2027-07-18', false],
    ['medium', '2027-01-18', false],
    ['low', '2026-10-18', true],
  ] as const)('of %s confidence by %s', (confidence, day, stale) => {
    expect(due({ confidence })).toEqual({ day, reason: 'age', values: '2026-07-18' });
    expect(isStale(due({ confidence }), today)).toBe(stale);
  });

  test('now, when nobody says of when they are', () => {
    const found = due({ valuesAsOf: undefined });
    expect(found).toEqual({ day: today, reason: 'undated', values: null });
    expect(isStale(found, today)).toBe(true);
  });

  test('from the first day of what replaced a cited text', () => {
    expect(due({ legalBasis: ['1/2020/A', '2/2020/A'] })).toMatchObject({ day: '2026-07-01', reason: 'text', text: '2/2020/A' });
  });

  test('on the announced day, when it lies ahead but before their age', () => {
    expect(due({ legalBasis: ['4/2020/A', '5/2020/A'] })).toMatchObject({ day: '2027-01-01', text: '5/2020/A' });
    expect(due({ legalBasis: ['4/2020/A'], confidence: 'low' })).toMatchObject({ day: '2026-10-18', reason: 'age' });
  });

  test('now, when it is not known since when a text is replaced', () => {
    expect(due({ legalBasis: ['3/2020/A'] })).toMatchObject({ day: today, reason: 'text' });
  });

  test('as by their age, when nothing is known of the cited texts', () => {
    expect(due({ legalBasis: ['1/2020/A', '8/8888/A'] })).toMatchObject({ reason: 'age' });
  });
});

test('a text is gone from the day after its last, and never before', () => {
  const gone = (day: string) => goneTexts(['1/2020/A', '2/2020/A', '4/2020/A', '5/2020/A'], register, day).map((entry) => entry.text.number);
  expect(gone('2026-06-30')).toEqual([]);
  expect(gone('2026-07-01')).toEqual(['2/2020/A']);
  expect(gone('2027-03-01')).toEqual(['2/2020/A', '4/2020/A', '5/2020/A']);
});

test.each([
  ['a status without a source', { status: 'inForce' }],
  ['a replacement without what replaced it', { status: 'replaced', source: 's' }],
  ['what replaced it without being replaced', { replacedBy: ['9/2026/A'] }],
  ['a day that does not exist', { to: '2026-02-30' }],
  ['an unknown status', { status: 'old', source: 's' }],
])('a register entry with %s is refused', (_name, rest) => {
  expect(legalText.safeParse({ number: '1/2020/A', status: 'unknown', ...rest }).success).toBe(false);
});
