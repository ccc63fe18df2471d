import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currentScreen, goBack, goTo, newState, readState } from './state.ts';

test('a state kept and read again is the same', () => {
  const state = goTo(goTo(newState(), { kind: 'levels' }), { kind: 'procedure', code: '1.001193', sections: ['fee'] });
  expect(readState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

test('a damaged state begins anew', () => {
  for (const value of [null, undefined, 7, 'x', [], { trail: 'x' }, { menu: [1] }, { misses: 'many' }]) expect(readState(value)).toEqual(newState());
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(readState(value)).toMatchObject({ trail: expect.any(Array), menu: expect.any(Array) });
    }),
  );
});

test('an older state without newer fields is filled up', () => {
  expect(readState({ trail: ['#l'], topic: '1.001193' })).toEqual({ ...newState(), trail: ['#l'], topic: '1.001193' });
});

test('the same screen shown twice is remembered once', () => {
  const once = goTo(newState(), { kind: 'levels' });
  expect(goTo(once, { kind: 'levels' }).trail).toEqual(once.trail);
});

test('back goes the way that was come, and ends at home', () => {
  const pages = [0, 1, 2].map((page) => ({ kind: 'fields' as const, level: 'commune' as const, page }));
  let state = pages.reduce(goTo, newState());
  for (const screen of [pages[1], pages[0], { kind: 'home' }, { kind: 'home' }]) {
    state = goBack(state);
    expect(currentScreen(state)).toEqual(screen);
  }
});

test('the trail is bounded', () => {
  let state = newState();
  for (let page = 0; page < 500; page++) state = goTo(state, { kind: 'fields', level: 'commune', page });
  expect(state.trail.length).toBeLessThanOrEqual(12);
  expect(currentScreen(state)).toEqual({ kind: 'fields', level: 'commune', page: 499 });
});
