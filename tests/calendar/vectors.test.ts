import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apologyBy, dueDate, type Interruption, type Term, timeliness, timelinessByTime, transferOn } from '#src/calendar/index.ts';
import { at, local, realCalendar } from '#tests/support/calendar.ts';

/** A worked example: a receipt with what becomes of it, or a due date with what follows from it. */
interface Vector {
  id: string;
  received?: string;
  term?: { value: number; unit: string };
  pauses?: [string, string][];
  supplement?: [string, string];
  due?: string;
  apologyBy?: string;
  transferOn?: string;
  finished?: string;
  byDate?: string;
  byTime?: string;
  why: string;
}

const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8')) as Vector[];
const calendar = realCalendar();
// What is only proposed must change none of them.
const counted = realCalendar({ countProposed: true });

function dueOf(of: typeof calendar, { received, term, pauses = [], supplement }: Vector) {
  const spans = [...pauses.map((pause) => [...pause, 'pause']), ...(supplement ? [[...supplement, 'restart']] : [])] as [string, string, 'pause'][];
  const interruptions = spans.map(([from, to, effect]): Interruption => ({ from: at(from), to: at(to), effect }));
  const due = dueDate(of, { received: at(received!), term: (term!.unit === 'sameDay' ? { unit: 'sameDay' } : term) as Term, interruptions });
  return due.computed ? local(due.due) : due;
}

test('there are 111 examples', () => {
  expect(vectors).toHaveLength(111);
});

test.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
  const { received, term, due, finished } = vector;
  if (term) expect([dueOf(calendar, vector), dueOf(counted, vector)], vector.why).toEqual([due, due]);
  else if (finished) {
    const times = [at(due!), at(finished)] as const;
    expect({ byDate: timeliness(...times), byTime: timelinessByTime(...times) }).toEqual({ byDate: vector.byDate, byTime: vector.byTime });
  } else if (received) expect(transferOn(calendar, at(received))).toBe(vector.transferOn);
  else expect(apologyBy(calendar, at(due!))).toBe(vector.apologyBy);
});
