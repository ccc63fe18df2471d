import type { Request } from 'express';
import { IF_ANY, missingParts, type Part } from '#src/procedures/completeness.ts';
import type { Catalogue, Procedure } from '#src/procedures/content.ts';
import type { EditState } from '#src/procedures/editing/edits.ts';
import { inForce } from '#src/procedures/facts.ts';
import { type LegalRegister, registerOf } from '#src/procedures/legal.ts';
import { nameOf, titleOf } from '#src/procedures/present.ts';
import { isStale, reviewDue } from '#src/procedures/staleness.ts';
import { fold } from '#src/text/fold.ts';

/** What the list can be narrowed to: where an edit stands, or what is the matter with a text in force. */
export const STANDS = ['editing', 'review', 'scheduled', 'stale', 'incomplete', 'ended', 'current'] as const;
export type Stand = (typeof STANDS)[number];
export interface ListQuery {
  q: string;
  group: string;
  stand: Stand | '';
}

export function readListQuery(request: Request): ListQuery {
  const word = (name: string) =>
    String(request.query[name] ?? '')
      .trim()
      .slice(0, 200);
  return { q: word('q'), group: word('group'), stand: STANDS.find((stand) => stand === word('stand')) ?? '' };
}

/** One row: a procedure in force or being written for the first time. */
export interface Row {
  code: string;
  /** The published title, and what people call it where that differs. */
  name: string;
  friendlyName?: string | undefined;
  group: string;
  field: string;
  version: number | null;
  edit: { state: EditState; updatedBy: string; updatedAt: Date } | null;
  missing: Part[];
  stale: boolean;
  ended: boolean;
}

export interface EditRow {
  code: string;
  state: string;
  updatedBy: string;
  updatedAt: Date;
  values: unknown;
}

function rowOf(procedure: Procedure, edit: EditRow | undefined, register: LegalRegister, today: string): Row {
  return {
    code: procedure.code,
    name: titleOf(procedure),
    friendlyName: procedure.words.friendlyName,
    group: procedure.group,
    field: procedure.field,
    version: procedure.version,
    edit: edit ? { ...edit, state: edit.state as EditState } : null,
    missing: missingParts(procedure).filter((part) => !IF_ANY.has(part)),
    stale: inForce(procedure) && isStale(reviewDue(procedure, register, today), today),
    ended: !inForce(procedure),
  };
}

const IS: Record<Stand, (row: Row) => boolean> = {
  editing: ({ edit }) => edit?.state === 'draft',
  review: ({ edit }) => edit?.state === 'review',
  scheduled: ({ edit }) => edit?.state === 'scheduled',
  stale: ({ stale }) => stale,
  incomplete: ({ missing, ended }) => missing.length > 0 && !ended,
  ended: ({ ended }) => ended,
  current: ({ ended }) => !ended,
};

/** 0 for what is called just so, 1 for what begins so, 2 for the rest. */
function near({ code, name }: Row, { procedures }: Catalogue, wanted: readonly string[]): number {
  if (wanted.length === 0) return 2;
  const [asked, title] = [wanted.join(' '), fold(titleOf({ name: procedures.get(code)?.name ?? name }))];
  return title === asked || code === asked ? 0 : title.startsWith(asked) ? 1 : 2;
}

/** The rows that a query asks for: the nearest first, then what is being written, then by name. */
export function rowsFor(query: ListQuery, catalogue: Catalogue, edits: readonly EditRow[], today: string): Row[] {
  const byCode = new Map(edits.map((edit) => [edit.code, edit]));
  const register = registerOf(catalogue.legal);
  const wanted = fold(query.q).split(/\s+/).filter(Boolean);
  const fits = (...texts: string[]) => {
    const text = fold(texts.join(' '));
    return wanted.every((word) => text.includes(word));
  };
  const held = [...catalogue.procedures.values()]
    .filter(
      (procedure) =>
        (!query.group || procedure.group === query.group) && fits(procedure.code, titleOf(procedure), nameOf(procedure), procedure.field),
    )
    .map((procedure) => rowOf(procedure, byCode.get(procedure.code), register, today));
  const fresh = edits
    .filter(({ code }) => !catalogue.procedures.has(code))
    .map((edit): Row => {
      const { name = '', group = '', field = '' } = edit.values as Record<string, string>;
      const { code, ...rest } = edit;
      return { code, name, group, field, version: null, edit: { ...rest, state: edit.state as EditState }, missing: [], stale: false, ended: false };
    })
    .filter((row) => (!query.group || row.group === query.group) && fits(row.code, row.name, row.field));
  return [...fresh, ...held]
    .filter((row) => query.stand === '' || IS[query.stand](row))
    .sort(
      (a, b) =>
        near(a, catalogue, wanted) - near(b, catalogue, wanted) ||
        Number(b.edit !== null) - Number(a.edit !== null) ||
        a.name.localeCompare(b.name, 'vi'),
    );
}
