import type { Database } from '#src/platform/database.ts';

const DAY = 86_400_000;

/** Once a day: what waited for somebody who did not come back. Drafts stay. */
export async function eraseWaiting(database: Database, now: Date): Promise<void> {
  const before = new Date(now.getTime() - DAY);
  await database.keptForm.deleteMany({ where: { at: { lt: before } } });
  await database.catalogueUpload.deleteMany({ where: { at: { lt: before } } });
  await database.editPresence.deleteMany({ where: { at: { lt: before } } });
}
