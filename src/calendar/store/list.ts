import type { Database } from '#src/platform/database.ts';
import type { CalendarDay } from '../calendar.ts';
import { DEFAULT_POLICY, type WorkingTimePolicy } from '../policy.ts';
import { type Scope, workingTimePolicy } from './schema.ts';

/** A day as it stands in the rows: where it holds, and who wrote it. */
export interface ListedDay extends CalendarDay {
  scope: Scope;
  agencyId: string;
  origin: 'files' | 'import' | 'admin';
}

export interface ListedYear {
  days: ListedDay[];
  /** What was said of the year being announced completely; null when nothing was. */
  announced: { announced: boolean; source: string } | null;
}

/** The days of a year that hold for an agency, or without one for all, by date; the narrowest scope of a date last. */
export async function listYear(database: Database, year: number, agencyId = ''): Promise<ListedYear> {
  const rows = await database.calendarDay.findMany({
    where: { date: { startsWith: `${year}-` }, removed: false, agencyId: { in: ['', agencyId] } },
    orderBy: [{ date: 'asc' }, { agencyId: 'asc' }, { scope: 'asc' }],
  });
  const announced = await database.calendarYear.findUnique({ where: { year }, select: { announced: true, source: true } });
  return { days: rows as unknown as ListedDay[], announced };
}

export interface HeldHours {
  /** What holds where the place says nothing of its own: the default, for an agency with what the authority set. */
  inherited: WorkingTimePolicy;
  own: Partial<WorkingTimePolicy>;
}

/** How time is counted in an agency, or without one in all: what is its own and what it has from above. */
export async function heldHours(database: Database, agencyId = ''): Promise<HeldHours> {
  const rows = await database.workingHours.findMany({ where: { agencyId: { in: ['', agencyId] } } });
  const of = (id: string): Partial<WorkingTimePolicy> => {
    const row = rows.find((held) => held.agencyId === id);
    return row ? (workingTimePolicy.parse(row.policy) as Partial<WorkingTimePolicy>) : {};
  };
  return { inherited: agencyId === '' ? DEFAULT_POLICY : { ...DEFAULT_POLICY, ...of('') }, own: of(agencyId) };
}
