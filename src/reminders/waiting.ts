import { Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import type { Group } from './receivers.ts';
import { slices } from './slices.ts';

/** One thing that waits to be said, as far as it decides who gets it and where it stands. */
interface Row extends Group {
  id: bigint;
  kind: string;
  subjectId: string;
  rule: string;
  urgent: boolean;
  first: boolean;
  state: 'due' | 'released';
  dueAt: string | null;
  ready: boolean;
}

/** How much of a rule waits for one person at one place. */
export interface Waiting extends Group {
  rule: string;
  urgent: boolean;
  state: 'due' | 'released';
  count: number;
}
export type Counted = Group & { count: number };

export const keyOf = ({ personId, agencyId, unitId, field }: Group): string => JSON.stringify([personId, agencyId, unitId, field]);

/** Hands over what is ready to be said, a slice at a time, by person; of these people alone where some are named. */
export async function readSlices(database: Database, now: Date, persons: readonly string[] | null, take: (row: Row) => void): Promise<void> {
  const size = slices({ first: 50, smallest: 50, largest: 500 });
  for (const only of persons ?? [null]) {
    for (let [person, id] = [only ?? '', 0n]; ; ) {
      const limit = size.rows;
      const after =
        only === null ? Prisma.sql`("personId", id) > (${person}, ${id}::bigint)` : Prisma.sql`"personId" = ${only} AND id > ${id}::bigint`;
      const rows = await size.take(
        () => database.$queryRaw<Row[]>`
          SELECT id, kind, "subjectId", "personId", "agencyId", "unitId", field, rule, urgent, first, state, said->>'dueAt' AS "dueAt",
            "notBefore" <= ${now} AS ready
          FROM reminder_item WHERE "closedAt" IS NULL AND state IN ('due', 'released') AND ${after} ORDER BY "personId", id LIMIT ${limit}`,
      );
      for (const row of rows) if (row.ready) take(row);
      if (rows.length < limit) break;
      ({ personId: person, id } = rows.at(-1)!);
    }
  }
}

/** What is ready to be said, counted by rule, person and place. */
export async function readWaiting(database: Database, now: Date): Promise<Waiting[]> {
  const [some] = await database.$queryRaw<{ some: boolean }[]>`
    SELECT EXISTS (SELECT FROM reminder_item WHERE "closedAt" IS NULL AND state IN ('due', 'released') AND "notBefore" <= ${now}) AS some`;
  if (!some?.some) return [];
  const found = new Map<string, Waiting>();
  await readSlices(database, now, null, ({ personId, agencyId, unitId, field, rule, urgent, state }) => {
    const key = JSON.stringify([personId, agencyId, unitId, field, rule, urgent, state]);
    const held = found.get(key);
    if (held) held.count++;
    else found.set(key, { personId, agencyId, unitId, field, rule, urgent, state, count: 1 });
  });
  return [...found.values()];
}

/** The same by person and place alone. */
export function groupsOf(waiting: readonly Waiting[]): Counted[] {
  const groups = new Map<string, Counted>();
  for (const { personId, agencyId, unitId, field, count } of waiting) {
    const key = keyOf({ personId, agencyId, unitId, field });
    const held = groups.get(key);
    if (held) held.count += count;
    else groups.set(key, { personId, agencyId, unitId, field, count });
  }
  return [...groups.values()];
}
