import type { Request } from 'express';
import type { Calendar } from '#src/calendar/index.ts';
import { IS_OPEN, isOverdueSql } from '#src/dossiers/figures.ts';
import type { Dossier } from '#src/dossiers/model.ts';
import { type DossierState, STATES } from '#src/dossiers/states.ts';
import { COUNTED, dayStart, OPEN, overdueWhere } from '#src/dossiers/watch.ts';
import { atMostRows } from '#src/dossiers/within.ts';
import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { spellingsOf } from '#src/text/fields.ts';
import { dayOf } from '#src/text/formats.ts';
import { seenBy, soonUntil, visibleTo } from './visible.ts';

export const PAGE = 50;
/** `open`: still being worked on. Else one state, or everything. */
export const GROUPS = ['open', 'all'] as const;
export const DUES = ['soon', 'overdue'] as const;

export interface ListQuery {
  state: (typeof GROUPS)[number] | DossierState;
  due: (typeof DUES)[number] | '';
  field: string;
  unit: string;
  mine: boolean;
  code: string;
  page: number;
}

/** Without control characters, which the database does not take. */
const text = (value: unknown): string =>
  typeof value === 'string'
    ? value
        .replace(/\p{Cc}/gu, '')
        .trim()
        .slice(0, 200)
    : '';

/** What a list is asked for; what is not known is left out. */
export function readListQuery({ query }: Request, page: number): ListQuery {
  const [state, due] = [text(query['state']), text(query['due'])];
  return {
    state: ([...GROUPS, ...STATES] as const).find((known) => known === state) ?? (text(query['code']) ? 'all' : 'open'),
    due: DUES.find((known) => known === due) ?? '',
    field: text(query['field']),
    unit: text(query['unit']),
    mine: query['mine'] === '1',
    code: text(query['code']),
    page,
  };
}

/** The list's address parts, for turning pages. */
export const asSearch = ({ state, due, field, unit, mine, code }: ListQuery): Record<string, string> => ({
  state,
  due,
  field,
  unit,
  mine: mine ? '1' : '',
  code,
});

const RUNNING: Prisma.DossierWhereInput = { ...OPEN, pausedAt: null, acceptedAt: { not: null } };

const dueSoon = (calendar: Calendar, now: Date): Prisma.DossierWhereInput => ({
  ...RUNNING,
  dueAt: { gte: dayStart(dayOf(now)), lte: soonUntil(calendar, now) },
});

interface Asking {
  database: Database;
  actor: PersonActor;
  calendar: Calendar;
  now: Date;
}

async function whereOf({ database, actor, calendar, now }: Asking, query: ListQuery): Promise<Prisma.DossierWhereInput> {
  const { state, due, field, unit, mine, code } = query;
  return {
    AND: [
      visibleTo(actor),
      state === 'open' ? OPEN : state === 'all' ? {} : { state },
      due === 'overdue' ? await overdueWhere(database, now) : due === 'soon' ? dueSoon(calendar, now) : {},
      { ...(field && { field: { in: spellingsOf(field) } }), ...(unit && { unitId: unit }), ...(mine && { officerId: actor.id }) },
      code ? { code: { contains: code, mode: 'insensitive' } } : {},
    ],
  };
}

/** What the list shows of a dossier. */
const SHOWN = {
  ...{ code: true, procedureName: true, state: true, source: true, dueAt: true, provisional: true, unitId: true, officerId: true },
  ...{ acceptedAt: true, submittedAt: true, resolvedAt: true, pausedAt: true, agencyId: true, demo: true },
} as const satisfies Prisma.DossierSelect;
export type Listed = Pick<Dossier, keyof typeof SHOWN>;

/** Open ones by their due date, for which they have an index; else what is open, then what is decided, then what is closed. */
const order = ({ state }: ListQuery): Prisma.DossierOrderByWithRelationInput[] => [
  ...(state === 'open' ? [] : [{ closedAt: { sort: 'desc', nulls: 'first' } } as const, { resolvedAt: { sort: 'desc', nulls: 'first' } } as const]),
  { dueAt: { sort: 'asc', nulls: 'last' } },
  { id: 'asc' },
];

/**
 * A page of the list, the most urgent first, whether there is more after it, and how long the whole is: null for more than `COUNTED`, unless it
 * is the list of everything open, which `counts` has counted.
 */
export async function listDossiers(
  asking: Asking,
  query: ListQuery,
  counts: ListCounts,
): Promise<{ dossiers: Listed[]; total: number | null; more: boolean }> {
  const { database } = asking;
  const where = await whereOf(asking, query);
  const rows = await database.dossier.findMany({ where, select: SHOWN, orderBy: order(query), skip: query.page * PAGE, take: PAGE + 1 });
  const { state, due, field, unit, mine, code } = query;
  const everything = state === 'open' && !due && !field && !unit && !mine && !code;
  const total = everything ? counts.open : await database.dossier.count({ where, take: COUNTED + 1 });
  return { dossiers: rows.slice(0, PAGE) as Listed[], total: everything || total <= COUNTED ? total : null, more: rows.length > PAGE };
}

export interface ListCounts {
  open: number;
  soon: number;
  overdue: number;
  /** Of open ones by state; and `resolved`, which wait to be handed over, at most `COUNTED` and one more. */
  states: Partial<Record<string, number>>;
}

/** What stands at the top: of everything that the person may see and that is not closed. Open dossiers are read once. */
export async function countDossiers({ database, actor, calendar, now }: Asking): Promise<ListCounts> {
  const seen = seenBy(actor);
  const rows = await database.$queryRaw<{ state: string; count: number; soon: number; overdue: number }[]>`
    SELECT d.state, count(*)::int AS count, (count(*) FILTER (WHERE d."acceptedAt" IS NOT NULL AND d."pausedAt" IS NULL
        AND d."dueAt" >= ${dayStart(dayOf(now))} AND d."dueAt" <= ${soonUntil(calendar, now)}))::int AS soon,
      (count(*) FILTER (WHERE ${isOverdueSql(now)}))::int AS overdue
    FROM dossier d WHERE ${IS_OPEN} AND ${seen} GROUP BY d.state
    UNION ALL SELECT 'resolved', count(*)::int, 0, 0
    FROM (SELECT 1 FROM dossier d WHERE d.state = 'resolved' AND d."closedAt" IS NULL AND ${seen} ${atMostRows(COUNTED + 1)}) counted`;
  const sum = (name: 'count' | 'soon' | 'overdue') => rows.reduce((all, row) => all + (row.state === 'resolved' ? 0 : row[name]), 0);
  return {
    open: sum('count'),
    soon: sum('soon'),
    overdue: sum('overdue'),
    states: Object.fromEntries(rows.map(({ state, count }) => [state, count])),
  };
}
