import { type Cell, isBlank, letterOf, mended, type Table, textOf } from '#src/platform/sheets/cells.ts';
import { codeOfTitle, readCode } from './codes.ts';
import { headingKey } from './columns.ts';
import type { Remark } from './findings.ts';
import { type Header, readHeader } from './headers.ts';
import type { PortalRow } from './portal.ts';
import { readCell } from './readCell.ts';
import { codeFault, type ImportRow, type ReadRows } from './rows.ts';

interface Line {
  row: number;
  code: string;
  values: Map<string, unknown>;
  portal: PortalRow;
}

/** One row of a sheet: its values by the names of their columns. Null for a row without a usable code, which is remarked on. */
function readLine(cells: Cell[], row: number, sheet: string, header: Header, groups: readonly string[], remarks: Remark[]): Line | null {
  const mark = { row, sheet };
  const read = new Map(
    [...header.columns, ...header.portal].map(({ at }) => {
      const cell = cells[at];
      const { text, changes } = typeof cell === 'string' ? mended(cell) : { text: cell, changes: [] };
      return [at, { cell: text, changes }] as const;
    }),
  );
  const codeAt = header.columns.find(({ column }) => column.name === 'code')?.at ?? header.portal.find(({ name }) => name === 'ma_tthc')?.at ?? -1;
  const codeCell = read.get(codeAt)?.cell;
  const code = isBlank(codeCell) ? undefined : readCode(codeCell as Exclude<Cell, null>).code;
  const fault = codeFault(code);
  if (fault || code === undefined) {
    const nameAt = header.columns.find(({ column }) => column.name === 'name')?.at ?? header.portal.find(({ name }) => name === 'ten_tthc')?.at ?? -1;
    remarks.push({
      ...mark,
      code: fault ?? 'codeMissing',
      params: { given: code ?? '', suggestion: codeOfTitle(textOf(read.get(nameAt)?.cell) ?? '') },
    });
    return null;
  }
  const line: Line = { row, code, values: new Map(), portal: {} };
  for (const [at, { changes }] of read)
    for (const change of changes) remarks.push({ ...mark, procedure: code, code: change, params: { column: letterOf(at) } });
  for (const { at, column } of header.columns) {
    const { value, remarks: own } = readCell(column, read.get(at)?.cell, groups);
    for (const remark of own) remarks.push({ ...mark, procedure: code, ...remark, params: { field: headingKey(column.name), ...remark.params } });
    line.values.set(column.name, value);
  }
  for (const { at, name } of header.portal) {
    const text = textOf(read.get(at)?.cell);
    if (text !== undefined) line.portal[name] = text;
    const reading = name === 'ma_tthc' && !isBlank(codeCell) ? readCode(codeCell as Exclude<Cell, null>) : null;
    if (reading?.note)
      remarks.push({
        ...mark,
        procedure: code,
        code: reading.note === 'suffix' ? 'codeSuffix' : 'codeAsNumber',
        params: { given: text ?? '', value: code },
      });
  }
  return line;
}

const without = (values: Map<string, unknown>, ...names: string[]) => new Map([...values].filter(([name]) => !names.includes(name)));
/** The values of the columns that begin with "paper." or "words.", without that. */
const under = (values: Map<string, unknown>, prefix: string) =>
  new Map([...values].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value] as const));
const present = (values: Map<string, unknown>) => Object.fromEntries([...values].filter(([, value]) => value !== undefined));

/**
 * Reads the sheets of a workbook, or the one of a CSV. What a sheet or column that is not there would say stays as it is in force; with
 * the sheet of papers there, a procedure of the first sheet that has no row in it has no papers.
 */
export function readTables(tables: Table[], groups: readonly string[]): ReadRows {
  const remarks: Remark[] = [];
  const rows = new Map<string, ImportRow>();
  const read = tables.flatMap((table) => {
    const header = readHeader(table);
    const { name } = table;
    if (!header) {
      if (table.rows.some((row) => row.some((cell) => !isBlank(cell)))) remarks.push({ row: 1, sheet: name, code: 'unknownSheet', params: { name } });
      return [];
    }
    for (const column of header.unknown) remarks.push({ row: header.row, sheet: name, code: 'unknownColumn', params: { name: column } });
    const lines = table.rows.flatMap((cells, at) =>
      at < header.from || cells.every(isBlank) ? [] : (readLine(cells, at + 1, name, header, groups, remarks) ?? []),
    );
    return [{ header, name, lines }];
  });
  const linesOf = (sheet: Header['sheet']) =>
    read.filter(({ header }) => header.sheet === sheet).flatMap(({ name, lines }) => lines.map((line) => ({ ...line, sheet: name })));
  /** The row of a code, made where only another sheet names it. */
  const rowOf = ({ code, row, sheet }: { code: string; row: number; sheet: string }): ImportRow => {
    const made = rows.get(code) ?? { row, sheet, code, given: new Map(), complete: false };
    rows.set(code, made);
    return made;
  };

  for (const { values, portal, ...place } of linesOf('procedures')) {
    const before = rows.get(place.code);
    if (before) {
      remarks.push({
        row: place.row,
        sheet: place.sheet,
        procedure: place.code,
        code: 'duplicate',
        params: { given: place.code, other: before.row },
      });
      continue;
    }
    const entry = rowOf(place);
    entry.given = without(values, 'code', 'group');
    if (values.get('group') !== undefined) entry.group = String(values.get('group'));
    if (Object.keys(portal).length > 0) entry.portal = portal;
  }
  if (read.some(({ header }) => header.sheet === 'papers')) {
    for (const entry of rows.values()) entry.given.set('documents', []);
    for (const { values, ...place } of linesOf('papers')) {
      const entry = rowOf(place);
      const { given } = entry;
      entry.places = { ...entry.places, papers: [...(entry.places?.papers ?? []), { row: place.row, sheet: place.sheet }] };
      given.set('documents', [...((given.get('documents') as unknown[] | undefined) ?? []), present(under(values, 'paper.'))]);
    }
  }
  for (const { values, ...place } of linesOf('words')) {
    const entry = rowOf(place);
    if (entry.words)
      remarks.push({ row: place.row, sheet: place.sheet, procedure: place.code, code: 'duplicate', params: { given: place.code, other: entry.row } });
    const words = under(values, 'words.');
    if (words.has('reviewed')) words.set('reviewed', words.get('reviewed') === 'yes' ? true : undefined);
    entry.words = words;
    entry.places = { ...entry.places, words: { row: place.row, sheet: place.sheet } };
  }
  return { rows: [...rows.values()], remarks };
}
