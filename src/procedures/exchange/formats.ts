import { extname } from 'node:path';
import { AppError } from '#src/platform/errors.ts';
import { decodeCsv, formatCsv, parseCsv } from '#src/platform/sheets/csv.ts';
import { formatXlsx, parseXlsx } from '#src/platform/sheets/xlsx.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Procedure } from '../content.ts';
import { readJson } from './fromJson.ts';
import { readTables } from './fromTables.ts';
import type { ReadRows } from './rows.ts';
import { HEADER_ROWS, toTables } from './toTables.ts';

const FORMATS = ['.xlsx', '.json', '.csv'] as const;

/** The kind of a file by its ending; throws exchangeFormat for any other. */
export function formatOf(file: string): (typeof FORMATS)[number] {
  const ending = FORMATS.find((format) => format === extname(file).toLowerCase());
  if (!ending) throw new AppError('exchangeFormat', { status: 400, params: { file, known: FORMATS.join(', ') } });
  return ending;
}

const entryOf = ({ group, version: _version, words, ...content }: Procedure) => ({ group, content, words });

/** The bytes of a file with these procedures. XLSX and JSON hold everything; CSV holds the first sheet: no papers, no words. */
export async function writeProcedures(file: string, procedures: Procedure[], say: Say): Promise<Buffer> {
  const format = formatOf(file);
  if (format === '.json') return Buffer.from(`${JSON.stringify(procedures.map(entryOf), null, 2)}\n`);
  const tables = toTables(procedures, say);
  return format === '.xlsx' ? formatXlsx(tables, HEADER_ROWS) : Buffer.from(formatCsv(tables[0]!.rows));
}

/**
 * Takes a file's bytes apart; the returned function reads the rows, given the groups of fields that there are. Throws importFileBroken or
 * importEncoding for a file that is not what its ending says.
 */
export async function openProcedures(file: string, bytes: Buffer): Promise<(groups: readonly string[]) => ReadRows> {
  const format = formatOf(file);
  if (format === '.json') return () => readJson(bytes.toString('utf8'));
  const tables = format === '.xlsx' ? await parseXlsx(bytes) : [{ name: 'CSV', rows: parseCsv(decodeCsv(bytes)) }];
  return (groups) => readTables(tables, groups);
}
