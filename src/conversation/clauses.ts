import { fold } from '#src/text/fold.ts';

/** After these a person speaks of something else; folded, for many type without diacritics. What then may be a bribe ("nhân tiện") is not among them. */
const TURNS = [
  'ngoai ra',
  'voi lai',
  'ben canh do',
  'nhan day',
  'cung nhan day',
  'tien the',
  'tien day',
  'luon tien',
  'dong thoi',
  'con chuyen',
  'con viec',
  'con vu',
  'con cai',
  'con ve',
  'them nua',
  'khi toi hoi thi',
  'can bo xa thi',
  'ma noi thiet',
];
/** A sentence ends, or a turn begins. */
const BREAK = new RegExp(String.raw`(?<=[.!?;…]+)\s+|\n+|[,.]?\s+(?=(?:${TURNS.join('|')})\b)`, 'g');
/** Too short to be judged by itself: "Trời ơi!" belongs to what follows. */
const FEWEST_WORDS = 3;

/** The parts of a message that may be about different things, in order; together they are the message. */
export function clausesOf(text: string): string[] {
  const folded = fold(text);
  // Folding keeps the length of composed text; where it does not, sentences alone are told apart.
  const breaks = [...(folded.length === text.length ? folded : text).matchAll(BREAK)];
  const parts: string[] = [];
  let start = 0;
  for (const { index, 0: gap } of [...breaks, { index: text.length, 0: '' }]) {
    const part = text.slice(start, index).trim();
    const before = parts.at(-1);
    if (part && before !== undefined && (before.split(' ').length < FEWEST_WORDS || part.split(' ').length < FEWEST_WORDS))
      parts[parts.length - 1] = `${before} ${part}`;
    else if (part) parts.push(part);
    start = index + gap.length;
  }
  return parts;
}
