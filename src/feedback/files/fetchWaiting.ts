import type { Database } from '#src/platform/database.ts';
import { LARGEST_FILE } from './fileType.ts';
import type { FileFolder } from './keep.ts';

/** What fetches a picture from the platform that it was sent on. */
export interface Source {
  id: string;
  fetchFile?(file: string, most: number): Promise<Buffer | null>;
}

const MOST_ATTEMPTS = 10;
const AT_ONCE = 20;

/**
 * Fetches the pictures that were sent in chats, outside any transaction; one that does not come is tried again, and given up after some tries.
 * Returns how many were kept.
 */
export async function fetchWaiting(database: Database, sources: readonly Source[], folder: FileFolder): Promise<number> {
  const waiting = await database.feedbackFile.findMany({ where: { state: 'waiting' }, orderBy: [{ attempts: 'asc' }, { at: 'asc' }], take: AT_ONCE });
  let kept = 0;
  for (const { id, channel, source, attempts } of waiting) {
    const bytes = await sources
      .find((each) => each.id === channel)
      ?.fetchFile?.(source ?? '', LARGEST_FILE)
      .catch(() => null);
    const file = bytes ? await folder.keep(bytes).catch(() => null) : null;
    if (file) {
      await database.feedbackFile.updateMany({ where: { id }, data: { ...file, state: 'kept', source: null } });
      kept++;
    } else {
      // What is no picture will never be one.
      const over = bytes !== null && bytes !== undefined ? true : attempts + 1 >= MOST_ATTEMPTS;
      await database.feedbackFile.updateMany({ where: { id }, data: over ? { state: 'refused', source: null } : { attempts: attempts + 1 } });
    }
  }
  return kept;
}
