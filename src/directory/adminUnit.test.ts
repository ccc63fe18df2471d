import { expect, test } from 'vitest';
import { adminUnit, originsOf, successorsOf, unitSuccession } from './adminUnit.ts';

const unit = (code: string, more: object = {}) => adminUnit.parse({ code, name: code, level: 'commune', kind: 'commune', ...more });
const change = (id: string, kind: string, from: string[], to: string[], date: string) => unitSuccession.parse({ id, kind, from, to, date });

const history = {
  units: [
    unit('a', { validTo: '2019-12-31' }),
    unit('b', { validTo: '2025-06-30' }),
    unit('c', { validTo: '2025-06-30' }),
    unit('new'),
    unit('other'),
    unit('huyen', { level: 'district', kind: 'ruralDistrict', validTo: '2025-06-30' }),
    unit('tinh', { level: 'province', kind: 'province' }),
  ],
  successions: [
    change('1', 'renamed', ['a'], ['b'], '2020-01-01'),
    change('2', 'merged', ['b', 'c'], ['new'], '2025-07-01'),
    change('3', 'powersTo', ['huyen'], ['new', 'other', 'tinh'], '2025-07-01'),
  ],
};
const codes = (code: string, day: string) => successorsOf(history, code, day)?.units.map((entry) => entry.code);

test('a unit of before is followed through every change to what is in force', () => {
  expect(codes('a', '2026-01-01')).toEqual(['new']);
  expect(successorsOf(history, 'a', '2026-01-01')?.change.id).toBe('2');
});

test('on a past day it is what was in force then', () => {
  expect(codes('a', '2021-01-01')).toEqual(['b']);
});

test('a district has many successors, in the order of the decision', () => {
  expect(codes('huyen', '2026-01-01')).toEqual(['new', 'other', 'tinh']);
});

test('what is in force, or is not known, has no successor', () => {
  expect(successorsOf(history, 'new', '2026-01-01')).toBeNull();
  expect(successorsOf(history, 'nowhere', '2026-01-01')).toBeNull();
});

test('changes that go round in a circle end', () => {
  const circle = { units: [unit('x', { validTo: '2020-01-01' })], successions: [change('1', 'renamed', ['x'], ['x'], '2020-01-02')] };
  expect(successorsOf(circle, 'x', '2026-01-01')).toBeNull();
});

test('a unit comes from those whose area it took, not from those whose competences it took', () => {
  expect(originsOf(history, 'new').map((entry) => entry.id)).toEqual(['2']);
});

test('a district ends on 30 June 2025 at the latest', () => {
  const district = { code: 'x', name: 'x', level: 'district', kind: 'ruralDistrict' };
  expect(adminUnit.safeParse(district).success).toBe(false);
  expect(adminUnit.safeParse({ ...district, validTo: '2025-07-01' }).success).toBe(false);
  expect(adminUnit.safeParse({ ...district, validTo: '2025-06-30' }).success).toBe(true);
});

test('a kind belongs to its level', () => {
  expect(adminUnit.safeParse({ code: 'x', name: 'x', level: 'commune', kind: 'province' }).success).toBe(false);
});
