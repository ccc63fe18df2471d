import { expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { amount, ruleWords } from './ruleWords.ts';

const rule = { ladder: 'due', days: -1, at: '08:00', to: ['officer'], urgent: false, enabled: true } as unknown as Parameters<typeof ruleWords>[1];

test('a rule of one day and an amount of one are said in the singular', () => {
  const say = sayIn('en');
  expect(ruleWords(say, rule)).toMatch(/^1 working day before /);
  expect(ruleWords(say, { ...rule, days: 2 })).toMatch(/^2 working days after /);
  expect([amount(say, 'lines', 1), amount(say, 'lines', 2)]).toEqual(['1 reminder', '2 reminders']);
});
