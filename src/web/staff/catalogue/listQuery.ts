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

export function readListQuery(asked: Readonly<Record<string, unknown>>): ListQuery {
  const word = (name: string) =>
    String(asked[name] ?? '')
      .trim()
      .slice(0, 200);
  return { q: word('q'), group: word('group'), stand: STANDS.find((stand) => stand === word('stand')) ?? '' };
}

/** The address of the list with what is asked of it. */
export function addressOfList(path: string, asked: Readonly<Record<string, string>>): string {
  const said = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== '')).toString();
  return said ? `${path}?${said}` : path;
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

/** What the list needs to know of a procedure, whatever is asked. */
interface Known {
  row: Omit<Row, 'edit'>;
  /** What is searched, and what the title is compared by, both folded. */
  text: string;
  title: string;
}

function knownOf(procedure: Procedure, register: LegalRegister, today: string): Known {
  const title = titleOf(procedure);
  return {
    row: {
      code: procedure.code,
      name: title,
      friendlyName: procedure.words.friendlyName,
      group: procedure.group,
      field: procedure.field,
      version: procedure.version,
      missing: missingParts(procedure).filter((part) => !IF_ANY.has(part)),
      stale: inForce(procedure) && isStale(reviewDue(procedure, register, today), today),
      ended: !inForce(procedure),
    },
    text: fold([procedure.code, title, nameOf(procedure), procedure.field].join(' ')),
    title: fold(title),
  };
}

const byName = new Intl.Collator('vi').compare;
/** What is known of a catalogue on a day, by name: worked out once, for it takes a tenth of a second where there are thousands. */
const held = new WeakMap<Catalogue, { today: string; list: readonly Known[] }>();

function knownIn(catalogue: Catalogue, today: string): readonly Known[] {
  const before = held.get(catalogue);
  if (before?.today === today) return before.list;
  const register = registerOf(catalogue.legal);
  const list = [...catalogue.procedures.values()]
    .map((procedure) => knownOf(procedure, register, today))
    .sort((a, b) => byName(a.row.name, b.row.name));
  held.set(catalogue, { today, list });
  return list;
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
function near(code: string, title: string, asked: string): number {
  if (asked === '') return 2;
  return title === asked || code === asked ? 0 : title.startsWith(asked) ? 1 : 2;
}

/** The rows that a query asks for: the nearest first, then what is being written, then by name. */
export function rowsFor(query: ListQuery, catalogue: Catalogue, edits: readonly EditRow[], today: string): Row[] {
  const byCode = new Map(edits.map((edit) => [edit.code, { ...edit, state: edit.state as EditState }]));
  const wanted = fold(query.q).split(/\s+/).filter(Boolean);
  const asked = wanted.join(' ');
  const fresh = edits
    .filter(({ code }) => !catalogue.procedures.has(code))
    .map(({ code, values }): Known => {
      const { name = '', group = '', field = '' } = values as Record<string, string>;
      const row = { code, name, group, field, version: null, missing: [], stale: false, ended: false };
      return { row, text: fold([code, name, field].join(' ')), title: fold(titleOf({ name })) };
    })
    .sort((a, b) => byName(a.row.name, b.row.name));
  const found = [...fresh, ...knownIn(catalogue, today)]
    .filter(({ row, text }) => (!query.group || row.group === query.group) && wanted.every((word) => text.includes(word)))
    .map(({ row, title }) => ({ row: { ...row, edit: byCode.get(row.code) ?? null }, rank: near(row.code, title, asked) }))
    .filter(({ row }) => query.stand === '' || IS[query.stand](row));
  // Those of one rank stay in the order of their names.
  return found.sort((a, b) => a.rank - b.rank || Number(b.row.edit !== null) - Number(a.row.edit !== null)).map(({ row }) => row);
}
