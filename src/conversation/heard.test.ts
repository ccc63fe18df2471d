import { describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { newDraft } from './feedback/draft.ts';
import { asMessage, type Heard, withoutWords } from './heard.ts';
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

test('of words that waited where nobody heard them, what may go by another door leaves its kind alone; the citizen reads the door, and that they are gone', () => {
  const { refer, hear } = realAssistant();
  const without = (heard: Heard) => withoutWords(heard, refer);
  expect(without({ kind: 'text', text: 'tôi tố cáo ông Bí Mật nhận hối lộ' })).toEqual({ kind: 'referral', referral: 'denunciation' });
  expect(without({ kind: 'photo', file: 'x', caption: 'tôi khiếu nại quyết định thu hồi đất' })).toEqual({ kind: 'referral', referral: 'complaint' });
  for (const heard of [
    { kind: 'text', text: 'làm khai sinh cho con cần giấy gì' },
    { kind: 'choice', payload: '#l', message: null },
    { kind: 'photo', file: 'x', caption: '' },
    { kind: 'location', latitude: 1, longitude: 2 },
  ] as const)
    expect(without(heard)).toBeNull();
  const say = sayIn('vi');
  const draft = { ...newDraft(new Date()), step: 'more' as const, text: 'đèn đường hỏng' };
  const before = { ...newState(), trail: ['#l'], greeted: true, draft };
  for (const referral of ['denunciation', 'complaint', 'crime', 'emergency'] as const) {
    const step = hear(before, { kind: 'referral', referral }, 'vi');
    const texts = step.replies[0]!.blocks.flatMap((block) => ('text' in block ? [block.text] : []));
    expect([...texts].sort()).toEqual(expect.arrayContaining([say('heard.referral'), say(`referral.${referral}.text`)].sort()));
    expect(texts[0]).toBe(say(referral === 'emergency' ? 'referral.emergency.text' : 'heard.referral'));
    expect(step.state).toMatchObject({ trail: ['#l'], draft });
  }
});

test('words, buttons, opened links and a caption are messages', () => {
  expect(asMessage({ kind: 'text', text: 'khai sinh' })).toBe('khai sinh');
  expect(asMessage({ kind: 'choice', payload: '#l', message: '7' })).toBe('#l');
  expect(asMessage({ kind: 'start', payload: '' })).toBe('#m');
  expect(asMessage({ kind: 'start', payload: 'p-1_001193' })).toBe('#p:1.001193:');
  expect(asMessage({ kind: 'photo', file: 'x', caption: 'đường hỏng ' })).toBe('đường hỏng');
});
