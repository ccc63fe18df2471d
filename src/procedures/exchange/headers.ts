import { type Cell, isBlank, letterOf, type Table, textOf } from '#src/platform/sheets/cells.ts';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { fold } from '#src/text/fold.ts';
import { COLUMNS, type Column, columnsOf, headingKey, type SheetName } from './columns.ts';
import { PORTAL_NAMES, type PortalColumn } from './portal.ts';

/** What the columns of a sheet are. */
export interface Header {
  sheet: SheetName;
  /** Row from which the data begin, counted from 0. */
  from: number;
  /** The headings' last row as the person sees it, from 1. */
  row: number;
  columns: { at: number; column: Column }[];
  portal: { at: number; name: PortalColumn }[];
  /** Columns that hold something and are none of ours, by their heading or letter. */
  unknown: string[];
}

/** Rows in which headings are looked for: above them an authority may have put its name and a title. */
const LOOKED = 10;
const plain = (text: string) => fold(text).replace(/\s+/g, ' ').trim();
const names = new Set([...COLUMNS.map(({ name }) => name), ...PORTAL_NAMES]);
/** Headings in any of our languages, for a file whose row of names was deleted. */
const headings = (sheet: SheetName) =>
  new Map(columnsOf(sheet).flatMap((column) => LOCALES.map((locale) => [plain(sayIn(locale)(headingKey(column.name))), column.name] as const)));

const exact = (cell: Cell | undefined) => {
  const name = textOf(cell)?.trim();
  return name !== undefined && names.has(name) ? name : undefined;
};

/** Which of the sheets a table is, by its names, else by its headings; undefined when it is none of ours. */
function recognise(table: Table): { sheet: SheetName; nameRow: number | null; headingRow: number | null } | undefined {
  const rows = table.rows.slice(0, LOOKED);
  const hits = rows.map((row) => row.flatMap((cell) => exact(cell) ?? []));
  const nameRow = hits.findIndex((found) => found.includes('code') || found.includes('ma_tthc'));
  const byHeading = (['procedures', 'papers', 'words'] as const).map((sheet) => {
    const known = headings(sheet);
    const counts = rows.map((row) => row.filter((cell) => known.has(plain(textOf(cell) ?? ''))).length);
    const best = Math.max(0, ...counts);
    return { sheet, best, at: counts.indexOf(best) };
  });
  if (nameRow >= 0) {
    const found = hits[nameRow]!;
    const sheet = found.some((name) => name.startsWith('paper.'))
      ? 'papers'
      : found.some((name) => name.startsWith('words.'))
        ? 'words'
        : 'procedures';
    const own = byHeading.find((entry) => entry.sheet === sheet)!;
    return { sheet, nameRow, headingRow: own.best >= 2 && own.at !== nameRow ? own.at : null };
  }
  const best = byHeading.reduce((a, b) => (b.best > a.best ? b : a));
  return best.best >= 2 ? { sheet: best.sheet, nameRow: null, headingRow: best.at } : undefined;
}

/** Finds the headings of a table: columns may stand in any order, be translated, and be missing. Undefined when it is no sheet of ours. */
export function readHeader(table: Table): Header | undefined {
  const found = recognise(table);
  if (!found) return undefined;
  const { sheet, nameRow, headingRow } = found;
  const known = headings(sheet);
  const from = Math.max(nameRow ?? -1, headingRow ?? -1) + 1;
  const width = Math.max(0, ...table.rows.map((row) => row.length));
  const header: Header = { sheet, from, row: from, columns: [], portal: [], unknown: [] };
  for (let at = 0; at < width; at++) {
    const heading = headingRow === null ? undefined : textOf(table.rows[headingRow]?.[at]);
    const given = nameRow === null ? undefined : textOf(table.rows[nameRow]?.[at]);
    const name = exact(given ?? null) ?? (given === undefined ? known.get(plain(heading ?? '')) : undefined);
    const column = columnsOf(sheet).find((entry) => entry.name === name);
    if (column && !header.columns.some((entry) => entry.column === column)) header.columns.push({ at, column });
    else if (name !== undefined && PORTAL_NAMES.includes(name)) header.portal.push({ at, name: name as PortalColumn });
    else if (given ?? heading ?? table.rows.slice(from).some((row) => !isBlank(row[at])))
      header.unknown.push((given ?? heading ?? letterOf(at)).trim());
  }
  return header;
}
