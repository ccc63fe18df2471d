import type { Database, Transaction } from '#src/platform/database.ts';
import type { Subject } from '#src/staff/policy.ts';
import { inPlaces } from '../within.ts';
import type { Difference, DifferenceKind } from './mirror.ts';

interface Looked {
  code: string;
  differences: readonly Difference[];
}

/** Writes down where both sides disagree about the dossiers that were looked at, and that they agree again where they do. */
export async function writeDifferences(tx: Transaction, looked: readonly Looked[], { now, source }: { now: Date; source: string }): Promise<void> {
  if (looked.length === 0) return;
  const found = looked.flatMap(({ code, differences }) =>
    differences.map((difference) => ({ code, ...difference, source, firstSeenAt: now, lastSeenAt: now })),
  );
  const codes = looked.map(({ code }) => code);
  const json = JSON.stringify(found);
  await tx.$executeRaw`
    UPDATE dossier_difference AS held SET "settledAt" = ${now}
    WHERE held.code = ANY(${codes}) AND held."settledAt" IS NULL AND NOT EXISTS (
      SELECT 1 FROM jsonb_populate_recordset(NULL::dossier_difference, ${json}::jsonb) AS given WHERE given.code = held.code AND given.kind = held.kind)`;
  if (found.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO dossier_difference AS held (code, kind, ours, theirs, source, "firstSeenAt", "lastSeenAt")
    SELECT code, kind, ours, theirs, source, "firstSeenAt", "lastSeenAt" FROM jsonb_populate_recordset(NULL::dossier_difference, ${json}::jsonb)
    ON CONFLICT (code, kind) DO UPDATE SET ours = EXCLUDED.ours, theirs = EXCLUDED.theirs, source = EXCLUDED.source,
      "lastSeenAt" = EXCLUDED."lastSeenAt", "settledAt" = NULL,
      "firstSeenAt" = CASE WHEN held."settledAt" IS NULL THEN held."firstSeenAt" ELSE EXCLUDED."firstSeenAt" END`;
}

export interface ListedDifference extends Difference {
  code: string;
  procedureName: string | null;
  unitId: string | null;
  source: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
}

export interface DifferenceQuery {
  kind?: DifferenceKind;
  unitId?: string;
  /** Only of dossiers that lie in one of these places. */
  within?: readonly Subject[];
  /** The last one of the page before. */
  after?: Pick<ListedDifference, 'code' | 'kind'>;
  limit?: number;
}

const LONGEST_PAGE = 500;

/** What is open between both sides, for a page or as JSON: by code, a page at a time. */
export async function listDifferences(
  database: Database,
  { kind, unitId, within, after, limit = 100 }: DifferenceQuery,
): Promise<ListedDifference[]> {
  return database.$queryRaw<ListedDifference[]>`
    SELECT held.code, held.kind, held.ours, held.theirs, held.source, held."firstSeenAt", held."lastSeenAt", d."procedureName", d."unitId"
    FROM dossier_difference AS held LEFT JOIN dossier AS d ON d.code = held.code
    WHERE held."settledAt" IS NULL AND (held.code, held.kind) > (${after?.code ?? ''}, ${after?.kind ?? ''})
      AND (${kind ?? null}::text IS NULL OR held.kind = ${kind ?? null}) AND (${unitId ?? null}::text IS NULL OR d."unitId" = ${unitId ?? null})
      AND ${inPlaces(within)}
    ORDER BY held.code, held.kind LIMIT ${Math.min(Math.max(1, limit), LONGEST_PAGE)}`;
}

/** How many differences of each kind are open, of dossiers that lie in one of these places. */
export async function countDifferences(database: Database, within?: readonly Subject[]): Promise<Partial<Record<DifferenceKind, number>>> {
  const rows = await database.$queryRaw<{ kind: DifferenceKind; count: number }[]>`
    SELECT held.kind, count(*)::int AS count FROM dossier_difference AS held LEFT JOIN dossier AS d ON d.code = held.code
    WHERE held."settledAt" IS NULL AND ${inPlaces(within)} GROUP BY held.kind`;
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
}
