import type { Database } from '#src/platform/database.ts';

/**
 * Ends every lease: for the start on the embedded database, which no other process can hold, so that whoever had them is dead. What they
 * were sending is at once known to be interrupted instead of after a minute.
 */
export async function endLeases(database: Database): Promise<void> {
  await database.$executeRaw`
    UPDATE outbox_lane SET "nextAt" = COALESCE("freeAt", '-infinity'), "leaseUntil" = NULL WHERE "leaseUntil" IS NOT NULL`;
  await database.$executeRaw`UPDATE outbox_channel SET "pollOwner" = NULL, "pollUntil" = NULL WHERE "pollOwner" IS NOT NULL`;
}
