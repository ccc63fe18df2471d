import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newState } from '#src/conversation/state.ts';
import { realAssistant } from '#tests/support/assistant.ts';

/** A guard against getting worse, not a measure: thresholds of understand.ts were chosen on these very dialogues. */
const LEAST_RIGHT = 0.9;

/** Dialogues of tests/followups.tsv: one message a line with what it must be understood as. */
const dialogues = readFileSync(new URL('followups.tsv', import.meta.url), 'utf8')
  .split('\n')
  .slice(2)
  .join('\n')
  .trim()
  .split(/\n\n+/)
  .map((dialogue) => dialogue.split('\n').map((line) => line.split('\t') as [message: string, intent: string, section: string, procedure: string]));

test('in a dialogue, nine of ten messages are understood in the light of what was said before', () => {
  const { answer } = realAssistant();
  const misses: string[] = [];
  for (const dialogue of dialogues) {
    let state = newState();
    for (const [message, intent, section, procedure] of dialogue) {
      const step = answer(state, message, 'vi');
      state = step.state;
      const { meaning } = step;
      const understood = [meaning?.intent, meaning?.sections[0] ?? '-', meaning?.procedures[0]?.code ?? '-'] as [string, string, string];
      const right =
        intent.split(',').includes(understood[0]) &&
        section.split(',').includes(understood[1]) &&
        (procedure === '-' || procedure.split(',').includes(understood[2]));
      if (!right) misses.push(`${message}: ${intent} ${section} ${procedure}, understood as ${understood.join(' ')}`);
    }
  }
  const lines = dialogues.flat().length;
  console.log(`follow-ups: ${lines - misses.length} of ${lines} right\n${misses.join('\n')}`);
  expect(lines).toBeGreaterThan(100);
  expect(1 - misses.length / lines).toBeGreaterThanOrEqual(LEAST_RIGHT);
});
