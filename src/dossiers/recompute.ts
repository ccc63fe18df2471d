import type { Calendar } from '#src/calendar/index.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { Desk } from './desk.ts';
import { countDue, workingDue } from './dueTime.ts';
import type { DossierEvent } from './events.ts';
import type { Dossier } from './model.ts';

export type DueChange = Pick<Dossier, 'computedDueAt' | 'dueAt' | 'provisional'>;

/** What a computation needs to know of a dossier, and nothing more: a hundred thousand of them are read. */
export const COUNTED = {
  id: true,
  version: true,
  code: true,
  agencyId: true,
  unitId: true,
  procedureName: true,
  state: true,
  termValue: true,
  termUnit: true,
  termText: true,
  clockStartedAt: true,
  pauses: true,
  dueBasis: true,
  promisedDueAt: true,
  computedDueAt: true,
  dueAt: true,
  provisional: true,
} as const satisfies Partial<Record<keyof Dossier, true>>;
export type Counted = Pick<Dossier, keyof typeof COUNTED>;

/** Open, with a term that began. */
export const STILL_COUNTED = { closedAt: null, resolvedAt: null, clockStartedAt: { not: null } } as const;

/** What the calendar as it is now makes of an open dossier. The promise on the slip stays: officials work to the earlier of the two. */
export function recomputed(calendar: Calendar, dossier: Counted): DueChange {
  const { computedDueAt: before, dueAt, provisional } = dossier;
  const due = dossier.dueBasis === 'typed' ? null : countDue(calendar, dossier);
  if (!due) return { computedDueAt: before, dueAt, provisional };
  const computedDueAt = due.due;
  return { computedDueAt, dueAt: workingDue({ ...dossier, computedDueAt }), provisional: due.provisional.length > 0 };
}

/** Rule 9 of the architecture: the embedded database has one connection. On a server a slice may take longer. */
const SLICE_MS = 50;
const SMALLEST = 50;
const LARGEST = 2000;

export interface Recomputation {
  looked: number;
  changed: number;
}

/**
 * Computes the due times of open dossiers again after a change of the calendar, in slices of about `sliceMs`, each a transaction of its own
 * with a line in each changed history. Run twice it changes nothing; interrupted, it goes on where it stopped; a dossier that somebody
 * changes meanwhile is computed by that change and left alone here.
 */
export async function recomputeOpen(desk: Desk, sliceMs = SLICE_MS): Promise<Recomputation> {
  const calendars = new Map<string, Calendar>();
  const done: Recomputation = { looked: 0, changed: 0 };
  const revision = (await desk.calendarOf('')).revision;
  for (let last = 0, size = 200; ; ) {
    const from = performance.now();
    const rows = (await desk.database.dossier.findMany({
      where: {
        ...STILL_COUNTED,
        id: { gt: last },
        OR: [{ computedWith: null }, { computedWith: { not: revision } }],
      },
      orderBy: { id: 'asc' },
      select: COUNTED,
      take: size,
    })) as unknown as Counted[];
    if (rows.length === 0) return done;
    for (const { agencyId } of rows) if (!calendars.has(agencyId)) calendars.set(agencyId, await desk.calendarOf(agencyId));
    const changes = rows.map((dossier) => ({ dossier, due: recomputed(calendars.get(dossier.agencyId)!, dossier) }));
    done.changed += await desk.database.$transaction((tx) => saveSlice(desk, tx, revision, changes));
    done.looked += rows.length;
    last = rows.at(-1)!.id;
    const took = performance.now() - from;
    size = Math.round(Math.min(LARGEST, Math.max(SMALLEST, size * (took > sliceMs ? 0.5 : took < sliceMs / 2 ? 2 : 1))));
    await new Promise(setImmediate);
  }
}

type Changed = { dossier: Counted; due: DueChange };

const moved = (before: Date | null, after: Date | null): boolean => before?.getTime() !== after?.getTime();
const iso = (at: Date | null) => at?.toISOString() ?? null;

/** One statement: the rows that nobody changed meanwhile, and a line of history for each that moved. */
async function saveSlice(desk: Desk, tx: Transaction, revision: number, slice: Changed[]): Promise<number> {
  const now = desk.clock.now();
  const given = slice.map(({ dossier, due }) => {
    const { computedDueAt, dueAt, provisional } = due;
    const differs = moved(dossier.computedDueAt, computedDueAt) || moved(dossier.dueAt, dueAt);
    const data = differs ? dataOf(dossier, due, revision) : null;
    return { id: dossier.id, seen: dossier.version, computed: iso(computedDueAt), due: iso(dueAt), provisional, data };
  });
  const lines = await tx.$queryRaw<{ dossierId: number }[]>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        AS v(id int, seen int, computed timestamptz, due timestamptz, provisional boolean, data jsonb)),
    written AS (
      UPDATE dossier d SET "computedDueAt" = v.computed, "dueAt" = v.due, provisional = v.provisional, "computedWith" = ${revision},
        version = d.version + CASE WHEN v.data IS NULL THEN 0 ELSE 1 END
      FROM given v WHERE d.id = v.id AND d.version = v.seen RETURNING d.id, d."unitId", d.state, v.data)
    INSERT INTO dossier_event ("dossierId", kind, at, "recordedAt", actor, "unitId", "fromState", "toState", data)
    SELECT id, 'dueRecomputed', ${now}, ${now}, 'system', "unitId", state, state, data FROM written WHERE data IS NOT NULL
    RETURNING "dossierId"`;
  const written = new Set(lines.map(({ dossierId }) => dossierId));
  const events = slice.filter(({ dossier }) => written.has(dossier.id)).flatMap((entry) => eventOf(entry, now));
  if (events.length > 0) await desk.tell(tx, events);
  return written.size;
}

function dataOf(dossier: Counted, due: DueChange, revision: number) {
  const computed = { computedDueAt: iso(due.computedDueAt), previousComputed: iso(dossier.computedDueAt) };
  const working = moved(dossier.dueAt, due.dueAt) ? { dueAt: iso(due.dueAt), previousDueAt: iso(dossier.dueAt) } : {};
  return { ...computed, ...working, calendarRevision: revision };
}

/** Told to the responsible unit when what it works to has moved. */
function eventOf({ dossier, due }: Changed, now: Date): DossierEvent[] {
  const { id: dossierId, code, procedureName, unitId, dueAt: previousDueAt } = dossier;
  const { dueAt, computedDueAt } = due;
  if (!dueAt || !previousDueAt || !computedDueAt || !moved(previousDueAt, dueAt)) return [];
  return [{ dossierId, code, procedureName, at: now, kind: 'dueRecomputed', unitId, dueAt, previousDueAt, computedDueAt }];
}
