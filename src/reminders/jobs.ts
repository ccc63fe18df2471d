import { hostname } from 'node:os';
import type { Clock } from '#src/platform/clock.ts';
import type { Job } from '#src/platform/jobs.ts';
import type { Log } from '#src/platform/log.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import { round } from './round.ts';
import type { ComposeDeps } from './say.ts';
import { markDue, type ScanDeps } from './scan.ts';

export interface ReminderDeps extends Omit<ScanDeps & ComposeDeps, 'now' | 'log'> {
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
  metrics: Pick<Metrics, 'reminders'>;
  /** The office whose calendar and catalogue are kept. */
  agencyId: string;
}

/** As long as a late recomputation could ask for an old slot again; statistics of what was said need no more. */
const KEPT_DAYS = 400;
const SLICE = 1000;

/** What the room does by itself. After a stop the first round catches up. */
export function reminderJobs(deps: ReminderDeps): Job[] {
  const { clock, database, log, metrics, agencyId } = deps;
  const owner = `${hostname()}:${process.pid}`;
  const remind = async () => {
    const done = await round({ ...deps, now: clock.now() }, owner);
    if (!done) return;
    const { scan, composed } = done;
    metrics.reminders.inc({ outcome: 'sent' }, composed.items);
    metrics.reminders.inc({ outcome: 'unreached' }, composed.unreached);
    metrics.reminders.inc({ outcome: 'failed' }, scan.failed);
    if (composed.held.length > 0) log.warn({ rules: composed.held }, 'reminders held: a person must decide');
    if (composed.unreached > 0) log.warn({ count: composed.unreached }, 'reminders reached nobody');
    if (composed.messages > 0) log.info({ ...scan, ...composed }, 'reminders said');
  };
  const office = async () => {
    await markDue(database, 'office', [agencyId]);
    const led = await database.membership.findMany({ where: { role: 'leader' }, distinct: ['agencyId'], select: { agencyId: true } });
    await markDue(
      database,
      'week',
      led.map((leader) => leader.agencyId),
    );
  };
  const forget = async () => {
    const before = new Date(clock.now().getTime() - KEPT_DAYS * 86_400_000);
    const slice = () =>
      database.$executeRaw`DELETE FROM reminder_item WHERE id IN (SELECT id FROM reminder_item WHERE "closedAt" < ${before} LIMIT ${SLICE})`;
    while ((await slice()) > 0) await new Promise(setImmediate);
    await database.weeklyReport.deleteMany({ where: { madeAt: { lt: before } } });
  };
  return [
    { name: 'reminders', schedule: '* * * * *', lateAfter: 10, run: remind },
    { name: 'reminders-office', schedule: '11 5 * * *', run: office },
    { name: 'reminders-retention', schedule: '37 3 * * *', run: forget },
  ];
}
