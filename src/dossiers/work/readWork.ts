import { Prisma } from '#src/generated/prisma/client.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { may, scopesOf } from '#src/staff/policy.ts';
import { snoozesTaken } from '../commands/snoozes.ts';
import { IS_OPEN } from '../figures.ts';
import { asDossier } from '../model.ts';
import { atMostRows, inPlaces } from '../within.ts';
import type { TodaysWork, WorkDossier, WorkLine } from './acts.ts';

/** More than this is no list for a chat: the page has it. */
const LIMIT = 200;

const waiting = { confirmedAt: null, refusedAt: null, finishedAt: null } as const;
const included = { handOvers: { where: waiting }, apologies: { where: { state: 'proposed' } } } as const;
type Row = Prisma.DossierGetPayload<{ include: typeof included }>;

function asWork({ handOvers, apologies, ...row }: Row, snoozesLeft: number): WorkDossier {
  const [offer] = handOvers;
  const [proposed] = apologies;
  return {
    dossier: asDossier(row),
    offeredTo: offer?.toUnitId ?? null,
    proposed: proposed ? { reason: proposed.reason, originalDueAt: proposed.originalDueAt, newDueAt: proposed.newDueAt } : null,
    snoozesLeft,
  };
}

/** One dossier, by id or code, for somebody who may see it or is asked to take it; null otherwise, as when there is none. */
export async function readWork(
  tx: Transaction,
  actor: PersonActor,
  which: { id: number } | { code: string },
  snoozes: number,
): Promise<WorkDossier | null> {
  const row = await tx.dossier.findUnique({ where: which, include: included });
  if (!row) return null;
  const { agencyId, unitId, field } = row;
  const seen = [unitId, ...row.handOvers.map(({ toUnitId }) => toUnitId)].some((unit) =>
    may(actor, 'dossier.view', { agencyId, unitId: unit, field }),
  );
  return seen ? asWork(row, Math.max(0, snoozes - (await snoozesTaken(tx, row.id, actor.id)))) : null;
}

/** Still to be worked on, and not paused: what the indexes of open dossiers are made for. */
const IN_WORK = Prisma.sql`${IS_OPEN} AND d.state IN ('accepted', 'processing', 'awaitingPayment') AND d."pausedAt" IS NULL`;
/** Offered to another unit, which has not answered. */
const OFFERED = Prisma.sql`h."confirmedAt" IS NULL AND h."refusedAt" IS NULL AND h."finishedAt" IS NULL`;

/** Why a dossier lies with a person, each reason by itself: asked for together they would read every dossier there is. */
function reasons(actor: PersonActor, now: Date): Prisma.Sql[] {
  const [process, approve, receive] = (['dossier.process', 'dossier.approve', 'dossier.receive'] as const).map((action) => scopesOf(actor, action));
  const units = process!.flatMap(({ unitId }) => unitId ?? []);
  return [
    Prisma.sql`${IN_WORK} AND (d."officerId" = ${actor.id} OR (d."officerId" IS NULL AND ${inPlaces(process)}))`,
    ...(units.length > 0
      ? [
          Prisma.sql`d.id IN (SELECT h."dossierId" FROM dossier_hand_over h WHERE ${OFFERED} AND h."toUnitId" = ANY(${units})
            AND (h."toOfficerId" IS NULL OR h."toOfficerId" = ${actor.id}))`,
        ]
      : []),
    ...(approve!.length > 0
      ? [
          Prisma.sql`d.id IN (SELECT a."dossierId" FROM dossier_apology a WHERE a.state = 'proposed') AND ${inPlaces(approve)}`,
          Prisma.sql`${IN_WORK} AND d."dueAt" < ${now} AND ${inPlaces(approve)}`,
        ]
      : []),
    ...(receive!.length > 0 ? [Prisma.sql`d.state = 'submitted' AND d.source = 'local' AND ${inPlaces(receive)}`] : []),
  ];
}

type Line = WorkLine['dossier'] & Pick<WorkLine, 'offeredTo' | 'proposed'> & { put: boolean };

/**
 * What lies with a person: dossiers that are theirs, or their unit's where nobody is named; those offered to their unit; apologies that they
 * may approve; filed ones that they may receive; overdue ones of the units that they head. A paused one waits for others, and is left out.
 * The `LIMIT` that are due first, in one statement.
 */
export async function readTodaysWork(tx: Database | Transaction, actor: PersonActor, now: Date): Promise<TodaysWork> {
  const first = (where: Prisma.Sql) =>
    Prisma.sql`(SELECT d.id, d."dueAt" FROM dossier d WHERE ${where} ORDER BY d."dueAt" NULLS LAST, d.id ${atMostRows(LIMIT)})`;
  const rows = await tx.$queryRaw<Line[]>`
    WITH mine AS (SELECT id FROM (${Prisma.join(reasons(actor, now).map(first), ' UNION ')}) found ORDER BY "dueAt" NULLS LAST, id ${atMostRows(LIMIT)})
    SELECT d.id, d.code, d."procedureName", d.state, d.source, d."submittedAt", d."acceptedAt", d."resolvedAt", d."pausedAt", d."dueAt",
      d.reappointments, h."toUnitId" AS "offeredTo", a.id IS NOT NULL AS proposed,
      EXISTS (SELECT 1 FROM dossier_snooze s WHERE s."dossierId" = d.id AND s."personId" = ${actor.id} AND s.until > ${now}) AS put
    FROM mine JOIN dossier d ON d.id = mine.id
    LEFT JOIN dossier_hand_over h ON h."dossierId" = d.id AND ${OFFERED}
    LEFT JOIN dossier_apology a ON a."dossierId" = d.id AND a.state = 'proposed'
    ORDER BY d."dueAt" NULLS LAST, d.id`;
  const shown = rows.filter(({ put, offeredTo, proposed }) => !put || offeredTo !== null || proposed);
  return {
    work: shown.map(({ offeredTo, proposed, put: _, ...dossier }) => ({ dossier, offeredTo, proposed })),
    snoozed: rows.length - shown.length,
  };
}
