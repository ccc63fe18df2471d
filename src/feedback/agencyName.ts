import { agency } from '#src/directory/agency.ts';
import type { Database, Transaction } from '#src/platform/database.ts';

/** The name of an agency or unit; its id where the directory has none. */
export async function agencyName(database: Database | Transaction, id: string): Promise<string> {
  const row = await database.agency.findUnique({ where: { id } });
  const read = agency.safeParse(row?.content);
  return read.success ? read.data.name : id;
}
