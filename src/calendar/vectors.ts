import { z } from 'zod';
import { type Calendar, DAY_KINDS, makeCalendar } from './calendar.ts';
import { apologyBy, transferOn } from './days.ts';
import { dueDate, type Interruption } from './dueDate.ts';
import { TERM_UNITS, type Term } from './term.ts';
import { timeliness, timelinessByTime } from './timeliness.ts';

/** An ISO date-time; without a zone it is Vietnamese time. */
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/)
  .transform((text) => new Date(/Z$|[+-]\d{2}:\d{2}$/.test(text) ? text : `${text}+07:00`))
  .refine((at) => !Number.isNaN(at.getTime()));
const day = z.iso.date();
const processing = z.object({ value: z.number().optional(), unit: z.enum([...TERM_UNITS, 'sameDay']) });
const base = z.object({ id: z.string() });
const receipt = base.extend({ received: instant, processing, due: instant });
const results = z.enum(['early', 'onTime', 'overdue']);
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A file of worked examples: what was received or promised, and what must come of it. */
const vectorFile = z.object({
  meta: z
    .object({
      policy: z
        .object({ sessions: z.array(z.tuple([z.string(), z.string()])).optional(), weeklyRest: z.array(z.enum(WEEKDAYS)).optional() })
        .optional(),
    })
    .optional(),
  calendar: z
    .object({
      daysOff: z.record(day, z.object({ name: z.string(), kind: z.enum(DAY_KINDS).catch('holiday') })),
      extraWorkingDays: z.record(day, z.string()).default({}),
    })
    .optional(),
  vectors: z.array(receipt.extend({ suspensions: z.array(z.object({ from: instant, to: instant })).default([]) })).default([]),
  restartVectors: z
    .array(
      receipt.extend({
        supplement: z.object({ requestedAt: instant, completedAt: instant }),
        policy: z.enum(['restart', 'pause']).default('restart'),
      }),
    )
    .default([]),
  apologyVectors: z.array(base.extend({ due: instant, apologyBy: day })).default([]),
  transferVectors: z.array(base.extend({ received: instant, transferOn: day })).default([]),
  classificationVectors: z.array(base.extend({ due: instant, finishedAt: instant, byDate: results, byTime: results })).default([]),
});
type VectorFile = z.output<typeof vectorFile>;

/** What was computed, and what the file says. */
export interface Mismatch {
  id: string;
  what: string;
  computed: string;
  expected: string;
}

/** "2026-03-16T17:00:00+07:00" */
const local = (at: Date) => `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;

/** The calendar that the file brings with it, with the hours of its policy. */
function calendarOf({ calendar, meta }: VectorFile): Calendar | null {
  if (!calendar) return null;
  const { sessions, weeklyRest } = meta?.policy ?? {};
  const entry = (date: string, kind: (typeof DAY_KINDS)[number], name: string) => ({ date, kind, name, status: 'official' as const, source: '' });
  return makeCalendar({
    days: [
      ...Object.entries(calendar.daysOff).map(([date, { kind, name }]) => entry(date, kind, name)),
      ...Object.entries(calendar.extraWorkingDays).map(([date, name]) => entry(date, 'extraWorking', name)),
    ],
    officialYears: [],
    policy: {
      ...(sessions && { sessions: sessions.map(([from, to]) => `${from}-${to}`) }),
      ...(weeklyRest && { weeklyRest: weeklyRest.map((name) => WEEKDAYS.indexOf(name) + 1) }),
    },
  });
}

/**
 * Computes every example of a file in the shape of `vectorFile` with the calendar that it brings, else with the given one. Throws a
 * ZodError for a file of another shape.
 */
export function checkVectors(data: unknown, inForce: Calendar): { total: number; mismatches: Mismatch[] } {
  const file = vectorFile.parse(data);
  const calendar = calendarOf(file) ?? inForce;
  const dueOf = ({ received, processing }: z.output<typeof receipt>, interruptions: Interruption[]) => {
    const { unit, value = 0 } = processing;
    const term: Term = unit === 'sameDay' ? { unit } : { unit, value };
    const due = dueDate(calendar, { received, term, interruptions });
    return due.computed ? local(due.due) : due.because;
  };
  const examples: [id: string, what: string, compute: () => string, expected: string][] = [
    ...file.vectors.map((vector): (typeof examples)[number] => {
      const pauses = vector.suspensions.map((pause): Interruption => ({ ...pause, effect: 'pause' }));
      return [vector.id, 'due', () => dueOf(vector, pauses), local(vector.due)];
    }),
    ...file.restartVectors.map((vector): (typeof examples)[number] => {
      const { requestedAt: from, completedAt: to } = vector.supplement;
      return [vector.id, 'due', () => dueOf(vector, [{ from, to, effect: vector.policy }]), local(vector.due)];
    }),
    ...file.apologyVectors.map(({ id, due, ...expected }): (typeof examples)[number] => [
      id,
      'apologyBy',
      () => apologyBy(calendar, due),
      expected.apologyBy,
    ]),
    ...file.transferVectors.map(({ id, received: at, ...expected }): (typeof examples)[number] => [
      id,
      'transferOn',
      () => transferOn(calendar, at),
      expected.transferOn,
    ]),
    ...file.classificationVectors.map(({ id, due, finishedAt, byDate, byTime }): (typeof examples)[number] => [
      id,
      'byDate, byTime',
      () => `${timeliness(due, finishedAt)}, ${timelinessByTime(due, finishedAt)}`,
      `${byDate}, ${byTime}`,
    ]),
  ];
  const mismatches = examples.flatMap(([id, what, compute, expected]) => {
    const computed = attempt(compute);
    return computed === expected ? [] : [{ id, what, computed, expected }];
  });
  return { total: examples.length, mismatches };
}

/** An example that cannot be computed is one that does not agree. */
function attempt(compute: () => string): string {
  try {
    return compute();
  } catch (error) {
    return String(error);
  }
}
