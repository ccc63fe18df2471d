import { hostname } from 'node:os';
import cron, { type RunCoordinator } from 'node-cron';
import type { Database } from './database.ts';
import { briefly } from './errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface Job {
  name: string;
  /** A cron expression in Vietnamese time. */
  schedule: string;
  /** Minutes without a run that ended well after which somebody must look; a day and two hours when absent. */
  lateAfter?: number;
  run(): Promise<void>;
}

/** With several instances each run is won by the one whose row is first. */
function coordinator(database: Database, instance: string, now: () => Date): RunCoordinator {
  return {
    shouldRun: async (key) => {
      const rows = await database.jobRun.createMany({ data: [{ key, instance, at: now() }], skipDuplicates: true });
      return rows.count === 1;
    },
  };
}

/** How much later than its time a run may begin; jobs of each minute run once in it. */
const LATE_MS = 45_000;
/** How often jobs are looked at that should have run. */
const LOOK_MS = 60_000;
const DAILY_MINUTES = 26 * 60;

export type Heartbeat = Pick<Metrics, 'jobSeconds' | 'jobLate'>;

/** How a scheduled job is, as its last runs on any instance left it. */
export interface JobStanding {
  name: string;
  nextAt: Date | null;
  okAt: Date | null;
  failedAt: Date | null;
  /** Of the last run, in milliseconds. */
  tookMs: number | null;
  /** Why the last run failed, without content; null when it did not. */
  reason: string | null;
  /** It has not ended well for longer than it may. */
  late: boolean;
}

/** Every job that the newest start named; from another process too. */
export async function jobStandings(database: Database, now: Date): Promise<JobStanding[]> {
  const beats = await database.jobBeat.findMany({ where: { lateAfter: { not: null } }, orderBy: { name: 'asc' } });
  return beats.map(({ lateAfter, since, ...beat }) => {
    const ended = beat.okAt ?? since;
    return { ...beat, late: ended !== null && now.getTime() - ended.getTime() > lateAfter! * 60_000 };
  });
}

/** Writes down which jobs there are, so that one that never runs is missed; what no start names any more is forgotten. */
export async function nameJobs(
  database: Database,
  jobs: readonly (Pick<Job, 'name' | 'lateAfter'> & { nextAt: Date | null })[],
  now: Date,
): Promise<void> {
  const rows = jobs.map(({ name, lateAfter = DAILY_MINUTES, nextAt }) => ({ name, lateAfter, nextAt }));
  await database.$executeRaw`
    WITH named AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v(name text, "lateAfter" int, "nextAt" timestamptz)),
    gone AS (DELETE FROM job_beat WHERE name NOT IN (SELECT name FROM named))
    INSERT INTO job_beat AS b (name, "lateAfter", "nextAt", since) SELECT name, "lateAfter", "nextAt", ${now} FROM named
    ON CONFLICT (name) DO UPDATE SET "lateAfter" = excluded."lateAfter", "nextAt" = excluded."nextAt", since = coalesce(b.since, excluded.since)`;
}

/**
 * Starts the scheduled jobs; a job that fails is logged and tried at its next time. Each run leaves its heartbeat, and one that has not run
 * for too long is an alarm in the log and the metrics, from a timer of its own. Returns how to stop them.
 */
export function startJobs(jobs: Job[], database: Database, log: Log, now: () => Date, metrics?: Heartbeat): { stop(): Promise<void> } {
  const runCoordinator = coordinator(database, `${hostname()}:${process.pid}`, now);
  const named = jobs.map((job) => {
    const run = async () => {
      const from = performance.now();
      let reason: string | null = null;
      try {
        await job.run();
      } catch (error) {
        reason = briefly(error);
        log.error({ job: job.name, error: reason }, 'job failed');
      }
      const tookMs = performance.now() - from;
      metrics?.jobSeconds.observe({ job: job.name }, tookMs / 1000);
      const beat = { ...(reason === null ? { okAt: now() } : { failedAt: now() }), reason, tookMs: Math.round(tookMs), nextAt: nextOf(task) };
      await database.jobBeat
        .upsert({ where: { name: job.name }, create: { name: job.name, ...beat }, update: beat })
        .catch((error) => log.warn({ job: job.name, error: briefly(error) }, 'heartbeat not kept'));
    };
    const quiet = () => {};
    const options = {
      name: job.name,
      timezone: 'Asia/Ho_Chi_Minh',
      noOverlap: true,
      distributed: true,
      runCoordinator,
      // An old PC is busy for seconds at times: what should have begun meanwhile begins late rather than not at all.
      missedExecutionTolerance: LATE_MS,
      // Said in our own log; the library would write lines of its own between those that an operator reads.
      logger: {
        info: quiet,
        debug: quiet,
        warn: () => log.warn({ job: job.name }, 'run skipped, the machine was busy'),
        error: (problem: unknown) => log.error({ job: job.name, error: briefly(problem) }, 'job not started'),
      },
    };
    const task = cron.schedule(job.schedule, run, options);
    return { job, task };
  });
  /** Jobs follow the machine's clock, whatever ours says. */
  const nextOf = (task: { msToNext(): number | null }): Date | null => {
    const wait = task.msToNext();
    return wait === null ? null : new Date(now().getTime() + wait);
  };
  const naming = nameJobs(
    database,
    named.map(({ job, task }) => ({ ...job, nextAt: nextOf(task) })),
    now(),
  ).catch((error) => log.warn({ error: briefly(error) }, 'jobs not named'));
  const alarmed = new Set<string>();
  let looking: Promise<void> = Promise.resolve();
  const look = async () => {
    const late = new Set((await jobStandings(database, now())).filter((job) => job.late).map(({ name }) => name));
    for (const { name } of jobs) {
      metrics?.jobLate.set({ job: name }, late.has(name) ? 1 : 0);
      if (late.has(name) && !alarmed.has(name)) log.error({ job: name }, 'job has not run');
      if (late.has(name)) alarmed.add(name);
      else alarmed.delete(name);
    }
  };
  const timer = setInterval(() => {
    looking = look().catch((error) => log.warn({ error: briefly(error) }, 'jobs not looked at'));
  }, LOOK_MS).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await naming;
      await looking;
      await cron.shutdown(5000);
    },
  };
}
