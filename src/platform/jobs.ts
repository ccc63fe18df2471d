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

/** How often jobs are looked at that should have run. */
const LOOK_MS = 60_000;
const DAILY_MINUTES = 26 * 60;

export type Heartbeat = Pick<Metrics, 'jobSeconds' | 'jobLate'>;

/** Jobs that have not ended well for longer than they may, counted from `since` for one that never has. */
export async function lateJobs(database: Database, jobs: readonly Pick<Job, 'name' | 'lateAfter'>[], now: Date, since: Date): Promise<string[]> {
  const beats = new Map((await database.jobBeat.findMany()).map((beat) => [beat.name, beat.okAt]));
  return jobs
    .filter(({ name, lateAfter = DAILY_MINUTES }) => now.getTime() - (beats.get(name) ?? since).getTime() > lateAfter * 60_000)
    .map(({ name }) => name);
}

/**
 * Starts the scheduled jobs; a job that fails is logged and tried at its next time. Each run leaves its heartbeat, and one that has not run
 * for too long is an alarm in the log and the metrics, from a timer of its own. Returns how to stop them.
 */
export function startJobs(jobs: Job[], database: Database, log: Log, now: () => Date, metrics?: Heartbeat): { stop(): Promise<void> } {
  const since = now();
  const runCoordinator = coordinator(database, `${hostname()}:${process.pid}`, now);
  for (const job of jobs) {
    const run = async () => {
      const from = performance.now();
      let reason: string | null = null;
      try {
        await job.run();
      } catch (error) {
        reason = briefly(error);
        log.error({ job: job.name, error: reason }, 'job failed');
      }
      metrics?.jobSeconds.observe({ job: job.name }, (performance.now() - from) / 1000);
      const beat = reason === null ? { okAt: now(), reason } : { failedAt: now(), reason };
      await database.jobBeat
        .upsert({ where: { name: job.name }, create: { name: job.name, ...beat }, update: beat })
        .catch((error) => log.warn({ job: job.name, error: briefly(error) }, 'heartbeat not kept'));
    };
    cron.schedule(job.schedule, run, { name: job.name, timezone: 'Asia/Ho_Chi_Minh', noOverlap: true, distributed: true, runCoordinator });
  }
  const alarmed = new Set<string>();
  let looking: Promise<void> = Promise.resolve();
  const look = async () => {
    const late = new Set(await lateJobs(database, jobs, now(), since));
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
      await looking;
      await cron.shutdown(5000);
    },
  };
}
