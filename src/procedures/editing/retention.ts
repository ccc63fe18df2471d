import type { Database } from '#src/platform/database.ts';

const DAY = 86_400_000;

/** So long a dropped draft can be had back. */
const DROPPED = 7 * DAY;

/** Once a day: what waited for somebody who did not come back. Drafts stay. */
export async function eraseWaiting(database: Database, now: Date): Promise<void> {
  const before = new Date(now.getTime() - DAY);
  await database.catalogueUpload.deleteMany({ where: { at: { lt: before } } });
  await database.droppedEdit.deleteMany({ where: { at: { lt: new Date(now.getTime() - DROPPED) } } });
  await database.editPresence.deleteMany({ where: { at: { lt: before } } });
}
