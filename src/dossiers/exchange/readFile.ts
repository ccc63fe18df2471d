import { createHash } from 'node:crypto';
import { AppError } from '#src/platform/errors.ts';
import { type Cell, isBlank, textOf } from '#src/platform/sheets/cells.ts';
import type { SheetRow } from '#src/platform/sheets/xlsxRows.ts';
import { findDossierCode } from '../dossierCode.ts';
import { type FieldName, LISTS } from './fields.ts';
import { isError, type Remark } from './findings.ts';
import { findHeader, type Header, headerOfKeys, LOOKED, mappingOfHeader } from './header.ts';
import type { Mapping } from './mapping.ts';
import { type DossierReading, type ReadSetting, readDossier } from './readDossier.ts';
import type { ImportedDossier } from './record.ts';
import type { OpenFile, TableSource } from './sources.ts';

/** Rows that hold something; a province's year has fewer. */
export const MOST_ROWS = 200_000;
/** Cells of a row that only parts a list ("I. Lĩnh vực đất đai") or sums it up. */
const FEW_CELLS = 2;

export interface FileRow {
  row: number;
  sheet?: string;
  cells: Cell[];
  header: Header;
  remarks: Remark[];
  /** Absent when the row is refused. */
  dossier?: ImportedDossier;
  /** Of `dossier`: equal for equal content. */
  hash?: string;
}

export type FileEvent = { kind: 'row'; row: FileRow } | { kind: 'remark'; remark: Remark } | { kind: 'header'; header: Header };

/** sha256 of the content, whatever the order of its fields. */
export function hashOf(dossier: ImportedDossier): string {
  const entries = Object.entries(dossier).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex');
}

const filled = (cells: readonly Cell[]) => cells.filter((cell) => !isBlank(cell)).length;

/** What a row is worth a first look: empty, a line that only parts the list, an entry of JSON that is none, or one to read. */
function kindOf({ cells }: SheetRow, header: Header, json: boolean): 'empty' | 'parting' | 'noEntry' | 'data' {
  const count = filled(cells);
  if (count === 0) return json ? 'noEntry' : 'empty';
  const codeAt = header.columns.find(({ field }) => field === 'code')?.at ?? -1;
  return count <= FEW_CELLS && !/^\s*\S*\d\S*\s*$/.test(textOf(cells[codeAt]) ?? '') ? 'parting' : 'data';
}

/** The first row that holds as many words as any: what the headings are where none is known, for a person to say what they mean. */
function likelyHeadings(rows: readonly SheetRow[]): string[] {
  const words = rows.map(({ cells }) => cells.filter((cell) => typeof cell === 'string' && cell.trim() !== '').map(String));
  const most = Math.max(...words.map(({ length }) => length));
  return (words.find(({ length }) => length === most) ?? []).map((text) => text.replace(/\s+/g, ' ').trim().slice(0, 100));
}

type TableEvent =
  | { kind: 'strange'; headings: string[] }
  | { kind: 'raw'; row: SheetRow; sheet?: string; header: Header; noEntry: boolean }
  | Exclude<FileEvent, { kind: 'row' }>;

async function* readTable({ sheet, keys, rows }: TableSource, mapping: Mapping): AsyncGenerator<TableEvent> {
  const place = sheet === undefined ? {} : { sheet };
  let header: Header | null = null;
  let waiting: SheetRow[] = [];
  const begin = function* (found: Header, at: number): Generator<TableEvent> {
    header = found;
    yield { kind: 'header', header };
    for (const remark of header.remarks)
      if (!LISTS.includes(String(remark.params?.['heading']))) yield { kind: 'remark', remark: { ...place, row: at, ...remark } };
  };
  const one = function* (row: SheetRow, found: Header): Generator<TableEvent> {
    const kind = kindOf(row, found, keys !== undefined);
    if (kind === 'parting') yield { kind: 'remark', remark: { row: row.row, ...place, code: 'rowSkipped' } };
    else if (kind !== 'empty') yield { kind: 'raw', row, ...place, header: found, noEntry: kind === 'noEntry' };
  };
  const settle = function* (): Generator<TableEvent> {
    const found = findHeader(
      waiting.map(({ cells }) => cells),
      mapping,
    );
    if (found) {
      yield* begin(found, waiting[found.rows - 1]?.row ?? 1);
      for (const row of waiting.slice(found.rows)) yield* one(row, found);
    } else if (waiting.some(({ cells }) => filled(cells) > 0)) {
      yield { kind: 'remark', remark: { ...place, row: 1, code: 'unknownSheet' } };
      yield { kind: 'strange', headings: likelyHeadings(waiting) };
    }
  };
  if (keys) yield* begin(headerOfKeys(keys, mapping), 1);
  for await (const row of rows()) {
    if (header) {
      yield* one(row, header);
      continue;
    }
    if (filled(row.cells) > 0) waiting.push(row);
    if (waiting.length < LOOKED) continue;
    yield* settle();
    if (!header) return;
    waiting = [];
  }
  if (!header) yield* settle();
}

