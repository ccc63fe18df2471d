import { z } from 'zod';
import { DAY_KINDS, DAY_STATUSES } from '../calendar.ts';

const text = z.string().trim().min(1).max(200);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const sessions = z.array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/)).min(1);

export const SCOPES = ['national', 'province', 'agency'] as const;
export type Scope = (typeof SCOPES)[number];

/** A day of this century: no due date is counted outside of it. */
const day = z.iso.date().refine((date) => date >= '2000-01-01' && date <= '2099-12-31');

export const calendarDay = z.strictObject({ date: day, kind: z.enum(DAY_KINDS), status: z.enum(DAY_STATUSES), name: text, source: text });
export const officialYear = z.strictObject({ year: z.int().min(2000).max(2099), source: text });

/** What an authority sets of its `WorkingTimePolicy`; the rest is the default. */
export const workingTimePolicy = z
  .strictObject({
    sessions,
    seasons: z.array(z.strictObject({ from: monthDay, to: monthDay, sessions })),
    weeklyRest: z.array(z.int().min(1).max(7)),
    afterClosing: z.enum(['nextDay', 'sameDay']),
    timeOfDay: z.enum(['closing', 'preserve']),
    rollForward: z.boolean(),
    transferCutoff: clock,
    sameDayCutoff: clock,
    countProposed: z.boolean(),
    maxReappointments: z.int().min(0).max(10),
  })
  .partial();
