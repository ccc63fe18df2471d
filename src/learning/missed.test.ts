import { expect, test } from 'vitest';
import { newState, type State } from '#src/conversation/state.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { lessonOf } from './missed.ts';

const assistant = realAssistant();
function hear(text: string, before: State = { ...newState(), greeted: true }) {
  const heard = { kind: 'text', text } as const;
  const step = assistant.hear(before, heard, 'vi');
  return { lesson: lessonOf(before, heard, step), step };
}

test.each([
  ['thủ tục đăng ký kết hôn cần gì', 'answered'],
  ['lệ phí đăng ký kết hôn', 'unsure'],
  ['asdf qwer zxcv uiop', 'unknown'],
  ['xin chào', null],
  ['hồ sơ H26.12-260309-0011 đến đâu rồi', null],
  ['tôi muốn phản ánh rác đổ đầy đường trước nhà', null],
  ['tôi tố cáo ông chủ tịch xã nhận hối lộ', null],
])('%s: %s', (text, reason) => {
  expect(hear(text).lesson?.reason ?? null).toBe(reason);
});

test('an answer can be refused by its last choice, by its number, or by saying so; the next likely ones are offered', () => {
  const { step } = hear('thủ tục đăng ký kết hôn cần gì');
  const choices = step.replies.at(-1)!.choices;
  const last = choices.at(-1)!;
  expect(last.label).toBe('Không đúng ý tôi');
  expect(Buffer.byteLength(last.payload)).toBeLessThanOrEqual(64);
  for (const said of [last.payload, String(choices.length), 'không phải']) expect(hear(said, step.state).lesson).toEqual({ reason: 'rejected' });
  const others = hear(last.payload, step.state).step;
  const codes = others.replies[0]!.choices.map(({ payload }) => payload);
  expect(codes.filter((payload) => payload.startsWith('#p:')).length).toBeGreaterThan(0);
  expect(codes).not.toContain(`#p:${step.state.topic}:documents`);
  expect(codes.at(-1)).toBe('#n');
  const none = hear('#n', others.state);
  expect([none.lesson, none.step.outcome]).toEqual([{ reason: 'rejected' }, 'unknown']);
});
