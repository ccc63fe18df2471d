import type { Database } from '#src/platform/database.ts';
import type { Rated } from './scores.ts';

/** Fewer answers than this are not shown: they would tell who gave them. */
export const LEAST_ANSWERS = 5;

export interface UnitFigures {
  unitId: string;
  kind: Rated;
  answers: number;
  /** Of 5 and 4, in per cent, rounded; null where there are too few answers. */
  satisfied: number | null;
  /** Without order, day or subject; empty where there are too few answers. */
  comments: string[];
}

/** Satisfaction by unit between two moments, without exposing a person. `units` null is every unit of the agencies. */
export async function satisfactionFigures(
  database: Database,
  where: { agencies: readonly string[] | null; units: readonly string[] | null; from: Date; to: Date },
): Promise<UnitFigures[]> {
  const place =
    where.agencies === null
      ? {}
      : { OR: [{ agencyId: { in: [...where.agencies] } }, ...(where.units ? [{ unitId: { in: [...where.units] } }] : [])] };
  const rows = await database.satisfaction.groupBy({
    by: ['unitId', 'kind', 'score'],
    where: { ...place, at: { gte: where.from, lt: where.to } },
    _count: { _all: true },
  });
  const units = new Map<string, { unitId: string; kind: Rated; answers: number; good: number }>();
  for (const { unitId, kind, score, _count } of rows) {
    const key = `${unitId} ${kind}`;
    const held = units.get(key) ?? { unitId, kind: kind as Rated, answers: 0, good: 0 };
    units.set(key, { ...held, answers: held.answers + _count._all, good: held.good + (score >= 4 ? _count._all : 0) });
  }
  const figures: UnitFigures[] = [];
  for (const { unitId, kind, answers, good } of units.values()) {
    const enough = answers >= LEAST_ANSWERS;
    const said = enough
      ? await database.satisfaction.findMany({
          where: { unitId, kind, comment: { not: null }, at: { gte: where.from, lt: where.to } },
          select: { comment: true },
          // By what it hashes to: neither the order nor the day tells whose it is.
          orderBy: { voter: 'asc' },
          take: 50,
        })
      : [];
    figures.push({
      unitId,
      kind,
      answers,
      satisfied: enough ? Math.round((good / answers) * 100) : null,
      comments: said.flatMap(({ comment }) => comment ?? []),
    });
  }
  return figures.sort((a, b) => b.answers - a.answers);
}
