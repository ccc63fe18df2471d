import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { procedureContent } from '../content.ts';
import type { Side } from '../drafts.ts';
import type { Typed } from './fields.ts';
import { typedOf } from './typed.ts';

export const STATES = ['draft', 'review', 'scheduled'] as const;
export type EditState = (typeof STATES)[number];

/** What people are writing of a procedure, or, before anybody does, what a form would begin with. */
export interface Edit {
  code: string;
  /** The version that it began from; null for a new procedure. */
  baseVersion: number | null;
  /** What that version says. */
  base: Side | null;
  typed: Typed;
  /** 0 while nothing is kept yet. */
  revision: number;
  state: EditState;
  authors: string[];
  updatedAt: Date | null;
  updatedBy: string | null;
  reason: string;
  approver: string | null;
  publishAt: Date | null;
}

/** A version as it was published. */
export async function readVersion(database: Database | Transaction, code: string, number: number): Promise<Side | null> {
  const row = await database.procedureVersion.findUnique({ where: { code_number: { code, number } } });
  if (!row) return null;
  const { group, content } = row.content as { group: string; content: unknown };
  return { group, content: procedureContent.parse(content) };
}

/** The number and the text in force; null where there is none. */
export async function readInForce(database: Database | Transaction, code: string): Promise<{ number: number; side: Side } | null> {
  const row = await database.procedure.findUnique({ where: { code } });
  if (!row?.currentVersion) return null;
  return { number: row.currentVersion, side: (await readVersion(database, code, row.currentVersion)) as Side };
}

/** The edit of a code, or one that has not begun; throws procedureUnknown where there is neither a text in force nor an edit. */
export async function readEdit(database: Database | Transaction, code: string): Promise<Edit> {
  const row = await database.procedureEdit.findUnique({ where: { code } });
  if (row) {
    const base = row.baseVersion === null ? null : await readVersion(database, code, row.baseVersion);
    const { values, ...rest } = row;
    return { ...rest, base, typed: values as Typed, state: row.state as EditState };
  }
  const inForce = await readInForce(database, code);
  if (!inForce) throw new AppError('procedureUnknown', { status: 404 });
  return {
    code,
    baseVersion: inForce.number,
    base: inForce.side,
    typed: typedOf(inForce.side),
    revision: 0,
    state: 'draft',
    authors: [],
    updatedAt: null,
    updatedBy: null,
    reason: '',
    approver: null,
    publishAt: null,
  };
}

/** After a sign of life somebody is taken to be at the form for so long, in milliseconds. */
const PRESENT_MS = 3 * 60_000;

/** Notes that a person has the form before them; returns the ids of the others who have. */
export async function notePresence(database: Database, code: string, personId: string, now: Date): Promise<string[]> {
  await database.editPresence.upsert({ where: { code_personId: { code, personId } }, create: { code, personId, at: now }, update: { at: now } });
  const others = await database.editPresence.findMany({
    where: { code, personId: { not: personId }, at: { gt: new Date(now.getTime() - PRESENT_MS) } },
  });
  return others.map((row) => row.personId);
}

export const commentsOf = (database: Database, code: string) => database.editComment.findMany({ where: { code }, orderBy: { id: 'asc' } });
