import { afterAll, beforeAll, expect, test } from 'vitest';
import { asMessage, type Heard } from '#src/conversation/heard.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { createLoseWords } from './loseWords.ts';

const NOW = new Date('2026-11-25T03:00:00Z');
let database: OpenDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.close());

const withoutWords = (heard: Heard): Heard | null => {
  const text = asMessage(heard) ?? '';
  if (text.includes('lạ')) throw new Error('cannot be judged');
  return text.includes('tố cáo') ? { kind: 'referral', referral: 'denunciation' } : null;
};

test('what waits in the inbox and must go by another door keeps no words, pictures either; the rest waits as it is', async () => {
  let now = NOW;
  const keep = (eventKey: string, content: Heard, minutesAgo: number, state = 'new') => {
    const at = new Date(now.getTime() - minutesAgo * 60_000);
    return database.prisma.inbox.create({ data: { channel: 'off', eventKey, conversation: 'c', content, state, dueAt: at, receivedAt: at } });
  };
  const contents = async () => Object.fromEntries((await database.prisma.inbox.findMany()).map(({ eventKey, content }) => [eventKey, content]));
  const loseWords = createLoseWords(database.prisma, { now: () => now }, withoutWords);
  const door = { kind: 'referral', referral: 'denunciation' };

  await keep('words', { kind: 'text', text: 'tôi tố cáo ông Bí Mật' }, 90_000);
  await keep('picture', { kind: 'photo', file: 'a', caption: 'tố cáo bà Bí Mật' }, 3);
  await keep('strange', { kind: 'text', text: 'Bí Mật lạ' }, 3);
  await keep('question', { kind: 'text', text: 'làm khai sinh' }, 3);
  await keep('plain picture', { kind: 'photo', file: 'b', caption: '' }, 3);
  await keep('just now', { kind: 'text', text: 'tôi tố cáo ông Vừa Nhắn' }, 1);
  expect(await loseWords()).toBe(3);
  expect(await contents()).toEqual({
    words: door,
    picture: door,
    strange: door,
    question: { kind: 'text', text: 'làm khai sinh' },
    'plain picture': { kind: 'photo', file: 'b', caption: '' },
    'just now': { kind: 'text', text: 'tôi tố cáo ông Vừa Nhắn' },
  });
  now = new Date(NOW.getTime() + 60_000);
  expect(await loseWords()).toBe(1);
  expect(await loseWords()).toBe(0);
  expect(JSON.stringify(await contents())).not.toMatch(/Bí Mật|Vừa Nhắn/);
});
