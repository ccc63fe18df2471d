import type { Database } from '#src/platform/database.ts';
import type { Group } from './receivers.ts';
import { slices } from './slices.ts';

/** Closes the rows of large messages that are on their way: before anything else is worked out or said, so that nothing is said again. */
export async function finishDigests(database: Database): Promise<void> {
  for (const { toId, groups, upTo, at } of await database.reminderDigest.findMany()) {
    for (const [personId, places] of Map.groupBy(groups as unknown as Group[], (group) => group.personId)) {
      const here = JSON.stringify(places);
      const size = slices();
      for (let last = 0n; ; ) {
        const [closed] = await size.take(
          (rows) => database.$queryRaw<{ last: bigint | null }[]>`
            WITH slice AS (
              SELECT id, "agencyId", "unitId", field, "notBefore" FROM reminder_item
              WHERE "closedAt" IS NULL AND state IN ('due', 'released') AND "personId" = ${personId} AND id > ${last}::bigint AND id <= ${upTo}::bigint
              ORDER BY "personId", id LIMIT ${rows}),
            closed AS (
              UPDATE reminder_item i SET state = 'sent', "closedAt" = ${at}, "toId" = ${toId}
              FROM slice s JOIN jsonb_to_recordset(${here}::jsonb) AS v("agencyId" text, "unitId" text, field text)
                ON s."agencyId" = v."agencyId" AND s."unitId" = v."unitId" AND s.field = v.field
              WHERE i.id = s.id AND s."notBefore" <= ${at})
            SELECT max(id) AS last FROM slice`,
        );
        if (!closed?.last) break;
        last = closed.last;
      }
    }
    await database.reminderDigest.deleteMany({ where: { toId, at } });
  }
}
