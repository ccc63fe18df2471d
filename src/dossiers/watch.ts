import { type Calendar, shiftWorkingDays } from '#src/calendar/index.ts';
import type { DossierConsultation, DossierHandOver, Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import type { Subject } from '#src/staff/policy.ts';
import { spellingsOf } from '#src/text/fields.ts';
import { dayOf } from '#src/text/formats.ts';
import { asDossier, type Dossier } from './model.ts';

type Where = Prisma.DossierWhereInput;

/**
 * Lists that somebody has to look at:
 *
 * - `overdue`, `overdueExtended`: by date; those with a new date by form 04 stand apart, so that an apology hides no delay.
 * - `dueToday`, `extended`: still in term.
 * - `apologyMissing`: overdue and no approved form 04 (NĐ 61/2018 Đ19.9).
 * - `notYetAccepted`: filed online or by post and not yet received (finding 3-11).
 * - `acceptedWithoutSlip`: without a receipt slip (finding 0-13). Where the one-stop software is the system of record the slip is made there.
 * - `divergent`: hand-overs whose electronic and paper tracks are apart beyond the 15:00 rule (finding 3-16).
 * - `idle`: nothing happened for some working days, though the clock runs.
 * - `consultationLate`: an opinion not given in its term, for the head of the one-stop (NĐ 61/2018 Đ19.5).
 */
export const WATCHES = [
  'overdue',
  'overdueExtended',
  'dueToday',
  'extended',
  'apologyMissing',
  'notYetAccepted',
  'acceptedWithoutSlip',
  'divergent',
  'idle',
  'consultationLate',
] as const;
export type Watch = (typeof WATCHES)[number];

/** Working days without an event after which a dossier counts as idle, where nobody says otherwise. */
export const IDLE_DAYS = 5;

export interface Watching {
  database: Database;
  /** For counting back working days. */
  calendar: Calendar;
  now: Date;
  /** Places whose dossiers the person may see; all where none are named. */
  within?: readonly Subject[];
  idleDays?: number;
}

export const OPEN = { closedAt: null, resolvedAt: null } as const;
const RUNNING = { ...OPEN, pausedAt: null, acceptedAt: { not: null } } as const satisfies Where;

/** The beginning of a day in Viet Nam. */
export const dayStart = (day: string): Date => new Date(`${day}T00:00:00+07:00`);
export const DAY_MS = 86_400_000;

/**
 * Overdue by date, the same answer as `standing`. A clock that stands since before the end of the due day is not overdue; what was late before
 * it stood stays late. The database compares moments, so those that paused later on the due day itself are looked up and left out.
 */
export async function overdueWhere(database: Database, now: Date): Promise<Where> {
  const onTheDay = await database.$queryRaw<{ id: number }[]>`
    SELECT id FROM dossier WHERE "closedAt" IS NULL AND "resolvedAt" IS NULL AND "pausedAt" > "dueAt"
      AND ("pausedAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = ("dueAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date`;
  return {
    ...OPEN,
    acceptedAt: { not: null },
    dueAt: { lt: dayStart(dayOf(now)) },
    OR: [{ pausedAt: null }, { pausedAt: { gt: database.dossier.fields.dueAt } }],
    ...(onTheDay.length > 0 && { id: { notIn: onTheDay.map(({ id }) => id) } }),
  };
}

const divergent = (now: Date): Prisma.DossierHandOverWhereInput => ({
  ...{ paper: true, refusedAt: null, finishedAt: null },
  OR: [
    { confirmedAt: { not: null }, paperAt: null, paperDueAt: { lt: now } },
    { confirmedAt: null, paperAt: { not: null } },
  ],
});
const unanswered = (now: Date): Prisma.DossierConsultationWhereInput => ({ answeredAt: null, dueAt: { lt: now } });

/** Which dossiers are on a list. */
export async function watchWhere({ database, calendar, now, within, idleDays = IDLE_DAYS }: Watching, watch: Watch): Promise<Where> {
  const today = dayStart(dayOf(now));
  const wheres: Record<Watch, () => Where | Promise<Where>> = {
    overdue: async () => ({ AND: [await overdueWhere(database, now), { reappointments: 0 }] }),
    overdueExtended: async () => ({ AND: [await overdueWhere(database, now), { reappointments: { gt: 0 } }] }),
    dueToday: () => ({ ...RUNNING, dueAt: { gte: today, lt: new Date(today.getTime() + DAY_MS) } }),
    extended: () => ({ ...OPEN, reappointments: { gt: 0 }, dueAt: { gte: today } }),
    apologyMissing: async () => ({ AND: [await overdueWhere(database, now), { apologies: { none: { state: 'approved' } } }] }),
    notYetAccepted: () => ({ ...OPEN, state: 'submitted' }),
    acceptedWithoutSlip: () => ({ source: 'local', slipAt: null, acceptedAt: { not: null } }),
    divergent: () => ({ ...OPEN, handOvers: { some: divergent(now) } }),
    idle: () => ({ ...RUNNING, lastEventAt: { lt: dayStart(shiftWorkingDays(calendar, now, -idleDays)) } }),
    consultationLate: () => ({ ...OPEN, consultations: { some: unanswered(now) } }),
  };
  return { AND: [within ? { OR: [...within] } : {}, await wheres[watch]()] };
}

/** A dossier on a list, with what put it there. */
export interface Watched {
  dossier: Dossier;
  handOvers: DossierHandOver[];
  consultations: DossierConsultation[];
}

/** Which track of a hand-over is ahead: `electronic` confirmed and the papers not there in time, or the papers there and nothing confirmed. */
export const trackAhead = ({ paperAt }: Pick<DossierHandOver, 'paperAt'>): 'electronic' | 'paper' => (paperAt ? 'paper' : 'electronic');

const ORDER: Partial<Record<Watch, Prisma.DossierOrderByWithRelationInput>> = {
  notYetAccepted: { submittedAt: 'asc' },
  acceptedWithoutSlip: { acceptedAt: 'asc' },
  idle: { lastEventAt: 'asc' },
};

export interface WatchFilter {
  field?: string;
  unitId?: string;
}

/** A list may be as long as the archive: beyond this it is "more than", and nothing is counted further. */
export const COUNTED = 1000;

/** A piece of a list, what waits longest first, whether there is more after it, and how long the whole is: at most `COUNTED` and one more. */
export async function watchList(
  watching: Watching,
  watch: Watch,
  { skip = 0, take = 50, field, unitId }: WatchFilter & { skip?: number; take?: number } = {},
): Promise<{ rows: Watched[]; total: number; more: boolean }> {
  const { database, now } = watching;
  const where: Where = { AND: [await watchWhere(watching, watch), field ? { field: { in: spellingsOf(field) } } : {}, unitId ? { unitId } : {}] };
  const rows = await database.dossier.findMany({
    where,
    orderBy: [ORDER[watch] ?? { dueAt: { sort: 'asc', nulls: 'last' } }, { id: 'asc' }],
    skip,
    take: take + 1,
    include: { handOvers: { where: divergent(now) }, consultations: { where: unanswered(now) } },
  });
  const watched = rows.slice(0, take).map(({ handOvers, consultations, ...row }) => ({ dossier: asDossier(row), handOvers, consultations }));
  return { rows: watched, total: await database.dossier.count({ where, take: COUNTED + 1 }), more: rows.length > take };
}
