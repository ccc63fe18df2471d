import { apologyBy, type Calendar, shiftWorkingDays } from '#src/calendar/index.ts';
import { Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import { dayOf } from '#src/text/formats.ts';
import { IS_OPEN } from './figures.ts';
import { atMostRows } from './within.ts';

/** Working days before the due date from which an apology is prepared where the dossier will be late. */
const PREPARE_FROM = 2;
/** How far back closed dossiers are looked at, in days. */
const LOOK_BACK = 90;
/** Of each kind that is asked for; a list of all of them at once is shorter. */
export const LONGEST = 600;

/** `none`: late and nobody apologised. `late`: the apology came after its last day. `again`: late after the one new date too (NĐ 61/2018 Đ19.9). */
export type Breach = 'none' | 'late' | 'again';

/**
 * `toPrepare`: due soon; an apology is to be sent by that day, if they will be late. `toDeliver`: approved, and the citizen follows in no chat:
 * to be printed or told, with proof.
 */
export const APOLOGY_LISTS = ['toPrepare', 'toApprove', 'toDeliver', 'missing'] as const;
export type ApologyList = (typeof APOLOGY_LISTS)[number];

/** A dossier on a list, with what the list is about. */
export interface ApologyRow {
  code: string;
  procedureName: string;
  unitId: string;
  dueAt: Date | null;
  /** "2026-01-31": by when the apology goes out; of those to prepare. */
  by: string | null;
  /** Of those to approve and to hand over. */
  apology: { reason: string; originalDueAt: Date; newDueAt: Date } | null;
  /** Of those that are missing. */
  breach: Breach | null;
}
/** The first of each list, at most as many as were asked for, and whether there are more. */
export type ApologyLists = Record<ApologyList, { rows: ApologyRow[]; more: boolean }>;

/** An apology `a` that was approved and that the citizen has not had yet. */
const TO_DELIVER = Prisma.sql`a.state = 'approved' AND a."toldChats" = 0 AND a."deliveredAt" IS NULL`;
const UNDER_WAY = Prisma.sql`${IS_OPEN} AND d.state IN ('accepted', 'processing', 'awaitingPayment') AND d."pausedAt" IS NULL`;
const apologised = (which: Prisma.Sql) => Prisma.sql`(SELECT a."dossierId" FROM dossier_apology a WHERE ${which})`;

/** How many apologies are to be handed over, among the dossiers `d` that `seen` allows. */
export async function countToDeliver(database: Database, seen: Prisma.Sql): Promise<number> {
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM dossier d WHERE d.id IN ${apologised(TO_DELIVER)} AND ${seen}`;
  return row?.count ?? 0;
}

/** Dossiers that are due by then may need an apology, which takes its time. */
export const prepareUntil = (calendar: Calendar, now: Date): Date => new Date(`${shiftWorkingDays(calendar, now, PREPARE_FROM)}T23:59:59+07:00`);

type Row = Pick<ApologyRow, 'code' | 'procedureName' | 'unitId' | 'dueAt'> & {
  list: ApologyList;
  id: number;
  reason: string | null;
  originalDueAt: Date;
  newDueAt: Date;
  breach: Breach | null;
};

/**
 * What is to be done about apologies, and what was missed, among the dossiers `d` that `seen` allows: the first `most` of each list, in one
 * statement, each of its parts with an index of its own.
 */
export async function apologyLists(
  database: Database,
  calendar: Calendar,
  { now, seen, most }: { now: Date; seen: Prisma.Sql; most: number },
): Promise<ApologyLists> {
  const since = new Date(now.getTime() - LOOK_BACK * 86_400_000);
  const take = most + 1;
  const APOLOGY = Prisma.sql`a.reason, a."originalDueAt", a."newDueAt"`;
  const NONE = Prisma.sql`NULL::text AS reason, NULL::timestamptz AS "originalDueAt", NULL::timestamptz AS "newDueAt"`;
  const part = (list: ApologyList, number: number, about: Prisma.Sql, breach: Prisma.Sql, where: Prisma.Sql, join = Prisma.empty) => Prisma.sql`
    (SELECT ${list}::text AS list, ${number}::int AS part, d.id, d.code, d."procedureName", d."unitId", d."dueAt", ${about}, ${breach} AS breach
    FROM dossier d ${join} WHERE ${where} AND ${seen} ORDER BY d."dueAt", d.id ${atMostRows(take)})`;
  const no = Prisma.sql`NULL::text`;
  const again = Prisma.sql`CASE WHEN d.id IN ${apologised(Prisma.sql`a.state = 'approved'`)} THEN 'again' ELSE 'none' END`;
  const joined = (which: Prisma.Sql) => Prisma.sql`JOIN dossier_apology a ON a."dossierId" = d.id AND ${which}`;
  const soon = Prisma.sql`${UNDER_WAY} AND d.reappointments = 0 AND d."dueAt" >= ${now} AND d."dueAt" <= ${prepareUntil(calendar, now)}
    AND NOT EXISTS (SELECT 1 FROM dossier_apology a WHERE a."dossierId" = d.id AND a.state IN ('proposed', 'approved'))`;
  // Late is by date: what has its result on the due day is in time.
  const closed = Prisma.sql`d."resolvedAt" >= ${since} AND d."resolvedAt" > d."dueAt"
    AND (d."resolvedAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > (d."dueAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date`;
  const tooLate = Prisma.sql`a.state = 'approved' AND a.late AND a."decidedAt" >= ${since}`;
  const rows = await database.$queryRaw<Row[]>`
    ${part('toPrepare', 0, NONE, no, soon)}
    UNION ALL ${part('toApprove', 1, APOLOGY, no, Prisma.sql`TRUE`, joined(Prisma.sql`a.state = 'proposed'`))}
    UNION ALL ${part('toDeliver', 2, APOLOGY, no, Prisma.sql`TRUE`, joined(TO_DELIVER))}
    UNION ALL ${part('missing', 3, NONE, again, Prisma.sql`${UNDER_WAY} AND d."dueAt" < ${now}`)}
    UNION ALL ${part('missing', 4, NONE, again, closed)}
    UNION ALL ${part('missing', 5, NONE, Prisma.sql`'late'`, Prisma.sql`d.id IN ${apologised(tooLate)}`)}
    ORDER BY part, "dueAt", id`;
  const lists = Object.fromEntries(APOLOGY_LISTS.map((list) => [list, { rows: [], more: false }])) as unknown as ApologyLists;
  const listed = new Set<string>();
  for (const { list, id, reason, originalDueAt, newDueAt, breach, code, procedureName, unitId, dueAt } of rows) {
    // A delay is told once, by the gravest that is known of it.
    if (listed.has(`${list} ${id}`)) continue;
    listed.add(`${list} ${id}`);
    if (lists[list].rows.length === most) {
      lists[list].more = true;
      continue;
    }
    const by = list === 'toPrepare' && dueAt ? apologyBy(calendar, dayOf(dueAt)) : null;
    const apology = reason === null ? null : { reason, originalDueAt, newDueAt };
    lists[list].rows.push({ code, procedureName, unitId, dueAt, by, apology, breach });
  }
  return lists;
}
