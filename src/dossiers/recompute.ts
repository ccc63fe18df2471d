import type { Calendar } from '#src/calendar/index.ts';
import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { Desk } from './desk.ts';
import { countDue, workingDue } from './dueTime.ts';
import type { DossierEvent } from './events.ts';
import { asDossier, type Dossier } from './model.ts';

export type DueChange = Pick<Dossier, 'computedDueAt' | 'dueAt' | 'provisional'>;

/** What the calendar as it is now makes of an open dossier. The promise on the slip stays: officials work to the earlier of the two. */
export function recomputed(calendar: Calendar, dossier: Dossier): DueChange {
  const due = countDue(calendar, dossier);
  if (!due || dossier.dueBasis === 'typed') return dossier;
  const computedDueAt = due.due;
  return { computedDueAt, dueAt: workingDue({ ...dossier, computedDueAt }), provisional: due.provisional.length > 0 };
}

const SLICE_MS = 50;
const SMALLEST = 50;
const LARGEST = 2000;

export interface Recomputation {
  looked: number;
  changed: number;
}

/**
 * Computes the due times of open dossiers again after a change of the calendar, in slices of about 50 ms, each a transaction of its own
 * with a line in each changed history. Run twice it changes nothing; interrupted, it goes on where it stopped; a dossier that somebody
 * changes meanwhile is computed by that change and left alone here.
 */
export async function recomputeOpen(desk: Desk): Promise<Recomputation> {
  const calendars = new Map<string, Calendar>();
  const done: Recomputation = { looked: 0, changed: 0 };
  const revision = (await desk.calendarOf('')).revision;
  for (let last = 0, size = 200; ; ) {
    const from = performance.now();
    const rows = (
      await desk.database.dossier.findMany({
        where: {
          id: { gt: last },
          closedAt: null,
          resolvedAt: null,
          clockStartedAt: { not: null },
          OR: [{ computedWith: null }, { computedWith: { not: revision } }],
        },
        orderBy: { id: 'asc' },
        take: size,
      })
    ).map(asDossier);
    if (rows.length === 0) return done;
    for (const { agencyId } of rows) if (!calendars.has(agencyId)) calendars.set(agencyId, await desk.calendarOf(agencyId));
    const changes = rows.map((dossier) => ({ dossier, due: recomputed(calendars.get(dossier.agencyId)!, dossier) }));
    done.changed += await desk.database.$transaction((tx) => saveSlice(desk, tx, revision, changes));
    done.looked += rows.length;
    last = rows.at(-1)!.id;
    const took = performance.now() - from;
    size = Math.round(Math.min(LARGEST, Math.max(SMALLEST, size * (took > SLICE_MS ? 0.5 : took < SLICE_MS / 2 ? 2 : 1))));
    await new Promise(setImmediate);
  }
}

type Changed = { dossier: Dossier; due: DueChange };

const moved = (before: Date | null, after: Date | null): boolean => before?.getTime() !== after?.getTime();
const iso = (at: Date | null) => at?.toISOString() ?? null;

async function saveSlice(desk: Desk, tx: Transaction, revision: number, slice: Changed[]): Promise<number> {
  const differs = ({ dossier, due }: Changed) => moved(dossier.computedDueAt, due.computedDueAt) || moved(dossier.dueAt, due.dueAt);
  const given = slice.map((entry) => {
    const { dossier, due } = entry;
    return {
      id: dossier.id,
      seen: dossier.version,
      computed: iso(due.computedDueAt),
      due: iso(due.dueAt),
      provisional: due.provisional,
      differs: differs(entry),
    };
  });
  const written = await tx.$queryRaw<{ id: number }[]>`
    UPDATE dossier d SET "computedDueAt" = v.computed, "dueAt" = v.due, provisional = v.provisional, "computedWith" = ${revision},
      version = d.version + CASE WHEN v.differs THEN 1 ELSE 0 END
    FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS v(id int, seen int, computed timestamptz, due timestamptz, provisional boolean, differs boolean)
    WHERE d.id = v.id AND d.version = v.seen RETURNING d.id`;
  const ids = new Set(written.map(({ id }) => id));
  const changed = slice.filter((entry) => ids.has(entry.dossier.id) && differs(entry));
  if (changed.length === 0) return 0;
  const now = desk.clock.now();
  await tx.dossierEvent.createMany({ data: changed.map((entry) => lineOf(entry, now, revision)) });
  await desk.tell(
    tx,
    changed.flatMap((entry) => eventOf(entry, now)),
  );
  return changed.length;
}

function lineOf({ dossier, due }: Changed, now: Date, revision: number): Prisma.DossierEventCreateManyInput {
  const { id: dossierId, unitId, state } = dossier;
  const computed = { computedDueAt: iso(due.computedDueAt), previousComputed: iso(dossier.computedDueAt) };
  const working = moved(dossier.dueAt, due.dueAt) ? { dueAt: iso(due.dueAt), previousDueAt: iso(dossier.dueAt) } : {};
  const data = { ...computed, ...working, calendarRevision: revision };
  return { dossierId, kind: 'dueRecomputed', at: now, recordedAt: now, actor: 'system', unitId, fromState: state, toState: state, data };
}

/** Told to the responsible unit when what it works to has moved. */
function eventOf({ dossier, due }: Changed, now: Date): DossierEvent[] {
  const { id: dossierId, code, procedureName, unitId, dueAt: previousDueAt } = dossier;
  const { dueAt, computedDueAt } = due;
  if (!dueAt || !previousDueAt || !computedDueAt || !moved(previousDueAt, dueAt)) return [];
  return [{ dossierId, code, procedureName, at: now, kind: 'dueRecomputed', unitId, dueAt, previousDueAt, computedDueAt }];
}
