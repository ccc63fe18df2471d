import { expect, test } from 'vitest';
import { realAssistant } from '#tests/support/assistant.ts';
import { createGloss } from './gloss.ts';

const gloss = createGloss({ marriage: 'kết hôn', 'marriage certificate': 'giấy kết hôn', trash: 'rác' });

test('the longest name is put in Vietnamese, however it is written', () => {
  expect(gloss('My Marriage  certificate, and a marriage')).toBe('My giấy kết hôn, and a kết hôn');
});

test.each(['đổ trash bừa bãi', 'trashy', 'tra sh', 'constructor', ''])(
  'a Vietnamese message, a part of a word, what is no name stays: %s',
  (text) => {
    expect(gloss(text)).toBe(text);
  },
);

test('what is kept of feedback is what was typed', () => {
  const { read, understand } = realAssistant();
  const text = 'garbage is everywhere on my street';
  expect(understand(text, null)).toMatchObject({ intent: 'feedback', referral: null });
  expect(read(text, null).referred.parts).toEqual({ referred: '', feedback: text });
  const accused = 'Garbage is everywhere. The chairman takes bribes';
  expect(read(accused, null).referred.parts).toEqual({ referred: accused, feedback: '' });
});
