import { z } from 'zod';
import { TOPICS } from '#src/feedback/model.ts';

/** The questions of the dialogue. */
export const STEPS = ['text', 'confirm', 'topic', 'place', 'similar', 'more', 'contact', 'name', 'phone', 'address', 'summary'] as const;
export type DraftStep = (typeof STEPS)[number];

/** Feedback that is being written: a part of the stored conversation, so that it outlives a lost connection. Words are masked before they are here. */
export const draft = z.object({
  step: z.enum(STEPS),
  /** Asked for from the summary: the next answer leads back there. */
  editing: z.boolean().default(false),
  /** Left for something else; said again to be gone on with. */
  paused: z.boolean().default(false),
  text: z.string().default(''),
  topic: z.enum(TOPICS).default('other'),
  place: z.string().nullable().default(null),
  latitude: z.number().nullable().default(null),
  longitude: z.number().nullable().default(null),
  dossierCode: z.string().nullable().default(null),
  /** What the channel needs to fetch each picture. */
  photos: z.array(z.string()).default([]),
  anonymous: z.boolean().nullable().default(null),
  name: z.string().nullable().default(null),
  phone: z.string().nullable().default(null),
  email: z.string().nullable().default(null),
  address: z.string().nullable().default(null),
  /** ISO time of the last word. */
  at: z.string(),
});
export type Draft = z.output<typeof draft>;

export const MOST_PHOTOS = 5;
/** A draft that nobody has touched for so long is forgotten. */
const FORGOTTEN_MS = 7 * 24 * 3_600_000;

export const newDraft = (now: Date): Draft => draft.parse({ step: 'text', at: now.toISOString() });
export const isForgotten = ({ at }: Draft, now: Date): boolean => now.getTime() - new Date(at).getTime() > FORGOTTEN_MS;

/** What is written next to feedback that has been sent. */
export const doing = z.object({
  what: z.enum(['add', 'reopen', 'comment']),
  kind: z.enum(['feedback', 'dossier']).default('feedback'),
  subject: z.string(),
});
export type Doing = z.output<typeof doing>;
