import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { AppError, briefly } from '#src/platform/errors.ts';
import { type Cell, isBlank, textOf } from '#src/platform/sheets/cells.ts';
import { csvRows, decodeCsv } from '#src/platform/sheets/csv.ts';
import { DAYS_TO_1904 } from '#src/platform/sheets/moments.ts';
import { openXlsx, type SheetRow } from '#src/platform/sheets/xlsxRows.ts';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { fold } from '#src/text/fold.ts';

export const COLUMNS = ['date', 'to', 'kind', 'name', 'status', 'source'] as const;
export type Column = (typeof COLUMNS)[number];

/** A row of a file as the person sees it, from 1; in JSON the number of the entry. */
export interface HolidayRow {
  row: number;
  cells: Partial<Record<Column, Cell>>;
}

/** A calendar has some fifteen days a year: more rows than this are another file. */
const MOST_ROWS = 2_000;
/** Rows in which headings are looked for: above them an authority may have put its name and a title. */
const LOOKED = 15;
export const FORMATS = ['.xlsx', '.csv', '.json'];

export const plain = (text: string): string => fold(text).replace(/\s+/g, ' ').trim();

/** The words for something in all our languages, and its own name: "Ngày|Từ ngày" are two. */
export const wordsFor = (key: string, name: string): string[] => [name, ...LOCALES.flatMap((locale) => sayIn(locale)(key).split('|'))].map(plain);

const HEADINGS = new Map(COLUMNS.flatMap((column) => wordsFor(`holidays.columns.${column}`, column).map((word) => [word, column] as const)));

const columnOf = (cell: Cell | undefined): Column | undefined => HEADINGS.get(plain(textOf(cell) ?? ''));

/** The rows below the headings; null when these columns stand nowhere. */
async function belowHeadings(rows: AsyncIterable<SheetRow> | Iterable<SheetRow>): Promise<HolidayRow[] | null> {
  let columns: (Column | undefined)[] | null = null;
  const found: HolidayRow[] = [];
  for await (const { row, cells } of rows) {
    if (cells.every(isBlank)) continue;
    if (!columns) {
      const named = cells.map(columnOf);
      if (named.includes('date') && named.includes('kind')) columns = named;
      else if (row > LOOKED) return null;
      continue;
    }
    if (found.length === MOST_ROWS) throw new AppError('holidaysTooMany', { status: 413, params: { limit: MOST_ROWS } });
    found.push({ row, cells: Object.fromEntries(columns.flatMap((column, at) => (column ? [[column, cells[at] ?? null]] : []))) });
  }
  return columns && found;
}

async function readWorkbook(file: string): Promise<HolidayRow[] | null> {
  const { sheets, date1904, close } = await openXlsx(file);
  try {
    for (const sheet of sheets) {
      const rows = await belowHeadings(sheet.rows());
      if (rows) return date1904 ? rows.map(from1904) : rows;
    }
    return null;
  } finally {
    close();
  }
}

function from1904({ row, cells }: HolidayRow): HolidayRow {
  const moved = (cell: Cell | undefined) => (typeof cell === 'number' ? cell + DAYS_TO_1904 : (cell ?? null));
  return { row, cells: { ...cells, date: moved(cells.date), to: moved(cells.to) } };
}

function* numbered(rows: Iterable<Cell[]>): Generator<SheetRow> {
  let row = 0;
  for (const cells of rows) yield { row: ++row, cells };
}

/** An array of entries, or a file like prisma/calendar/national.yaml as JSON, with the array under `days`. */
function readJson(text: string): HolidayRow[] {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new AppError('importFileBroken', { status: 400, params: { detail: briefly(cause) }, cause });
  }
  const list = Array.isArray(data) ? data : (data as { days?: unknown } | null)?.days;
  if (!Array.isArray(list)) throw new AppError('holidaysColumns', { status: 400 });
  if (list.length > MOST_ROWS) throw new AppError('holidaysTooMany', { status: 413, params: { limit: MOST_ROWS } });
  const isCell = (value: unknown): value is Cell => value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return list.map((entry, at) => {
    const fields = typeof entry === 'object' && entry !== null ? Object.entries(entry) : [];
    const cells = fields.flatMap(([name, value]) => {
      const column = HEADINGS.get(plain(name));
      return column && isCell(value) ? [[column, value] as const] : [];
    });
    return { row: at + 1, cells: Object.fromEntries(cells) };
  });
}

/**
 * The rows of a file of days off, by its ending. Throws exchangeFormat, holidaysColumns when the headings are not found, holidaysTooMany,
 * and what reading such a file throws.
 */
export async function readHolidayRows(file: string): Promise<HolidayRow[]> {
  const format = extname(file).toLowerCase();
  if (!FORMATS.includes(format)) throw new AppError('exchangeFormat', { status: 400, params: { file, known: FORMATS.join(', ') } });
  if (format === '.json') return readJson(readFileSync(file, 'utf8'));
  const rows = format === '.xlsx' ? await readWorkbook(file) : await belowHeadings(numbered(csvRows(decodeCsv(readFileSync(file)))));
  if (!rows) throw new AppError('holidaysColumns', { status: 400 });
  return rows;
}
