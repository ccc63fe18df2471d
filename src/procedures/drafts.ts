import type { Transaction } from '#src/platform/database.ts';
import type { ProcedureContent, ProcedureWords } from './content.ts';

/** One side of a comparison: a procedure as a version or a file has it. */
export interface Side {
  group: string;
  content: ProcedureContent;
  words?: ProcedureWords;
}

export interface Difference {
  /** "group", a field of the content such as "fee", or of the words such as "words.aliases". */
  field: string;
  /** What the field's value is on each side; null where it has none. */
  base: unknown;
  theirs: unknown;
  ours: unknown;
  /** Who changed it since the base: the admin (theirs), the file (ours), or both, which a person must decide. */
  by: 'theirs' | 'ours' | 'both';
}

function fieldsOf({ group, content, words }: Side): Map<string, unknown> {
  const own = Object.entries(words ?? {}).map(([key, value]) => [`words.${key}`, value] as const);
  return new Map<string, unknown>([['group', group], ...Object.entries(content), ...own]);
}

/** An empty list says as much as no list, and the order of an object's keys says nothing: the database does not keep it. */
export function canonical(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'null';
  return JSON.stringify(value, (_key, part) =>
    part && typeof part === 'object' && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** The fields that two sides have differently, in the order of the first. */
export function changedFields(before: Side, after: Side): string[] {
  const [a, b] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((field) => canonical(a.get(field)) !== canonical(b.get(field)));
}

/**
 * The fields on which the last file (base), what an admin published (theirs) and the file of now (ours) do not all agree.
 * Where there is no base, each field that differs counts as changed by both. What both changed alike is no difference.
 */
export function threeWay(base: Side | null, theirs: Side, ours: Side): Difference[] {
  const before = base ? fieldsOf(base) : null;
  const [inForce, inFile] = [fieldsOf(theirs), fieldsOf(ours)];
  return changedFields(theirs, ours).map((field) => {
    const [b, t, o] = [before?.get(field), inForce.get(field), inFile.get(field)];
    // The words have no history: of them there is no base.
    const known = before !== null && !field.startsWith('words.');
    const by = known && canonical(b) === canonical(o) ? 'theirs' : known && canonical(b) === canonical(t) ? 'ours' : 'both';
    return { field, base: b ?? null, theirs: t ?? null, ours: o ?? null, by };
  });
}

/** Whether the file brings anything that is not in force: a file that only lacks what the admin changed brings nothing. */
export const bringsSomething = (differences: Difference[]): boolean => differences.some(({ by }) => by !== 'theirs');

export interface Draft {
  code: string;
  origin: string;
  baseVersion: number | null;
  inForceVersion: number | null;
  base: Side | null;
  theirs: Side;
  ours: Side;
  /** The file that it came from. */
  source: string;
  createdAt: Date;
}

/**
 * Keeps what the file of now brings for procedures that an admin published, and drops the older drafts of the same origin for all
 * the `looked` codes: a draft says what the last file says. Returns the codes that have a draft now.
 */
export async function replaceDrafts(tx: Transaction, origin: string, looked: string[], drafts: Draft[]): Promise<string[]> {
  await tx.procedureDraft.deleteMany({ where: { origin, code: { in: looked } } });
  const kept = drafts
    .map((draft) => ({ ...draft, differences: threeWay(draft.base, draft.theirs, draft.ours) }))
    .filter(({ differences }) => bringsSomething(differences));
  for (const { base, ...draft } of kept)
    await tx.procedureDraft.create({
      data: JSON.parse(JSON.stringify({ ...draft, ...(base ? { base } : {}) })),
    });
  return kept.map(({ code }) => code);
}
