import { Prisma } from '#src/generated/prisma/client.ts';
import type { Subject } from '#src/staff/policy.ts';

const is = (column: string, value: string | undefined): Prisma.Sql[] =>
  value === undefined ? [] : [Prisma.sql`d.${Prisma.raw(`"${column}"`)} = ${value}`];

/** Places as a condition on the dossier `d` of a statement: what lies in one of them passes; without any, nothing. `undefined` is everywhere. */
export function inPlaces(places: readonly Subject[] | undefined): Prisma.Sql {
  if (places === undefined) return Prisma.sql`TRUE`;
  const one = ({ agencyId, unitId, field }: Subject) =>
    Prisma.join([Prisma.sql`TRUE`, ...is('agencyId', agencyId), ...is('unitId', unitId), ...is('field', field)], ' AND ', '(', ')');
  return Prisma.join([Prisma.sql`FALSE`, ...places.map(one)], ' OR ', '(', ')');
}

/**
 * At most so many rows. The number is a part of the statement: with one that is handed over the planner reckons with a tenth of all rows, holds
 * a plan made for the very values to be better each time, and plans anew each time, which takes longer than the work.
 */
export const atMostRows = (most: number): Prisma.Sql => Prisma.raw(`LIMIT ${Math.trunc(most)}`);
