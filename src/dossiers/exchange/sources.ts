import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { AppError, briefly } from '#src/platform/errors.ts';
import type { Cell } from '#src/platform/sheets/cells.ts';
import { csvRows, decodeCsv } from '#src/platform/sheets/csv.ts';
import { openXlsx, type SheetRow } from '#src/platform/sheets/xlsxRows.ts';

/** Rows that can be gone through more than once. */
export interface TableSource {
  /** Absent where the file has no sheets. */
  sheet?: string;
  rows(): AsyncIterable<SheetRow> | Iterable<SheetRow>;
  /** The names of the columns where the file itself says them (JSON): then every row is data. */
  keys?: string[];
}

export interface OpenFile {
  tables: TableSource[];
  date1904: boolean;
  close(): void;
}

export const EXCHANGE_FORMATS = ['.xlsx', '.csv', '.json'] as const;
export type ExchangeFormat = (typeof EXCHANGE_FORMATS)[number];

/** Bytes on disk; what a workbook unpacks to has a limit of its own. Texts are read whole, workbooks row by row. */
const LARGEST: Record<ExchangeFormat, number> = { '.xlsx': 100_000_000, '.csv': 60_000_000, '.json': 60_000_000 };

/** The kind of a file by its ending; throws exchangeFormat for any other. */
export function formatOf(file: string): ExchangeFormat {
  const ending = EXCHANGE_FORMATS.find((format) => format === extname(file).toLowerCase());
  if (!ending) throw new AppError('exchangeFormat', { status: 400, params: { file, known: EXCHANGE_FORMATS.join(', ') } });
  return ending;
}

type Entry = Record<string, unknown>;
const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The list of dossiers: the file itself, or the longest list in the envelope that software puts around it. */
function entriesOf(data: unknown): unknown[] | undefined {
  if (Array.isArray(data)) return data;
  if (!isEntry(data)) return undefined;
  return Object.values(data)
    .filter(Array.isArray)
    .sort((a, b) => b.length - a.length)[0];
}

/** A value of JSON as a cell: lists and objects stay with the one-stop software. */
export const cellOf = (value: unknown): Cell => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null);

/** The reason of a request for supplements stands in a list of its own (`DanhSachHoSoBoSung[].NoiDung`); the last one counts. */
export function withReason(entry: Entry): Entry {
  if (entry['LyDo'] !== undefined || !Array.isArray(entry['DanhSachHoSoBoSung'])) return entry;
  const last: unknown = entry['DanhSachHoSoBoSung'].at(-1);
  return isEntry(last) && typeof last['NoiDung'] === 'string' ? { ...entry, LyDo: last['NoiDung'] } : entry;
}

function ofJson(text: string): TableSource {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new AppError('importFileBroken', { status: 400, params: { detail: briefly(cause) }, cause });
  }
  const entries = entriesOf(data)?.map((entry) => (isEntry(entry) ? withReason(entry) : entry));
  if (!entries) throw new AppError('importFileBroken', { status: 400, params: { detail: '[{"MaHoSo": …}, …]' } });
  const keys = [...new Set(entries.flatMap((entry) => (isEntry(entry) ? Object.keys(entry) : [])))];
  return {
    keys,
    *rows() {
      for (const [at, entry] of entries.entries()) yield { row: at + 1, cells: isEntry(entry) ? keys.map((key) => cellOf(entry[key])) : [] };
    },
  };
}

function ofCsv(text: string): TableSource {
  return {
    *rows() {
      let row = 0;
      for (const cells of csvRows(text)) yield { row: ++row, cells };
    },
  };
}

/**
 * Opens an export of the one-stop software. Sizes are checked first: throws importFileMissing, importFileTooLarge, importUnpackedTooLarge,
 * importFileBroken, importOldWorkbook, importEncoding, importLegacyFont or exchangeFormat.
 */
export async function openFile(file: string): Promise<OpenFile> {
  const format = formatOf(file);
  const size = await stat(file).then(
    (found) => found.size,
    (cause) => {
      throw new AppError('importFileMissing', { status: 400, params: { file }, cause });
    },
  );
  if (size > LARGEST[format]) throw new AppError('importFileTooLarge', { status: 413, params: { limit: LARGEST[format] / 1_000_000 } });
  if (format === '.xlsx') {
    const { sheets, date1904, close } = await openXlsx(file);
    return { tables: sheets.map(({ name, rows }) => ({ sheet: name, rows })), date1904, close };
  }
  const text = decodeCsv(await readFile(file));
  return { tables: [format === '.json' ? ofJson(text) : ofCsv(text)], date1904: false, close: () => {} };
}
