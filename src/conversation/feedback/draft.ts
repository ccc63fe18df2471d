import { z } from 'zod';
import { TOPICS } from '#src/feedback/model.ts';

/** The questions of the dialogue. */
export const STEPS = [
  'text',
  'which',
  'same',
  'confirm',
  'topic',
  'place',
  'similar',
  'more',
  'contact',
  'name',
  'phone',
  'address',
  'summary',
] as const;
export type DraftStep = (typeof STEPS)[number];

/** Feedback that is being written: a part of the stored conversation, so that it outlives a lost connection. Words are masked before they are here. */
export const draft = z.object({
  step: z.enum(STEPS),
  /** Said after news of feedback that was sent: it may be more of that. */
  about: z
    .object({ code: z.string(), what: z.enum(['add', 'reopen']) })
    .nullable()
    .default(null),
  /** Others' feedback that was offered to be followed; never shown, for whoever has the code may add to it. */
  offered: z.array(z.string()).default([]),
  /** Asked for from the summary: the next answer leads back there. */
  editing: z.boolean().default(false),
  /** Left for something else; said again to be gone on with. */
  paused: z.boolean().default(false),
  text: z.string().default(''),
  /** Words that may be a complaint or a denunciation, while the citizen is asked which they are: minutes at most, see `HELD_MS`. */
  held: z.string().nullable().default(null),
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

/** Words that nobody has said to be feedback are forgotten so soon: what may be a denunciation must not lie about. */
export const HELD_MS = 10 * 60_000;

export const newDraft = (now: Date): Draft => draft.parse({ step: 'text', at: now.toISOString() });
const sinceOf = ({ at }: Draft, now: Date): number => now.getTime() - new Date(at).getTime();
export const isForgotten = (draft: Draft, now: Date): boolean => sinceOf(draft, now) > FORGOTTEN_MS;
export const isHeldTooLong = (draft: Draft, now: Date): boolean => draft.held !== null && sinceOf(draft, now) > HELD_MS;

/** The draft without words that are only held; null when nothing else has been told. */
export const withoutHeld = (draft: Draft): Draft | null =>
  draft.held === null ? draft : draft.text ? { ...draft, held: null, step: draft.editing ? 'summary' : 'confirm', editing: false } : null;

/** The draft while the person does something else. What is only held does not wait. */
export function paused(draft: Draft | null): Draft | null {
  const kept = draft && withoutHeld(draft);
  return kept && { ...kept, paused: true };
}

/** What is written next to feedback that has been sent; or what of the person's own data is to be corrected. */
export const doing = z.object({
  what: z.enum(['add', 'reopen', 'comment', 'correct']),
  kind: z.enum(['feedback', 'dossier']).default('feedback'),
  subject: z.string(),
});
export type Doing = z.output<typeof doing>;
