import type { Database, Transaction } from '#src/platform/database.ts';
import { type Counting, countWeek } from './countWeek.ts';
import { type WeekRow, weekBefore } from './week.ts';

/** A week as it was counted, and the week before it, where that was counted too. */
export interface Week {
  week: string;
  rows: WeekRow[];
  before: WeekRow[] | null;
}

const rowsOf = (row: { rows: unknown } | null): WeekRow[] | null => (row ? (row.rows as WeekRow[]) : null);

/** Counts a week once: message, page and workbook of it say the same, and the next week is compared with it. */
export async function keepWeek(counting: Counting): Promise<void> {
  const { database, agencyId, week, now } = counting;
  if ((await database.weeklyReport.count({ where: { agencyId, week } })) > 0) return;
  const rows = await countWeek(counting);
  await database.weeklyReport.createMany({ data: [{ agencyId, week, rows: rows as never, madeAt: now }], skipDuplicates: true });
}

export async function loadWeek(database: Database | Transaction, agencyId: string, week: string): Promise<Week | null> {
  const find = (monday: string) => database.weeklyReport.findUnique({ where: { agencyId_week: { agencyId, week: monday } } });
  const rows = rowsOf(await find(week));
  return rows && { week, rows, before: rowsOf(await find(weekBefore(week))) };
}
