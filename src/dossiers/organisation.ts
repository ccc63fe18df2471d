import { agency } from '#src/directory/agency.ts';
import { inForceOn } from '#src/directory/isoDay.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { dayOf } from '#src/text/formats.ts';
import { codeSchemeOf } from './dossierCode.ts';

/**
 * The organisation code of an agency on a day, as the directory says; a unit without one uses that of the agency that it is a part of.
 * Null where neither has a code of a known scheme.
 */
export async function organisationOf(database: Database | Transaction, agencyId: string, at: Date): Promise<string | null> {
  const row = await database.agency.findUnique({ where: { id: agencyId } });
  const read = agency.safeParse(row?.content);
  if (!read.success) return null;
  const code = read.data.codes.find((entry) => inForceOn(entry, dayOf(at)) && codeSchemeOf(entry.value) !== null);
  if (code) return code.value;
  return read.data.partOf && read.data.partOf !== agencyId ? organisationOf(database, read.data.partOf, at) : null;
}
