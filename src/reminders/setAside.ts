import type { Database } from '#src/platform/database.ts';
import { type Group, groupRows } from './receivers.ts';
import { untilNone } from './slices.ts';

const AT_ONCE = 100;

/** Looked at again later. */
export async function postpone(database: Database, later: readonly { group: Group; from: Date }[], now: Date): Promise<void> {
  for (let at = 0; at < later.length; at += AT_ONCE) {
    const rows = JSON.stringify(later.slice(at, at + AT_ONCE).map(({ group, from }) => ({ ...groupRows([group])[0], from })));
    await untilNone(
      (limit) => database.$executeRaw`
        UPDATE reminder_item i SET "notBefore" = w."from" FROM (
          SELECT r.id, v."from" FROM jsonb_to_recordset(${rows}::jsonb)
            AS v("personId" text, "agencyId" text, "unitId" text, field text, "from" timestamptz)
          JOIN reminder_item r ON r."closedAt" IS NULL AND r.state IN ('due', 'released') AND r."notBefore" <= ${now} AND r."personId" = v."personId"
            AND r."agencyId" = v."agencyId" AND r."unitId" = v."unitId" AND r.field = v.field LIMIT ${limit}) w WHERE i.id = w.id`,
    );
  }
}

/** Nobody has a chat, from the officer to the leader: kept as not reached, for people to see. */
export async function giveUp(database: Database, groups: readonly Group[], now: Date): Promise<number> {
  let count = 0;
  for (let at = 0; at < groups.length; at += AT_ONCE) {
    const rows = JSON.stringify(groupRows(groups.slice(at, at + AT_ONCE)));
    count += await untilNone(
      (limit) => database.$executeRaw`
        UPDATE reminder_item SET state = 'unreached', "closedAt" = ${now} WHERE id IN (
          SELECT r.id FROM jsonb_to_recordset(${rows}::jsonb) AS v("personId" text, "agencyId" text, "unitId" text, field text)
          JOIN reminder_item r ON r."closedAt" IS NULL AND r.state IN ('due', 'released') AND r."notBefore" <= ${now} AND r."personId" = v."personId"
            AND r."agencyId" = v."agencyId" AND r."unitId" = v."unitId" AND r.field = v.field LIMIT ${limit})`,
    );
  }
  return count;
}
