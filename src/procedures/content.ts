import { z } from 'zod';
import type { LegalText } from './legal.ts';
import type { Publication } from './publications.ts';
import type { Succession } from './succession.ts';
import { isoDay } from './valuesDate.ts';

const text = z.string().min(1);
const LEVELS = ['district', 'commune', 'province'] as const;

/** Where a time comes from, which says what it is worth: see `docs/decisions/0006-facts-and-their-worth.md`. */
const term = z.strictObject({
  text,
  value: z.number().positive().optional(),
  unit: z.enum(['workingDays', 'days', 'workingHours', 'months']).optional(),
  basis: z.enum(['portal', 'portal-case-limit', 'local-publication', 'page', 'portal-2021']),
  note: text.optional(),
});

/** `portal-zero` is a zero in the national database, which often means "not set nationally": it is never shown as free. */
const fee = z.strictObject({
  text,
  flag: z.enum(['published', 'portal-zero', 'set-by-province', 'by-reference', 'amount-garbled-in-source', 'page', 'local-publication']),
});

const paper = z.strictObject({
  group: text.optional(),
  name: text,
  originals: z.number().int().positive().optional(),
  copies: z.number().int().positive().optional(),
  form: text.optional(),
});

/** What a source says of one procedure; what no source says is absent. Names follow the glossary; texts stay Vietnamese. */
export const procedureContent = z.strictObject({
  /** The national code, or "x-…" where none is known. */
  code: z.string().regex(/^(\d\.\d{6}|x-[0-9a-f]{10})$/),
  name: text,
  otherNames: z.array(text).default([]),
  /** The level that answered before 1 July 2025 where a source says so, otherwise the level of 2026. */
  level: z.enum(LEVELS),
  levels: z.array(z.enum(LEVELS)).default([]),
  /** Who answers in 2026; absent when no form of today is known. */
  levelNow: z.enum(LEVELS).optional(),
  levelEvidence: text,
  /** The published field (lĩnh vực); the file that holds the procedure is our own group of fields. */
  field: text,
  agency: text.optional(),
  agencyNow: text.optional(),
  term: term.optional(),
  termNow: term.optional(),
  fee: fee.optional(),
  feeNow: fee.optional(),
  submission: z.array(z.enum(['direct', 'online', 'postal'])).default([]),
  onlineLevel: z.union([text, z.number()]).optional(),
  applicants: text.optional(),
  documents: z.array(paper).default([]),
  /** Sets of papers to hand in. */
  sets: z.number().int().positive().optional(),
  results: z.array(text).default([]),
  conditions: z.array(text).default([]),
  steps: z.array(text).default([]),
  legalBasis: z.array(text).default([]),
  decision: text.optional(),
  /** The date, year or page that the values are of. */
  valuesAsOf: z.coerce.string().optional(),
  /** The last day in force, where it is decided; after it nobody answers any more. */
  lastDay: isoDay.optional(),
  /** The code in its place: a guess where the old one has none, decided where there is a last day. */
  successor: text.optional(),
  codeBasis: text.optional(),
  flags: z.array(text).default([]),
  sources: z.array(text).min(1),
  confidence: z.enum(['high', 'medium', 'low']),
});

export type ProcedureContent = z.output<typeof procedureContent>;
export type Paper = z.output<typeof paper>;
export type Term = z.output<typeof term>;
export type Fee = z.output<typeof fee>;

/** Words of our own that lead to a procedure. */
export const procedureWords = z.strictObject({
  friendlyName: text.max(90).optional(),
  /** Two sentences: what it is for, and what one gets. No number that the record does not hold. */
  summary: text.max(600).optional(),
  /** When one needs this and not a look-alike. */
  when: text.max(400).optional(),
  /** Who wrote these words; absent for those that came with the product. */
  author: text.max(60).optional(),
  /** Whether somebody of the authority has read and confirmed them. */
  reviewed: z.boolean().optional(),
  aliases: z.array(text.max(120)).default([]),
  situations: z.array(text.max(600)).default([]),
});
export type ProcedureWords = z.output<typeof procedureWords>;

/** A question that tells look-alike procedures apart, asked when one of `triggers` is all that was said. */
export const ambiguityGroup = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/),
  question: text,
  triggers: z.array(text).min(1),
  options: z
    .array(z.strictObject({ code: text, label: text.max(90) }))
    .min(2)
    .max(6),
});
export type AmbiguityGroup = z.output<typeof ambiguityGroup>;

/** A procedure that the province answers: enough to send a question to the right door. */
export const elsewhereProcedure = z.strictObject({
  code: text,
  name: text,
  field: text,
  agency: text.optional(),
  aliases: z.array(text).default([]),
});
export type ElsewhereProcedure = z.output<typeof elsewhereProcedure>;

/** A procedure as the rest of the program sees it. */
export interface Procedure extends ProcedureContent {
  /** Our group of fields, the name of its file: "justice", "social"… */
  group: string;
  /** Number of the version in force. */
  version: number;
  words: ProcedureWords;
}

/** Everything that can be answered, at one revision. Never changed: a publication makes the next one. */
export interface Catalogue {
  revision: number;
  /** When this revision was made; null when read from the files alone. */
  publishedAt: Date | null;
  procedures: Map<string, Procedure>;
  groups: AmbiguityGroup[];
  elsewhere: ElsewhereProcedure[];
  publications: Publication[];
  /** The texts that procedures cite, and who took over from agencies that are no more. */
  legal: LegalText[];
  succession: Succession[];
}

/** What of a procedure it is found by. */
export interface FindableProcedure extends Pick<Procedure, 'code' | 'name' | 'otherNames' | 'group' | 'levelNow'> {
  words: Pick<ProcedureWords, 'friendlyName' | 'aliases' | 'situations'>;
}

/** What of a catalogue messages are understood by; a publication that leaves it as it was (a fee, a paper) changes nothing in how they are. */
export interface FindableCatalogue extends Pick<Catalogue, 'groups' | 'elsewhere'> {
  procedures: ReadonlyMap<string, FindableProcedure>;
}

export function findableOf({ procedures, groups, elsewhere }: Catalogue): FindableCatalogue {
  const findable = ({ code, name, otherNames, group, levelNow, words }: Procedure): FindableProcedure => {
    const { friendlyName, aliases, situations } = words;
    return { code, name, otherNames, group, levelNow, words: { friendlyName, aliases, situations } };
  };
  return { groups, elsewhere, procedures: new Map([...procedures].map(([code, procedure]) => [code, findable(procedure)])) };
}
