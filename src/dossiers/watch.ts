import type { DossierConsultation, DossierHandOver } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import { asDossier, type Dossier } from './model.ts';

/** Lists that somebody has to look at. Each is bounded: what is beyond `LIMIT` comes when those before are settled. */
const LIMIT = 500;
const open = { closedAt: null, resolvedAt: null } as const;
const forAgency = (agencyId?: string) => (agencyId === undefined ? {} : { agencyId });

/** Accepted without a receipt slip (finding 0-13), oldest first. Where the one-stop software is the system of record the slip is made there. */
export const acceptedWithoutSlip = async (database: Database, agencyId?: string): Promise<Dossier[]> =>
  (
    await database.dossier.findMany({
      where: { ...forAgency(agencyId), source: 'local', slipAt: null, acceptedAt: { not: null } },
      orderBy: { acceptedAt: 'asc' },
      take: LIMIT,
    })
  ).map(asDossier);

export interface Divergence {
  dossier: Dossier;
  handOver: DossierHandOver;
  /** Which track is ahead: `electronic` confirmed and the papers not there in time, or the papers there and nothing confirmed. */
  ahead: 'electronic' | 'paper';
}

/** Hand-overs whose electronic and paper tracks are apart beyond the 15:00 rule (finding 3-16). */
export async function divergentHandOvers(database: Database, now: Date, agencyId?: string): Promise<Divergence[]> {
  const dossier = { ...open, ...forAgency(agencyId) };
  const common = { paper: true, refusedAt: null, finishedAt: null, dossier };
  const rows = await database.dossierHandOver.findMany({
    where: {
      OR: [
        { ...common, confirmedAt: { not: null }, paperAt: null, paperDueAt: { lt: now } },
        { ...common, confirmedAt: null, paperAt: { not: null } },
      ],
    },
    include: { dossier: true },
    orderBy: { sentAt: 'asc' },
    take: LIMIT,
  });
  return rows.map(({ dossier: row, ...handOver }) => ({ dossier: asDossier(row), handOver, ahead: handOver.paperAt ? 'paper' : 'electronic' }));
}

/** Consultations that were not answered in their term: for the head of the one-stop (NĐ 61/2018 Đ19.5). */
export const overdueConsultations = (
  database: Database,
  now: Date,
  agencyId?: string,
): Promise<(DossierConsultation & { dossier: { code: string } })[]> =>
  database.dossierConsultation.findMany({
    where: { answeredAt: null, dueAt: { lt: now }, dossier: { ...open, ...forAgency(agencyId) } },
    include: { dossier: { select: { code: true } } },
    orderBy: { dueAt: 'asc' },
    take: LIMIT,
  });

/** Filed online or by post and not yet received, oldest first (finding 3-11). */
export const notYetAccepted = async (database: Database, agencyId?: string): Promise<Dossier[]> =>
  (
    await database.dossier.findMany({
      where: { ...forAgency(agencyId), state: 'submitted', ...open },
      orderBy: { submittedAt: 'asc' },
      take: LIMIT,
    })
  ).map(asDossier);
