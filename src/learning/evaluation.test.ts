import { expect, test } from 'vitest';
import type { UnderstandingBy } from '#src/conversation/assistant.ts';
import type { Understand } from '#src/conversation/understand.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { type Case, effectOf, evaluationCases, rightness } from './evaluation.ts';

const { understand, catalogue, refer } = realAssistant();
const nothing = understand('', null);
const codes =
  (...list: string[]): Understand =>
  () => ({ ...nothing, intent: 'procedure', procedures: list.map((code) => ({ code, score: 0.9 })) });
const test1: Case = { style: 'plain', intent: 'procedure', gold: ['1.000894'], section: null, text: 'cưới xin ở xã' };

test('the set is part of the product, and each message names procedures of the catalogue', () => {
  const cases = evaluationCases((code) => catalogue.procedures.has(code));
  expect(cases.length).toBeGreaterThan(2000);
  expect(evaluationCases(() => false).every(({ gold, intent }) => gold.length === 0 || intent !== 'procedure')).toBe(true);
});

test.each([
  [codes('1.000894', '1.001193'), 2],
  [codes('1.001193', '1.000894'), 1],
  [codes('1.001193'), 0],
  [codes(), 0],
])('%#: how right an understanding is', (got, expected) => {
  expect(rightness(test1, got('', null))).toBe(expected);
});

test('a change is better, worse, or only other', async () => {
  const by = (understand: Understand): UnderstandingBy => ({
    read: (text, topic) => ({ text, topic, meaning: understand(text, topic), referred: refer(text) }),
    meant: ({ meaning }) => meaning,
  });
  const effect = async (before: Understand, after: Understand) => {
    const { better, worse, other } = await effectOf([test1], by(before), by(after));
    return [better.length, worse.length, other.length];
  };
  expect(await effect(codes('1.001193'), codes('1.000894'))).toEqual([1, 0, 0]);
  expect(await effect(codes('1.000894'), codes('1.001193', '1.000894'))).toEqual([0, 1, 0]);
  expect(await effect(codes('1.001193'), codes('1.000656'))).toEqual([0, 0, 1]);
  expect(await effect(codes('1.000894'), codes('1.000894'))).toEqual([0, 0, 0]);
});
