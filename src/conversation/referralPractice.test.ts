import { expect, test } from 'vitest';
import { seededRandom } from '#src/text/random.ts';
import { practise, readPractice } from './referralPractice.ts';

const file = `# how it is written
=who
ông chủ tịch|bà {post}
chú công an
=post
kế toán|thủ quỹ
##denunciation
{who} (nhận|đòi {sum}|) tiền
##feedback
{place} hỏng
`;
const practice = readPractice(file, { place: ['cầu'], sum: ['2 triệu'] });

test('patterns stand under what they are; groups of words are slots too', () => {
  expect(practice.patterns).toEqual([
    { label: 'denunciation', pattern: '{who} (nhận|đòi {sum}|) tiền' },
    { label: 'feedback', pattern: '{place} hỏng' },
  ]);
  expect(practice.slots.who).toEqual(['ông chủ tịch', 'bà {post}', 'chú công an']);
  expect(practise('{place} hỏng', practice, seededRandom(1))).toBe('cầu hỏng');
});

test('a sentence is put together to the end, the same for the same seed', () => {
  const sentences = Array.from({ length: 200 }, (_, seed) => practise('{who} (nhận|đòi {sum}|) tiền', practice, seededRandom(seed)));
  expect(new Set(sentences).size).toBe(4 * 3);
  for (const sentence of sentences) expect(sentence).toMatch(/^(ông chủ tịch|bà kế toán|bà thủ quỹ|chú công an) (nhận |đòi 2 triệu )?tiền$/);
  expect(practise('{who}', practice, seededRandom(7))).toBe(practise('{who}', practice, seededRandom(7)));
});

test('a slot that there is none of is named', () => {
  expect(() => practise('{nobody}', practice, seededRandom(1))).toThrow('no slot nobody');
});
