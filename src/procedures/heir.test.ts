import { expect, test } from 'vitest';
import { madeUp } from '#tests/support/procedure.ts';
import type { Procedure } from './content.ts';
import { heirOf } from './heir.ts';

const ended = (code: string, successor?: string): Procedure => {
  const { levelNow: _level, ...rest } = madeUp({ code });
  return { ...rest, lastDay: '2026-11-22', ...(successor && { successor }) };
};
const standing = (code: string) => madeUp({ code, levelNow: 'commune' });
const heir = (...list: Procedure[]) => heirOf(list[0]!, { procedures: new Map(list.map((each) => [each.code, each])) })?.code ?? null;
const [A, B, C] = ['1.000001', '1.000002', '1.000003'];

test('what took the place of an ended procedure, also over two successions', () => {
  expect(heir(ended(A, B), standing(B))).toBe(B);
  expect(heir(ended(A, B), ended(B, C), standing(C))).toBe(C);
});

test('nothing takes the place of what is in force, of what was only guessed, or in a circle', () => {
  expect(heir({ ...standing(A), successor: B, lastDay: '2026-11-22' }, standing(B))).toBeNull();
  const { lastDay: _day, ...guessed } = ended(A, B);
  expect(heir(guessed, standing(B))).toBeNull();
  expect(heir(ended(A, B), ended(B, A))).toBeNull();
  expect(heir(ended(A, B))).toBeNull();
});
