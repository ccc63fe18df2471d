import { eraseWords } from '#src/feedback/commands/handle.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { eraseExpired, KEPT_DAYS } from './eraseExpired.ts';

const DAY = 86_400_000;
const YEAR = 365;

/** How long each kind of data is kept, in days, where no admin says otherwise (domain reference 4.6). */
export const USUAL_PERIODS = { ...KEPT_DAYS, feedback: 5 * YEAR, requests: 2 * YEAR, consents: 5 * YEAR };
export type PeriodKind = keyof typeof USUAL_PERIODS;
export const PERIODS = Object.keys(USUAL_PERIODS) as PeriodKind[];
const LONGEST = 50 * YEAR;
/** A platform repeats an event within a day: without the row it would be a new one. */
const LEAST: Partial<Record<PeriodKind, number>> = { inbox: 2, jobRuns: 1 };
const SLICE = 100;

/** The periods in force. */
export async function loadPeriods(database: Database): Promise<Record<PeriodKind, number>> {
  const rows = await database.retentionPeriod.findMany();
  return { ...USUAL_PERIODS, ...Object.fromEntries(rows.map(({ kind, days }) => [kind, days])) };
}

/** Sets how many days a kind of data is kept. Throws a fault of the field `days`. */
export async function setPeriod(database: Database, kind: PeriodKind, days: number, actor: string, now: Date): Promise<void> {
  if (!Number.isInteger(days) || days < (LEAST[kind] ?? 1) || days > LONGEST) throw fieldFaults({ days: 'days' });
  await database.$transaction(async (tx) => {
    const change = { days, changedAt: now, changedBy: actor };
    await tx.retentionPeriod.upsert({ where: { kind }, create: { kind, ...change }, update: change });
    await recordAudit(tx, { at: now, actor, action: 'retention.set', subject: `retention:${kind}`, details: { days } });
  });
}

/** Once a day: erases what is past its period, and keeps how much that was. */
export async function runRetention(database: Database, clock: Clock): Promise<Record<string, number>> {
  const periods = await loadPeriods(database);
  const now = clock.now();
  const before = (kind: PeriodKind) => new Date(now.getTime() - periods[kind] * DAY);
  const erased = await eraseExpired(database, clock, periods);
  erased['feedback'] = await eraseOldFeedback(database, before('feedback'));
  erased['requests'] = (await database.privacyRequest.deleteMany({ where: { answeredAt: { lt: before('requests') } } })).count;
  erased['consents'] = (await database.consent.deleteMany({ where: { withdrawnAt: { lt: before('consents') } } })).count;
  await database.retentionRun.create({ data: { at: now, erased } });
  return erased;
}

/** The words of feedback that ended long ago go; that it was there, and how it was handled, stays for the figures. */
async function eraseOldFeedback(database: Database, before: Date): Promise<number> {
  let erased = 0;
  for (let found = SLICE; found === SLICE; ) {
    const rows = await database.feedback.findMany({ where: { closedAt: { lt: before }, text: { not: '' } }, select: { id: true }, take: SLICE });
    for (const { id } of rows) await database.$transaction((tx) => eraseWords(tx, id));
    found = rows.length;
    erased += found;
  }
  return erased;
}

/** The newest daily runs. */
export const lastRuns = (database: Database) => database.retentionRun.findMany({ orderBy: { id: 'desc' }, take: 7 });
