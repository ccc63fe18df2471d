import { isDeepStrictEqual } from 'node:util';
import { type Agency, agency } from '#src/directory/agency.ts';
import type { Directory } from '#src/directory/directory.ts';
import { freshId } from '#src/directory/editing/freshId.ts';
import { FieldFaults } from '#src/staff/credentials.ts';
import { readAgency, typedOf } from './agencyFields.ts';
import { ROW_LISTS, type RowList, type TypedFields } from './rows.ts';
import type { Names } from './summary.ts';
import { asTyped, type Book, type BookRow, withList } from './workbook.ts';

/** What is wrong with a row; `field` as the form calls it, `key` below `staff.fault` or `directoryPage.book.fault`. */
export interface BookFault {
  row: number;
  list?: RowList;
  field?: string;
  key: string;
}

/** A row of the first sheet as the entry that it makes. `before` is null for a new one. */
export interface Planned {
  row: number;
  before: Agency | null;
  content: Agency;
  typed: TypedFields;
}

export interface Plan {
  /** New and changed entries, in the file's order. */
  changes: Planned[];
  same: number;
  faults: BookFault[];
}

interface Setting {
  whole: Directory;
  names: Names;
  /** Every id there ever was: none is given twice. */
  taken: ReadonlySet<string>;
  /** Groups of fields that a counter may take. */
  groups: readonly string[];
  mayEdit(entry: Agency): boolean;
}

/** As the database keeps it: without what is not known. */
const kept = (entry: Agency): unknown => JSON.parse(JSON.stringify(entry));

const FRESH: TypedFields = { kind: 'department' };

/** What a file would do to the directory, before anything of it is saved. Agencies that do not stand in the file stay as they are. */
export function planBook({ entries, lists }: Book, { whole, names, taken, groups, mayEdit }: Setting): Plan {
  const faults: BookFault[] = [];
  const used = new Set(taken);
  const held = entries.flatMap(({ row, fields }) => {
    const wrong = (key: string, field?: string) => {
      faults.push({ row, key, ...(field && { field }) });
      return [];
    };
    const id = fields['id'] || null;
    const name = (fields['name'] ?? '').trim();
    const before = whole.agencies.find((each) => each.id === id) ?? null;
    if (id !== null && !before) return wrong('idUnknown', 'id');
    if (!before && whole.agencies.some((each) => each.name === name)) return wrong('nameTaken', 'name');
    const own = id ?? freshId(name, used, 'agency');
    if (before && entries.some((other) => other.row < row && other.fields['id'] === id)) return wrong('twice', 'id');
    used.add(own);
    return [{ row, fields, before, id: own, name: name || (before?.name ?? '') }];
  });
  const ids = [...whole.agencies.filter(({ id }) => !held.some((each) => each.id === id)), ...held];
  for (const list of ROW_LISTS)
    for (const { row, fields } of lists[list] ?? [])
      if (!held.some(({ id, name }) => fields['id'] === id || fields['id'] === name)) faults.push({ row, list, field: 'id', key: 'ownerUnknown' });

  const planned = held.flatMap(({ row, fields, before, id, name }): Planned[] => {
    const rowsIn: Partial<Record<RowList, BookRow[]>> = {};
    let typed: TypedFields = { ...(before ? typedOf(before) : FRESH), ...asTyped(fields, whole, ids, names) };
    for (const list of ROW_LISTS) {
      const rows = lists[list]?.filter(({ fields: given }) => given['id'] === id || given['id'] === name);
      if (!rows) continue;
      rowsIn[list] = rows;
      typed = withList(typed, list, rows, groups);
    }
    try {
      const content = agency.parse(readAgency(typed, id, before));
      if (!mayEdit(before ?? content)) {
        faults.push({ row, key: 'notYours' });
        return [];
      }
      return [{ row, before, content, typed }];
    } catch (error) {
      if (!(error instanceof FieldFaults)) throw error;
      for (const [field, key] of Object.entries(error.faults)) {
        const [list = '', at = '', column] = field.split('.');
        const place = rowsIn[list as RowList]?.[Number(at)];
        faults.push(place && column ? { row: place.row, list: list as RowList, field: column, key } : { row, field, key });
      }
      return [];
    }
  });
  const changes = planned.filter(({ before, content }) => !before || !isDeepStrictEqual(kept(agency.parse(before)), kept(content)));
  return { changes, same: planned.length - changes.length, faults };
}
