import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { FIELD_NAMES, isFieldName } from './fields.ts';

/** The field by heading as a person wrote it; null for a column to leave alone. */
export type Headings = Record<string, string | null>;

/** What was remembered under a name; null where nothing was. */
export async function loadMapping(database: Database, name: string): Promise<Headings | null> {
  const row = await database.importMapping.findUnique({ where: { name } });
  return row && (row.headings as Headings);
}

/** Every remembered mapping, for a page. */
export const listMappings = (database: Database) => database.importMapping.findMany({ orderBy: { name: 'asc' } });

/** Remembers what headings mean, or changes it. */
export async function saveMapping(database: Database, name: string, headings: Headings, by: string, now: Date): Promise<void> {
  const data = { headings: headings as Prisma.InputJsonObject, updatedAt: now, updatedBy: by };
  await database.importMapping.upsert({ where: { name }, create: { name, ...data }, update: data });
}

/** "Ngày trả KQ=returnedAt"; "Ghi chú=" leaves the column alone. Throws importMapInvalid for a field that there is not. */
export function headingsOf(words: readonly string[]): Headings {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.lastIndexOf('=');
      const [heading, field] = [word.slice(0, at).trim(), word.slice(at + 1).trim()];
      if (at < 1 || heading === '' || !(field === '' || isFieldName(field)))
        throw new AppError('importMapInvalid', { status: 400, params: { given: word.slice(0, 80), known: FIELD_NAMES.join(', ') } });
      return [heading, field === '' ? null : field];
    }),
  );
}
