import { describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { asMessage, type Heard } from './heard.ts';
import { newState } from './state.ts';

describe('what cannot be read is answered with what to do instead, and the conversation stays where it was', () => {
  test.each<[Heard, string]>([
    [{ kind: 'photo', file: 'x', caption: ' ' }, 'photo'],
    [{ kind: 'location', latitude: 1, longitude: 2 }, 'location'],
    [{ kind: 'unsupported', what: 'sticker' }, 'unsupported'],
    [{ kind: 'unsupported', what: 'edited' }, 'edited'],
    [{ kind: 'unsupported', what: 'contact' }, 'contact'],
    [{ kind: 'group' }, 'group'],
  ])('%o', (heard, key) => {
    for (const locale of ['vi', 'en'] as const) {
      const before = { ...newState(), trail: ['#l'], greeted: true };
      const step = realAssistant().hear(before, heard, locale);
      expect(step.replies.map(({ blocks }) => blocks)).toEqual([[{ kind: 'text', text: sayIn(locale)(`heard.${key}`) }]]);
      expect(step.state.trail).toEqual(['#l']);
    }
  });
});

test('words, buttons, opened links and a caption are messages', () => {
  expect(asMessage({ kind: 'text', text: 'khai sinh' })).toBe('khai sinh');
  expect(asMessage({ kind: 'choice', payload: '#l', message: '7' })).toBe('#l');
  expect(asMessage({ kind: 'start', payload: '' })).toBe('#m');
  expect(asMessage({ kind: 'start', payload: 'p-1_001193' })).toBe('#p:1.001193:');
  expect(asMessage({ kind: 'photo', file: 'x', caption: 'đường hỏng ' })).toBe('đường hỏng');
});
