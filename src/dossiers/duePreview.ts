import type { Calendar } from '#src/calendar/index.ts';
import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import { COUNTED, type Counted, recomputed, STILL_COUNTED } from './recompute.ts';

/** A dossier whose due date another calendar would count otherwise. */
export interface MovedDue extends Pick<Counted, 'code' | 'procedureName' | 'agencyId' | 'unitId' | 'dueAt' | 'computedDueAt'> {
  /** Needed to ask who may see it. */
  field: string;
  newDueAt: Date | null;
  newComputedDueAt: Date | null;
}

export interface DuePreview {
  /** Open dossiers with a running or paused term. */
  looked: number;
  /** Those whose date officials work to moves. */
  moved: number;
  /** Those counted otherwise whose promise on the slip stays the earlier, so that officials keep their date. */
  kept: number;
  /** Those that only become provisional, or are no longer. */
  marked: number;
  /** The first of those that move or are counted otherwise, by the date worked to now. */
  first: MovedDue[];
}

const SLICE = 500;
const FIRST = 10;
const time = (at: Date | null) => at?.getTime() ?? 0;

/** What `recomputeOpen` would do with these calendars, by agency; nothing is written. */
export async function previewDue(database: Database, calendars: ReadonlyMap<string, Calendar>): Promise<DuePreview> {
  const preview: DuePreview = { looked: 0, moved: 0, kept: 0, marked: 0, first: [] };
  const where: Prisma.DossierWhereInput = { ...STILL_COUNTED, agencyId: { in: [...calendars.keys()] } };
  for (let last = 0; ; ) {
    const rows = (await database.dossier.findMany({
      where: { ...where, id: { gt: last } },
      orderBy: { id: 'asc' },
      select: { ...COUNTED, field: true },
      take: SLICE,
    })) as unknown as (Counted & { field: string })[];
    for (const dossier of rows) {
      const due = recomputed(calendars.get(dossier.agencyId)!, dossier);
      const moves = time(due.dueAt) !== time(dossier.dueAt);
      const counts = time(due.computedDueAt) !== time(dossier.computedDueAt);
      if (moves) preview.moved++;
      else if (counts) preview.kept++;
      else if (due.provisional !== dossier.provisional) preview.marked++;
      if (moves || counts) preview.first.push({ ...dossier, newDueAt: due.dueAt, newComputedDueAt: due.computedDueAt });
    }
    preview.looked += rows.length;
    preview.first = preview.first.sort((a, b) => time(a.dueAt) - time(b.dueAt)).slice(0, FIRST);
    if (rows.length < SLICE) return preview;
    last = rows.at(-1)!.id;
    await new Promise(setImmediate);
  }
}
