import { type Cell, isBlank, letterOf, textOf } from '#src/platform/sheets/cells.ts';
import type { FieldName } from './fields.ts';
import type { Remark } from './findings.ts';
import { type Mapping, readHeading } from './mapping.ts';

/** Rows in which headings are looked for: above them an authority has put its name, a title, the period. */
export const LOOKED = 30;
/** Fields that a row of headings must have before it is taken for one. */
const ENOUGH = 3;

export interface HeaderColumn {
  at: number;
  heading: string;
  field: FieldName | null;
}

export interface Header {
  /** How many of the looked-at rows it ends at: data begin after them. */
  rows: number;
  columns: HeaderColumn[];
  remarks: Omit<Remark, 'row' | 'sheet'>[];
}

type Candidate = { rows: number; columns: (HeaderColumn & { guessed?: number })[]; score: number };

const heading = (cell: Cell | undefined) => (textOf(cell) ?? '').replace(/\s+/g, ' ').trim();

/** A heading over several columns ("Thời gian") stands only over the first of them. */
function carried(row: readonly Cell[], below: readonly Cell[]): string[] {
  let last = '';
  return Array.from({ length: Math.max(row.length, below.length) }, (_, at) => {
    if (!isBlank(row[at])) last = heading(row[at]);
    return isBlank(row[at]) && isBlank(below[at]) ? '' : last;
  });
}

function candidate(texts: readonly string[][], rows: number, mapping: Mapping, guess: boolean): Candidate {
  const taken = new Set<FieldName>();
  let score = 0;
  const columns = texts.map((readings, at) => {
    const found = readings.flatMap((text) => readHeading(text, mapping, guess) ?? []);
    const reading = found.find(({ guessed }) => guessed === undefined) ?? found[0];
    if (reading?.field && !taken.has(reading.field)) {
      taken.add(reading.field);
      score += reading.guessed ?? 1;
    }
    const column = { at, heading: readings[0] ?? '', field: reading?.field ?? null };
    return reading?.guessed === undefined ? column : { ...column, guessed: reading.guessed };
  });
  return { rows, columns, score: taken.has('code') && taken.size >= ENOUGH ? score : 0 };
}

/**
 * Finds the headings among the first rows of a sheet: one row, or two of which the upper parts the lower into groups. Null when there
 * are none.
 */
export function findHeader(rows: readonly (readonly Cell[])[], mapping: Mapping): Header | null {
  const looked = rows.slice(0, LOOKED).map((row, at) => {
    const below = rows[at + 1] ?? [];
    const single = row.map((cell) => [heading(cell)]);
    const double = carried(row, below).map((text, index) => {
      const lower = heading(below[index]);
      return lower ? [lower, `${text} ${lower}`] : [text];
    });
    return [
      { texts: single, rows: at + 1 },
      { texts: double, rows: at + 2 },
    ];
  });
  const best = (guess: boolean) =>
    looked
      .flat()
      .map((found) => ({ ...found, score: candidate(found.texts, found.rows, mapping, guess).score }))
      .reduce((winner, next) => (next.score > winner.score ? next : winner), { texts: [] as string[][], rows: 0, score: 0 });
  const known = best(false);
  const found = known.score > 0 ? known : best(true);
  return found.score > 0 ? headerOf(candidate(found.texts, found.rows, mapping, true), mapping) : null;
}

/** The known columns once each, and what there is to say of the others. */
function headerOf({ rows, columns }: Candidate, mapping: Mapping): Header {
  const remarks: Header['remarks'] = [];
  const taken = new Set<FieldName>();
  const kept = columns.map(({ at, heading: text, field, guessed }): HeaderColumn => {
    const column = letterOf(at);
    const params = { heading: text };
    if (field === null) {
      if (text !== '' && readHeading(text, mapping, false)?.field !== null) remarks.push({ column, code: 'columnUnknown', params });
      return { at, heading: text, field };
    }
    if (taken.has(field)) {
      remarks.push({ column, field, code: 'columnRepeated', params });
      return { at, heading: text, field: null };
    }
    taken.add(field);
    if (guessed !== undefined) remarks.push({ column, field, code: 'columnGuessed', params });
    if (field === 'ownerIdNumber') remarks.push({ column, field, code: 'columnDropped', params });
    return { at, heading: text, field };
  });
  for (const field of ['channel', 'dueAt', 'procedureCode'] as const) if (!taken.has(field)) remarks.push({ field, code: 'columnMissing' });
  return { rows, columns: kept, remarks };
}

/** The columns of a JSON export: its keys. */
export function headerOfKeys(keys: readonly string[], mapping: Mapping): Header {
  const { columns, rows } = candidate(
    keys.map((key) => [key]),
    0,
    mapping,
    false,
  );
  return headerOf({ rows, columns, score: 0 }, mapping);
}

/** What a file's headings turned out to be, to be remembered under a name. */
export const mappingOfHeader = ({ columns }: Header): Record<string, FieldName | null> =>
  Object.fromEntries(columns.filter(({ heading: text }) => text !== '').map(({ heading: text, field }) => [text, field]));
