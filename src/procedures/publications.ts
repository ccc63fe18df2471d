import { z } from 'zod';
import type { Catalogue } from './content.ts';

const text = z.string().min(1);
const date = z.union([z.date(), z.iso.date()]).transform((value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value));
const count = z.strictObject({ procedures: z.number().int(), fields: z.number().int() });
/** Codes by group of fields. */
const members = z.record(z.string(), z.array(text));

/** A named list of procedures: an authority's decision, or a composite that says so. */
export const publication = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,40}$/),
  name: text,
  /** Number of the deciding document; absent where there is none. */
  decision: text.optional(),
  note: text,
  source: text.optional(),
  /** First and last day that the list is in force. */
  from: date,
  to: date.optional(),
  /** What the list must hold exactly, checked with the data. */
  counts: z.strictObject({ district: count.optional(), commune: count.optional() }).optional(),
  members: z.strictObject({ district: members.optional(), commune: members.optional() }),
});

export type Publication = z.output<typeof publication>;
export type PublishedLevel = keyof Publication['members'];

const LEVELS = ['district', 'commune'] as const;

export const activeOn = (entry: Publication, day: string): boolean => entry.from <= day && (entry.to === undefined || day <= entry.to);

/** The lists that a procedure stands in on a day ("2026-01-01"). */
export function publicationsOf(catalogue: Catalogue, code: string, day: string): Publication[] {
  return catalogue.publications.filter(
    (entry) => activeOn(entry, day) && LEVELS.some((level) => Object.values(entry.members[level] ?? {}).some((codes) => codes.includes(code))),
  );
}

export interface PublicationCounts {
  id: string;
  name: string;
  decision: string | null;
  date: string;
  levels: Partial<Record<PublishedLevel, { procedures: number; fields: number; byField: Record<string, number> }>>;
}

/** How many procedures and groups of fields each list in force on a day holds, by the level they were published at. */
export function countPublications(publications: Publication[], day: string): PublicationCounts[] {
  return publications
    .filter((entry) => activeOn(entry, day))
    .map(({ id, name, decision, from, members: held }) => ({
      id,
      name,
      decision: decision ?? null,
      date: from,
      levels: Object.fromEntries(
        LEVELS.flatMap((level) => {
          const groups = Object.entries(held[level] ?? {}).filter(([, codes]) => codes.length > 0);
          const byField = Object.fromEntries(groups.map(([field, codes]) => [field, codes.length]));
          const procedures = groups.reduce((sum, [, codes]) => sum + codes.length, 0);
          return groups.length > 0 ? [[level, { procedures, fields: groups.length, byField }]] : [];
        }),
      ),
    }));
}
