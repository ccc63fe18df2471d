import { enqueue } from '#src/notices/enqueue.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { LARGEST_FILE } from './fileType.ts';
import type { FileFolder } from './keep.ts';
import { lostNotices } from './lost.ts';

/** What fetches a picture from the platform that it was sent on. */
export interface Source {
  id: string;
  fetchFile?(file: string, most: number): Promise<Buffer | null>;
}

const MOST_ATTEMPTS = 10;
const AT_ONCE = 20;

/**
 * Fetches the pictures that were sent in chats, outside any transaction; one that does not come is tried again, and given up after some tries:
 * then whoever sent it is told, in the transaction that gives it up. Returns how many were kept.
 */
export async function fetchWaiting(database: Database, sources: readonly Source[], folder: FileFolder, clock: Clock): Promise<number> {
  const waiting = await database.feedbackFile.findMany({
    where: { state: 'waiting', NOT: { feedbackId: null, handOverId: null } },
    orderBy: [{ attempts: 'asc' }, { at: 'asc' }],
    take: AT_ONCE,
  });
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
      if (!over) await database.feedbackFile.updateMany({ where: { id }, data: { attempts: attempts + 1 } });
      else
        await database.$transaction(async (tx) => {
          const { count } = await tx.feedbackFile.updateMany({ where: { id, state: 'waiting' }, data: { state: 'refused', source: null } });
          if (count > 0) await enqueue(tx, await lostNotices(tx, id), clock.now());
        });
    }
  }
  return kept;
}
