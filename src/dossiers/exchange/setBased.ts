import type { Transaction } from '#src/platform/database.ts';

export type Row = Record<string, unknown>;
/** Tables and columns are named by code alone, never by data. */
const quoted = (name: string) => `"${name}"`;
const columnsOf = (rows: readonly Row[]) => Object.keys(rows[0] ?? {});

export interface InsertOptions {
  returning?: string[];
  /** The column on which an existing row is updated instead, except where `unless` holds. */
  onConflict?: string;
  unless?: string;
}

/**
 * Inserts rows with one statement and one parameter, whatever their number: the database takes their types from the table. All rows have the
 * same columns; columns that are not named get their defaults.
 */
export async function insertRows<T = unknown>(tx: Transaction, table: string, rows: readonly Row[], options: InsertOptions = {}): Promise<T[]> {
  if (rows.length === 0) return [];
  const columns = columnsOf(rows);
  const list = columns.map(quoted).join(', ');
  const update = columns.filter((name) => name !== options.onConflict).map((name) => `${quoted(name)} = EXCLUDED.${quoted(name)}`);
  const conflict = options.onConflict
    ? ` ON CONFLICT (${quoted(options.onConflict)}) DO UPDATE SET ${update.join(', ')}${options.unless ? ` WHERE NOT (${quoted(table)}.${options.unless})` : ''}`
    : '';
  const returning = options.returning ? ` RETURNING ${options.returning.map(quoted).join(', ')}` : '';
  const statement = `INSERT INTO ${quoted(table)} (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${quoted(table)}, $1::jsonb)${conflict}${returning}`;
  const json = JSON.stringify(rows);
  if (options.returning) return tx.$queryRawUnsafe<T[]>(statement, json);
  await tx.$executeRawUnsafe(statement, json);
  return [];
}

/** Updates rows by their `id` with one statement. All rows have the same columns. */
export async function updateRows(tx: Transaction, table: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const set = columnsOf(rows)
    .filter((name) => name !== 'id')
    .map((name) => `${quoted(name)} = given.${quoted(name)}`)
    .join(', ');
  const from = `jsonb_populate_recordset(NULL::${quoted(table)}, $1::jsonb) AS given`;
  await tx.$executeRawUnsafe(`UPDATE ${quoted(table)} AS kept SET ${set} FROM ${from} WHERE kept.id = given.id`, JSON.stringify(rows));
}
