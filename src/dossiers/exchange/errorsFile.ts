import { writeFileSync } from 'node:fs';
import { AppError, briefly } from '#src/platform/errors.ts';
import { type Cell, isBlank } from '#src/platform/sheets/cells.ts';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { DAYS_TO_1904, readMoment } from '#src/platform/sheets/moments.ts';
import { formatXlsx } from '#src/platform/sheets/xlsx.ts';
import type { Say } from '#src/platform/texts.ts';
import { formatDate, formatDateTime } from '#src/text/formats.ts';
import { FIELDS, type FieldName, fieldOf } from './fields.ts';
import { describe, headingOf, isError } from './findings.ts';
import { FINDINGS_HEADING } from './mapping.ts';
import type { FileRow } from './readFile.ts';
import { formatOf } from './sources.ts';

/** The most refused rows that a file holds: the rest come back with the next attempt. */
export const MOST_REFUSED = 5_000;

export type Refused = { cells: Partial<Record<FieldName, Cell>>; remarks: FileRow['remarks'] };

/** What is needed of a refused row to write it down again; what is never kept is not written either. */
export function refusedOf({ cells, header, remarks }: FileRow): Refused {
  const named = header.columns.flatMap(({ at, field }) =>
    field && fieldOf(field).kind !== 'dropped' && !isBlank(cells[at]) ? [[field, cells[at] ?? null] as const] : [],
  );
  return { cells: Object.fromEntries(named), remarks: remarks.filter(isError) };
}

/** A number of Excel as the date that a person can correct; anything else as it stood. */
function readable(field: FieldName, cell: Cell, date1904: boolean): Cell {
  if (fieldOf(field).kind !== 'moment' || typeof cell !== 'number') return cell;
  const reading = readMoment(date1904 && cell < 100_000 ? cell + DAYS_TO_1904 : cell);
  if (!('at' in reading)) return cell;
  return reading.timed ? formatDateTime(reading.at) : formatDate(reading.at);
}

/**
 * The refused rows as a table: what is wrong, then the row under the headings that we write. Corrected, it is imported like any export.
 * A column stands there when a row has something in it, or lacks it.
 */
export function refusedTable(rows: readonly Refused[], date1904: boolean, say: Say): Cell[][] {
  const used = new Set<FieldName>(['code', 'procedureCode', 'state', ...rows.flatMap(({ cells }) => Object.keys(cells) as FieldName[])]);
  for (const { remarks } of rows) for (const { field } of remarks) if (field) used.add(field);
  const fields = FIELDS.map(({ name }) => name).filter((name) => used.has(name) && fieldOf(name).kind !== 'dropped');
  const lines = rows.map(({ cells, remarks }) => [
    remarks.map((remark) => describe(remark, say).message).join('\n'),
    ...fields.map((field) => readable(field, cells[field] ?? null, date1904)),
  ]);
  return [[say(FINDINGS_HEADING), ...fields.map((field) => headingOf(field, say))], ...lines];
}

/** Writes the refused rows as XLSX or CSV, by the file's ending. Throws exportNotWritten. */
export async function writeRefused(file: string, rows: readonly Refused[], date1904: boolean, say: Say): Promise<void> {
  const table = refusedTable(rows, date1904, say);
  const bytes = formatOf(file) === '.xlsx' ? await formatXlsx([{ name: say('dossierExchange.sheet'), rows: table }], 1) : formatCsv(table);
  try {
    writeFileSync(file, bytes);
  } catch (cause) {
    throw new AppError('exportNotWritten', { params: { file, detail: briefly(cause) }, cause });
  }
}
