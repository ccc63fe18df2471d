import { asDossier, type Dossier, type ProcessStep } from '#src/dossiers/model.ts';
import { stepsOf } from '#src/dossiers/processes.ts';
import { refusalError, refuse } from '#src/dossiers/refusals.ts';
import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { visibleTo } from './visible.ts';

const include = {
  applicant: true,
  events: { orderBy: { id: 'desc' } },
  supplements: { orderBy: { number: 'desc' } },
  handOvers: { orderBy: { number: 'desc' } },
  consultations: { orderBy: { id: 'desc' } },
  apologies: { orderBy: { id: 'desc' } },
  _count: { select: { chats: true } },
} satisfies Prisma.DossierInclude;

type Row = Prisma.DossierGetPayload<{ include: typeof include }>;

/** A dossier with everything that its page shows. */
export interface DossierParts extends Pick<Row, 'applicant' | 'events' | 'supplements' | 'handOvers' | 'consultations' | 'apologies'> {
  dossier: Dossier;
  chats: number;
  processSteps: ProcessStep[];
  /** Offered and not yet answered. */
  openHandOver: Row['handOvers'][number] | undefined;
  /** The newest whose papers are still on their way. */
  waitingPaper: Row['handOvers'][number] | undefined;
  openConsultations: Row['consultations'];
  proposed: Row['apologies'][number] | undefined;
}

/** Reads a dossier that somebody may see; for one that they may not see `dossierNotFound`, as for one that there is not. */
export async function readParts(database: Database, actor: PersonActor, code: string): Promise<DossierParts> {
  const row = await database.dossier.findFirst({ where: { AND: [{ code }, visibleTo(actor)] }, include });
  if (!row) throw refusalError(refuse('dossierNotFound'));
  const { applicant, events, supplements, handOvers, consultations, apologies, _count, ...own } = row;
  const dossier = asDossier(own);
  return {
    dossier,
    applicant,
    events,
    supplements,
    handOvers,
    consultations,
    apologies,
    chats: _count.chats,
    processSteps: await stepsOf(database, dossier),
    openHandOver: handOvers.find(({ confirmedAt, refusedAt, finishedAt }) => !confirmedAt && !refusedAt && !finishedAt),
    waitingPaper: handOvers.find(({ paper, paperAt, refusedAt }) => paper && !paperAt && !refusedAt),
    openConsultations: consultations.filter(({ answeredAt }) => !answeredAt),
    proposed: apologies.find(({ state }) => state === 'proposed'),
  };
}
