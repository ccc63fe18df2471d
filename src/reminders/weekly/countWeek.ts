import type { Calendar } from '#src/calendar/index.ts';
import { dayStart, overdueWhere, watchWhere } from '#src/dossiers/watch.ts';
import { OPEN } from '#src/feedback/model.ts';
import type { Database } from '#src/platform/database.ts';
import { NO_FIGURES, type WeekFigure, type WeekRow, weekAfter } from './week.ts';

export interface Counting {
  database: Database;
  calendar: Calendar;
  agencyId: string;
  /** The Monday of the week. */
  week: string;
  now: Date;
}

type Counted = { unitId: string; field: string } & Partial<Record<WeekFigure, number>>;

/** The week of an agency by unit and field: what came and was done in it, and what is overdue, missing and late now. Some short queries. */
export async function countWeek({ database, calendar, agencyId, week, now }: Counting): Promise<WeekRow[]> {
  const [from, to] = [dayStart(week), dayStart(weekAfter(week))];
  const received = await database.$queryRaw<Counted[]>`
    SELECT "unitId", field, count(*)::int AS received FROM dossier
    WHERE "agencyId" = ${agencyId} AND "acceptedAt" >= ${from} AND "acceptedAt" < ${to} GROUP BY 1, 2`;
  // Late is by date, as on the pages: finished on the due day is in time.
  const done = await database.$queryRaw<Counted[]>`
    SELECT "unitId", field, count(*)::int AS done, (count(*) FILTER (WHERE NOT extended AND late = false))::int AS "onTime",
      (count(*) FILTER (WHERE NOT extended AND late))::int AS late, (count(*) FILTER (WHERE extended AND late = false))::int AS "extendedOnTime",
      (count(*) FILTER (WHERE extended AND late))::int AS "extendedLate"
    FROM (SELECT "unitId", field, reappointments > 0 AS extended,
      ("resolvedAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > ("dueAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS late
      FROM dossier WHERE "agencyId" = ${agencyId} AND "resolvedAt" >= ${from} AND "resolvedAt" < ${to}) d GROUP BY 1, 2`;
  const overdue = { AND: [{ agencyId }, await overdueWhere(database, now)] };
  const groups = await database.dossier.groupBy({ by: ['unitId', 'field'], where: overdue, _min: { dueAt: true }, _count: true });
  const extended = await database.dossier.groupBy({
    by: ['unitId', 'field'],
    where: { AND: [overdue, { reappointments: { gt: 0 } }] },
    _count: true,
  });
  const missing = await database.dossier.groupBy({
    by: ['unitId', 'field'],
    where: await watchWhere({ database, calendar, now, within: [{ agencyId }] }, 'apologyMissing'),
    _count: true,
  });
  const feedback = await database.feedback.groupBy({
    by: ['unitId'],
    where: { agencyId, state: { in: [...OPEN] }, dueAt: { lt: now } },
    _count: true,
  });
  const oldest =
    groups.length === 0
      ? []
      : await database.dossier.findMany({
          where: { AND: [overdue, { OR: groups.map(({ unitId, field, _min }) => ({ unitId, field, dueAt: _min.dueAt })) }] },
          select: { code: true, unitId: true, field: true, dueAt: true },
          orderBy: { id: 'desc' },
        });

  const rows = new Map<string, WeekRow>();
  const rowOf = ({ unitId, field }: Pick<Counted, 'unitId' | 'field'>): WeekRow => {
    const key = JSON.stringify([unitId, field]);
    let row = rows.get(key);
    if (!row) rows.set(key, (row = { unitId, field, ...NO_FIGURES, oldest: null }));
    return row;
  };
  for (const { unitId, field, ...figures } of [...received, ...done]) Object.assign(rowOf({ unitId, field }), figures);
  for (const group of groups) rowOf(group).overdue = group._count;
  for (const group of extended) {
    const row = rowOf(group);
    row.overdueExtended = group._count;
    row.overdue -= group._count;
  }
  for (const group of missing) rowOf(group).apologyMissing = group._count;
  for (const { unitId, _count } of feedback) rowOf({ unitId, field: '' }).feedbackLate = _count;
  for (const { code, dueAt, ...place } of oldest) rowOf(place).oldest = { code, dueAt: dueAt!.toISOString() };
  return [...rows.values()].sort((a, b) => a.unitId.localeCompare(b.unitId) || a.field.localeCompare(b.field));
}
