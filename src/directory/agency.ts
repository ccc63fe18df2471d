import { z } from 'zod';
import { isoDay } from './isoDay.ts';

const text = z.string().min(1);

/** Kinds of agency that words of citizens tell apart; what is none of the others is a `department` or `other`. */
export const AGENCY_KINDS = [
  'peoplesCommittee',
  'oneStop',
  'police',
  'military',
  'healthStation',
  'landRegistration',
  'department',
  'other',
] as const;
export type AgencyKind = (typeof AGENCY_KINDS)[number];

/** "07:30-11:30": Vietnamese time, the end after the beginning. */
const session = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/)
  .refine((value) => value.slice(0, 5) < value.slice(6), { error: 'ends before it begins' });

/** The sessions of a day, in order and apart. */
const sessions = z
  .array(session)
  .refine((list) => list.every((entry, at) => at === 0 || list[at - 1]!.slice(6) <= entry.slice(0, 5)), { error: 'overlap or are out of order' });

/** Hours of one weekday, 1 Monday to 7 Sunday. A day that is missing is closed. */
export const weeklyHours = z.record(z.string().regex(/^[1-7]$/), sessions);

/** Days that go otherwise than their weekday: no sessions is closed. */
const specialDay = z
  .strictObject({ from: isoDay, to: isoDay.optional(), sessions: sessions.default([]), reason: text })
  .refine((day) => !day.to || day.from <= day.to, { error: 'ends before it begins' });

/** Who of the leaders receives citizens, and when, in words. */
const reception = z.strictObject({ by: text, when: text, where: text.optional() });

/** A counter or desk: the groups of fields that it takes, and the title of who sits there. Names of persons are not kept. */
const counter = z.strictObject({ name: text, fields: z.array(text).min(1), staff: text.optional(), phone: text.optional() });

/** An authority or a unit of it, as citizens need to know it. What is not known is absent, and said to be. */
export const agency = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/),
    name: text,
    kind: z.enum(AGENCY_KINDS).default('other'),
    /** Its organisation codes, `000.00.12.H02` or `H26.1`, which begin the codes of its dossiers; one does not follow from the other. */
    codes: z.array(z.strictObject({ value: text, validFrom: isoDay.optional(), validTo: isoDay.optional() })).default([]),
    /** Code of the administrative unit that it serves. */
    unit: text.optional(),
    /** Id of the agency that it is a part of. */
    partOf: text.optional(),
    /** Invented for demonstration, and said so wherever it is shown. */
    demonstration: z.boolean().default(false),
    address: text.optional(),
    phone: text.optional(),
    hotline: text.optional(),
    email: z.email().optional(),
    website: z.url().optional(),
    /** Where it lies on a map. */
    map: z.url().optional(),
    hours: weeklyHours.optional(),
    specialDays: z.array(specialDay).default([]),
    receptionDays: z.array(reception).default([]),
    /** Where feedback goes when not said to the assistant. */
    feedback: z.array(text).default([]),
    counters: z.array(counter).default([]),
    note: text.optional(),
    validFrom: isoDay.optional(),
    validTo: isoDay.optional(),
  })
  .refine((entry) => !entry.validFrom || !entry.validTo || entry.validFrom <= entry.validTo, { error: 'validTo is before validFrom' });

export type Agency = z.output<typeof agency>;
export type Counter = Agency['counters'][number];
