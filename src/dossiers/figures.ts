import { shiftWorkingDays } from '#src/calendar/index.ts';
import { Prisma } from '#src/generated/prisma/client.ts';
import { dayOf } from '#src/text/formats.ts';
import { COUNTED, DAY_MS, dayStart, IDLE_DAYS, type Watch, type Watching } from './watch.ts';
import { atMostRows, inPlaces } from './within.ts';

export const FIGURES = ['open', 'paused', 'dueToday', 'overdue', 'extended', 'overdueExtended'] as const;
export interface UnitFigures extends Record<(typeof FIGURES)[number], number> {
  unitId: string;
  field: string;
}

export interface Figures {
  /** How long each list of watch.ts is; `acceptedWithoutSlip`, which closed dossiers are on too, at most `COUNTED` and one more. */
  counts: Record<Watch, number>;
  /** How many dossiers are open, due, overdue and extended, by the unit responsible now and the field; what is accepted and has no result. */
  units: UnitFigures[];
}

/** The dossier `d` is open: the condition that the indexes of open dossiers carry. */
export const IS_OPEN = Prisma.sql`d."closedAt" IS NULL AND d."resolvedAt" IS NULL`;

/** The open dossier `d` is overdue by date: the same answer as `overdueWhere` and `standing`. */
export const isOverdueSql = (now: Date): Prisma.Sql => Prisma.sql`(d."acceptedAt" IS NOT NULL AND d."dueAt" < ${dayStart(dayOf(now))}
  AND (d."pausedAt" IS NULL OR (d."pausedAt" > d."dueAt"
    AND (d."pausedAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > (d."dueAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)))`;

/** Lists that are counted while the open dossiers are read once, by unit; the others are asked of their own small indexes. */
const BY_UNIT = ['dueToday', 'overdue', 'extended', 'overdueExtended', 'apologyMissing', 'notYetAccepted', 'idle'] as const;
type UnitRow = UnitFigures & Record<(typeof BY_UNIT)[number], number>;

/** How long the lists are, and the same by unit and field, in two statements: the open dossiers are read once. */
export async function readFigures({ database, calendar, now, within, idleDays = IDLE_DAYS }: Watching): Promise<Figures> {
  const today = dayStart(dayOf(now));
  const seen = inPlaces(within);
  const overdue = isOverdueSql(now);
  const running = Prisma.sql`d."acceptedAt" IS NOT NULL AND d."pausedAt" IS NULL`;
  const rows = await database.$queryRaw<UnitRow[]>`
    SELECT d."unitId", d.field, (count(*) FILTER (WHERE d."acceptedAt" IS NOT NULL))::int AS open,
      (count(*) FILTER (WHERE d."acceptedAt" IS NOT NULL AND d."pausedAt" IS NOT NULL))::int AS paused,
      (count(*) FILTER (WHERE ${running} AND d."dueAt" >= ${today} AND d."dueAt" < ${new Date(today.getTime() + DAY_MS)}))::int AS "dueToday",
      (count(*) FILTER (WHERE ${overdue} AND d.reappointments = 0))::int AS overdue,
      (count(*) FILTER (WHERE ${overdue} AND d.reappointments > 0))::int AS "overdueExtended",
      (count(*) FILTER (WHERE d.reappointments > 0 AND d."dueAt" >= ${today}))::int AS extended,
      (count(*) FILTER (WHERE ${overdue} AND NOT EXISTS
        (SELECT 1 FROM dossier_apology a WHERE a."dossierId" = d.id AND a.state = 'approved')))::int AS "apologyMissing",
      (count(*) FILTER (WHERE d.state = 'submitted'))::int AS "notYetAccepted",
      (count(*) FILTER (WHERE ${running} AND d."lastEventAt" < ${dayStart(shiftWorkingDays(calendar, now, -idleDays))}))::int AS idle
    FROM dossier d WHERE ${IS_OPEN} AND ${seen} GROUP BY d."unitId", d.field`;
  const [others] = await database.$queryRaw<Pick<Record<Watch, number>, 'divergent' | 'consultationLate' | 'acceptedWithoutSlip'>[]>`
    SELECT (SELECT count(*)::int FROM dossier d WHERE ${IS_OPEN} AND ${seen} AND d.id IN (SELECT h."dossierId" FROM dossier_hand_over h
        WHERE h.paper AND h."refusedAt" IS NULL AND h."finishedAt" IS NULL AND ((h."confirmedAt" IS NOT NULL AND h."paperAt" IS NULL
          AND h."paperDueAt" < ${now}) OR (h."confirmedAt" IS NULL AND h."paperAt" IS NOT NULL)))) AS divergent,
      (SELECT count(*)::int FROM dossier d WHERE ${IS_OPEN} AND ${seen} AND d.id IN
        (SELECT c."dossierId" FROM dossier_consultation c WHERE c."answeredAt" IS NULL AND c."dueAt" < ${now})) AS "consultationLate",
      (SELECT count(*)::int FROM (SELECT 1 FROM dossier d WHERE d.source = 'local' AND d."slipAt" IS NULL AND d."acceptedAt" IS NOT NULL
        AND ${seen} ${atMostRows(COUNTED + 1)}) counted) AS "acceptedWithoutSlip"`;
  const sums = Object.fromEntries(BY_UNIT.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)]));
  const units = rows
    .filter((row) => FIGURES.some((figure) => row[figure] > 0))
    .map(({ unitId, field, ...row }) => {
      const figures = FIGURES.map((figure) => [figure, row[figure]] as const);
      return { unitId, field, ...(Object.fromEntries(figures) as Record<(typeof FIGURES)[number], number>) };
    })
    .sort((a, b) => b.overdue + b.overdueExtended - a.overdue - a.overdueExtended || b.open - a.open);
  return { counts: { ...sums, ...others } as Record<Watch, number>, units };
}
