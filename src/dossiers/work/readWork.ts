import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { may, scopesOf } from '#src/staff/policy.ts';
import { snoozedUntil, snoozesTaken } from '../commands/snoozes.ts';
import { asDossier } from '../model.ts';
import type { WorkDossier } from './acts.ts';

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

export interface TodaysWork {
  work: WorkDossier[];
  /** How many they have put off. */
  snoozed: number;
}

/**
 * What lies with a person: dossiers that are theirs, or their unit's where nobody is named; those offered to their unit; apologies that they
 * may approve; filed ones that they may receive; overdue ones of the units that they head. A paused one waits for others, and is left out.
 */
export async function readTodaysWork(tx: Transaction, actor: PersonActor, now: Date): Promise<TodaysWork> {
  const [process, approve, receive] = (['dossier.process', 'dossier.approve', 'dossier.receive'] as const).map((action) => scopesOf(actor, action));
  const inWork = { state: { in: ['accepted', 'processing', 'awaitingPayment'] }, pausedAt: null };
  const units = process!.flatMap(({ unitId }) => unitId ?? []);
  const mine: Prisma.DossierWhereInput[] = [
    { ...inWork, officerId: actor.id },
    { ...inWork, officerId: null, OR: process! },
    { handOvers: { some: { ...waiting, toUnitId: { in: units }, OR: [{ toOfficerId: null }, { toOfficerId: actor.id }] } } },
    { apologies: { some: { state: 'proposed' } }, OR: approve! },
    { ...inWork, dueAt: { lt: now }, OR: approve! },
    { state: 'submitted', source: 'local', OR: receive! },
  ];
  const where = mine.filter(({ OR }) => !Array.isArray(OR) || OR.length > 0);
  const rows = await tx.dossier.findMany({
    where: { OR: where },
    include: included,
    orderBy: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { id: 'asc' }],
    take: LIMIT,
  });
  const put = await snoozedUntil(
    tx,
    actor.id,
    rows.map(({ id }) => id),
    now,
  );
  const shown = rows.filter(({ id, handOvers, apologies }) => !put.has(id) || handOvers.length > 0 || apologies.length > 0);
  return { work: shown.map((row) => asWork(row, 0)), snoozed: rows.length - shown.length };
}
