import type { Request } from 'express';
import type { Calendar } from '#src/calendar/index.ts';
import { asDossier, type Dossier } from '#src/dossiers/model.ts';
import { type DossierState, STATES } from '#src/dossiers/states.ts';
import { dayStart, OPEN, overdueWhere } from '#src/dossiers/watch.ts';
import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { dayOf } from '#src/text/formats.ts';
import { soonUntil, visibleTo } from './visible.ts';

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
      { ...(field && { field }), ...(unit && { unitId: unit }), ...(mine && { officerId: actor.id }) },
      code ? { code: { contains: code, mode: 'insensitive' } } : {},
    ],
  };
}

/** A page of the list, the most urgent first: what is open by its due date, then what is decided, then what is closed. */
export async function listDossiers(asking: Asking, query: ListQuery): Promise<{ dossiers: Dossier[]; total: number }> {
  const { database } = asking;
  const where = await whereOf(asking, query);
  const total = await database.dossier.count({ where });
  const rows = await database.dossier.findMany({
    where,
    orderBy: [
      { closedAt: { sort: 'desc', nulls: 'first' } },
      { resolvedAt: { sort: 'desc', nulls: 'first' } },
      { dueAt: { sort: 'asc', nulls: 'last' } },
      { id: 'asc' },
    ],
    skip: query.page * PAGE,
    take: PAGE,
  });
  return { dossiers: rows.map(asDossier), total };
}

export interface ListCounts {
  open: number;
  soon: number;
  overdue: number;
  states: Partial<Record<string, number>>;
}

/** What stands at the top: of everything that the person may see and that is not closed. */
export async function countDossiers({ database, actor, calendar, now }: Asking): Promise<ListCounts> {
  const visible = visibleTo(actor);
  const groups = await database.dossier.groupBy({ by: ['state'], where: { AND: [visible, { closedAt: null }] }, _count: true });
  const states = Object.fromEntries(groups.map(({ state, _count }) => [state, _count]));
  const soon = await database.dossier.count({ where: { AND: [visible, dueSoon(calendar, now)] } });
  const overdue = await database.dossier.count({ where: { AND: [visible, await overdueWhere(database, now)] } });
  const open = Object.entries(states).reduce((sum, [state, count]) => sum + (state === 'resolved' ? 0 : count), 0);
  return { open, soon, overdue, states };
}
