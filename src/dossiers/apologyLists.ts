import { apologyBy, type Calendar, shiftWorkingDays, timeliness } from '#src/calendar/index.ts';
import type { DossierApology, Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import { dayOf } from '#src/text/formats.ts';
import { asDossier, type Dossier } from './model.ts';

/** Working days before the due date from which an apology is prepared where the dossier will be late. */
const PREPARE_FROM = 2;
/** How far back closed dossiers are looked at, in days. */
const LOOK_BACK = 90;
const LIMIT = 500;

/** `none`: late and nobody apologised. `late`: the apology came after its last day. `again`: late after the one new date too (NĐ 61/2018 Đ19.9). */
export type Breach = 'none' | 'late' | 'again';

export interface ApologyLists {
  /** Due soon: an apology is to be sent by that day, if they will be late. */
  toPrepare: { dossier: Dossier; by: string }[];
  toApprove: { dossier: Dossier; apology: DossierApology }[];
  /** Approved, and the citizen follows in no chat: to be printed or told, with proof. */
  toDeliver: { dossier: Dossier; apology: DossierApology }[];
  missing: { dossier: Dossier; breach: Breach }[];
}

type Row = Prisma.DossierGetPayload<{ include: { apologies: true } }>;
const split = ({ apologies, ...row }: Row) => ({ dossier: asDossier(row), apologies });

/** What is to be done about apologies, and what was missed, among the dossiers that `where` allows. Each list is bounded. */
export async function apologyLists(database: Database, calendar: Calendar, now: Date, where: Prisma.DossierWhereInput): Promise<ApologyLists> {
  const find = async (also: Prisma.DossierWhereInput) =>
    (
      await database.dossier.findMany({
        where: { AND: [where, also] },
        include: { apologies: true },
        orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
        take: LIMIT,
      })
    ).map(split);
  const underWay = { state: { in: ['accepted', 'processing', 'awaitingPayment'] }, pausedAt: null };
  const until = new Date(`${shiftWorkingDays(calendar, now, PREPARE_FROM)}T23:59:59+07:00`);
  const soon = await find({
    ...underWay,
    reappointments: 0,
    dueAt: { gte: now, lte: until },
    apologies: { none: { state: { in: ['proposed', 'approved'] } } },
  });
  const proposed = await find({ apologies: { some: { state: 'proposed' } } });
  const approved = await find({ apologies: { some: { state: 'approved', toldChats: 0, deliveredAt: null } } });
  const overdue = await find({ ...underWay, dueAt: { lt: now } });
  const since = new Date(now.getTime() - LOOK_BACK * 86_400_000);
  const closed = await find({ resolvedAt: { gte: since, gt: database.dossier.fields.dueAt } });
  const lateOnes = await find({ apologies: { some: { state: 'approved', late: true, decidedAt: { gte: since } } } });
  const breaches = [...overdue, ...closed.filter(({ dossier }) => timeliness(dossier.dueAt as Date, dossier.resolvedAt as Date) === 'overdue')].map(
    ({ dossier, apologies }) => ({ dossier, breach: apologies.some(({ state }) => state === 'approved') ? ('again' as const) : ('none' as const) }),
  );
  const listed = new Set(breaches.map(({ dossier }) => dossier.id));
  const withApology = (rows: typeof proposed, state: string) =>
    rows.map(({ dossier, apologies }) => ({ dossier, apology: apologies.find((apology) => apology.state === state) as DossierApology }));
  return {
    toPrepare: soon.map(({ dossier }) => ({ dossier, by: apologyBy(calendar, dayOf(dossier.dueAt as Date)) })),
    toApprove: withApology(proposed, 'proposed'),
    toDeliver: withApology(approved, 'approved'),
    missing: [...breaches, ...lateOnes.filter(({ dossier }) => !listed.has(dossier.id)).map(({ dossier }) => ({ dossier, breach: 'late' as const }))],
  };
}
