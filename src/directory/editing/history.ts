import type { DirectoryChange } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import { type EntryKind, readRows } from './rows.ts';

const MOST = 30;

/** The changes of an entry, the newest first. */
export const changesOf = (database: Database, kind: EntryKind, entryId: string): Promise<DirectoryChange[]> =>
  database.directoryChange.findMany({ where: { kind, entryId }, orderBy: { id: 'desc' }, take: MOST });

/** The revision of an entry, for the form that is drawn of it: 0 where nobody changed it. */
export async function revisionOf(database: Database, kind: EntryKind, entryId: string): Promise<number> {
  return (await database.directoryChange.findFirst({ where: { kind, entryId }, orderBy: { id: 'desc' }, select: { id: true } }))?.id ?? 0;
}

/** What was removed and can be had back, with the change that removed it; the newest first. */
export async function removedEntries(database: Database, kind: EntryKind): Promise<{ content: unknown; change: DirectoryChange }[]> {
  const rows = (await readRows(database, kind)).filter(({ removed }) => removed);
  const changes = await database.directoryChange.findMany({ where: { kind, entryId: { in: rows.map(({ id }) => id) } }, orderBy: { id: 'desc' } });
  const found = rows.flatMap(({ id, content }) => {
    const change = changes.find(({ entryId }) => entryId === id);
    return change ? [{ content, change }] : [];
  });
  return found.sort((a, b) => b.change.id - a.change.id).slice(0, MOST);
}