/** The tables of a file as they stand. Throws importTooManyRows, and importNoHeader when no sheet has headings that are known. */
async function* readTables(file: OpenFile, mapping: Mapping): AsyncGenerator<TableEvent> {
  let rows = 0;
  let headers = 0;
  for (const table of file.tables)
    for await (const event of readTable(table, mapping)) {
      if (event.kind === 'raw' && ++rows > MOST_ROWS) throw new AppError('importTooManyRows', { status: 413, params: { limit: MOST_ROWS } });
      if (event.kind === 'header') headers++;
      yield event;
    }
  if (headers === 0) throw new AppError('importNoHeader', { status: 400 });
}

/** A first look at a file, before its rows are read. */
export interface Scan {
  rows: number;
  /** Rows by their code, for codes that stand more than once. */
  places: Map<string, number[]>;
  /** Of those, the codes whose rows differ: none of them can be told to be right. */
  conflicts: Set<string>;
  /** What the headings were taken for. */
  headings: Record<string, FieldName | null>;
}

function codeIn(cells: readonly Cell[], { columns }: Header): string {
  const text = textOf(cells[columns.find(({ field }) => field === 'code')?.at ?? -1]) ?? '';
  return findDossierCode(text) ?? text.trim().toUpperCase();
}

/** What the columns that count say, whatever the others do (a running number). */
const printOf = (cells: readonly Cell[], { columns }: Header): string =>
  createHash('md5')
    .update(JSON.stringify(columns.flatMap(({ at, field }) => (field ? [field, cells[at] ?? null] : []))))
    .digest('base64');

/** Goes through a file once without reading its values: how many rows it has, and which codes stand twice. `told` hears of every row, `strange` of headings that are not known. */
export async function scanFile(
  file: OpenFile,
  mapping: Mapping,
  told: (rows: number) => unknown = () => {},
  strange: (headings: string[]) => unknown = () => {},
): Promise<Scan> {
  const first = new Map<string, { row: number; print: string }>();
  const scan: Scan = { rows: 0, places: new Map(), conflicts: new Set(), headings: {} };
  for await (const event of readTables(file, mapping)) {
    if (event.kind === 'header') Object.assign(scan.headings, mappingOfHeader(event.header));
    if (event.kind === 'strange') await strange(event.headings);
    if (event.kind !== 'raw') continue;
    await told(++scan.rows);
    const code = codeIn(event.row.cells, event.header);
    if (!code) continue;
    const print = printOf(event.row.cells, event.header);
    const before = first.get(code);
    if (!before) first.set(code, { row: event.row.row, print });
    else {
      scan.places.set(code, [...(scan.places.get(code) ?? [before.row]), event.row.row]);
      if (before.print !== print) scan.conflicts.add(code);
    }
  }
  return scan;
}

/** A row as it counts: refused where its code has other content elsewhere; without a dossier where the same was said before. */
function settled(found: FileRow, { places, conflicts }: Scan): FileRow {
  const { dossier, hash: _hash, ...rest } = found;
  const rows = dossier && places.get(dossier.code);
  if (!dossier || !rows) return found;
  const place = { row: found.row, ...(found.sheet === undefined ? {} : { sheet: found.sheet }), dossier: dossier.code, field: 'code' as const };
  if (conflicts.has(dossier.code)) {
    const others = rows.filter((row) => row !== found.row).slice(0, 5);
    return { ...rest, remarks: [...found.remarks, { ...place, code: 'duplicateDiffers', params: { rows: others.join(', ') } }] };
  }
  return rows[0] === found.row ? found : { ...rest, remarks: [{ ...place, code: 'duplicateSame', params: { rows: rows[0] ?? 1 } }] };
}

/** Every row of a file with what there is to say of it. */
export async function* readRows(file: OpenFile, mapping: Mapping, setting: ReadSetting, scan: Scan): AsyncGenerator<FileEvent> {
  const ours = { ...setting, date1904: file.date1904 };
  for await (const event of readTables(file, mapping)) {
    if (event.kind === 'strange') continue;
    if (event.kind !== 'raw') {
      yield event;
      continue;
    }
    const { row, header, noEntry, kind: _kind, ...rest } = event;
    const place = { row: row.row, ...rest };
    const reading: DossierReading = noEntry ? { remarks: [{ ...place, code: 'notAnEntry' }] } : readDossier(row.cells, header, place, ours);
    const { dossier, remarks } = reading;
    const found: FileRow = { ...place, cells: row.cells, header, remarks, ...(dossier ? { dossier, hash: hashOf(dossier) } : {}) };
    yield { kind: 'row', row: settled(found, scan) };
  }
}

export const isRefused = ({ dossier, remarks }: FileRow): boolean => !dossier && remarks.some(isError);
